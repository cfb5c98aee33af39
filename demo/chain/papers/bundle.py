"""All papers that go with a company's form, but for the scan of the form itself."""

from __future__ import annotations

from collections.abc import Iterator

from demo.chain.data.company import Company
from demo.chain.data.partner import partners
from demo.chain.papers.accounts import financial_report, tax
from demo.chain.papers.figures import architecture, results_chart
from demo.chain.papers.licences import auditor_licence, licence
from demo.chain.papers.statements import credit_report, sme_proof
from demo.data.chance import chance
from demo.papers.paper import Paper


def papers(company: Company) -> Iterator[Paper]:
    """Each required material once, a proof for each SME, and no, one or two figures."""
    yield Paper("licence", "营业执照.pdf", licence(company))
    yield Paper("tax", "2024年完税证明.pdf", tax(company))
    yield Paper("financial-report", "2023年度审计报告.pdf", financial_report(company))
    yield Paper("auditor-licence", "会计师事务所营业执照.pdf", auditor_licence(company))
    yield Paper("credit-report", "信用信息概况.pdf", credit_report(company))
    for partner in partners(company):
        yield Paper("sme-proof", f"佐证-{partner.name}.pdf", sme_proof(company, partner), partner.uscc)
    yield from figures(company)


def figures(company: Company) -> list[Paper]:
    """插图."""
    drawn = [Paper("figure", "平台架构图.png", architecture(company)), Paper("figure", "成效对比图.jpg", results_chart(company))]
    return drawn[: chance(company.key, "figures").choice((0, 1, 2, 2, 2))]
