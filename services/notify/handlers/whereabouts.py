"""Where a recipient is reached at present: what is sent again goes there, and not to the address of the first try."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.events.notify.notification import NotificationDue
from contracts.events.notify.values import To
from contracts.refusal import Refusal, Text
from services.chassis.decisions import Streams
from services.notify.domain.addressing import Reachable, purpose_of, reached
from services.notify.domain.happening import name_of
from services.notify.domain.notification import Notification
from services.notify.notify import Notify
from services.notify.streams import EXPERT, OFFICE, ORGANISATION, SUBJECT
from services.notify.views import NOTIFICATIONS, OFFICES


async def office_of(notify: Notify, key: str) -> str | None:
    """The office, as its stream's key, of the officer to whom a notification went; None for other recipients, and for one who left."""
    state = await notify.state(NOTIFICATIONS, key, Notification)
    kind, _, who = (state.sent.recipient if state and state.sent else "").partition("/")
    if kind != "officer":
        return None
    row = await OFFICES.collection(notify.database).find_one({"state.recipients.id": who}, {"_id": 1})
    return row["_id"] if row else None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Finds present addresses; ``office`` is where an officer is looked for."""

    streams: Streams
    office: str | None

    def of(self, state: Notification) -> To | None:
        """Where this notification would go today; None for one that was never made. A 409 where its recipient is not reached that way."""
        sent = state.sent
        if sent is None or sent.channel not in ("email", "sms"):
            return state.to
        contact = self._contact(sent)
        to = reached(contact, sent.channel) if contact else None
        if to is None:
            zh, en = (
                "该收件人已停用，或已没有这种联系方式，无法重发",
                "The recipient has left, or is not reached over this channel any more",
            )
            raise Refusal("conflict", Text(zh, en))
        return to

    def _contact(self, sent: NotificationDue) -> Reachable | None:
        """The recipient as known by now; the address of before for one of whom nothing newer is recorded."""
        kind, _, who = sent.recipient.partition("/")
        subject = self.streams.state(SUBJECT, sent.application) if sent.application else None
        filed = subject.contact if subject else None
        match kind:
            case "organisation":
                return self.streams.state(ORGANISATION, who).contact_for(purpose_of(name_of(sent.event.type)), filed)
            case "officer":
                return self._officer(who)
            case "expert":
                return self.streams.state(EXPERT, who).contact or sent.to
        return filed or sent.to

    def _officer(self, who: str) -> Reachable | None:
        if self.office is None:
            return None
        people = self.streams.state(OFFICE, *self.office.split("/")).recipients
        return next((one.entry for one in people if one.id == who), None)
