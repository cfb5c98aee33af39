"""Ports can be moved, and one that is taken is said clearly."""

from __future__ import annotations

import os
import socket

import psutil
import pytest

from deploy.local.failures import InvalidPort, PortTaken
from deploy.local.ports import OFFSETS, configured_ports, free_ports, refuse_taken


def test_one_base_moves_all_ports_and_one_setting_a_single_one() -> None:
    ports = configured_ports({"LIANZHU_PORT_BASE": "9000", "LIANZHU_PORT_INTAKE_RELAY": "7777"})
    assert (ports["intake"], ports["kafka"], ports["intake-relay"]) == (9001, 9092, 7777)


def test_every_port_of_a_platform_is_another_one() -> None:
    assert len(set(OFFSETS.values())) == len(OFFSETS)
    assert len(set(free_ports().values())) == len(OFFSETS)


@pytest.mark.parametrize("wrong", ["", "0", "65536", "-1", "http", "１"])
def test_what_is_no_port_is_refused_with_the_name_of_its_setting(wrong: str) -> None:
    with pytest.raises(InvalidPort, match="LIANZHU_PORT_SCORING"):
        configured_ports({"LIANZHU_PORT_SCORING": wrong})


def test_a_taken_port_is_named_with_its_holder_and_the_setting_that_moves_it() -> None:
    ports = free_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports["notify"]))
        other.listen()
        with pytest.raises(PortTaken) as refused:
            refuse_taken(ports, ports)
    holder = f"process {os.getpid()} ({psutil.Process().name()})"
    settings = "LIANZHU_PORT_NOTIFY moves it, LIANZHU_PORT_BASE moves all"
    assert str(refused.value) == f"port {ports['notify']} (notify) is taken by {holder}; {settings}"
    refuse_taken(ports, ports)
