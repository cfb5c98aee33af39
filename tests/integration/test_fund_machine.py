"""Whatever two processes of funding are asked for, in whatever order and however often the same comes again: the cap is never passed, every
sum is right, and an enterprise is awarded once ever.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Literal

import orjson
import pymongo
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pydantic import SecretStr
from structlog.testing import capture_logs

from contracts.days import day
from contracts.envelope import OutgoingEvent, encode
from contracts.events.event import Event
from contracts.events.funding.award import AwardNoticed, Firm
from contracts.events.funding.fund import Document
from contracts.events.funding.notice import Objector
from contracts.events.funding.proposal import Minutes, Struck
from contracts.refusal import Refusal
from services.chassis.assembly import Chassis, assembled
from services.chassis.causes import RequestCause
from services.chassis.commits import Actor
from services.chassis.deadletters import Received
from services.chassis.decisions import Command, Decision, Streams
from services.chassis.desk import Asked
from services.chassis.identity import Principal
from services.chassis.settings import Settings, Store
from services.chassis.store import COMMITS
from services.funding.domain.audit import Report
from services.funding.domain.award import Award
from services.funding.domain.books import Books
from services.funding.domain.ending import Demand
from services.funding.domain.evaluation import Judgement
from services.funding.domain.objection import Answer, Outcome, Said
from services.funding.domain.payment import Paid
from services.funding.funding import Funding
from services.funding.handlers import audits, awards, confirmations, decisions, evaluations, funds, objections, payments, proposals
from services.funding.handlers.awards import Task
from services.funding.handlers.decisions import Deciding
from services.funding.handlers.funds import FundTask
from services.funding.handlers.reports import Place
from services.funding.service import SERVICE
from services.funding.streams import AWARD
from services.funding.verification import entered, rules_of, verify
from services.funding.views import AWARDS
from tests.support.funding import AWARD_FEN, accepted, call, ranking
from tests.support.intake import CITY, PROGRAMME, TRACK
from tests.unit.contracts import complete

ENTERPRISES = [complete.uscc(30_000 + number) for number in range(6)]
ROUNDS = ("2024-08", "2025-05")
CASES = {round_: [f"01J3Z5D4Q8N2V7X9K1M6R0{number}{case:03}" for case in range(6)] for number, round_ in enumerate(ROUNDS)}
"""In either round, the cases of the six enterprises."""
OFFICER = Principal("officer", "赵六", frozenset({"city", "finance", "audit-firm", "enterprise"}), (CITY,), "firm")
APPROVER = Principal("approver", "周九", frozenset({"approver"}), (CITY,))
FIRM = Firm(name="河北公正会计师事务所", uscc=complete.uscc(910))
OBJECTOR = Objector(name="钱实名", phone="13912340000", email=None, organisation=None, uscc=None)
TODAY = date(2024, 5, 20)
REPORT = "4" * 64
ENDS = ("award.declined.v1", "award.withdrawn.v1", "award.recovered.v1", "payment.stopped.v1")
"""After these an award holds no money any more."""
EXAMPLES, STEPS = 30, 40

ALL = [case for cases in CASES.values() for case in cases]
Cases = st.sampled_from(ALL)
Numbers = st.integers(0, 1000)
Rounds = st.sampled_from(ROUNDS)
Sides = st.integers(0, 1)
Caps = st.integers(0, 5)

Ask = Callable[[Funding, Asked], Awaitable[object]]
"""Something to ask of a process; the key under which it is asked settles what it is."""


@dataclass(frozen=True)
class Asking:
    """A request as a client sends it, and sends again."""

    key: str
    caller: Principal
    ask: Ask

    async def of(self, desk: Funding) -> object:
        return await self.ask(desk, Asked(RequestCause(self.caller.subject, self.key, self.key), self.caller))


def on_award(case: str, step: Callable[[Task], Awaitable[object]]) -> Ask:
    """Who may is tried elsewhere: here it is what may be done."""
    return lambda desk, asked: step(Task(desk, asked, case, lambda _state: None))


@dataclass
class World:
    """Two processes of funding on one store."""

    loop: asyncio.AbstractEventLoop
    store: pymongo.database.Database[dict[str, Any]]
    settings: Settings
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    sides: list[Chassis] = field(default_factory=list)
    offsets: Iterator[int] = field(default_factory=count)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(work, 30))

    async def open(self) -> None:
        for _ in range(2):
            self.sides.append(await self.stack.enter_async_context(assembled(SERVICE, self.settings)))

    async def close(self) -> None:
        await self.stack.aclose()

    def empty(self) -> None:
        """The next example begins with nothing; the indexes stay."""
        for name in self.store.list_collection_names():
            self.store[name].delete_many({})

    def desk(self, side: int) -> Funding:
        return Funding.on(self.sides[side])

    def commits(self, after: str = "") -> list[dict[str, Any]]:
        return list(self.store[COMMITS].find({"_id": {"$gt": after}}).sort("_id", 1))

    @property
    def size(self) -> int:
        return self.store[COMMITS].count_documents({})

    async def consume(self, side: int, events: list[OutgoingEvent]) -> None:
        messages = [encode(event) for event in events]
        records = [
            Received("upstream", 0, next(self.offsets), message.key, message.value, tuple((name, value) for name, value in message.headers))
            for message in messages
        ]
        await self.sides[side].inbox().handle(records)


class FundMachine(RuleBasedStateMachine):
    """Any order of commands and redeliveries; a command that may not be is refused, and changes nothing."""

    make_world: Callable[[], World]

    def __init__(self) -> None:
        super().__init__()
        self.world = FundMachine.make_world()
        self.world.run(self.world.open())
        self.books, self.last = Books(rules_of), ""
        self.asked: list[Asking] = []
        self.answers: dict[str, object] = {}
        self.sent: list[OutgoingEvent] = []
        self.keys = count(1)

    def teardown(self) -> None:
        """What the books say at the end, and the record alone, counted by nothing that funding is made of."""
        try:
            assert self.world.run(verify(self.world.sides[0].database[COMMITS])).findings == ()
            events = [event for commit in self.world.commits() for part in commit["parts"] for event in part["events"]]
            check_record(events)
            check_once_ever(events)
            check_objections(events)
            assert self.world.store["dead_letters"].count_documents({}) == 0
        finally:
            self.world.run(self.world.close())
            self.world.loop.close()
            self.world.empty()

    # What comes from upstream

    @initialize(cap=Caps, ranked_first=st.booleans(), stage=st.sampled_from(("ranked", "proposed", "objected", "confirmed", "paid")))
    def a_first_round_has_come(self, cap: int, *, ranked_first: bool, stage: str) -> None:
        """How far it has got before anything may happen; the rules below do the same in any order."""
        if cap:
            self.ask_once(0, self.capped(cap))
        events = [self.accepted(CASES[ROUNDS[0]][number], ENTERPRISES[number], ROUNDS[0]) for number in range(5)]
        news = [self.ranked(ROUNDS[0], [0, 1, 2, 3, 4]), *events] if ranked_first else [*events, self.ranked(ROUNDS[0], [0, 1, 2, 3, 4])]
        self.send(0, news)
        if stage != "ranked":
            self.propose(0, ROUNDS[0])
        if stage == "objected":
            self.objection_comes(0, 1, None)
        if stage in ("confirmed", "paid"):
            self.all_steps_to_confirmed(0, ROUNDS[0])
        if stage == "paid":
            for case in CASES[ROUNDS[0]][:2]:
                self.paid(1, case, returned=False)

    @rule(side=Sides, round_=Rounds, order=st.permutations(range(6)), ranked=st.integers(1, 6))
    def a_round_comes(self, side: int, round_: str, order: list[int], ranked: int) -> None:
        """Applications and ranking of a round, the ranking somewhere among them; the same enterprises in both rounds."""
        if any(event.subject == f"review/{round_}" for event in self.sent):
            return
        events = [self.accepted(CASES[round_][number], ENTERPRISES[number], round_) for number in order[:ranked]]
        self.send(side, [*events[: ranked // 2], self.ranked(round_, order[:ranked]), *events[ranked // 2 :]])

    @rule(side=Sides, order=st.permutations(range(6)), cap=st.integers(4, 8))
    def a_second_round_is_proposed(self, side: int, order: list[int], cap: int) -> None:
        """With money enough for enterprises that have an award of the first."""
        self.a_round_comes(side, ROUNDS[1], order, 6)
        self.ask_once(1 - side, self.capped(cap))
        self.propose(side, ROUNDS[1])

    @rule(side=Sides, number=Numbers)
    def an_event_comes_again(self, side: int, number: int) -> None:
        if self.sent:
            before = self.world.size
            self.world.run(self.world.consume(side, [self.sent[number % len(self.sent)]]))
            assert self.world.size == before

    def accepted(self, case: str, uscc: str, round_: str) -> OutgoingEvent:
        spelt = uscc.lower() if round_ == ROUNDS[1] else uscc
        return self.outgoing(accepted(case, spelt, round_), "intake", f"application/{case}")

    def ranked(self, round_: str, order: list[int]) -> OutgoingEvent:
        places = [(CASES[round_][number], ENTERPRISES[number], f"{90 - place}.00") for place, number in enumerate(order)]
        return self.outgoing(ranking(places, round_), "scoring", f"review/{round_}")

    def outgoing(self, event: Event, source: str, stream: str) -> OutgoingEvent:
        at = datetime(2024, 8, 20, tzinfo=UTC)
        return OutgoingEvent(f"{stream}@1", f"/lianzhu/{source}", event.type, stream, at, 1, "c", "0" * 64, event.data())

    def send(self, side: int, events: list[OutgoingEvent]) -> None:
        self.world.run(self.world.consume(side, events))
        self.sent += events

    # What is asked for

    @rule(side=Sides, cap=Caps)
    def set_cap(self, side: int, cap: int) -> None:
        self.ask_once(side, self.capped(cap))

    @rule(side=Sides, round_=Rounds)
    def propose(self, side: int, round_: str) -> None:
        self.ask_once(side, self.asking(lambda desk, asked: proposals.make(desk, asked, (PROGRAMME, round_, TRACK))))

    @rule(side=Sides, round_=Rounds)
    def advance(self, side: int, round_: str) -> None:
        self.ask_once(side, self.asking(lambda desk, asked: proposals.advance(desk, asked, (PROGRAMME, round_, TRACK))))

    @rule(side=Sides, round_=Rounds, strike=st.integers(0, 3))
    def decide(self, side: int, round_: str, strike: int) -> None:
        key = (PROGRAMME, round_, TRACK)
        self.ask_once(side, self.asking(lambda desk, asked: decisions.prepare(Deciding(desk, asked, key), None)))
        struck = [Struck(application=case, reason="迁出") for case in CASES[round_][:strike]]
        minutes = Minutes(number="1", date=TODAY)
        self.ask_once(
            1 - side, self.asking(lambda desk, asked: decisions.approve(Deciding(desk, asked, key), struck[:1], minutes), APPROVER)
        )
        self.ask_once(side, self.asking(lambda desk, asked: decisions.approve(Deciding(desk, asked, key), [], minutes), APPROVER))

    @rule(side=Sides, number=Numbers, failed=st.booleans())
    def audit(self, side: int, number: int, *, failed: bool) -> None:
        self.audited(side, self.some(number, "proposed"), failed=failed)

    def audited(self, side: int, case: str, *, failed: bool) -> None:
        self.ask_once(side, self.step(case, lambda task: audits.order(task, FIRM)))
        place = Place(AWARD.stream(case), f"{case}/{OFFICER.organisation}")
        self.world.store["reports"].update_one({"_id": place.row(REPORT)}, {"$set": {"size": 1}}, upsert=True)
        report = Report("账实相符", REPORT, "不符" if failed else None)
        self.ask_once(1 - side, self.step(case, lambda task: audits.record_result(task, report)))

    @rule(side=Sides, round_=Rounds)
    def discard(self, side: int, round_: str) -> None:
        """Prepared, and not approved: it may be prepared anew."""
        key = (PROGRAMME, round_, TRACK)
        self.ask_once(side, self.asking(lambda desk, asked: decisions.prepare(Deciding(desk, asked, key), None)))
        self.ask_once(1 - side, self.asking(lambda desk, asked: decisions.discard(Deciding(desk, asked, key), "再议"), APPROVER))

    @rule(side=Sides, case=Cases)
    def notice_ends(self, side: int, case: str) -> None:
        self.noticed(side, case, datetime.now(UTC) - timedelta(days=1))

    def noticed(self, side: int, case: str, ends: datetime) -> None:
        event = AwardNoticed(application=case, call=call(self.round_of(case)), notice=1, ends=ends, link="https://example.cn")

        def noticed(streams: Streams) -> Decision:
            return Decision().on(AWARD.stream(case), event) if streams.state(AWARD, case).decision else Decision()

        group = self.world.sides[side].group
        self.world.run(group.execute(Command(RequestCause("notice", f"{next(self.keys)}", ""), Actor("notice"), noticed)))

    @rule(side=Sides, number=Numbers, answered=st.sampled_from((None, "upheld", "dismissed")))
    def objection_comes(self, side: int, number: int, answered: Outcome | None) -> None:
        """To an award that nothing else keeps from being confirmed, in the period of the notice, which is over then."""
        case = self.some(number, "proposed")
        self.decide(side, self.round_of(case), 0)
        self.audited(side, case, failed=False)
        self.noticed(side, case, datetime.now(UTC) + timedelta(days=1))
        said = Said(CITY, 1, datetime.now(UTC) - timedelta(days=1), OBJECTOR, "该企业带动的中小企业不足8家")
        self.ask_once(side, self.step(case, lambda task: objections.lodge(task, said, [])))
        self.notice_ends(1 - side, case)
        self.confirm(side, case)
        if answered:
            self.objection_is_answered(1 - side, number, answered)

    @rule(side=Sides, number=Numbers, outcome=st.sampled_from(("upheld", "dismissed")))
    def objection_is_answered(self, side: int, number: int, outcome: Outcome) -> None:
        """One that is open, if one is."""
        rows = self.world.store[AWARDS.name].find({"objected": True}, {"state.objections": 1}).sort("_id", 1)
        waiting = [(row["_id"], one["lodged"]["objection"]) for row in rows for one in row["state"]["objections"] if not one["outcome"]]
        if waiting:
            case, objection = waiting[number % len(waiting)]
            self.ask_once(side, self.step(case, lambda task: objections.resolve(task, Answer(objection, outcome, "经核查"))))

    @rule(side=Sides, case=Cases)
    def confirm(self, side: int, case: str) -> None:
        self.ask_once(side, self.step(case, awards.confirm))

    @rule(side=Sides, round_=Rounds)
    def confirm_all(self, side: int, round_: str) -> None:
        self.ask_once(side, self.asking(lambda desk, asked: confirmations.confirm_all(desk, asked, (PROGRAMME, round_, TRACK))))

    @rule(side=Sides, round_=Rounds)
    def all_steps_to_confirmed(self, side: int, round_: str) -> None:
        """The whole way at once, so that what lies behind it is reached often."""
        self.decide(side, round_, 0)
        for case in CASES[round_]:
            self.audited(side, case, failed=False)
            self.notice_ends(1 - side, case)
        self.confirm_all(side, round_)

    @rule(side=Sides, number=Numbers, returned=st.booleans())
    def pay(self, side: int, number: int, *, returned: bool) -> None:
        self.paid(side, self.some(number, "confirmed", "returned"), returned=returned)

    def paid(self, side: int, case: str, *, returned: bool) -> None:
        self.ask_once(side, self.step(case, payments.order))
        award = self.world.run(self.world.desk(side).state(AWARDS, case, Award)) or Award()
        attempt = len(award.payments)
        if award.account is not None:
            paid = Paid(attempt, award.fen, award.account.number, f"记-{attempt}", day(datetime.now(UTC)))
            self.ask_once(1 - side, self.step(case, lambda task: payments.made(task, paid)))
        if returned:
            self.ask_once(side, self.step(case, lambda task: payments.returned(task, attempt, "账号有误")))

    @rule(side=Sides, number=Numbers)
    def withdraw(self, side: int, number: int) -> None:
        case = self.some(number, "proposed", "waiting")
        self.ask_once(side, self.step(case, lambda task: awards.withdraw(task, None)))

    @rule(side=Sides, number=Numbers)
    def revoke(self, side: int, number: int) -> None:
        case = self.some(number, "confirmed", "ordered", "returned")
        self.ask_once(side, self.step(case, lambda task: awards.revoke(task, "失信")))

    @rule(side=Sides, number=Numbers, paid=st.booleans())
    def revoke_with_an_order_out(self, side: int, number: int, *, paid: bool) -> None:
        """And then it is reported: paid all the same, or stopped."""
        case = self.some(number, "confirmed", "returned")
        self.ask_once(side, self.step(case, payments.order))
        self.ask_once(1 - side, self.step(case, lambda task: awards.revoke(task, "失信")))
        award = self.world.run(self.world.desk(side).state(AWARDS, case, Award)) or Award()
        if paid and award.account is not None:
            said = Paid(len(award.payments), award.fen, award.account.number, "记-晚", day(datetime.now(UTC)))
            self.ask_once(side, self.step(case, lambda task: payments.made(task, said)))
        else:
            self.ask_once(side, self.step(case, lambda task: payments.returned(task, len(award.payments), "止付")))

    @rule(side=Sides, number=Numbers, recovered=st.booleans())
    def claw_back(self, side: int, number: int, *, recovered: bool) -> None:
        case = self.some(number, "paid")
        due = datetime.now(UTC) + timedelta(days=30)
        self.ask_once(side, self.step(case, lambda task: awards.claw_back(task, Demand("骗取资金", due))))
        if recovered:
            self.ask_once(1 - side, self.step(case, lambda task: awards.recover(task, "记-9")))

    @rule(side=Sides, number=Numbers, order=st.permutations(range(6)))
    def who_gave_an_award_back_applies_again(self, side: int, number: int, order: list[int]) -> None:
        """With money enough: none for who had to, whatever its rank."""
        self.claw_back(side, number, recovered=True)
        self.a_second_round_is_proposed(1 - side, order, 8)

    @rule(side=Sides, number=Numbers, outcome=st.sampled_from(("passed", "failed")))
    def evaluate(self, side: int, number: int, outcome: Literal["passed", "failed"]) -> None:
        """Whatever is found, no money moves by it in this programme."""
        case, form = self.some(number, "paid"), {"smes_served": 12, "use_of_funds": "用于平台开发", "effect": "带动12家中小企业上云"}
        self.ask_once(side, self.step(case, lambda task: evaluations.file(task, form)))
        self.ask_once(1 - side, self.step(case, lambda task: evaluations.judge(task, Judgement(outcome, "经现场核查"))))

    @rule(cases=st.lists(Cases, min_size=2, max_size=5))
    def several_at_once(self, cases: list[str]) -> None:
        """On both processes at the same moment: withdrawn, revoked, confirmed, and the cap moved under it."""
        steps = (lambda task: awards.withdraw(task, None), awards.confirm, lambda task: awards.revoke(task, "失信"))
        asked = [self.step(case, steps[number % len(steps)]) for number, case in enumerate(cases)]
        asked += [self.capped(len(cases)), self.asking(lambda desk, one: proposals.advance(desk, one, (PROGRAMME, ROUNDS[0], TRACK)))]
        self.world.run(self.all(asked))

    async def all(self, asked: list[Asking]) -> None:
        given = await asyncio.gather(*(one.of(self.world.desk(side % 2)) for side, one in enumerate(asked)), return_exceptions=True)
        for one, answer in zip(asked, given, strict=True):
            if isinstance(answer, BaseException):
                assert isinstance(answer, Refusal), answer
            else:
                self.asked.append(one)
                self.answers[one.key] = answer

    @rule(side=Sides, number=Numbers)
    def a_request_comes_again(self, side: int, number: int) -> None:
        if self.asked:
            one, before = self.asked[number % len(self.asked)], self.world.size
            assert self.world.run(one.of(self.world.desk(side))) == self.answers[one.key]
            assert self.world.size == before

    def some(self, number: int, *statuses: str) -> str:
        """A case that stands there, if one does: then what is asked for is often possible. Else any."""
        rows = self.world.store[AWARDS.name].find({"status": {"$in": list(statuses)}}, {"_id": 1}).sort("_id", 1)
        cases = [row["_id"] for row in rows] if number % 5 else []
        return (cases or ALL)[number % len(cases or ALL)]

    @staticmethod
    def round_of(case: str) -> str:
        return next(code for code, cases in CASES.items() if case in cases)

    def asking(self, ask: Ask, caller: Principal = OFFICER) -> Asking:
        return Asking(f"key-{next(self.keys)}", caller, ask)

    def step(self, case: str, step: Callable[[Task], Awaitable[object]]) -> Asking:
        return self.asking(on_award(case, step))

    def capped(self, cap: int) -> Asking:
        document = Document(number="1号", date=TODAY)
        return self.asking(lambda desk, asked: funds.change_cap(FundTask(desk, asked, (PROGRAMME, None)), cap * AWARD_FEN, document))

    def ask_once(self, side: int, one: Asking) -> None:
        """A refusal writes nothing."""
        before = self.world.size
        try:
            answer = self.world.run(one.of(self.world.desk(side)))
        except Refusal:
            assert self.world.size == before
        else:
            self.asked.append(one)
            self.answers[one.key] = answer

    # What is always true

    @invariant()
    def the_books_agree_after_every_commit(self) -> None:
        for commit in self.world.commits(self.last):
            assert self.books.enter(commit["_id"], entered(commit)) == []
            self.last = commit["_id"]


def check_record(events: list[dict[str, Any]]) -> None:
    """The cap is never passed, and nobody has two awards at a time."""
    cap = 0
    held: dict[str, int] = {}
    of: dict[str, str] = {}
    for recorded in events:
        name, said = recorded["type"].removeprefix("lianzhu.funding."), orjson.loads(recorded["data"])
        if name == "fund.changed.v1":
            cap = said["cap"]
        elif name == "candidate.received.v1":
            of[said["application"]] = said["candidate"]["applicant"]["uscc"]
        elif name in ("award.proposed.v1", "award.promoted.v1"):
            assert said["application"] not in held
            held[said["application"]] = said["fen"]
        elif name in ENDS or (name == "award.revoked.v1" and said["stops"] is None):
            held.pop(said["application"], None)
        assert sum(held.values()) <= cap or name == "fund.changed.v1"
    holders: dict[str, list[str]] = defaultdict(list)
    for application in held:
        holders[of[application]].append(application)
    assert [several for several in holders.values() if len(several) > 1] == []
    assert sum(held.values()) <= cap


def check_once_ever(events: list[dict[str, Any]]) -> None:
    """Who had to give an award back gets no other one, in whatever round."""
    of: dict[str, str] = {}
    repaid: set[str] = set()
    for recorded in events:
        name, said = recorded["type"].removeprefix("lianzhu.funding."), orjson.loads(recorded["data"])
        if name == "candidate.received.v1":
            of[said["application"]] = said["candidate"]["applicant"]["uscc"]
        elif name in ("award.proposed.v1", "award.promoted.v1"):
            assert of[said["application"]] not in repaid
        elif name == "award.recovered.v1":
            repaid.add(of[said["application"]])


def check_objections(events: list[dict[str, Any]]) -> None:
    """No award is confirmed, and no payment ordered, while an objection to it is open."""
    waiting: dict[str, str] = {}
    for recorded in events:
        name, said = recorded["type"].removeprefix("lianzhu.funding."), orjson.loads(recorded["data"])
        if name == "objection.lodged.v1":
            waiting[said["objection"]] = said["application"]
        elif name == "objection.resolved.v1":
            del waiting[said["objection"]]
        elif name in ("award.confirmed.v1", "payment.ordered.v1"):
            assert said["application"] not in waiting.values()


@pytest.mark.timeout(240)
def test_no_order_of_commands_and_redeliveries_overspends_or_awards_twice(mongodb_uri: str, namespace: str) -> None:
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        phases=(Phase.generate,),  # to make a failure smaller takes longer than a test may
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with pymongo.MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True) as client, capture_logs():
        platform = Settings(namespace=namespace, store=Store(uri=SecretStr(mongodb_uri)))
        FundMachine.make_world = lambda: World(asyncio.new_event_loop(), client[f"{namespace}_funding"], platform)
        run_state_machine_as_test(FundMachine, settings=chosen)
