"""A log line is a JSON object that names its process and trace, and holds nothing that a person sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from services.chassis import logs, tracing
from services.chassis.settings import Log, Settings


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = before


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_names_its_process_its_trace_and_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(), "intake", "api")
    trace = tracing.begin()
    logs.get("x").info("relay.published", count=7)
    [line] = lines(capsys)
    assert (line["event"], line["level"], line["count"], line["module"]) == ("relay.published", "info", 7, "x")
    assert (line["service"], line["role"], line["trace_id"]) == ("intake", "api", trace.trace_id)


def test_libraries_write_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(), "intake", "api")
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    [line] = lines(capsys)
    assert (line["event"], line["logger"], line["service"]) == ("Started server process [7]", "uvicorn.error", "intake")


def failed(message: str) -> ValueError:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


@pytest.mark.parametrize(("with_message", "expected"), [(True, "张三丰"), (False, None)])
def test_an_exception_is_its_class_and_its_places(with_message: bool, expected: str | None) -> None:
    told = logs.failure(failed("张三丰"), with_message=with_message)
    assert told["error"] == "builtins.ValueError"
    assert "test_logs.py" in told["stack"][0]
    assert told.get("message") == expected


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log=Log(level="warning")), "intake", "api")
    logs.get("x").info("quiet")
    assert lines(capsys) == []
