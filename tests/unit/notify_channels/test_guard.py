"""A webhook goes to public addresses only, whatever name leads there and whatever it means a moment later."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

import httpcore
import pytest

from services.notify.channels.guard import Forbidden, Guard, Unresolved, is_public
from services.notify.channels.http import NoReply, Post
from services.notify.channels.webhook import guarded_pool
from tests.support.receiver import receiving

PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:db8::1",
    "64:ff9b:1::1",
    "fec0::1",
]


def meaning(*addresses: str) -> Guard:
    """A guard for which every name means these."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return Guard(resolve=resolve)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_is_public_that_is_not(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "203.208.39.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_a_public_address_is(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_to_one_is_refused(address: str) -> None:
    with pytest.raises(Forbidden) as refused:
        await meaning(address).require_allowed("https://hooks.example.cn/x")
    assert refused.value.code == "private-address" and str(ip_address(address)) in refused.value.zh


async def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(Forbidden):
        await meaning("1.1.1.1", "10.0.0.1").require_allowed("https://hooks.example.cn/")


async def test_a_public_name_is_allowed() -> None:
    await meaning("1.1.1.1").require_allowed("https://hooks.example.cn/x?y=1")


@pytest.mark.parametrize("host", ["169.254.169.254", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "[::1]", "[::ffff:7f00:1]", "0"])
async def test_what_is_written_out_is_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(Forbidden) as refused:
        await Guard().require_allowed(f"https://{host}/latest/meta-data")
    assert refused.value.code == "private-address"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.cn/",
        "http://example.cn/",
        "//example.cn/",
        "https://",
        "https://user:secret@example.cn/",
        "https://example.cn/#x",
        "https://example.cn:0/",
        "https://example.cn:99999/",
        "https://ex ample.cn/",
        "https://example.cn\\@10.0.0.1/",
        "https://例子.cn/",
        "https://example.cn/\r\nx: y",
        f"https://example.cn/{'x' * 2000}",
    ],
)
async def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        await meaning("1.1.1.1").require_allowed(url)


async def test_a_development_platform_may_send_to_a_loopback_address_that_is_written_out() -> None:
    await Guard(loopback=True).require_allowed("http://127.0.0.1:9000/x")
    await Guard(loopback=True).require_allowed("http://[::1]:9000/x")


@pytest.mark.parametrize("host", ["localhost", "10.0.0.1", "169.254.169.254", "127.1"])
async def test_and_to_nothing_else_that_is_not_public(host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(Forbidden):
            await Guard(loopback=True).require_allowed(f"{scheme}://{host}/x")


async def test_a_name_that_means_nothing_is_told_apart() -> None:
    with pytest.raises(Unresolved):
        await Guard().require_allowed("https://no-such-host.invalid/")
    with pytest.raises(Unresolved):
        await meaning().require_allowed("https://hooks.example.cn/")


async def test_a_name_that_is_bound_anew_between_the_look_and_the_connection_leads_nowhere() -> None:
    answers = [["1.1.1.1"], ["127.0.0.1"]]

    async def rebound(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with receiving() as receiver:
        guard = Guard(resolve=rebound)
        url = f"https://hooks.example.cn:{receiver.port}/"
        await guard.require_allowed(url)
        with pytest.raises(Forbidden):
            await Post(guarded_pool(guard, 4), 5, 100)(url, {}, b"{}")
        assert receiver.received == [] and answers == []


async def test_what_was_looked_at_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address, not to the name, which would be resolved once more."""
    connected: list[tuple[str, int]] = []

    async def connect(_self: object, host: str, port: int, *_more: object) -> httpcore.AsyncNetworkStream:
        connected.append((host, port))
        raise httpcore.ConnectError("refused")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(NoReply):
        await Post(guarded_pool(meaning("1.1.1.1", "1.0.0.1"), 4), 5, 100)("https://hooks.example.cn/", {}, b"{}")
    assert connected == [("1.1.1.1", 443), ("1.0.0.1", 443)]
