"""The content of a company's form, field by field as the programme's form asks for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from contracts.regions import find_region
from demo.chain.call import AREA
from demo.chain.data.company import Company
from demo.chain.data.partner import partners
from demo.chain.data.texts import sections
from demo.chain.data.writing import write
from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.data.person import Person, person


@dataclass(frozen=True, slots=True)
class Auditor:
    """An accounting firm."""

    name: str
    uscc: str


def auditor(company: Company) -> Auditor:
    """The firm that audited the company's 2023 report; several companies have the same one."""
    word = chance(company.key, "auditor").choice(sections("pools")["会计师事务所"])
    return Auditor(f"{word}会计师事务所（特殊普通合伙）", credit_code(chance(word), "130104"))


def contact(company: Company) -> Person:
    """Whom to call."""
    return person(chance(company.key, "contact"), company.key, AREA)


def form_content(company: Company) -> dict[str, Any]:
    """All fields, filled in without a fault."""
    return {**_header(company), **asdict(write(company)), **_beside(company), **_account(company)}


def _header(company: Company) -> dict[str, Any]:
    who = contact(company)
    return {
        "name": company.name,
        "uscc": company.uscc,
        "address": {"region": company.county, "detail": company.place},
        "mode": company.mode,
        "industry": company.industry,
        "contact": who.name,
        "phone": who.phone,
        "email": who.email,
    }


def _beside(company: Company) -> dict[str, Any]:
    firm = auditor(company)
    return {
        "scope": company.scope,
        "place": {"region": company.county, "detail": f"{company.place}{company.short}厂区"},
        "smes": [partner.row() for partner in partners(company)],
        "platform_name": company.platform,
        "platform_builder": company.name,
        "platform_builder_uscc": company.uscc,
        "auditor_name": firm.name,
        "auditor_uscc": firm.uscc,
    }


def _account(company: Company) -> dict[str, Any]:
    draw = chance(company.key, "account")
    county = find_region(company.county)
    return {
        "account_holder": company.name,
        "account_bank": f"{draw.choice(sections('pools')['银行'])}{county.name if county else ''}支行",
        "account_number": "".join(str(draw.randrange(10)) for _ in range(19)),
        "account_routing": f"{draw.randrange(100, 999)}121{draw.randrange(10**5, 10**6)}",
    }
