"""A form that is wrong says so field by field: place, limit, what was found."""

from __future__ import annotations

from typing import Annotated, Any

import httpx
import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticCustomError

from services.chassis.api.faults import faults_of, pointer

KEY = {"Idempotency-Key": "k1"}
GOOD: dict[str, Any] = {"title": "abc"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"titel": "x"}, {"code": "unknown-field", "pointer": "/titel"}),
        ({"title": "一二三四五六七八九十一"}, {"code": "too-long", "pointer": "/title", "limit": 10, "actual": 11}),
        ({"title": "a"}, {"code": "too-short", "pointer": "/title", "limit": 2, "actual": 1}),
        ({"title": 5}, {"code": "not-text", "pointer": "/title", "actual": "number"}),
        ({"size": 10}, {"code": "too-large", "pointer": "/size", "limit": 9, "actual": 10}),
        ({"size": "many"}, {"code": "not-an-integer", "pointer": "/size", "actual": "string"}),
        ({"colour": "green"}, {"code": "not-a-choice", "pointer": "/colour", "limit": "'red' or 'blue'", "actual": "green"}),
        ({"leaves": [{"name": "a"}] * 4}, {"code": "too-many", "pointer": "/leaves", "limit": 3, "actual": 4}),
        ({"leaves": [{"name": "a"}, {"name": "abcdef"}]}, {"code": "too-long", "pointer": "/leaves/1/name", "limit": 5, "actual": 6}),
        ({"leaves": [{}]}, {"code": "missing", "pointer": "/leaves/0/name"}),
        ({"leaves": {}}, {"code": "not-a-list", "pointer": "/leaves", "actual": "object"}),
    ],
)
async def test_a_faulty_field_is_named(client: httpx.AsyncClient, change: dict[str, Any], expected: dict[str, Any]) -> None:
    reply = await client.post("/v1/notes", json=GOOD | change, headers=KEY)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid-content")
    [fault] = reply.json()["errors"]
    assert {name: fault[name] for name in fault if not name.startswith("detail")} == expected
    assert fault["detail_zh"] != fault["detail_en"]


async def test_all_faults_come_at_once(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes", json={"title": "", "size": 0, "new": 1}, headers=KEY)
    assert {fault["pointer"] for fault in reply.json()["errors"]} == {"/title", "/size", "/new"}


async def test_a_missing_body_and_a_body_that_is_no_object_are_refused(client: httpx.AsyncClient) -> None:
    missing = await client.post("/v1/notes", headers=KEY)
    assert (missing.status_code, missing.json()["errors"][0]["code"], missing.json()["errors"][0]["pointer"]) == (422, "missing", "")
    listed = await client.post("/v1/notes", json=[1], headers=KEY)
    assert (listed.status_code, listed.json()["errors"][0]["code"]) == (422, "not-an-object")


async def test_a_wrong_parameter_is_400_and_is_no_json_pointer(client: httpx.AsyncClient) -> None:
    reply = await client.get("/v1/notes/7?size=many")
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (400, "query:size")


async def test_a_value_that_may_be_personal_is_not_repeated(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes", json={"title": "13800138000 张三丰"}, headers=KEY)
    assert reply.status_code == 422
    assert "13800138000" not in reply.text


def test_a_validator_may_bring_its_own_words() -> None:
    context = {"zh": "不能超过 250 字", "en": "At most 250 字", "limit": 250, "actual": 251, "source": "附件1"}
    error = PydanticCustomError("too-many-characters", "{en}", context)
    [fault] = faults_of([{"type": error.type, "loc": ("body", "form"), "msg": "", "input": "", "ctx": error.context}])
    assert (fault.code, fault.text.zh, fault.limit, fault.actual, fault.source) == (
        "too-many-characters",
        "不能超过 250 字",
        250,
        251,
        "附件1",
    )


def test_an_error_that_pydantic_may_add_later_is_told_in_general_words() -> None:
    [fault] = faults_of([{"type": "brand_new_error", "loc": ("body", "x"), "msg": "secret", "input": "secret"}])
    assert (fault.code, fault.pointer, fault.actual) == ("brand-new-error", "/x", "string")
    assert "secret" not in fault.text.en


def test_a_pointer_escapes_its_steps() -> None:
    assert pointer(("body", "a/b", "c~d", 3)) == "/a~1b/c~0d/3"


def test_a_list_with_a_wrong_item_is_not_said_to_be_too_short_as_well() -> None:
    class Listed(BaseModel):
        items: Annotated[tuple[Annotated[int, Field(strict=True)], ...], Field(min_length=1)]

    for given, codes in (({"items": ["x"]}, ["not-an-integer"]), ({"items": []}, ["too-few"])):
        with pytest.raises(ValidationError) as wrong:
            Listed.model_validate(given)
        assert [fault.code for fault in faults_of(wrong.value.errors())] == codes
