"""What the description of intake's API tells a client: of every operation a summary, its problems, and an example that is right."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.chassis.api.serving import application
from services.chassis.settings import Settings
from services.intake.service import SERVICE

DOCUMENT: dict[str, Any] = application(SERVICE, Settings()).openapi()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if path.startswith("/v1/")
}
PUBLIC = ("GET /v1/programmes", "GET /v1/rounds")


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return dict(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]) if "$ref" in schema else schema


def test_the_api_has_the_resources_of_the_field() -> None:
    plurals = {path.split("/")[2] for path in DOCUMENT["paths"] if path.startswith("/v1/")}
    assert plurals == {"programmes", "rounds", "organisations", "applications", "lists", "imports"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_has_a_summary_in_both_languages(name: str) -> None:
    summary = OPERATIONS[name]["summary"]
    assert re.search("[\u4e00-\u9fff]", summary) and re.search("[A-Za-z]{2}", summary), summary


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_names_its_problems_by_type(name: str) -> None:
    problems = {status: answer for status, answer in OPERATIONS[name]["responses"].items() if int(status) >= 400}
    expected = {"400", "401", "503"} | ({"403", "422"} if name.startswith("POST") else set())
    assert problems.keys() >= (expected - {"401"} if name.startswith(PUBLIC) else expected), name
    for status, answer in problems.items():
        examples = answer["content"]["application/problem+json"]["examples"]
        assert examples
        for slug, example in examples.items():
            assert (example["value"]["type"], str(example["value"]["status"])) == (f"/problems/{slug}", status)


@pytest.mark.parametrize(
    "name", [name for name, operation in OPERATIONS.items() if "application/json" in str(operation.get("requestBody"))]
)
def test_a_json_body_has_an_example_that_is_valid(name: str) -> None:
    schema = resolved(OPERATIONS[name]["requestBody"]["content"]["application/json"]["schema"])
    assert schema["examples"]
    validator = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    for example in schema["examples"]:
        validator.validate(example)


ANSWERED = [
    (name, status)
    for name, operation in OPERATIONS.items()
    for status, answer in operation["responses"].items()
    if status < "3" and "application/json" in answer.get("content", {})
]


@pytest.mark.parametrize(("name", "status"), ANSWERED)
def test_a_json_answer_has_an_example_that_is_valid(name: str, status: str) -> None:
    answer = OPERATIONS[name]["responses"][status]["content"]["application/json"]
    assert answer["example"]
    Draft202012Validator({**answer["schema"], "components": DOCUMENT["components"]}).validate(answer["example"])


def test_nearly_every_operation_answers_json() -> None:
    files = {"DELETE /v1/applications/{id}/materials/{material}", "GET /v1/applications/{id}/materials/{material}"}
    files |= {f"GET /v1/applications/{{id}}/form.{kind}" for kind in ("pdf", "docx")}
    files |= {f"GET /v1/lists/{{programme}}/{{round}}/{{region}}/table.{kind}" for kind in ("xlsx", "docx", "pdf")}
    files |= {"GET /v1/programmes/{programme}/import.xlsx", "GET /v1/programmes/{programme}/tracks/{track}/import.xlsx"}
    files |= {"POST /v1/imports/checks.xlsx"}
    files |= {"GET /v1/imports/{id}/faults.xlsx", "GET /v1/imports/{id}/events"}
    assert {name for name, _ in ANSWERED} == OPERATIONS.keys() - files


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name.startswith("POST") and "/imports/checks" not in name])
def test_a_command_takes_an_idempotency_key(name: str) -> None:
    headers = {parameter["name"].lower(): parameter for parameter in OPERATIONS[name]["parameters"] if parameter["in"] == "header"}
    assert headers["idempotency-key"]["required"]


@pytest.mark.parametrize("name", ["GET /v1/rounds", "GET /v1/applications", "GET /v1/lists"])
def test_a_list_is_read_in_pages_and_filtered(name: str) -> None:
    queries = Counter(parameter["name"] for parameter in OPERATIONS[name]["parameters"] if parameter["in"] == "query")
    assert max(queries.values()) == 1
    assert {"limit", "cursor", "programme", "status"} <= queries.keys()


def test_every_list_comes_in_pages() -> None:
    lists = [name for name in OPERATIONS if re.fullmatch("GET /v1/[a-z]+", name)]
    assert len(lists) == 6
    for name in lists:
        assert {"limit", "cursor"} <= {parameter["name"] for parameter in OPERATIONS[name]["parameters"]}, name


def test_an_edit_names_the_edition_that_it_is_made_on() -> None:
    for name in ("PUT /v1/applications/{id}/form", "PUT /v1/organisations/{uscc}", "POST /v1/applications/{id}/submission"):
        headers = {parameter["name"].lower(): parameter for parameter in OPERATIONS[name]["parameters"] if parameter["in"] == "header"}
        assert headers["if-match"]["required"]
        assert {"412", "428"} <= OPERATIONS[name]["responses"].keys()


def test_no_two_paths_differ_by_the_names_of_their_parameters_only() -> None:
    shapes = Counter(re.sub(r"\{[^}]+\}", "{}", path) for path in DOCUMENT["paths"])
    assert [shape for shape, count in shapes.items() if count > 1] == []
