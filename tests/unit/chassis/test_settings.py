"""One table tells every setting, and production takes no default that has to be chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.chassis.settings import Settings, Store, describe, unknown_variables

CHOSEN = {
    "LIANZHU_ENVIRONMENT": "production",
    "MONGODB_URI": "mongodb://mongo/?replicaSet=rs0",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
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
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in describe(Settings()):
        monkeypatch.delenv(row.variable, raising=False)


def test_variables_are_read_under_their_documented_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "MONGODB_URI": "mongodb://other/?replicaSet=rs0",
        "KAFKA_BOOTSTRAP_SERVERS": "other:1",
        "LIANZHU_NAMESPACE": "demo",
        "LIANZHU_API_PORT": "8123",
        "LIANZHU_UPLOAD_LIMIT": "7",
        "LIANZHU_SEALS_DIR": "/tmp/seals",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.store.uri.get_secret_value() == "mongodb://other/?replicaSet=rs0"
    assert (settings.bus.servers, settings.namespace, settings.api.port, settings.upload.limit) == ("other:1", "demo", 8123, 7)
    assert settings.seals.dir == Path("/tmp/seals")


def test_each_row_has_its_meaning_and_each_variable_stands_once() -> None:
    rows = describe(Settings())
    assert len({row.variable for row in rows}) == len(rows)
    assert all(row.meaning and row.variable.isupper() for row in rows)
    assert {row.unit for row in rows if isinstance(row.default, float)} == {"s"}


def test_production_takes_what_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CHOSEN.items():
        monkeypatch.setenv(name, value)
    assert Settings().production


@pytest.mark.parametrize("left_out", sorted(set(CHOSEN) - {"LIANZHU_ENVIRONMENT"}))
def test_production_refuses_a_default_that_has_to_be_chosen(monkeypatch: pytest.MonkeyPatch, left_out: str) -> None:
    for name, value in CHOSEN.items():
        if name != left_out:
            monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=left_out):
        Settings()


def test_production_sends_no_webhook_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (CHOSEN | {"LIANZHU_WEBHOOKS_LOOPBACK": "true"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="LIANZHU_WEBHOOKS_LOOPBACK"):
        Settings()


def test_the_gateway_for_sms_needs_an_address_and_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_SMS_GATEWAY", "http")
    monkeypatch.setenv("LIANZHU_SMS_URL", "https://sms.example")
    with pytest.raises(ValidationError, match="LIANZHU_SMS_SECRET"):
        Settings()
    monkeypatch.setenv("LIANZHU_SMS_SECRET", "whsec_c2VjcmV0")
    assert Settings().sms.gateway == "http"


@pytest.mark.parametrize(
    ("name", "value"),
    [("LIANZHU_API_PORT", "65536"), ("LIANZHU_NAMESPACE", "Dev.1"), ("LIANZHU_LOG_LEVEL", "loud"), ("LIANZHU_ENVIRONMENT", "test")],
)
def test_a_value_out_of_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_UPLAOD_LIMIT", "7")
    assert unknown_variables(Settings()) == ["LIANZHU_UPLAOD_LIMIT"]


def test_an_error_does_not_repeat_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANZHU_CURSOR_SECRET", "hunter2")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in repr(Store.model_validate({"uri": "mongodb://u:hunter2@h"}))
