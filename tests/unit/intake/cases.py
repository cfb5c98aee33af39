"""States of a Shijiazhuang round for the rules of intake to work on: folded from events, as they are in life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.content import Call, Content, Material
from contracts.events.intake.examination import ClauseCheck, Level, Reason, Recommendation
from contracts.events.intake.list import Entry, ListRef
from contracts.events.intake.round import Window
from contracts.events.parties import Address, Contact, Division, Filer, Officer, Organisation
from contracts.form import form_code, normal_form
from contracts.programme.track import Track
from contracts.refusal import Refusal
from services.intake.domain import application, examination, filing, summary_list
from services.intake.domain import round as rounds
from services.intake.domain.application import Application
from services.intake.domain.content import content_of
from services.intake.domain.filing import Filing
from services.intake.domain.round import Round
from services.intake.domain.summary_list import SummaryList
from tests.unit.contracts import complete

NOW = datetime(2024, 7, 1, 1, tzinfo=UTC)
PROGRAMME = complete.programme()
TRACK: Track = PROGRAMME.tracks["chain-case"]
CALL = Call(programme="sjz-2024-chain", version=PROGRAMME.version, round="2024-08", track="chain-case")
ID, OTHER_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01BX5ZZKBKACTAV9WEVGEMMVRZ"
BY = Filer(subject="zhang", name="张三", kind="person")
FIRST, SECOND = Officer(subject="li", name="李四"), Officer(subject="wang", name="王五")
CITY = Officer(subject="zhao", name="赵六")
COUNTY = Division(code="130102", name="河北省石家庄市长安区")
CONTACT = Contact(name="张三", phone="13812341234", email="zhang@example.cn")
CLAUSES = ("registered", "operating", "located", "empowering", "driving", "platform")
REASONS = (Reason(text="取得成效缺少数据", pointer="/form/results", clause="附件1 三"),)
REF = ListRef(programme="sjz-2024-chain", version=PROGRAMME.version, round="2024-08", region=COUNTY, bureau="长安区")
PLACE = Recommendation(list="list/sjz-2024-chain/2024-08/130102", position=1, brief="带动产业链")

State = TypeVar("State")


def refused(slug: str, rule: Callable[[], object]) -> Refusal:
    """The refusal with which the rule answers."""
    with pytest.raises(Refusal) as said:
        rule()
    assert said.value.slug == slug, said.value
    return said.value


def enterprise() -> Organisation:
    address = Address(division=COUNTY, street="建华北大街100号")
    return Organisation(uscc=complete.uscc(1), kind="enterprise", name="河北链动装备有限公司", address=address, contact=CONTACT)


def content(**changes: Any) -> Content:
    """A complete content, with these fields of the form changed."""
    form, offer = complete.form() | changes, complete.offer()
    files = complete.materials(form)
    kept = [
        Material(kind=one.kind, name="a.pdf", media_type=one.media_type, size=one.size, sha256=one.sha256, for_uscc=one.row)
        for one in files
    ]
    normal = normal_form(offer, form)
    return content_of(offer.track.form, normal, kept, form_code(offer, normal, files))


def fold(state: State, events: Sequence[Event], step: Callable[[State, Event, datetime], State], at: datetime = NOW) -> State:
    for event in events:
        state = step(state, event, at)
    return state


def then(state: Application, events: Sequence[Event], at: datetime = NOW) -> Application:
    """The application after these events."""
    return fold(state, events, application.fold, at)


def opened(now: datetime = NOW) -> Round:
    return fold(Round(), rounds.open_round(Round(), PROGRAMME, "2024-08", CITY), rounds.fold, now)


def moved(opens: datetime, closes: datetime) -> Round:
    state = opened()
    return fold(state, rounds.move(state, Window(opens=opens, closes=closes), "延长", None, CITY), rounds.fold)


def drafted() -> Application:
    return then(Application(), filing.draft(ID, CALL, enterprise(), BY))


def submitted(**changes: Any) -> Application:
    state = drafted()
    return then(state, filing.submit(state, opened(), PROGRAMME, Filing(Deferred.of(content(**changes)), BY, NOW)))


def checked(*unmet: str) -> Application:
    """With each clause found met, but for some."""
    state = submitted()
    return then(state, examination.check(state, TRACK, findings(*unmet), FIRST))


def findings(*unmet: str, clauses: Sequence[str] = CLAUSES) -> list[ClauseCheck]:
    return [ClauseCheck(clause=clause, met=clause not in unmet, note="查无" if clause in unmet else None) for clause in clauses]


def prepared() -> Application:
    state = checked()
    return then(state, examination.prepare(state, TRACK, "带动产业链", FIRST))


def recommended() -> Application:
    state = prepared()
    return then(state, examination.recommend(state, TRACK, PLACE, SECOND))


def returned(level: Level = "county", due: datetime = NOW + timedelta(days=10)) -> Application:
    state = submitted() if level == "county" else recommended()
    seat, mended = examination.Seat(TRACK, level, level == "county"), examination.Correction(REASONS, due)
    return then(state, examination.give_back(state, seat, mended, NOW, FIRST))


def accepted() -> Application:
    state = recommended()
    return then(state, examination.accept(state, TRACK, True, CITY))


def rejected() -> Application:
    state = submitted()
    return then(state, examination.reject(state, examination.Seat(TRACK, "county", True), REASONS, FIRST))


def withdrawn() -> Application:
    state = submitted()
    return then(state, filing.withdraw(state, PROGRAMME, None, BY, "/"))


def entry(number: int) -> Entry:
    """A row of the county's list."""
    return Entry(
        position=number,
        application=f"01ARZ3NDEKTSV4RRFFQ69G5F{number:02}",
        track="chain-case",
        applicant=f"企业{number}",
        uscc=complete.uscc(number),
        mode="platform",
        title="案例",
        brief="带动",
        contact=CONTACT,
    )


def listed(*numbers: int) -> SummaryList:
    """A list on which these were entered."""
    return extend(SummaryList(), *numbers)


def extend(state: SummaryList, *numbers: int) -> SummaryList:
    for number in numbers:
        state = fold(state, summary_list.enter(state, REF, TRACK, entry(number), FIRST), summary_list.fold)
    return state


def filed(*numbers: int) -> SummaryList:
    """A list that was filed with these."""
    state = listed(*numbers)
    return fold(state, summary_list.file(state, "长安区科工局", CONTACT, "a" * 64, FIRST), summary_list.fold)
