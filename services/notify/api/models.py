"""What notify's clients send and are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.events.notify.organisation import PurposeContact
from contracts.events.notify.values import Channel, Language, Purpose, Reach
from contracts.events.parties import Contact as KnownContact
from contracts.events.values import Instant
from contracts.personal import Email, PersonName, Phone
from contracts.roles import Role
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Words, example
from services.notify.domain.notification import State

EventName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Reaches = Annotated[tuple[Reach, ...], Field(max_length=2)]
OptOuts = Annotated[tuple[EventName, ...], Field(max_length=100)]


# What is sent


class Contact(Input):
    """联系人及电话, e-mail."""

    name: PersonName
    phone: Phone
    email: Email | None = None


class NewSettings(Input):
    """The whole of the settings: ``contacts`` by purpose (without one, whom the application names), ``channels`` beside the inbox."""

    model_config = example(
        contacts={"finance": {"name": "李会计", "phone": "13812341234", "email": "li@example.cn"}},
        channels=["email"],
        language="zh",
        opt_outs=["intake.round.opened"],
    )
    contacts: dict[Purpose, Contact] = Field(default_factory=dict)
    channels: Reaches
    language: Language
    opt_outs: OptOuts = ()

    @property
    def named(self) -> tuple[PurposeContact, ...]:
        """The contacts as events hold them, in the order of the purposes."""
        return tuple(
            PurposeContact(purpose=purpose, contact=KnownContact(name=one.name, phone=one.phone, email=one.email))
            for purpose, one in sorted(self.contacts.items())
        )


class NewRecipient(Input):
    """A person of the office; each channel that is chosen needs its address."""

    model_config = example(name="李四", email="li@example.cn", phone="13812341234", channels=["email"], language="zh", opt_outs=[])
    name: PersonName
    email: Email | None = None
    phone: Phone | None = None
    channels: Annotated[Reaches, Field(min_length=1)]
    language: Language = "zh"
    opt_outs: OptOuts = ()


class Redelivery(Input):
    """Why it is sent again."""

    model_config = example(reason="对方邮箱已恢复")
    reason: Words


# What is shown


class SettingsDone(Output):
    """What a change of settings answers."""

    uscc: str
    at: Instant


class SettingsShown(Output):
    """How an enterprise is told; ``obligatory`` are the events that it cannot opt out of, ``optional`` those that it can."""

    uscc: str
    contacts: dict[Purpose, KnownContact]
    channels: tuple[Reach, ...]
    language: Language
    opt_outs: tuple[str, ...]
    obligatory: tuple[str, ...]
    optional: tuple[str, ...]


class RecipientDone(Output):
    """What a command on a recipient answers."""

    id: str
    role: str
    place: str
    at: Instant


class RecipientShown(Output):
    """A person of an office who wants to be told."""

    id: str
    name: str
    email: str | None
    phone: str | None
    channels: tuple[Reach, ...]
    language: Language
    opt_outs: tuple[str, ...]


class OfficeShown(Output):
    """An office with its recipients."""

    role: Role
    place: str
    recipients: tuple[RecipientShown, ...]


class NotificationDone(Output):
    """What a command on a notification answers."""

    id: str
    status: State
    at: Instant


class InboxRow(Output):
    """A notification as its reader sees it. ``at`` is when what it tells of happened."""

    id: str
    type: str
    title: str
    body: str
    language: Language
    obligatory: bool
    application: str | None
    programme: str | None
    round: str | None
    at: Instant
    read: bool


class AttemptShown(Output):
    """One try, and where (masked; empty where it was not recorded yet)."""

    number: int
    at: Instant
    address: str
    outcome: str
    answer: str
    code: int | None
    next: Instant | None


class AcknowledgementShown(Output):
    """Who has read or received it."""

    by: str
    at: Instant


class LedgerRow(Output):
    """Who was told what, when and how, and what came of it; addresses are masked."""

    id: str
    type: str
    event: str
    recipient: str
    role: str
    channel: Channel
    address: str
    language: Language
    title: str
    body: str
    obligatory: bool
    application: str | None
    region: str
    status: State
    made: Instant | None
    due: Instant | None
    delivered: Instant | None
    abandoned: str | None
    redeliveries: int
    attempts: tuple[AttemptShown, ...]
    acknowledged: tuple[AcknowledgementShown, ...]


class Said(Output):
    """A text in one language."""

    title: str
    body: str


class StepShown(Output):
    """A step of an application, when it happened, in both languages."""

    type: str
    at: datetime
    zh: Said
    en: Said


class TimelineShown(Output):
    """An application's way so far, the first step first."""

    application: str
    applicant: str
    case: str | None
    programme: str
    round: str
    track: str
    steps: tuple[StepShown, ...]
