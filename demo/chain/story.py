"""Who does what in the round, and how each application ends."""

from __future__ import annotations

from demo.chain.data.company import Company, companies, company

EARLY_AND_LATE = "wanfeng"
"""Tries before the round is opened, and once more after it has ended: stays a draft."""
LATE = "runke"
"""Files after its county has filed its list: comes in by a supplement."""
RETURNED_BY_COUNTY = "muchen"
RETURNED_BY_CITY = "hanxiang"
REJECTED = "jiasui"
WITHDRAWN_BEFORE = "zhengdu"
WITHDRAWN_AFTER = "lingguang"
SELF_CONFIRMED = "jiyue"
"""Whose recommendation one officer first tries to confirm alone."""
LIST_RETURNED = "130102"
"""The county whose list the city gives back."""

WITHDRAWN_IN_REVIEW = "kanghe"
"""Gives up while its case is under review."""
DISPUTED = "xinghe"
"""On whose case one expert stands apart: an extra expert is drawn, then the panel meets."""
DISPUTED_MARK = 50
"""What that one expert gives."""
TIED = ("herun", "shenghong")
"""Two cases of one total, across the line up to which the money lasts."""
AWARDS = 8
"""So many awards are within the cap."""
AUDIT_FAILS = "chengyuan"
"""Whose special audit finds what speaks against the award."""
OBJECTED_RIGHTLY = "qingchuan"
"""Objected to on public notice, and the objection is upheld."""
OBJECTED_WRONGLY = "yunshu"
"""Objected to as well; dismissed."""
ACCOUNT_CLOSED = "hanzhi"
"""Whose account had been closed: the bank returns the payment."""
CHANNELS = {"jiyue": ["sms"], "yunshu": ["email", "sms"]}
"""Who wants to be told otherwise than by e-mail: over which channels, beside the inbox."""
OPINION = "举措与成效基本属实，佐证材料与申报书一致。"

_ENDS = {
    EARLY_AND_LATE: "draft",
    REJECTED: "rejected",
    WITHDRAWN_BEFORE: "withdrawn",
    WITHDRAWN_AFTER: "withdrawn",
    "guangshun": "withdrawn",
}
_RETURNED = {RETURNED_BY_COUNTY: 1, RETURNED_BY_CITY: 1}


def sole_trader() -> Company:
    """A 个体工商户: no legal person, so that what it files is refused."""
    return company(EARLY_AND_LATE).model_copy(
        update={"key": "guangshun", "name": "桥西区广顺电子加工部", "short": "广顺加工部", "kind": "92", "place": "新石街道红旗大街55号"}
    )


def filers() -> list[Company]:
    """Who files while the round is open, from its first day."""
    return [one for one in companies() if one.key not in (EARLY_AND_LATE, LATE)]


def everybody() -> list[Company]:
    return [*companies(), sole_trader()]


def end_of(key: str) -> str:
    """The status in which this company's application ends."""
    return _ENDS.get(key, "accepted")


def returns_of(key: str) -> int:
    """How often it is returned for correction."""
    return _RETURNED.get(key, 0)


WINNER_AGAIN = "jiyue"
"""Awarded in the first round, applies again in the second: once ever, however good the case."""
SECOND_QUALITIES = {WINNER_AGAIN: 96, "huhe": 84, "bolan": 79, "wanfeng": 72, "xiaohe": 52}
"""Who applies in the second round, and what the experts think of it."""
SECOND_AWARDS = 2
"""The cap is raised for so many."""


def second_round() -> list[Company]:
    """Who files in the second round: a winner, three who lost, and who came too late."""
    return [company(key) for key in SECOND_QUALITIES]


def quality_of(key: str) -> int:
    """What the experts think of a company's case, 0 to 100, before their own leanings. The tied ones stand at the line of the cap."""
    if key in TIED:
        return _LINE
    others = [one.key for one in everybody() if end_of(one.key) == "accepted" and one.key not in (*TIED, WITHDRAWN_IN_REVIEW)]
    if key not in others:
        return _LINE - 5
    place = others.index(key)
    if place < AWARDS - 1:
        return _LINE + 3 + 2 * (AWARDS - 1 - place)
    return _LINE - 3 - place if place < len(others) - _FAILING else 58 - 3 * (len(others) - place)


_LINE = 78
_FAILING = 4
"""So many cases do not pass."""
