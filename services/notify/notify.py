"""Notify, as its handlers reach it: the programmes, whose texts say who is told of what."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.programme.programmes import Programmes
from contracts.roles import Role
from services.chassis.assembly import Chassis
from services.chassis.desk import Desk
from services.notify.channels.endpoints import EndpointStore
from services.notify.channels.webhook import WebhookChannel
from services.notify.feed.reading import Reading


@dataclass(frozen=True, slots=True)
class Notify(Desk):
    """What the handlers need."""

    programmes: Programmes
    reading: Reading
    webhooks: WebhookChannel

    @classmethod
    def on(cls, chassis: Chassis) -> Notify:
        webhooks = WebhookChannel.on(EndpointStore(Desk(chassis)), chassis.settings.webhooks, chassis.settings.sender.each)
        return cls(chassis, Programmes.all_published(), Reading.on(chassis), webhooks)

    def obligatory(self, role: Role) -> dict[str, bool]:
        """The events that a role is told of in some programme, and whether that is obligatory in one."""
        found: dict[str, bool] = {}
        for programme in self.programmes.versions.values():
            for event, texts in programme.notifications.texts.items():
                if role in texts:
                    found[event] = found.get(event, False) or texts[role].obligatory
        return found
