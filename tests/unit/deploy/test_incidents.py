"""What went wrong is read from the supervisor's own log."""

from __future__ import annotations

from pathlib import Path

from deploy.local.incidents import incidents

LOG = """\
2026-11-21 01:03:56,001 INFO spawned: 'intake-api' with pid 14905
2026-11-21 01:03:59,412 WARN exited: intake-api (terminated by SIGKILL; not expected)
2026-11-21 01:03:59,418 INFO spawned: 'intake-api' with pid 15111
2026-11-21 01:04:00,002 WARN exited: intake-relay (exit status 3; not expected)
2026-11-21 01:07:00,118 INFO gave up: intake-relay entered FATAL state, too many start retries too quickly
2026-11-21 01:08:00,118 WARN stopped: intake-api (exit status 0)
"""


def test_each_end_that_nobody_asked_for_is_an_incident_and_a_stop_is_none(tmp_path: Path) -> None:
    log = tmp_path / "supervisord.log"
    log.write_text(LOG)
    assert [str(incident) for incident in incidents(log)] == [
        "2026-11-21 01:03:59 intake-api: terminated by SIGKILL; started again",
        "2026-11-21 01:04:00 intake-relay: exit status 3; started again",
        "2026-11-21 01:07:00 intake-relay: entered FATAL state, too many start retries too quickly; given up",
    ]


def test_a_platform_that_never_ran_has_no_incidents(tmp_path: Path) -> None:
    assert incidents(tmp_path / "missing.log") == []
