"""The SMEs that an enterprise brings along: its suppliers, customers and neighbours, some of them outside the city."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.chain.data.company import Company, company
from demo.chain.data.texts import sections
from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.data.texts import pool

_KINDS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
SHARED = {"muchen": "herun", "hanxiang": "shenghong"}
"""Who also names the first SME of whom: an SME claimed by two applicants is flagged on both."""


@dataclass(frozen=True, slots=True)
class Partner:
    """One row of the table of SMEs. ``relation``: upstream, downstream or cluster."""

    name: str
    uscc: str
    relation: str

    def row(self) -> dict[str, str]:
        """As it stands in the form's content."""
        return {"name": self.name, "uscc": self.uscc, "relation": self.relation}


def partners(owner: Company) -> tuple[Partner, ...]:
    """As many as the company says, no two the same; one of them another's, where ``SHARED`` says so."""
    draw = chance(owner.key, "partners")
    words = draw.sample(pool("字号"), owner.smes)
    trades = draw.sample(sections("pools")[owner.written_as], owner.smes)
    own = tuple(_partner(draw, word, trade) for word, trade in zip(words, trades, strict=True))
    return (*own[:-1], partners(company(SHARED[owner.key]))[0]) if owner.key in SHARED else own


def _partner(draw: Random, word: str, trade: str) -> Partner:
    place, division = draw.choice(sections("pools")["市外" if draw.random() < 0.25 else "市内"]).split()
    business, relation = trade.split()
    kind = "合作社" if business == "种植专业" else draw.choice(_KINDS)
    return Partner(f"{place}{word}{business}{kind}", credit_code(draw, division), relation)
