"""Connections to the SMTP server, kept for the messages that follow: a greeting costs both sides more than a message does."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field

import aiosmtplib
from aiosmtplib import SMTP

from services.chassis.settings import Mail as Server

_KEPT = 5.0  # seconds after which a connection is given up: before a server would
_CLOSING = 421


@dataclass(eq=False)
class Connections:
    """Each carries one message at a time; one on which anything went wrong carries no other."""

    server: Server
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    _idle: list[SMTP] = field(default_factory=list)
    _until: dict[SMTP, float] = field(default_factory=dict)

    async def submit(self, address: str, mail: bytes) -> str:
        """Hand a message over; what the server said. One that it has closed meanwhile is no failure: the message takes a new one."""
        if self._idle:
            try:
                return await self._over(self._idle.pop(), address, mail)
            except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPResponseException) as error:
                if getattr(error, "code", _CLOSING) != _CLOSING:
                    raise
        return await self._over(await self._opened(), address, mail)

    async def _over(self, connection: SMTP, address: str, mail: bytes) -> str:
        try:
            _, said = await connection.sendmail(self.server.sender, [address], mail)
        except BaseException:
            self._give_up(connection)
            raise
        if asyncio.get_running_loop().time() < self._until[connection]:
            self._idle.append(connection)
        else:
            self._give_up(connection)
        return said

    async def _opened(self) -> SMTP:
        server, loop = self.server, asyncio.get_running_loop()
        connection = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password.get_secret_value() or None,
            local_hostname=server.sender.rpartition("@")[2],
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=self.tls,
            timeout=server.timeout,
        )
        await connection.connect()
        self._until[connection] = loop.time() + _KEPT
        loop.call_later(_KEPT, self._expire, connection)
        return connection

    def _expire(self, connection: SMTP) -> None:
        if connection in self._idle:
            self._idle.remove(connection)
            self._give_up(connection)

    def _give_up(self, connection: SMTP) -> None:
        del self._until[connection]
        connection.close()
