"""What an applicant does with an application: begin it, file it, withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from ulid import ULID

from contracts.events.intake.content import Call
from contracts.events.intake.entry import EntryFreed
from contracts.events.parties import Filer
from contracts.programme.fields import Meaning
from contracts.programme.track import Track
from contracts.programme.workflow import StepName
from contracts.refusal import Refusal
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.intake import access
from services.intake.domain import entry as entries
from services.intake.domain import filing, summary_list
from services.intake.domain.application import Application, Status, known
from services.intake.domain.filing import Filing
from services.intake.drafts import Beginning, Draft, Holder, Seal
from services.intake.handlers import beginning, filed
from services.intake.handlers.beginning import Begun, known_of
from services.intake.intake import Intake, answered
from services.intake.streams import APPLICATION, ENTRY, LIST, ORGANISATION, ROUND


async def begin(intake: Intake, asked: Asked, call: tuple[str, str, str], uscc: str) -> dict[str, Any]:
    """Begin an application of a registered organisation in ``call`` (programme, round, track), and its draft."""
    chosen, track = called(intake, call)
    begun = Begun(asked, chosen, track, str(ULID()))

    def decide(streams: Streams) -> Decision:
        return beginning.of_organisation(intake, begun, uscc, streams)

    done = await intake.decide(asked, "begin", decide, ORGANISATION.stream(uscc), ROUND.stream(*call[:2]))
    await ensure_draft(intake, done["id"])
    return done


def called(intake: Intake, call: tuple[str, str, str]) -> tuple[Call, Track]:
    """The call (programme, round, track) in the newest version, and its track."""
    chosen = Call(programme=call[0], version=intake.programmes.newest(call[0]).version, round=call[1], track=call[2])
    return chosen, _track(intake, chosen)


def _track(intake: Intake, call: Call) -> Track:
    track = intake.programmes.of(call).tracks.get(call.track)
    if track is None:
        known_tracks = "、".join(intake.programmes.of(call).tracks)
        raise access.unknown(f"没有类别 {call.track}，现有：{known_tracks}", f"There is no track {call.track}; there are: {known_tracks}")
    return track


async def ensure_draft(intake: Intake, application: str) -> Draft:
    """The draft of an application; made now, with what is known of the applicant, if a crash kept it from being made."""
    with suppress(LookupError):
        return await intake.drafts.get(application)
    state = await intake.application(application)
    organisation = (await intake.registration(state.uscc)).organisation if state.uscc else None
    form = intake.programmes.track(known(state.call)).form
    if organisation is not None:
        first = known_of(form, organisation)
    else:
        begun: dict[str, Any] = {Meaning.APPLICANT_NAME: state.applicant, Meaning.APPLICANT_REGION: known(state.region).code}
        first = {name: begun[meaning] for meaning, name in form.meanings.items() if meaning in begun}
    filer = state.filer.subject if state.filer else None
    await intake.drafts.begin(application, Beginning(known(state.call), state.uscc, filer, first))
    return await intake.drafts.get(application)


async def submit(intake: Intake, asked: Asked, application: str, expected: Expected) -> dict[str, Any]:
    """File the draft that the caller has seen: all that is wrong is said at once, and nothing is filed then.

    The draft is sealed while its content goes into the commit, so that no edit is lost in between.
    """
    seal = Seal(application, expected, Holder(asked.cause.client, asked.cause.key), access.owned(asked.caller))
    try:
        draft = await intake.drafts.seal(seal)
    except (Refusal, LookupError):
        return await _not_sealed(intake, asked, seal)
    return await _file_sealed(intake, asked, seal, draft)


async def _not_sealed(intake: Intake, asked: Asked, seal: Seal) -> dict[str, Any]:
    """The draft is not as the caller thinks: a repeated request has its first answer, any other the reason that comes first."""
    state = await intake.application(seal.application)
    access.require_step(asked.caller, state, intake.track_of(state), StepName.SUBMISSION)
    if (first := await intake.answered(asked)) is not None:
        return first
    filing.require_fileable(state, intake.programmes.of(known(state.call)))
    await ensure_draft(intake, state.id)
    await intake.drafts.settle(state.id)
    return await _file_sealed(intake, asked, seal, await intake.drafts.seal(seal))


async def _file_sealed(intake: Intake, asked: Asked, seal: Seal, draft: Draft) -> dict[str, Any]:
    """File a sealed draft, which stays sealed then. So does one of uncertain fate, for the same request to be sent again."""
    try:
        return await _file(intake, asked, draft)
    except Refusal as refusal:
        if refusal.slug != "unavailable":
            await intake.drafts.unseal(seal.application, seal.holder)
        raise


async def _file(intake: Intake, asked: Asked, draft: Draft) -> dict[str, Any]:
    """File a sealed draft."""
    content = draft.content or await _refuse(intake, asked, draft)
    call, programme = draft.call, intake.programmes.of(draft.call)
    stream, round_ = APPLICATION.stream(draft.application), ROUND.stream(call.programme, call.round)

    def decide(streams: Streams) -> Decision:
        state = streams.state(APPLICATION, draft.application)
        access.require_step(asked.caller, state, programme.tracks[call.track], StepName.SUBMISSION)
        filing.require_fileable(state, programme)
        held = streams.state(ROUND, call.programme, call.round)
        events = filing.submit(state, held, programme, Filing(content, Filer.of(asked.caller), streams.now))
        decision = answered(Decision().on(stream, *events), streams, draft.application)
        return filed.also(asked, streams, decision, (state, programme.tracks[call.track], content))

    return await intake.decide(asked, "submit", decide, stream, round_)


async def _refuse(intake: Intake, asked: Asked, draft: Draft) -> NoReturn:
    """Say all that is wrong with a draft, to whom it belongs."""
    state = await intake.application(draft.application)
    access.require_step(asked.caller, state, intake.track_of(state), StepName.SUBMISSION)
    filing.require_fileable(state, intake.programmes.of(known(state.call)))
    verdict = intake.verdict(await intake.drafts.get(draft.application))
    raise filing.faulty(verdict.faults)


async def withdraw(intake: Intake, asked: Asked, application: str, reason: str | None) -> dict[str, Any]:
    """Withdraw an application: it leaves its county's list, and its place is free for another."""

    def decide(streams: Streams) -> Decision:
        return withdrawal(intake, asked, (application, reason), streams)

    return await intake.decide(asked, "withdraw", decide, APPLICATION.stream(application))


def withdrawal(intake: Intake, asked: Asked, of: tuple[str, str | None], streams: Streams) -> Decision:
    """The decision to withdraw an application for a reason."""
    application, reason = of
    elsewhere = f"{intake.settings.links.scoring}/v1/cases/{application}"
    state = streams.state(APPLICATION, application)
    track = intake.track_of(state)
    access.require_step(asked.caller, state, track, StepName.WITHDRAWAL)
    events = filing.withdraw(state, intake.programmes.of(known(state.call)), reason, Filer.of(asked.caller), elsewhere)
    key = list_of(state)
    filing.require_until(state, track, filed=bool(key) and state.id in streams.state(LIST, *key).filed)
    decision = answered(Decision().on(APPLICATION.stream(application), *events), streams, application)
    leave_list(streams, decision, state, reason or "申报单位撤回")
    free_places(streams, decision, intake, state, StepName.WITHDRAWAL)
    return decision


def leave_list(streams: Streams, decision: Decision, state: Application, reason: str) -> None:
    """The application comes off the list that it stands on, in the same commit."""
    key = list_of(state)
    if key:
        events = summary_list.leave(streams.state(LIST, *key), state.id, reason)
        if events:
            decision.on(LIST.stream(*key), *events)


def list_of(state: Application) -> Sequence[str]:
    """The key of the bureau's list, or of its filer's own, on which an application that was not recommended may stand."""
    if state.recommendation is not None:
        return state.recommendation.list.split("/")[1:]
    call = known(state.call)
    return (call.programme, call.round, state.uscc) if state.status in _ON_ITS_OWN and state.uscc else ()


_ON_ITS_OWN = (Status.SUBMITTED, Status.SELECTED, Status.NOT_SELECTED)


def free_places(streams: Streams, decision: Decision, intake: Intake, state: Application, step: StepName) -> None:
    """The places that it held are free again, where the programme says so, in the same commit."""
    call = known(state.call)
    form = state.content.form if state.content else None
    for key in entries.held_places(call, intake.programmes.track(call), state.uscc or "", step, form):
        if streams.state(ENTRY, *key).application == state.id:
            decision.on(ENTRY.stream(*key), EntryFreed(application=state.id))
