"""What supervisord is told about the processes of a platform."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

from deploy.local.program import Program
from deploy.local.supervisord_conf import configuration


def read(*programs: Program) -> ConfigParser:
    parser = ConfigParser()
    parser.read_string(configuration(Path("/p"), Path("/p/s"), programs))
    return parser


SERVER = Program("kafka", "servers", ("/bin/java", "-cp", "a:b"), parting="SIGTERM", stop_within=30)
SERVICE = Program("intake-api", "services", ("/bin/python", "-m", "x y"), {"LIANZHU_API_PORT": "8101", "NAME": "100%,a=b"})


def test_services_are_stopped_before_the_servers_that_they_need() -> None:
    conf = read(SERVER, SERVICE)
    assert conf.getint("group:services", "priority") > conf.getint("group:servers", "priority")


def test_every_program_is_restarted_and_runs_on_the_leash_with_its_own_signal() -> None:
    conf = read(SERVER, SERVICE)
    for name, parting in (("kafka", "SIGTERM"), ("intake-api", "SIGKILL")):
        section = conf[f"program:{name}"]
        assert section.getboolean("autorestart")
        assert f"leash.py {parting} /p/supervisord.pid" in section["command"]
    assert conf["program:kafka"]["stopwaitsecs"] == "30"


def test_arguments_and_variables_arrive_as_they_were_written() -> None:
    section = read(SERVICE)["program:intake-api"]
    assert section["command"].endswith("/bin/python -m 'x y'")
    assert section["environment"] == 'LIANZHU_API_PORT="8101",NAME="100%,a=b"'


def test_a_value_that_supervisord_would_misread_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be given"):
        read(Program("x", "services", ("/bin/true",), {"A": 'say "hi"'}))
