"""E-mail over SMTP: plain text, UTF-8, marked as sent by a machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

import aiosmtplib

from contracts.personal import PersonalError, parse_email
from services.chassis.settings import Mail as Server
from services.chassis.signatures import now
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.smtp import Connections

_PERMANENT = range(500, 600)
_OF_THE_SERVER = (aiosmtplib.SMTPConnectResponseError, aiosmtplib.SMTPHeloError, aiosmtplib.SMTPAuthenticationError)
"""Replies that say nothing about the message."""

_WIRE = compat32.clone(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class MailChannel:
    """Hands messages to one SMTP server."""

    server: Server
    connections: Connections
    now: Callable[[], datetime] = now

    @classmethod
    def to(cls, server: Server) -> MailChannel:
        return cls(server, Connections(server))

    async def send(self, outgoing: Outgoing) -> Answer:
        """Try once. A 5xx reply to the message is final; whatever else goes wrong (a server that greets or logs in nobody) may go better
        later."""
        try:
            parse_email(outgoing.address)
            async with asyncio.timeout(self.server.timeout):
                said = await self.connections.submit(outgoing.address, message(outgoing, self.server.sender, self.now()))
        except PersonalError as error:
            return Answer("refused", str(error))
        except _OF_THE_SERVER as error:
            return replace(_replied(error), outcome="retry")
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _replied(error.recipients[0])
        except aiosmtplib.SMTPResponseException as error:
            return _replied(error)
        except (aiosmtplib.SMTPException, OSError) as error:  # TimeoutError is an OSError
            return Answer("retry", f"{type(error).__name__}: {error}".rstrip(": "))
        return Answer("delivered", said, 250)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _replied(error: aiosmtplib.SMTPResponseException) -> Answer:
    said = " ".join(str(error.message).split())
    return Answer("refused" if error.code in _PERMANENT else "retry", f"{error.code} {said}", error.code)


def message(outgoing: Outgoing, sender: str, at: datetime) -> bytes:
    """The message on the wire; its Message-ID is the notification's id, the same in every attempt, so that a mailbox can tell a repetition.

    Written with the older classes of the standard library: its newer ones take twice as long as all the rest of an attempt.
    """
    mail = MIMEText(outgoing.body + "\n", "plain", "utf-8")
    mail["From"] = sender
    mail["To"] = outgoing.address
    mail["Subject"] = Header(" ".join(outgoing.title.split()), "utf-8").encode()
    mail["Date"] = format_datetime(outgoing.at or at)
    mail["Message-ID"] = f"<{outgoing.id}@{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "zh-CN" if outgoing.language == "zh" else "en"
    mail["X-Lianzhu-Notification"] = outgoing.id
    return mail.as_bytes(policy=_WIRE)
