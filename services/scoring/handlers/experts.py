"""Experts: registered one by one or by a table, amended, suspended, reinstated.

Who may no longer review a case leaves it in the same commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ulid import ULID

from contracts.canonical import instant
from contracts.events.event import Event
from contracts.events.parties import Officer
from contracts.events.scoring.expert import Expert
from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.scoring.domain import expert as rules
from services.scoring.domain.assignment import Removal
from services.scoring.domain.case import Case, Seat
from services.scoring.domain.conflicts import conflicts
from services.scoring.domain.expert import Registration, entry_of
from services.scoring.domain.pool import parties_of, ties_of
from services.scoring.handlers.keepers import Keeper, keeper
from services.scoring.handlers.panels import Affected, Departure, unsubmitted, vacate
from services.scoring.scoring import ReviewKey, Scoring
from services.scoring.streams import ACCOUNT, EXPERT, REVIEW
from services.scoring.views import REVIEWS

_RUNNING = ["opened", "committed", "pooled", "drawn"]


async def register(scoring: Scoring, asked: Asked, region: str, entry: Expert) -> dict[str, Any]:
    """Put an expert on the list of the bureau of ``region``."""
    kept, expert = await keeper(scoring, asked.caller), str(ULID())
    account = ACCOUNT.stream(entry.account)

    def decide(streams: Streams) -> Decision:
        kept.require(streams, region)
        rules.require_free(streams.head(account).version, entry.account)
        registered = rules.register(expert, region, entry, Officer.of(asked.caller))
        answer = {"id": expert, "status": "active", "at": instant(streams.now)}
        return Decision(answer).on(EXPERT.stream(expert), registered).on(account)

    return await scoring.decide(asked, "register_expert", decide, account, *kept.streams)


@dataclass(frozen=True, slots=True)
class Line:
    """An expert in a table that is imported; ``row`` as its reader counts (a spreadsheet's row, a line of the file)."""

    row: int
    entry: Expert


async def import_all(scoring: Scoring, asked: Asked, region: str, lines: Sequence[Line]) -> dict[str, Any]:
    """Register all of a table, or none of it: a refusal says what is wrong in each row."""
    kept = await keeper(scoring, asked.caller)
    fresh = {str(ULID()): line for line in lines}
    accounts = [ACCOUNT.stream(line.entry.account) for line in lines]

    def decide(streams: Streams) -> Decision:
        kept.require(streams, region)
        _require_all_free(streams, lines)
        decision = Decision({"experts": list(fresh), "at": instant(streams.now)})
        for expert, line in fresh.items():
            decision.on(EXPERT.stream(expert), rules.register(expert, region, line.entry, Officer.of(asked.caller)))
            decision.on(ACCOUNT.stream(line.entry.account))
        return decision

    return await scoring.decide(asked, "import_experts", decide, *accounts, *map(EXPERT.stream, fresh), *kept.streams)


def _require_all_free(streams: Streams, lines: Sequence[Line]) -> None:
    text = Text("该账号已登记为另一位专家", "This account belongs to another expert")
    taken = [line for line in lines if streams.head(ACCOUNT.stream(line.entry.account)).version]
    faults = tuple(Fault("taken", f"/rows/{line.row}/account", text, actual=line.entry.account) for line in taken)
    if faults:
        raise Refusal("invalid-content", Text(f"有 {len(faults)} 行不能导入", f"{len(faults)} rows cannot be imported"), faults)


@dataclass(frozen=True, slots=True)
class ExpertTask:
    """One thing that a keeper of the list does with an expert."""

    scoring: Scoring
    asked: Asked
    expert: str
    kept: Keeper
    running: tuple[ReviewKey, ...]

    @classmethod
    async def of(cls, scoring: Scoring, asked: Asked, expert: str) -> ExpertTask:
        rows = REVIEWS.collection(scoring.database).find({"status": {"$in": _RUNNING}}, {"programme": 1, "round": 1, "track": 1})
        running = tuple([(row["programme"], row["round"], row["track"]) async for row in rows.sort("_id", 1)])
        return cls(scoring, asked, expert, await keeper(scoring, asked.caller), running)

    @property
    def stream(self) -> str:
        return EXPERT.stream(self.expert)

    @property
    def streams(self) -> tuple[str, ...]:
        return self.stream, *(REVIEW.stream(*key) for key in self.running), *self.kept.streams

    @property
    def by(self) -> Officer:
        return Officer.of(self.asked.caller)

    def read(self, streams: Streams) -> Registration:
        """The expert, whose list the caller keeps; a 404 where there is none."""
        state = streams.state(EXPERT, self.expert)
        entry_of(state)
        self.kept.require(streams, state.region)
        return state

    def leave(self, streams: Streams, decision: Decision, affected: Affected, removal: Removal) -> list[str]:
        """The expert leaves the affected places, which are drawn again; the cases."""
        reviews = [key for key in self.running if self.expert in streams.state(REVIEW, *key).pool]
        return vacate(self.scoring, streams, decision, Departure(self.expert, reviews, affected, removal))

    def answer(self, status: str, streams: Streams, left: Sequence[str] = ()) -> dict[str, Any]:
        return {"id": self.expert, "status": status, "at": instant(streams.now), "left": list(left)}


async def amend(task: ExpertTask, entry: Expert, expected: Expected) -> dict[str, Any]:
    """Replace the entry, if it is still the one that was read. Who is now in conflict with a case leaves it."""
    account = ACCOUNT.stream(entry.account)

    def decide(streams: Streams) -> Decision:
        state = task.read(streams)
        expected.require(streams.head(task.stream).version)
        if entry_of(state).account != entry.account:
            rules.require_free(streams.head(account).version, entry.account)
        events = rules.amend(state, entry, task.by)
        decision = Decision()
        if not events:
            decision.answer = task.answer("unchanged", streams)
            return decision
        decision.on(task.stream, *events)
        if entry_of(state).account != entry.account:
            decision.on(account)
        removal = Removal("conflict", "", task.by)
        decision.answer = task.answer("amended", streams, task.leave(streams, decision, _newly_in_conflict(task, streams, entry), removal))
        return decision

    return await task.scoring.decide(task.asked, "amend_expert", decide, *task.streams, account)


def _newly_in_conflict(task: ExpertTask, streams: Streams, entry: Expert) -> Affected:
    """Places on cases that the expert, as amended, may not review."""
    ties = ties_of(entry)
    facts = {case: each for key in task.running for case, each in streams.state(REVIEW, *key).cases.items()}

    def affected(case: Case, _seat: Seat) -> str | None:
        found = conflicts(ties, parties_of(facts[case.id]))
        return "；".join(reason.text.zh for reason in found) or None

    return affected


async def suspend(task: ExpertTask, reason: str) -> dict[str, Any]:
    """Drawn no more; the places without a submitted sheet are drawn again."""

    def decide(streams: Streams) -> Decision:
        decision = Decision().on(task.stream, *_suspended(task, streams, reason))
        left = task.leave(streams, decision, unsubmitted(reason), Removal("suspended", reason, task.by))
        decision.answer = task.answer("suspended", streams, left)
        return decision

    return await task.scoring.decide(task.asked, "suspend_expert", decide, *task.streams)


def _suspended(task: ExpertTask, streams: Streams, reason: str) -> list[Event]:
    return rules.suspend(task.read(streams), reason, task.by)


async def reinstate(task: ExpertTask, reason: str) -> dict[str, Any]:
    """May be drawn again."""

    def decide(streams: Streams) -> Decision:
        events = rules.reinstate(task.read(streams), reason, task.by)
        return Decision(task.answer("active", streams)).on(task.stream, *events)

    return await task.scoring.decide(task.asked, "reinstate_expert", decide, *task.streams)
