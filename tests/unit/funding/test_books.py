"""The books kept a second time find what does not agree: a line, a sum, an award, a binding, a missing version."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.events.event import Event
from contracts.events.funding.award import AwardProposed, CandidateReceived
from contracts.events.funding.fund import Document, FundChanged, FundPosted
from contracts.events.funding.grantee import GranteeBound
from contracts.events.parties import Officer
from services.funding.domain.award import Award, Status
from services.funding.domain.books import ACCOUNT_OF, Books, Entered, Rules
from tests.unit.contracts import complete
from tests.unit.funding.awards import candidate
from tests.unit.intake.cases import CALL

AT = datetime(2024, 8, 20, tzinfo=UTC)
FEN = 50_000_000
CASE, OTHER = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01BX5ZZKBKACTAV9WEVGEMMVRZ"
FUND = "fund/sjz-2024-chain"
USCC = complete.uscc(1)
CHANGED = FundChanged(
    programme="sjz-2024-chain",
    round=None,
    before=0,
    cap=2 * FEN,
    held=0,
    available=2 * FEN,
    document=Document(number="1号", date=date(2024, 5, 20)),
    by=Officer(subject="zhao", name="赵六"),
)


def received(case: str = CASE) -> CandidateReceived:
    return CandidateReceived(application=case, call=CALL, candidate=candidate(uscc=USCC))


def proposed(case: str = CASE) -> AwardProposed:
    return AwardProposed(application=case, call=CALL, rank=1, total="90", fen=FEN)


def posted(case: str = CASE, **changes: Any) -> FundPosted:
    line = FundPosted(
        programme="sjz-2024-chain",
        round="2024-08",
        entry="reserved",
        application=case,
        uscc=USCC,
        fen=FEN,
        held=FEN,
        available=FEN,
        reason=None,
    )
    return line.model_copy(update=changes)


def bound(case: str = CASE) -> GranteeBound:
    return GranteeBound(programme="sjz-2024-chain", uscc=USCC, application=case)


def entered(stream: str, version: int, *events: Event) -> Entered:
    return Entered(stream, version, AT, events)


def books(*more: Entered) -> list[str]:
    """The first commit opens the fund, the second knows the application, the third has these parts."""
    kept = Books(lambda _call: Rules("sjz-2024-chain", once=True))
    found = kept.enter("1", [entered(FUND, 1, CHANGED)])
    found += kept.enter("2", [entered(f"award/{CASE}", 1, received()), entered(f"award/{OTHER}", 1, received(OTHER))])
    found += kept.enter("3", more)
    return [finding.what for finding in (*found, *kept.close())]


RIGHT = (entered(FUND, 2, posted()), entered(f"award/{CASE}", 2, proposed()), entered(f"grantee/sjz-2024-chain/{USCC}", 1, bound()))


def test_what_agrees_is_found_to_agree() -> None:
    assert books(*RIGHT) == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((entered(FUND, 2, posted()), RIGHT[2]), "its awards make 0元"),
        (RIGHT[1:], "0元 reserved, its awards make 500,000元"),
        ((entered(FUND, 2, posted(held=0)), *RIGHT[1:]), "says 0元 held"),
        ((entered(FUND, 2, posted(fen=5 * FEN, held=5 * FEN, available=-3 * FEN)), *RIGHT[1:]), "2,500,000元 held of 1,000,000元"),
        ((entered(FUND, 2, posted(entry="paid", held=FEN)), *RIGHT[1:]), "below zero"),
        ((entered(FUND, 3, posted()), *RIGHT[1:]), "version 3 follows 1"),
        ((RIGHT[0], RIGHT[1], entered(f"grantee/sjz-2024-chain/{USCC}", 1, bound(OTHER))), f"is bound to {OTHER}"),
        (RIGHT[:2], "is bound to None"),
        ((*RIGHT, entered(f"award/{OTHER}", 2, proposed(OTHER))), f"{USCC} holds 2 awards"),
    ],
)
def test_whatever_does_not_agree_is_found(parts: tuple[Entered, ...], said: str) -> None:
    assert any(said in what for what in books(*parts)), books(*parts)


def test_the_money_of_every_status_stands_where_the_award_says_it_does() -> None:
    assert {status for status in Status if Award(status=status).holds} == set(ACCOUNT_OF)
