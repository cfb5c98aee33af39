"""Telling the systems of cities: over the feed of the region, and over webhooks."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.events.notify.values import Channel, Language, Saying, To
from contracts.roles import Role
from services.notify.domain import audience
from services.notify.domain.addressing import Recipient
from services.notify.domain.machine import public_form, told_to_systems
from services.notify.reactions.making import Telling, due, said
from services.notify.reactions.recipients import owner_of
from services.notify.streams import DIRECTORY


def tell_systems(telling: Telling) -> None:
    """The region's feed, and the endpoints that want to be told of what happens there."""
    if not told_to_systems(telling.name) or not telling.scope.region or owner_of(telling.happening.data):
        return
    form = public_form(telling.happening, telling.scope, telling.facts.subject)
    for recipient, way in _systems(telling):
        telling.book.notify(due(telling, recipient, way, (_said_to_systems(telling, recipient.language), form, True)))


def _said_to_systems(telling: Telling, language: Language) -> Saying:
    """What the bureaus are told; where that is nothing, the event's name."""
    text = telling.texts.get(Role.CITY) or telling.texts.get(Role.COUNTY)
    return said(telling, text, language) if text else Saying(title=telling.name, body=telling.name)


def _systems(telling: Telling) -> Iterator[tuple[Recipient, tuple[Channel, To]]]:
    nowhere = To(name=None, email=None, phone=None, endpoint=None, audience=None)
    system = audience.system(telling.scope.region)
    yield Recipient(system, Role.CITY_SYSTEM, system), ("feed", nowhere.model_copy(update={"audience": system}))
    around = audience.regions_around(telling.scope.region)
    telling.book.expect(DIRECTORY.stream(code) for code in around)
    for code in around:
        for entry in telling.book.state(DIRECTORY, code).wanting(telling.name):
            recipient = Recipient(f"endpoint/{entry.endpoint}", Role.CITY_SYSTEM, "", language=entry.language)
            yield recipient, ("webhook", nowhere.model_copy(update={"endpoint": entry.endpoint}))
