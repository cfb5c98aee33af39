"""What callers see of notify: rows of the views, within their rights, in the shape that the API shows."""

from __future__ import annotations

from contracts.events.notify.values import Channel
from contracts.personal import mask_email, mask_phone
from contracts.roles import Role
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.notify import access
from services.notify.api.models import (
    AcknowledgementShown,
    AttemptShown,
    InboxRow,
    LedgerRow,
    OfficeShown,
    RecipientShown,
    Said,
    SettingsShown,
    StepShown,
    TimelineShown,
)
from services.notify.domain.endpoint import Endpoint
from services.notify.domain.happening import name_of
from services.notify.domain.notification import Attempt, Notification
from services.notify.domain.office import Office
from services.notify.domain.organisation import Organisation
from services.notify.domain.subject import Subject
from services.notify.notify import Notify
from services.notify.views import ENDPOINTS, NOTIFICATIONS, OFFICES, ORGANISATIONS, SUBJECTS


async def settings(notify: Notify, caller: Principal, uscc: str) -> tuple[SettingsShown, int]:
    """An enterprise's settings and their version; before anything is known of it, the usual ones."""
    access.require_settings(caller, uscc)
    row = await ORGANISATIONS.collection(notify.database).find_one({"_id": uscc}, {"state": 1, "version": 1})
    chosen = (Organisation.model_validate(row["state"]) if row else Organisation()).settings
    names = notify.obligatory(Role.ENTERPRISE)
    shown = SettingsShown(
        uscc=uscc,
        contacts={one.purpose: one.contact for one in chosen.contacts},
        channels=chosen.channels,
        language=chosen.language,
        opt_outs=chosen.opt_outs,
        obligatory=tuple(sorted(name for name in names if names[name])),
        optional=tuple(sorted(name for name in names if not names[name])),
    )
    return shown, row["version"] if row else 0


async def office(notify: Notify, caller: Principal, role: Role, place: str) -> tuple[OfficeShown, int]:
    """An office of the caller's, with its people, and its version."""
    access.require_office(caller, role, place)
    row = await OFFICES.collection(notify.database).find_one({"_id": f"{role}/{place}"}, {"state": 1, "version": 1})
    state = Office.model_validate(row["state"]) if row else Office()
    recipients = tuple(RecipientShown(id=one.id, **one.entry.model_dump()) for one in state.recipients)
    return OfficeShown(role=role, place=place, recipients=recipients), row["version"] if row else 0


async def subject(notify: Notify, application: str) -> Subject:
    """An application as notify knows it; nothing of one that it does not."""
    return await notify.state(SUBJECTS, application, Subject) or Subject()


async def timeline(notify: Notify, caller: Principal, application: str) -> TimelineShown:
    """The application's way so far."""
    state = await subject(notify, application)
    access.require_timeline(caller, state)
    if state.call is None:
        raise LookupError("who may see it knows its call")
    steps = tuple(
        StepShown(type=name_of(step.event.type), at=step.event.at, zh=Said(**step.zh.model_dump()), en=Said(**step.en.model_dump()))
        for step in state.timeline
    )
    named = state.call.model_dump(include={"programme", "round", "track"})
    return TimelineShown(application=application, applicant=state.applicant, case=state.case, steps=steps, **named)


async def inbox_row(notify: Notify, caller: Principal, key: str) -> InboxRow:
    """One notification that the caller may see, as its reader does."""
    state = await notify.state(NOTIFICATIONS, key, Notification) or Notification()
    endpoint = state.sent.to.endpoint if state.sent else None
    access.require_seen(caller, state, await _client(notify, endpoint) if endpoint else "")
    return _inbox(state)


async def _client(notify: Notify, endpoint: str) -> str:
    """The system that registered an endpoint."""
    known = await notify.state(ENDPOINTS, endpoint, Endpoint)
    return known.client if known else ""


def inbox(row: Document) -> InboxRow:
    return _inbox(Notification.model_validate(row["state"]))


def _inbox(state: Notification) -> InboxRow:
    sent = state.sent
    if sent is None:
        raise LookupError("a notification without its first event")
    said = sent.model_dump(include={"title", "body", "language", "obligatory", "application", "programme", "round"})
    return InboxRow(id=sent.notification, type=name_of(sent.event.type), at=sent.event.at, read=bool(state.acknowledged), **said)


def ledger(row: Document) -> LedgerRow:
    """With its attempts."""
    state = Notification.model_validate(row["state"])
    sent = state.sent
    if sent is None:
        raise LookupError("a notification without its first event")
    said = sent.model_dump(include={"recipient", "role", "channel", "language", "title", "body", "obligatory", "application", "region"})
    stands = state.model_dump(include={"made", "due", "delivered", "abandoned", "redeliveries"})
    return LedgerRow(
        id=sent.notification,
        type=name_of(sent.event.type),
        event=sent.event.id,
        address=_masked(sent.channel, (state.to or sent.to).address),
        status=state.state,
        attempts=tuple(_attempt(sent.channel, one) for one in state.attempts),
        acknowledged=tuple(AcknowledgementShown(**one.model_dump()) for one in state.acknowledged),
        **said,
        **stands,
    )


def _attempt(channel: Channel, tried: Attempt) -> AttemptShown:
    return AttemptShown(**tried.model_dump() | {"address": _masked(channel, tried.address)})


def _masked(channel: Channel, address: str) -> str:
    """Where it went, as far as those need it who only look."""
    masks = {"email": mask_email, "sms": mask_phone}
    return masks[channel](address) if address and channel in masks else address
