"""Where a webhook may go: to public addresses only. Asked when an endpoint is registered, and again of the very address that is connected
to, so that a name which means another host by then (DNS rebinding) leads nowhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import httpcore

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_LONGEST = 2_000  # characters
_TRANSLATED = IPv6Network("64:ff9b::/96")
# Not public either, though Python 3.11 holds some of them for it: protocol assignments (a cloud's metadata among them), benchmarks, relays.
_SPECIAL = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "64:ff9b:1::/48", "2001::/23", "3fff::/20", "fec0::/10"))
)


class Forbidden(Exception):
    """Nothing is sent to this address; ``code`` names the reason, ``zh`` and ``en`` say it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


class Unresolved(Exception):
    """The name means no address at present."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that a name means now. Unresolved: none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unresolved(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """``loopback``: a development platform may send to a loopback address that is written out, so that a receiver can run beside it; a
    name that means one is refused all the same."""

    loopback: bool = False
    resolve: Resolve = field(default=resolve)

    async def require_allowed(self, url: str) -> None:
        """Forbidden or Unresolved where a webhook may not, or cannot, go there."""
        parts = _split(url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and self.loopback and _is_loopback(host)):
            raise Forbidden("not-https", "回调地址应使用 https", "The address has to be an https one")
        await self.addresses(host, parts.port or (443 if parts.scheme == "https" else 80))

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """What may be connected to for this host. One forbidden address among them, and all are refused."""
        if self.loopback and _is_loopback(host):
            return [host]
        found = await self.resolve(host, port)
        if not found:
            raise Unresolved(f"{host} has no address")
        _require_public(host, [ip_address(address.partition("%")[0]) for address in found])
        return found


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, known = SplitResult("", "", "", "", ""), None
    if not known or len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Forbidden("malformed-url", "回调地址不是有效的 URL（仅限 ASCII）", "This is no URL (ASCII only)")
    if "@" in parts.netloc or parts.fragment:
        raise Forbidden("malformed-url", "回调地址不得含有用户名、密码或 # 片段", "The address may hold no user, password or fragment")
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _require_public(host: str, addresses: Iterable[Address]) -> None:
    for address in addresses:
        if not is_public(address):
            zh = f"回调地址 {host} 指向 {address}，不是公网地址（内网、本机、链路本地、运营商内网、云主机元数据等地址一律拒绝）"
            raise Forbidden("private-address", zh, f"{host} leads to {address}, which is no public address")


def is_public(address: Address) -> bool:
    """Whether the address is of the public internet: not private, loopback, link-local (cloud metadata), of a carrier's NAT, multicast or
    reserved; of an IPv6 address that carries an IPv4 one, also whether that is."""
    carried = _carried(address) if isinstance(address, IPv6Address) else None
    if carried is not None:
        return is_public(carried)
    special = address.is_multicast or address.is_reserved or any(address in network for network in _SPECIAL)
    return address.is_global and not special


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to what the guard allows: the name is resolved once, and what was looked at is what is connected to. TLS goes on to hold the
    certificate against the name."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """To the first allowed address that answers."""
        *others, last = await self._guard.addresses(host, port)
        for address in others:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
