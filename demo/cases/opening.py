"""The day before the round opens: somebody is too early; the ministry opens it, and the bureaus say how many little giants they have."""

from __future__ import annotations

from demo.cases.call import SME_CASE
from demo.cases.cast import Cast
from demo.cases.filers import filers
from demo.cases.writing import sme_case
from demo.refusals import Wrong
from demo.registering import begun, desk_of, register

TOO_EARLY = Wrong("批次开放之前申报", "round-not-open")
GIANTS = {
    "13": (116, "冀工信企业函〔2021〕300号"),
    "33": (40, "浙经信企业〔2021〕118号"),
    "3302": (19, "甬经信〔2021〕66号"),
    "6590": (3, "兵工信发〔2021〕41号"),
}
"""How many little giants each office has, and the document that says so."""


async def opening(cast: Cast) -> None:
    early = filers().enterprises[0]
    content = sme_case(early)
    desk = cast.desks[early.key] = desk_of(cast.stage.people, "enterprise", early.uscc, early.contact)
    await register(desk, "enterprise", content)
    await cast.refusals.expect(early.short, TOO_EARLY, begun(desk, cast.call(SME_CASE), content))
    await cast.ministry.open_round()
    cast.show.say("round opened by the ministry: 2021-09-01 to 2021-10-25")


async def declarations(cast: Cast) -> None:
    """专精特新“小巨人”企业数量, on which the quotas rest."""
    for code, (giants, document) in GIANTS.items():
        await cast.bureaus[code].declare(SME_CASE, {"giants": giants}, document)
    declared = "、".join(f"{cast.bureaus[code].bureau} {giants}家" for code, (giants, _) in GIANTS.items())
    cast.show.say(f"little giants declared: {declared}")
