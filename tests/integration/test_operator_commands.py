"""The operator's commands for keys, tokens and the clock, as they are typed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import clock, key, settings, token
from services.chassis.settings import Settings, describe

ISSUE = ["issue", "--service", "intake", "--client", "tangshan", "--scope", "applications:write", "--region", "1302"]
PRODUCTION = {
    "LIANZHU_ENVIRONMENT": "production",
    "LIANZHU_OIDC_ISSUER": "https://login.gov.cn",
    "LIANZHU_OIDC_JWKS": "https://login.gov.cn/jwks",
    "LIANZHU_CURSOR_SECRET": "a long secret of this bureau",
    "LIANZHU_MAIL_HOST": "mail.gov.cn",
    "LIANZHU_MAIL_SECURITY": "tls",
    "LIANZHU_MAIL_SENDER": "tongzhi@gov.cn",
    "LIANZHU_SMS_GATEWAY": "none",
    "LIANZHU_LINKS_INTAKE": "https://intake.gov.cn",
    "LIANZHU_LINKS_SCORING": "https://scoring.gov.cn",
    "LIANZHU_LINKS_FUNDING": "https://funding.gov.cn",
    "LIANZHU_LINKS_NOTIFY": "https://notify.gov.cn",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
}


@pytest.fixture(autouse=True)
def _platform(mongodb_uri: str, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in describe(Settings()):
        monkeypatch.delenv(row.variable, raising=False)
    monkeypatch.setenv("MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("LIANZHU_NAMESPACE", namespace)
    monkeypatch.setenv("LIANZHU_OIDC_KEYS", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def run() -> CliRunner:
    return CliRunner()


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(run: CliRunner) -> None:
    issued = run.invoke(key.app, ISSUE).stdout.strip()
    _, prefix, secret = issued.split("_")
    listed = run.invoke(key.app, ["list", "--service", "intake"]).stdout
    assert prefix in listed
    assert secret not in listed
    assert run.invoke(key.app, ["revoke", "--service", "intake", prefix]).exit_code == 0
    assert run.invoke(key.app, ["revoke", "--service", "intake", prefix]).exit_code == 1
    assert "revoked" in run.invoke(key.app, ["list", "--service", "intake", "--client", "tangshan"]).stdout


def test_a_third_live_key_and_a_day_that_is_past_are_refused(run: CliRunner) -> None:
    others = ["--client", "baoding"]
    assert [run.invoke(key.app, [*ISSUE, *others]).exit_code for _ in range(3)] == [0, 0, 1]
    assert run.invoke(key.app, [*ISSUE, "--client", "handan", "--expires", "2020-01-01"]).exit_code == 2


def instant(result: Result) -> datetime:
    return datetime.fromisoformat(result.stdout.strip())


def test_the_clock_moves_forward_and_not_back(run: CliRunner) -> None:
    before = instant(run.invoke(clock.app, ["show"]))
    assert timedelta(days=5) <= instant(run.invoke(clock.app, ["advance", "--days", "5"])) - before < timedelta(days=6)
    assert run.invoke(clock.app, ["set", "2020-01-01"]).exit_code == 1
    assert run.invoke(clock.app, ["advance"]).exit_code == 2


def test_production_moves_no_clock_and_makes_no_token(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    assert run.invoke(clock.app, ["advance", "--days", "1"]).exit_code == 1
    assert run.invoke(token.app, ["--role", "county"]).exit_code == 1


def test_a_token_has_three_parts_and_a_role_that_exists(run: CliRunner) -> None:
    made = run.invoke(token.app, ["--role", "county", "--region", "130102"])
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\s*", made.stdout)
    assert run.invoke(token.app, ["--role", "kounty"]).exit_code == 2


def test_a_misspelt_setting_is_named_and_a_moved_port_is_shown(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_PORT_INTAKE", "9001")
    monkeypatch.setenv("LIANZHU_PORT_INTAK", "9002")
    shown = run.invoke(settings.app, [])
    assert "9001" in next(line for line in shown.stdout.splitlines() if "LIANZHU_PORT_INTAKE " in line)
    assert shown.stderr.strip() == "not settings of ours, misspelt perhaps: LIANZHU_PORT_INTAK"


def test_the_table_of_settings_hides_secrets(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_CURSOR_SECRET", "hunter2-hunter2-hunter2")
    shown = run.invoke(settings.app, [])
    assert "LIANZHU_CURSOR_SECRET" in shown.stdout
    assert "hunter2" not in shown.output
