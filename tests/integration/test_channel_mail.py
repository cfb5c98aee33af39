"""E-mail through a server that really receives, and short messages through the gateways."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiosmtpd.smtp import SMTP
from typer.testing import CliRunner

from deploy.cli import mail as mail_command
from deploy.local import folders
from deploy.local.mail import FOLDER, MailSink, received
from services.chassis.settings import Mail, Sms
from services.chassis.signatures import new_secret
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.mail import MailChannel, message
from services.notify.channels.sms import sms_channel
from tests.support.intake import free_port
from tests.support.receiver import answer, receiving
from tests.support.waiting import eventually

AT = datetime(2024, 7, 1, 1, tzinfo=UTC)
TEXT = "贵单位案例“链式𠮷”（编号01J）已拨付。\n第二行\n.开头是点"
SENT = Outgoing("01J1Q000000000000000000000", "email", "li@example.cn", "奖补资金已拨付", TEXT, "zh", "funding.payment.made", {}, AT)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The development platform's mail server, as its supervisor starts it: its port, and the platform's folder."""
    ports, server = {"mail-sink": free_port()}, MailSink(tmp_path / FOLDER)
    process = subprocess.Popen(server.program(ports).command, env=dict(os.environ))
    eventually(lambda: server.ready(ports))
    yield ports["mail-sink"], tmp_path
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def channel(port: int, **more: Any) -> MailChannel:
    return MailChannel.to(Mail(port=port, sender="tongzhi@gongxin.example.cn", **{"timeout": 2.0, **more}))


async def test_a_message_is_received_whole(sink: tuple[int, Path]) -> None:
    port, folder = sink
    sent = await channel(port).send(SENT)
    assert (sent.outcome, sent.code) == ("delivered", 250)
    (mail,) = received(folder)
    headers = {name: mail.message[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Language", "Date")}
    assert headers == {
        "From": "tongzhi@gongxin.example.cn",
        "To": "li@example.cn",
        "Subject": "奖补资金已拨付",
        "Message-ID": f"<{SENT.id}@gongxin.example.cn>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "zh-CN",
        "Date": "Mon, 01 Jul 2024 01:00:00 +0000",
    }
    assert mail.message.get_content_type() == "text/plain" and mail.message.get_content_charset() == "utf-8"
    assert mail.text.replace("\r\n", "\n") == TEXT + "\n"


async def test_what_was_received_can_be_read(sink: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    port, folder = sink
    await channel(port).send(SENT)
    monkeypatch.setattr(folders, "ROOT", folder.parent)
    monkeypatch.setenv("LIANZHU_NAMESPACE", folder.name)
    monkeypatch.setenv("COLUMNS", "160")
    run = CliRunner()
    listed = run.invoke(mail_command.app, ["list", "--to", "li@example.cn"]).stdout
    assert "奖补资金已拨付" in listed
    assert "奖补" not in run.invoke(mail_command.app, ["list", "--to", "other@example.cn"]).stdout
    shown = run.invoke(mail_command.app, ["show", received(folder)[0].name]).stdout
    assert "Subject: 奖补资金已拨付" in shown and "链式𠮷" in shown
    assert run.invoke(mail_command.app, ["show", "../1"]).exit_code == 1


async def test_many_at_once_are_all_received(sink: tuple[int, Path]) -> None:
    port, folder = sink
    answers = await asyncio.gather(*(channel(port).send(SENT) for _ in range(30)))
    assert {one.outcome for one in answers} == {"delivered"} and len(received(folder)) == 30


def test_nobody_adds_a_header_through_a_title() -> None:
    evil = Outgoing("X", "email", "li@example.cn", "通知\r\nBcc: all@example.cn\n\nx", "正文", "en", "t", {}, AT)
    made = message_from_bytes(message(evil, "a@b.cn", AT), policy=policy.default)
    assert made["Bcc"] is None and made["Subject"] == "通知 Bcc: all@example.cn x" and made["Content-Language"] == "en"


async def test_an_address_that_is_none_is_refused() -> None:
    for address in ("no address", "a@example.cn\r\nBcc: b@example.cn", ""):
        answered = await channel(1).send(Outgoing("X", "email", address, "t", "b", "zh", "t", {}, AT))
        assert answered.outcome == "refused"


@asynccontextmanager
async def mail_server(**replies: str) -> AsyncIterator[int]:
    """A server that answers a step (``RCPT``, ``DATA``) as it is told; its port."""

    class Handler:
        async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
            envelope.rcpt_tos.append(address)
            return replies.get("RCPT", "250 OK")

        async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
            return replies.get("DATA", "250 OK")

    port = free_port()
    async with await asyncio.get_running_loop().create_server(partial(SMTP, Handler()), "127.0.0.1", port):
        yield port


@pytest.mark.parametrize(
    ("step", "reply", "outcome"),
    [
        ("RCPT", "550 no such user", "refused"),
        ("RCPT", "450 mailbox busy", "retry"),
        ("DATA", "554 spam", "refused"),
        ("DATA", "451 try later", "retry"),
    ],
)
async def test_what_the_server_says_decides_whether_it_is_tried_again(step: str, reply: str, outcome: str) -> None:
    async with mail_server(**{step: reply}) as port:
        answered = await channel(port).send(SENT)
    assert (answered.outcome, answered.code, answered.detail) == (outcome, int(reply[:3]), reply)


@pytest.mark.parametrize(
    ("replies", "code"), [(["554 not now"], 554), (["220 hello", "250-mail\r\n250 AUTH PLAIN", "535 who are you"], 535)]
)
async def test_a_server_that_takes_nobodys_mail_is_tried_again(replies: list[str], code: int) -> None:
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for reply in replies:
            writer.write(f"{reply}\r\n".encode())
            await reader.readline()
        writer.close()
        await writer.wait_closed()
        ended.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        answered = await channel(server.sockets[0].getsockname()[1], username="u", password="p").send(SENT)
        await asyncio.wait_for(ended.wait(), 5)
    assert (answered.outcome, answered.code) == ("retry", code)


class Counting:
    """A server that counts who connects; where it is told so, it closes each connection after a message."""

    def __init__(self, *, closes: bool = False) -> None:
        self.connections = self.messages = 0
        self.closes = closes

    def __call__(self) -> SMTP:
        self.connections += 1
        return SMTP(self)

    async def handle_DATA(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.messages += 1
        if self.closes:
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
        return "250 OK"


@pytest.mark.parametrize(("closes", "connections"), [(False, 1), (True, 3)])
async def test_messages_share_a_connection_and_one_that_the_server_closed_costs_no_attempt(closes: bool, connections: int) -> None:
    mails, port = Counting(closes=closes), free_port()
    async with await asyncio.get_running_loop().create_server(mails, "127.0.0.1", port):
        way = channel(port)
        for number in range(3):
            assert (await way.send(SENT)).outcome == "delivered", number
            await asyncio.sleep(0.1 if closes else 0)  # the server's pause before it closes
    assert (mails.messages, mails.connections) == (3, connections)


async def test_a_server_that_is_away_or_hangs_is_tried_again() -> None:
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        gone.set()

    assert (await channel(free_port()).send(SENT)).outcome == "retry"
    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        assert (await channel(server.sockets[0].getsockname()[1], timeout=0.3).send(SENT)).outcome == "retry"
        await gone.wait()


async def test_a_server_that_offers_no_tls_gets_nothing_where_tls_is_asked_for() -> None:
    async with mail_server() as port:
        for security in ("starttls", "tls"):
            assert (await channel(port, security=security).send(SENT)).outcome == "retry"


# Short messages

SMS = Outgoing(
    "01J1Q000000000000000000000", "sms", "13812341234", "t", "b", "zh", "funding.payment.made", {"variables": {"amount": "500000元"}}
)


async def test_the_file_gateway_writes_a_line_for_each_message(tmp_path: Path) -> None:
    way = sms_channel(Sms(file=tmp_path / "out" / "sms.jsonl"))
    assert {(await way.send(SMS)).outcome for _ in range(2)} == {"delivered"}
    lines = (tmp_path / "out" / "sms.jsonl").read_bytes().splitlines()
    expected = {"id": SMS.id, "phone": "13812341234", "template": "funding.payment.made.zh", "parameters": {"amount": "500000元"}}
    assert [orjson.loads(line) for line in lines] == [expected, expected]


async def test_the_http_gateway_gets_a_signed_request_with_its_own_template(tmp_path: Path) -> None:
    secret, templates = new_secret(), tmp_path / "templates.json"
    templates.write_text('{"funding.payment.made.zh": "SMS_1234"}')
    async with receiving(lambda _request: answer(202)) as gateway:
        settings = Sms(gateway="http", url=gateway.url, secret=secret, templates=templates)  # type: ignore[arg-type]
        assert (await sms_channel(settings).send(SMS)).outcome == "delivered"
    content = gateway.received[0].verified(secret)
    assert content == {"id": SMS.id, "phone": "13812341234", "template": "SMS_1234", "parameters": {"amount": "500000元"}}
    assert gateway.ids == [SMS.id]


@pytest.mark.parametrize(("status", "outcome"), [(400, "refused"), (403, "refused"), (429, "retry"), (500, "retry"), (503, "retry")])
async def test_what_the_gateway_says_decides_whether_it_is_tried_again(status: int, outcome: str) -> None:
    async with receiving(lambda _request: answer(status)) as gateway:
        settings = Sms(gateway="http", url=gateway.url, secret=new_secret())  # type: ignore[arg-type]
        assert (await sms_channel(settings).send(SMS)).outcome == outcome


async def test_a_text_without_a_template_is_not_sent_otherwise(tmp_path: Path) -> None:
    templates = tmp_path / "templates.json"
    templates.write_text('{"funding.payment.made.en": "SMS_1"}')
    answered = await sms_channel(Sms(file=tmp_path / "sms.jsonl", templates=templates)).send(SMS)
    assert answered == Answer("refused", "no SMS template for funding.payment.made.zh") and not (tmp_path / "sms.jsonl").exists()


async def test_a_platform_without_sms_says_so() -> None:
    assert (await sms_channel(Sms(gateway="none")).send(SMS)).outcome == "refused"
