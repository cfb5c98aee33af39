"""Objections: lodged within the notice's period; answered with reasons; one that is upheld ends its award."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from ulid import ULID

from contracts.events.funding.notice import Evidence
from contracts.refusal import Fault, Refusal, Text
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.chassis.sniffing import JPEG, PDF, PNG
from services.funding.domain import objection as rules
from services.funding.domain.award import Award, Status
from services.funding.domain.objection import Answer, Said
from services.funding.handlers.awards import Task, fall, record
from services.funding.handlers.ledger import Ledger
from services.funding.views import AWARDS

EVIDENCE = frozenset({PDF, PNG, JPEG})
"""Kinds of files that an objection may come with."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    file: BinaryIO


async def lodge(task: Task, said: Said, files: Sequence[Sent]) -> dict[str, Any]:
    """Object to the award. The answer names the objection, so that whoever objects can ask what came of it."""
    if (first := await task.desk.answered(task.asked)) is not None:
        return first
    state = await task.desk.state(AWARDS, task.application, Award) or Award()
    _require_open(task, state, said)  # before anything is kept of a stranger's files
    objection, evidence = str(ULID()), await _keep(task, files)

    def rule(state: Award, ledger: Ledger) -> None:
        _require_open(task, state, said)
        notice = ledger.track.notice
        if notice is None:
            raise _none()
        lodged = rules.lodge(state, said, (objection, evidence), notice, ledger.now)
        record(ledger, state, lodged)
        answer = {"objection": objection, "application": state.id, "due": lodged.data()["due"]}
        ledger.decision.answer = answer | {"consequence": rules.consequence(state)}

    return await task.take("lodge_objection", rule)


def _require_open(task: Task, state: Award, said: Said) -> None:
    """The award is, or was when it came, on public notice. Of an award that is not, nobody learns more than a 404."""
    notice = task.desk.track_of(state).notice if state.call else None
    if notice is None:
        raise _none()
    rules.require_noticed(state, said, notice, task.desk.clock.now())


def _none() -> Refusal:
    return Refusal("not-found", Text("没有这份公示", "There is no such notice"))


async def _keep(task: Task, files: Sequence[Sent]) -> list[Evidence]:
    """Inspected, all of them, before the first is kept."""
    allowed = task.desk.settings.public
    if len(files) > allowed.files:
        text = Text(f"最多 {allowed.files} 个文件", f"At most {allowed.files} files")
        raise Refusal("invalid-content", text, (Fault("too-many-files", "/files", text, allowed.files, len(files)),))
    limits = task.desk.settings.upload.model_copy(update={"limit": allowed.file})
    facts = [await inspect(sent.file, Wanted(EVIDENCE, f"/files/{number}"), limits) for number, sent in enumerate(files)]
    for sent in files:
        await task.desk.files.put(chunks_of(sent.file), allowed.file)
    return [
        Evidence(name=sent.name, media_type=each.media_type, size=each.size, sha256=each.sha256)
        for sent, each in zip(files, facts, strict=True)
    ]


async def resolve(task: Task, answer: Answer) -> dict[str, Any]:
    """Answer it; where it is upheld, a proposed award falls and the next of the waiting list moves up. One that stands is the bureau's to
    revoke or claw back."""

    def rule(state: Award, ledger: Ledger) -> None:
        record(ledger, state, rules.resolve(state, answer, task.officer))
        if answer.outcome == "upheld" and state.status is Status.PROPOSED:
            fall(state, ledger, "objection-upheld", f"异议成立：{answer.reasons}")

    return await task.take("resolve_objection", rule)


async def task_for(task: Task, objection: str) -> Task:
    """The same command on the award that this objection is to; a 404 where there is none."""
    row = await AWARDS.collection(task.desk.database).find_one({"objections": objection}, {"_id": 1})
    if row is None:
        raise Refusal("not-found", Text("没有这件异议", "There is no such objection"))
    return replace(task, application=row["_id"])
