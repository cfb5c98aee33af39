"""A channel: one way to reach a recipient. It is given what should be sent, tries once, and says what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

ChannelName = Literal["webhook", "email", "sms", "inbox", "feed"]
"""What each is addressed by: ``webhook`` an endpoint's id, ``email`` an e-mail address, ``sms`` a telephone number, ``inbox`` and ``feed``
an audience (:mod:`services.notify.domain.audience`)."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One notification on its way to one address.

    ``id`` is the same in every attempt. ``title`` and ``body`` are the text in ``language``; ``type`` is the event's name in the
    programme's texts (``funding.payment.made``); ``data`` is what a machine reads of it, JSON values, no more than the recipient may know.
    An SMS is sent by template: ``data["variables"]`` holds the values of the text's variables. ``at`` is when it came to be due first.
    """

    id: str
    channel: ChannelName
    address: str
    title: str
    body: str
    language: Literal["zh", "en"]
    type: str
    data: Mapping[str, Any]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt.

    ``delivered``: the other side has taken it. ``retry``: it may go better later, not before ``retry_after`` where the other side said so.
    ``refused``: it will never go. ``code`` is the HTTP status or SMTP reply, where there was one. ``disable``: the address itself is gone.
    """

    outcome: Literal["delivered", "retry", "refused"]
    detail: str
    code: int | None = None
    retry_after: timedelta | None = None
    disable: bool = field(default=False)


class Channel(Protocol):
    """Sends; an exception is a fault of ours, and counts as an attempt that may go better later."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Try once."""
        ...
