"""A complete, correct form of the Shijiazhuang programme with its materials, for tests to break one thing at a time."""

from __future__ import annotations

from typing import Any

from stdnum.cn import uscc as standard

from contracts.form import MaterialFacts, form_code
from contracts.programme import Offer, Programme
from contracts.programme.programmes import Programmes
from contracts.text import length

PDF = "application/pdf"


def programme() -> Programme:
    return Programmes.all_published().newest("sjz-2024-chain")


def offer() -> Offer:
    return programme().offers["chain-case"]


def uscc(number: int, prefix: str = "91130102MA") -> str:
    stem = f"{prefix}{number:07d}"
    return stem + standard.calc_check_digit(stem)


def text(words: int) -> str:
    """Chinese text of so many 字, with Latin runs as such texts have them."""
    sentence = "围绕产业链协同建成MES/ERP 平台，带动8 家企业降本3.5%，"
    whole, rest = divmod(words, length(sentence))
    return sentence * whole + "效" * rest


def form() -> dict[str, Any]:
    smes = [{"name": f"石家庄协作{n}号有限公司", "uscc": uscc(100 + n), "relation": "upstream"} for n in range(8)]
    return {
        "name": "河北链动装备有限公司",
        "uscc": uscc(1),
        "address": {"region": "130102", "detail": "建华北大街100号"},
        "mode": "platform",
        "industry": "equipment",
        "contact": "张三",
        "phone": "13812341234",
        "email": "zhang@example.cn",
        "title": text(50),
        "brief": text(250),
        "measures": text(1800),
        "results": text(1000),
        "problems": text(400),
        "scope": "leading",
        "place": {"region": "130109", "detail": "工业路1号"},
        "smes": smes,
        "platform_name": "链动工业互联网平台",
        "platform_builder": "河北链动装备有限公司",
        "auditor_name": "河北正信会计师事务所",
        "auditor_uscc": uscc(900),
        "account_holder": "河北链动装备有限公司",
        "account_bank": "某银行石家庄分行",
        "account_number": "1300 0000 0000 0001",
    }


def materials(content: dict[str, Any]) -> list[MaterialFacts]:
    single = [
        MaterialFacts(kind, f"{n:064x}", 1000, PDF)
        for n, kind in enumerate(["licence", "tax", "financial-report", "auditor-licence", "credit-report"])
    ]
    proofs = [MaterialFacts("sme-proof", f"{100 + n:064x}", 1000, PDF, row=row["uscc"]) for n, row in enumerate(content["smes"])]
    figures = [MaterialFacts("figure", f"{200 + n:064x}", 1000, "image/png", 1000, 1000) for n in range(2)]
    files = single + proofs + figures
    return [*files, MaterialFacts("form-scan", f"{300:064x}", 1000, PDF, form_code=form_code(offer(), content, files))]
