"""The papers with money in them: tax certificate (三（二）) and audited report (三（五）). Whole yuan and 分, as they are printed."""

from __future__ import annotations

from random import Random

from contracts.regions import find_region
from demo.chain.data.company import Company
from demo.chain.data.content import auditor
from demo.data.chance import chance
from demo.data.person import name
from demo.papers.typesetting import typeset

_TAXES = (("增值税", "销售货物", 60), ("企业所得税", "应纳税所得额", 25), ("城市维护建设税", "市区", 5), ("教育费附加", "增值税", 3))
# item, share of the turnover in per mille
_ITEMS = (
    ("货币资金", 160), ("应收账款", 240), ("存货", 190), ("固定资产", 520), ("资产总计", 1290), ("短期借款", 180), ("应付账款", 210),
    ("负债合计", 560), ("所有者权益合计", 730), ("营业收入", 1000), ("营业成本", 742), ("研发费用", 58), ("利润总额", 96), ("净利润", 82),
)  # fmt: skip


def turnover(company: Company) -> int:
    """营业收入 of 2023 in fen."""
    return chance(company.key, "turnover").randrange(80_000_000_00, 980_000_000_00)


def tax(company: Company) -> bytes:
    """税收完税证明 for 2024, the year to date."""
    draw = chance(company.key, "tax")
    sums = [turnover(company) * share // 2000 for _, _, share in _TAXES]
    lines = [
        [title, item, "2024-01-01 至 2024-05-31", f"2024-06-{draw.randrange(3, 18):02}", _yuan(fen)]
        for (title, item, _), fen in zip(_TAXES, sums, strict=True)
    ]
    county = find_region(company.county)
    return typeset(
        "tax",
        {
            "name": company.name,
            "uscc": company.uscc,
            "number": f"3130{draw.randrange(10**13, 10**14)}",
            "issued": f"2024年6月{draw.randrange(19, 29)}日",
            "lines": lines,
            "total": _yuan(sum(sums)),
            "authority": f"国家税务总局石家庄市{county.name if county else ''}税务局",
        },
    )


def financial_report(company: Company) -> bytes:
    """审计报告 for 2023: cover, opinion, figures."""
    draw = chance(company.key, "report")
    return typeset(
        "financial-report",
        {
            "name": company.name,
            "number": f"审字〔2024〕第{draw.randrange(1000, 9999)}号",
            "auditor": auditor(company).name,
            "first": name(draw),
            "second": name(draw),
            "lines": [[item, *_two_years(draw, turnover(company) * share // 1000)] for item, share in _ITEMS],
        },
    )


def _two_years(draw: Random, fen: int) -> tuple[str, str]:
    return _yuan(fen), _yuan(fen * 100 // draw.randrange(103, 122))


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"
