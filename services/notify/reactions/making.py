"""Making notifications of an event: its facts, its text in the reader's language, one notification for each way to a recipient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.events.notify.notification import NotificationDue
from contracts.events.notify.values import Channel, Language, Saying, To
from contracts.programme.notifications import Notification
from contracts.programme.programmes import Programmes
from contracts.roles import Role
from services.notify.domain.addressing import Recipient
from services.notify.domain.happening import Happening
from services.notify.domain.notification import notification_id
from services.notify.domain.scope import Scope, application_of, governing, list_key, scope_of
from services.notify.domain.values import Facts, values
from services.notify.reactions.book import Book
from services.notify.streams import EXPERT, ROLL, SUBJECT

Texts = Mapping[Role, Notification]


@dataclass(frozen=True, slots=True)
class Telling:
    """One event, with what is known for it."""

    book: Book
    happening: Happening
    scope: Scope
    facts: Facts
    texts: Texts
    _values: dict[Language, dict[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.happening.name

    def values(self, language: Language) -> dict[str, str]:
        """The variables of its texts as a language says them: the same for everybody who is told."""
        if language not in self._values:
            self._values[language] = values(self.happening, self.facts, language)
        return self._values[language]


def prepare(book: Book, happening: Happening, programmes: Programmes, member: str | None = None) -> Telling:
    """What an event is about, its texts and their facts. ``member``: the application of a roll that is told."""
    application = application_of(happening) or member
    subject = book.state(SUBJECT, application) if application else None
    scope = scope_of(happening, subject, programmes)
    expert = getattr(happening.data, "expert", None)
    if expert and not scope.region:
        scope = replace(scope, region=book.state(EXPERT, expert).region)
    programme = scope.programme or governing(scope.region, programmes)
    texts = programme.notifications.of(happening.name) if programme else {}
    listed = len(book.state(ROLL, *list_key(happening.data.list)).listed) if hasattr(happening.data, "list") else 0
    return Telling(book, happening, scope, Facts(scope.programme, scope.round, subject, listed), texts)


def inform(telling: Telling, recipient: Recipient, text: Notification) -> None:
    """One recipient, over each of their channels."""
    saying = said(telling, text, recipient.language)
    payload = {"type": telling.name, "variables": telling.values(recipient.language)}
    for channel, to in recipient.channels(telling.name, obligatory=text.obligatory):
        telling.book.notify(due(telling, recipient, (channel, to), (saying, payload, text.obligatory)))


def said(telling: Telling, text: Notification, language: Language) -> Saying:
    """The text, filled in."""
    filled = getattr(text, language).fill(telling.values(language))
    return Saying(title=filled.title, body=filled.body)


def due(telling: Telling, recipient: Recipient, way: tuple[Channel, To], content: tuple[Saying, Any, bool]) -> NotificationDue:
    scope, subject, (channel, to), (saying, payload, obligatory) = telling.scope, telling.facts.subject, way, content
    return NotificationDue(
        notification=notification_id(telling.happening.ref, recipient.key, channel),
        event=telling.happening.ref,
        recipient=recipient.key,
        role=recipient.role,
        channel=channel,
        to=to,
        language=recipient.language,
        title=saying.title,
        body=saying.body,
        payload=payload,
        obligatory=obligatory,
        application=subject.application if subject else None,
        programme=scope.programme.programme if scope.programme else None,
        round=scope.round,
        region=scope.region,
    )
