"""The experts whom the city keeps on its list: where they work, what they know, and how strict they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from demo.chain.call import AREA
from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.data.person import Person, person

EXPERTS = 30
_INDUSTRIES = ("biomedicine", "electronics", "equipment", "food")
_NEAR = ("130102", "130104", "130105", "130108", "130109", "130110", "130111", "130123")
_FAR = ("110108", "110105", "120104", "130202", "130304", "130403", "130502", "130602", "130702", "130802", "130902", "131003")
_EMPLOYERS = ("大学", "研究院", "检测中心", "设计院", "工业互联网协会")
_SPECIALITIES = ("工业互联网", "智能制造", "供应链管理", "工业软件", "绿色制造", "产业数据")


@dataclass(frozen=True, slots=True)
class Reviewer:
    """``leaning``: points by which the expert scores above or below the others."""

    number: int
    contact: Person
    employer: str
    uscc: str
    industries: tuple[str, ...]
    regions: tuple[str, ...]
    leaning: int

    @property
    def subject(self) -> str:
        """Of the expert's token."""
        return f"expert-{self.number:02}"

    def line(self, account: str) -> dict[str, object]:
        """The expert as a line of the import."""
        return {
            "account": account,
            "employer": {"name": self.employer, "uscc": self.uscc, "group": []},
            "specialities": chance("expert", str(self.number), "knows").sample(_SPECIALITIES, 2),
            "industries": list(self.industries),
            "regions": list(self.regions),
            "contact": {"name": self.contact.name, "phone": self.contact.phone, "email": self.contact.email},
            "declared": [],
            "expires": "2026-12-31",
        }


@cache
def reviewers() -> tuple[Reviewer, ...]:
    """All of them; some live in the counties that recommend, most elsewhere."""
    return tuple(_reviewer(number) for number in range(1, EXPERTS + 1))


def _reviewer(number: int) -> Reviewer:
    draw = chance("expert", str(number))
    home = (*_NEAR, *_FAR)[number % (len(_NEAR) + len(_FAR))]
    contact = person(draw, f"expert{number:02}", AREA)
    return Reviewer(
        number=number,
        contact=contact,
        employer=f"{contact.name[0]}氏{draw.choice(_EMPLOYERS)}（{number}）",
        uscc=credit_code(draw, home, "12"),
        industries=(_INDUSTRIES[number % 4], _INDUSTRIES[(number + 1 + number // 4) % 4]),
        regions=(home,),
        leaning=draw.choice((-2, -1, 0, 0, 1, 2)),
    )
