"""The ports of a local platform: fixed and configurable for one that people use, free ones for demo and tests."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping
from contextlib import ExitStack

from deploy.local.failures import InvalidPort, PortTaken

BASE = "LIANZHU_PORT_BASE"
DEFAULT_BASE = 8100
# name of the port → its distance from the base
OFFSETS = {
    "intake": 1,
    "scoring": 2,
    "funding": 3,
    "notify": 4,
    "intake-relay": 11,
    "scoring-relay": 12,
    "funding-relay": 13,
    "notify-relay": 14,
    "mongodb": 17,
    "scoring-worker": 22,
    "funding-worker": 23,
    "notify-worker": 24,
    "mail-sink": 25,
    "notify-sender": 34,
    "kafka": 92,
    "kafka-controller": 93,
}
Ports = dict[str, int]


def setting_of(name: str) -> str:
    """The environment variable that moves one port."""
    return f"LIANZHU_PORT_{name.upper().replace('-', '_')}"


def defaults() -> dict[str, tuple[int, str]]:
    """The variables that move ports, each with its default and its meaning."""
    each = {setting_of(name): (DEFAULT_BASE + offset, f"the port of {name}") for name, offset in OFFSETS.items()}
    return {BASE: (DEFAULT_BASE, "moves all ports together"), **each}


def configured_ports(environment: Mapping[str, str] = os.environ) -> Ports:
    """The ports that the environment asks for; InvalidPort when one is none."""
    base = _port(environment, BASE, DEFAULT_BASE)
    return {name: _port(environment, setting_of(name), base + offset) for name, offset in OFFSETS.items()}


def _port(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable, str(default))
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65535:
        raise InvalidPort(f"{variable} has to be a port between 1 and 65535, not {text!r}")
    return int(text)


def free_ports() -> Ports:
    """Ports that nobody uses at this moment, for a platform that runs beside others."""
    with ExitStack() as held:
        sockets = {name: held.enter_context(socket.socket()) for name in OFFSETS}
        for one in sockets.values():
            one.bind(("127.0.0.1", 0))
        return {name: one.getsockname()[1] for name, one in sockets.items()}


def refuse_taken(ports: Ports, wanted: Iterable[str]) -> None:
    """PortTaken, with one line for each of the wanted ports that somebody listens on."""
    lines = [_explained(name, ports[name]) for name in wanted if _is_taken(ports[name])]
    if lines:
        raise PortTaken("\n".join(lines))


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _explained(name: str, port: int) -> str:
    return f"port {port} ({name}) is taken{_holder(port)}; {setting_of(name)} moves it, {BASE} moves all"


def _holder(port: int) -> str:
    import psutil  # the services' image has no need of it

    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:
        pass  # another user's process is not ours to see
    return ""
