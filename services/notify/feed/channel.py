"""The channels ``inbox`` and ``feed``: what is told on the platform itself is delivered when it is recorded; nobody carries it.

Somebody may still ask to send such a notification again: it stands where it stood.
"""

from __future__ import annotations

from services.notify.channels.channel import Answer, Outgoing
from services.notify.domain.notification import HERE

CHANNELS = HERE


class HereChannel:
    """Has nothing to do."""

    async def send(self, outgoing: Outgoing) -> Answer:  # noqa: ARG002
        return Answer("delivered", "it stands on the platform")
