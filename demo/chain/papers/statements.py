"""What others say of the enterprise: the credit report (三（六）), and each SME under its seal (三（七）)."""

from __future__ import annotations

from contracts.regions import find_region
from demo.chain.data.company import Company
from demo.chain.data.partner import Partner
from demo.chain.papers.licences import founded, legal_person
from demo.data.chance import chance
from demo.data.person import name
from demo.papers.typesetting import typeset

_RELATIONS = {"upstream": "产业链上游", "downstream": "产业链下游", "cluster": "产业集群内"}
_HELP = (
    "设备联网改造、平台账号与实施辅导",
    "数字化诊断、系统接口与人员培训",
    "检测资源、工艺模型与订单对接",
    "轻量化应用、驻厂服务与供应链融资",
)
_PERMITS = ("排污许可证", "安全生产许可证", "食品生产许可证", "药品生产许可证", "建设工程规划许可证", "取水许可证", "海关报关单位备案")


def credit_report(company: Company) -> bytes:
    """法人和其他组织信用信息概况."""
    draw = chance(company.key, "credit")
    county = find_region(company.county)
    permits = draw.sample(_PERMITS, draw.randrange(2, 5))
    return typeset(
        "credit-report",
        {
            "name": company.name,
            "uscc": company.uscc,
            "person": legal_person(company),
            "address": f"{county.full_name if county else ''}{company.place}",
            "founded": founded(company),
            "number": f"XY2024{draw.randrange(10**9, 10**10)}",
            "issued": f"2024年6月{draw.randrange(10, 29)}日",
            "permits": str(len(permits)),
            "honours": str(draw.randrange(1, 9)),
            "promises": str(draw.randrange(1, 4)),
            "lines": [
                [str(number), permit, f"{county.name if county else ''}行政审批局", f"202{draw.randrange(5, 9)}-12-31"]
                for number, permit in enumerate(permits, start=1)
            ],
        },
    )


def sme_proof(company: Company, partner: Partner) -> bytes:
    """带动情况证明, by the SME under its own seal."""
    draw = chance(company.key, partner.uscc, "proof")
    return typeset(
        "sme-proof",
        {
            "name": company.name,
            "partner": {"name": partner.name, "uscc": partner.uscc},
            "relation": _RELATIONS[partner.relation],
            "since": f"202{draw.randrange(1, 4)}年{draw.randrange(1, 13)}月",
            "platform": company.platform,
            "lines": [
                ["关键设备联网率", f"{draw.randrange(5, 25)}%", f"{draw.randrange(58, 96)}%"],
                ["订单准时交付率", f"{draw.randrange(68, 84)}%", f"{draw.randrange(91, 99)}%"],
                ["产品一次合格率", f"{draw.randrange(86, 93)}.{draw.randrange(10)}%", f"{draw.randrange(96, 99)}.{draw.randrange(10)}%"],
                ["万元产值综合成本", "100（基数）", f"{draw.randrange(84, 95)}.{draw.randrange(10)}"],
                ["数字化水平评测", "一级", draw.choice(("二级", "二级", "三级"))],
            ],
            "help": draw.choice(_HELP),
            "person": name(draw),
            "issued": f"2024年{draw.randrange(5, 7)}月{draw.randrange(6, 28)}日",
        },
    )
