"""The sender's process: its channels, put together from the settings."""

from __future__ import annotations

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
from services.notify.feed.channel import CHANNELS, JournalChannel
from services.notify.feed.journal import Journal
from services.notify.sender import Sender, Writing
from services.notify.views import NOTIFICATIONS


async def send(chassis: Chassis) -> None:
    """Send what is due until cancelled."""
    desk, journal, pace = Desk(chassis), Journal(chassis.database), chassis.settings.sender
    claims = Claims(chassis.database, HOLDER, pace.lease)
    await _prepared(chassis, journal, claims)
    watched = chassis.database[NOTIFICATIONS.name]
    writing = Writing(Lease(chassis.database, "journal", HOLDER, pace.writing), CHANNELS)
    await Sender(Deliveries(desk), channels(desk, journal), claims, chassis.clock, watched, writing, pace).run()


def channels(desk: Desk, journal: Journal) -> Mapping[str, Channel]:
    """Every channel by its name."""
    settings = desk.settings
    told_here = JournalChannel(journal)
    return {
        "webhook": WebhookChannel.on(EndpointStore(desk), settings.webhooks, settings.sender.at_once),
        "email": MailChannel(settings.mail),
        "sms": sms_channel(settings.sms),
        **dict.fromkeys(sorted(CHANNELS), told_here),
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
