"""Business licences: of the enterprise, and of the firm that audited it (三（一）, 三（五）)."""

from __future__ import annotations

from contracts.regions import find_region
from demo.chain.data.company import Company
from demo.chain.data.content import auditor
from demo.data.chance import chance
from demo.data.person import name
from demo.papers.typesetting import typeset


def licence(company: Company) -> bytes:
    """营业执照, a copy under the enterprise's seal."""
    draw = chance(company.key, "licence")
    county = find_region(company.county)
    district = county.name if county else ""
    return typeset(
        "licence",
        {
            "name": company.name,
            "uscc": company.uscc,
            "kind": "股份有限公司（非上市）" if "股份" in company.name else "有限责任公司（自然人投资或控股）",
            "person": legal_person(company),
            "business": f"{company.product}的研发、生产、销售；技术服务、技术咨询、技术转让；货物进出口。"
            "（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
            "capital": f"{draw.randrange(10, 320) * 100}万元人民币",
            "founded": founded(company),
            "address": f"{county.full_name if county else ''}{company.place}",
            "authority": f"{district}行政审批局",
            "issued": f"2023年{draw.randrange(1, 13)}月{draw.randrange(1, 29)}日",
        },
    )


def auditor_licence(company: Company) -> bytes:
    """The accounting firm's, a copy."""
    firm = auditor(company)
    draw = chance(firm.uscc)
    return typeset(
        "auditor-licence",
        {
            "name": firm.name,
            "uscc": firm.uscc,
            "kind": "特殊普通合伙企业",
            "person": f"{name(draw)}（执行事务合伙人）",
            "business": "审查企业会计报表，出具审计报告；验证企业资本，出具验资报告；法律、行政法规规定的其他审计业务。",
            "capital": f"{draw.randrange(5, 30) * 100}万元人民币",
            "founded": f"20{draw.randrange(13, 20)}年{draw.randrange(1, 13)}月{draw.randrange(1, 29)}日",
            "address": f"河北省石家庄市桥西区自强路{draw.randrange(10, 200)}号",
            "authority": "桥西区行政审批局",
            "issued": "2022年6月16日",
        },
    )


def legal_person(company: Company) -> str:
    """法定代表人: on every paper the same."""
    return name(chance(company.key, "legal person"))


def founded(company: Company) -> str:
    """成立日期: since 2015, as its code says."""
    draw = chance(company.key, "founded")
    return f"20{draw.randrange(15, 21)}年{draw.randrange(1, 13)}月{draw.randrange(1, 29)}日"
