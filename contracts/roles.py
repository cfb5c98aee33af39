"""Who takes part in a programme, in the vocabulary of the issuing documents."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part a caller plays; what it may do follows from role, region prefix and assignment."""

    ENTERPRISE = "enterprise"  # 企业
    COUNTY = "county"  # 县（市、区）主管部门
    CITY = "city"  # 市主管部门
    PROVINCE = "province"  # 省主管部门
    MINISTRY = "ministry"  # 工业和信息化部
    AGENCY = "agency"  # 第三方服务机构
    EXPERT = "expert"  # 评审专家
    AUDIT_FIRM = "audit-firm"  # 会计师事务所
    OVERSEER = "overseer"  # 监督: reads all, decides nothing
    APPROVER = "approver"  # 审批人
    FINANCE = "finance"  # 财政
    PROVIDER = "provider"  # 数字化服务商
    CITY_SYSTEM = "city-system"  # 地市业务系统
    PUBLIC = "public"  # 社会公众: no token


ISSUERS = frozenset({Role.COUNTY, Role.CITY, Role.PROVINCE, Role.MINISTRY})
"""The roles of a bureau that may issue a programme; of which region it is says whether it issued this one."""
