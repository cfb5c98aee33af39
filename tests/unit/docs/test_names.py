"""What the pages name exists under that name: modules, problems, commands, targets, settings, metrics, events, routes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from typer.testing import CliRunner

from contracts.events.catalogue import EVENTS
from contracts.form.codes import FaultCode
from contracts.problems import CATALOGUE
from deploy.cli.main import app as commands
from deploy.local.ports import BASE, OFFSETS, setting_of
from services.chassis import metrics
from services.chassis.service import Service
from services.chassis.settings import Settings, describe
from services.funding import service as funding
from services.intake import service as intake
from services.notify import service as notify
from services.scoring import service as scoring
from tests.unit.docs.pages import PAGES, PROJECT, blocks, code, named, text

DOCS = PROJECT / "docs"
CHASSIS = PROJECT / "services" / "chassis"
SHELL = ("sh", "sh walk")


def every(pattern: str) -> Iterator[tuple[str, str]]:
    """What matches in inline code or in the commands of any page, with the page."""
    for page in PAGES:
        for piece in (*code(page), *(block for info in SHELL for block in blocks(page, info))):
            yield from ((named(page), found) for found in re.findall(pattern, piece))


def unknown(named_things: Iterable[tuple[str, str]], known: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(set(named_things) - {(page, word) for page, word in named_things if word in set(known)})


def test_every_module_of_the_chassis_is_explained_and_no_other() -> None:
    modules = {path.relative_to(CHASSIS).as_posix() for path in CHASSIS.rglob("*.py") if path.name != "__init__.py"}
    explained = re.findall(r"(?m)^\| `([\w/]+\.py)` \|", text(DOCS / "chassis.md"))
    assert sorted(explained) == sorted(modules)


@pytest.mark.parametrize("service", [intake.SERVICE, scoring.SERVICE, funding.SERVICE, notify.SERVICE], ids=lambda service: service.name)
def test_every_route_of_a_service_stands_in_its_page_and_no_other(service: Service) -> None:
    served = {
        f"{method} {re.sub(':[a-z]+', '', route.path)}"
        for router in service.routers()
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert set(re.findall(r"(?m)^\| `([A-Z]+ /[^`]*)` \|", text(DOCS / f"{service.name}.md"))) == served


def test_every_problem_that_is_named_is_in_the_catalogue() -> None:
    """A word in code, in brackets or before a status, that is shaped like a slug and is none of the other closed lists."""
    slugs = set(CATALOGUE)
    found = {(named(page), word) for page in PAGES for word in re.findall(r"\(`([a-z]+(?:-[a-z]+)+)`", text(page))}
    assert found
    assert unknown(found, slugs) == []


def test_every_fault_that_is_named_is_a_fault() -> None:
    found = [word for _, word in every(r"^(outdated-scan|[a-z]+-(?:scan|material|row|rows))$")]
    assert set(found) <= set(FaultCode) | {"sme-proof", "form-scan", "good-rows"}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_is_named_exists(page: Path) -> None:
    pieces = (*code(page), *(line for info in SHELL for block in blocks(page, info) for line in block.splitlines()))
    asked = {tuple(match.split()) for piece in pieces for match in re.findall(r"(?:^|[$( ])lianzhu((?: [a-z][a-z-]*){1,2})", piece)}
    assert sorted(words for words in asked if not exists(words)) == []


def exists(words: tuple[str, ...]) -> bool:
    """Whether the command line knows these words."""
    return CliRunner().invoke(commands, [*words, "--help"]).exit_code == 0


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = re.findall(r"(?m)^([a-z]+):", text(PROJECT / "Makefile"))
    assert unknown(list(every(r"\bmake ([a-z]+)\b")), targets) == []


def test_every_setting_that_is_named_exists() -> None:
    settings = {row.variable for row in describe(Settings())} | {BASE} | {setting_of(name) for name in OFFSETS}
    assert unknown(list(every(r"\b(?:LIANZHU_[A-Z_]+[A-Z]|MONGODB_URI|KAFKA_[A-Z_]+)\b")), settings) == []


def test_every_metric_that_is_named_exists() -> None:
    declared = set(re.findall(r"(?m)^# TYPE (lianzhu_\w+)", metrics.render().decode()))
    assert unknown(list(every(r"\blianzhu_[a-z_]+\b")), declared) == []


def test_every_line_of_the_logs_that_is_named_is_written() -> None:
    sources = "".join(text(path) for path in (PROJECT / "services").rglob("*.py"))
    lines = re.findall(r'\blog\.\w+\(\s*"([a-z]+\.[a-z_]+)"', sources)
    kinds = {line.partition(".")[0] for line in lines}
    found = [(page, word) for page, word in every(r"^[a-z]+\.[a-z_]+$") if word.partition(".")[0] in kinds and not word.endswith(".py")]
    assert unknown(found, lines) == []


def test_every_alert_that_is_explained_is_a_rule_and_every_rule_is_explained() -> None:
    rules = re.findall(r"(?m)- alert: (\w+)", text(PROJECT / "deploy" / "prometheus" / "alerts.yml"))
    rows = re.findall(r"(?m)^\| ((?:`[A-Z]\w+`(?:, )?)+) \|", text(DOCS / "operations.md"))
    assert sorted(re.findall(r"\w+", " ".join(rows))) == sorted(rules)


def test_every_event_that_is_named_is_one() -> None:
    assert unknown(list(every(r"\blianzhu\.[a-z]+\.[a-z]+\.[a-z-]+\.v\d+\b")), EVENTS) == []


def test_every_event_stands_in_the_page_of_contracts_under_the_topic_that_carries_it() -> None:
    sections = re.findall(r"(?ms)^### `([a-z]+)\.events`$(.*?)(?=^##)", text(DOCS / "contracts.md"))
    rows = [(owner, events) for owner, section in sections for events in re.findall(r"(?m)^\| `[a-z]+/<[^|]+ \| ([a-z., -]+) \|$", section)]
    assert sorted(f"lianzhu.{owner}.{event}.v1" for owner, events in rows for event in events.split(", ")) == sorted(EVENTS)
