"""The sender's process: its channels, put together from the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from pymongo.errors import PyMongoError

from services.chassis.assembly import HOLDER, Chassis
from services.chassis.backoff import Backoff
from services.chassis.desk import Desk
from services.chassis.lease import Lease
from services.notify.channels.channel import Channel
from services.notify.channels.claims import Claims
from services.notify.channels.endpoints import EndpointStore
from services.notify.channels.mail import MailChannel
from services.notify.channels.sms import sms_channel
from services.notify.channels.webhook import WebhookChannel
from services.notify.deliveries import Deliveries
from services.notify.feed.channel import CHANNELS, HereChannel
from services.notify.feed.journal import Journal
from services.notify.feed.sequencer import Sequencer
from services.notify.sender import Sender
from services.notify.views import NOTIFICATIONS


async def send(chassis: Chassis) -> None:
    """Send what is due, and give positions in the journal, until cancelled."""
    desk, journal, pace = Desk(chassis), Journal(chassis.database), chassis.settings.sender
    claims = Claims(chassis.database, HOLDER, pace.lease)
    await _prepared(chassis, journal, claims)
    notifications = NOTIFICATIONS.collection(chassis.database)
    sequencer = Sequencer(notifications, journal, Lease(chassis.database, "journal", HOLDER, pace.writing), pace)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sequencer.run())
        tasks.create_task(Sender(Deliveries(desk), channels(desk), claims, chassis.clock, notifications, pace).run())


def channels(desk: Desk) -> Mapping[str, Channel]:
    """Every channel by its name."""
    settings = desk.settings
    return {
        "webhook": WebhookChannel.on(EndpointStore(desk), settings.webhooks, settings.sender.at_once),
        "email": MailChannel.to(settings.mail),
        "sms": sms_channel(settings.sms),
        **dict.fromkeys(sorted(CHANNELS), HereChannel()),
    }


async def _prepared(chassis: Chassis, journal: Journal, claims: Claims) -> None:
    """Make the indexes, as soon as the store is there."""
    backoff = Backoff(0.2, 2.0)
    while True:
        try:
            await journal.prepare()
            await claims.prepare()
            await chassis.views.prepare()
            return
        except PyMongoError:
            await backoff.pause(away=True)
