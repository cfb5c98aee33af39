"""Short messages. Operators take no free text: a message is a template that they have approved, and the values of its parameters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import httpcore
import orjson

from services.chassis import signatures
from services.chassis.settings import Sms as Settings
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.http import NoReply, Post

_ANSWER_LIMIT = 4_096  # bytes
_AT_ONCE = 16
_TRIED_LATER = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Sms:
    """``id`` is the notification's: a gateway sends each id once. ``template`` is the gateway's code."""

    id: str
    phone: str
    template: str
    parameters: Mapping[str, str]


class SmsGateway(Protocol):
    """A provider of short messages."""

    async def submit(self, sms: Sms) -> Answer:
        """Hand over one message."""
        ...


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """``templates``: our name of a text (its event and language: ``funding.payment.made.zh``) → the gateway's code; none: our name is the
    code. A text that the gateway has no template for is refused, not sent otherwise."""

    gateway: SmsGateway
    templates: Mapping[str, str] | None = None

    async def send(self, outgoing: Outgoing) -> Answer:
        name = f"{outgoing.type}.{outgoing.language}"
        code = name if self.templates is None else self.templates.get(name)
        parameters = outgoing.data.get("variables")
        if code is None or not isinstance(parameters, Mapping):
            return Answer("refused", f"no SMS template for {name}" if code is None else "no values for the template")
        return await self.gateway.submit(Sms(outgoing.id, outgoing.address, code, {key: str(value) for key, value in parameters.items()}))


@dataclass(frozen=True, slots=True)
class FileGateway:
    """Writes each message as a line of JSON: what a development platform has instead of a provider."""

    file: Path

    async def submit(self, sms: Sms) -> Answer:
        await asyncio.to_thread(self._append, orjson.dumps(asdict(sms), option=orjson.OPT_APPEND_NEWLINE))
        return Answer("delivered", f"written to {self.file.name}")

    def _append(self, line: bytes) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("ab") as file:
            file.write(line)


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """Posts ``{"id", "phone", "template", "parameters"}`` as JSON, signed by Standard Webhooks with the secret shared with the provider
    (or with the small adapter before it). 2xx: taken. 408, 425, 429 and 5xx: later. Anything else: never."""

    url: str
    secret: str
    post: Post

    async def submit(self, sms: Sms) -> Answer:
        body = orjson.dumps(asdict(sms))
        try:
            reply = await self.post(self.url, signatures.sign(sms.id, signatures.now(), body, [self.secret]), body)
        except NoReply as error:
            return Answer("retry", str(error))
        if 200 <= reply.status < 300:
            return Answer("delivered", reply.said, reply.status)
        later = reply.status >= 500 or reply.status in _TRIED_LATER
        return reply.failed() if later else Answer("refused", reply.said, reply.status)


@dataclass(frozen=True, slots=True)
class NoGateway:
    """A platform that sends no short messages."""

    said: Answer = field(default=Answer("refused", "this platform sends no SMS"))

    async def submit(self, sms: Sms) -> Answer:  # noqa: ARG002
        return self.said


def sms_channel(settings: Settings) -> SmsChannel:
    """The channel that the settings ask for."""
    templates = json.loads(settings.templates.read_text(encoding="utf-8")) if settings.templates else None
    return SmsChannel(_gateway(settings), templates)


def _gateway(settings: Settings) -> SmsGateway:
    if settings.gateway == "file":
        return FileGateway(settings.file)
    if settings.gateway == "none":
        return NoGateway()
    # The provider's address is the operator's own choice: it may well be a private one.
    pool = httpcore.AsyncConnectionPool(max_connections=_AT_ONCE)
    return HttpGateway(settings.url, settings.secret.get_secret_value(), Post(pool, settings.timeout, _ANSWER_LIMIT))
