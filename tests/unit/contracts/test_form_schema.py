"""The form as JSON Schema agrees with the check in what it can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.form import form_schema
from tests.unit.contracts.complete import form, offer

Content = dict[str, Any]


def errors(content: Content) -> list[str]:
    return ["/".join(map(str, error.absolute_path)) for error in Draft202012Validator(form_schema(offer())).iter_errors(content)]


def test_the_schema_is_valid_and_takes_a_complete_form() -> None:
    Draft202012Validator.check_schema(form_schema(offer()))
    assert errors(form()) == []
    assert errors(form() | {"industry": {"other": "钢铁"}}) == []


@pytest.mark.parametrize(
    ("breaks", "path"),
    [
        (lambda c: c.update(mode="magic"), "mode"),
        (lambda c: c.update(surplus=1), ""),
        (lambda c: c.pop("title"), ""),
        (lambda c: c["smes"].pop(), "smes"),
        (lambda c: c["smes"][0].update(surplus=1), "smes/0"),
        (lambda c: c.update(address={"region": "130202", "detail": "一号"}), "address/region"),
        (lambda c: c.update(measures=1), "measures"),
    ],
)
def test_the_schema_refuses_what_it_can_see(breaks: Callable[[Content], object], path: str) -> None:
    content = form()
    breaks(content)
    assert errors(content) == [path]


def test_a_front_end_finds_limits_titles_parts_and_clauses() -> None:
    schema = form_schema(offer())
    title = schema["properties"]["title"]
    assert (title["title"], title["x-limit"], title["x-part"], title["x-group"]) == ("案例名称", 50, "body", "summary")
    assert title["x-source"] == "附件1 一（一）“案例名称（50 字以内）”"
    assert (schema["x-limit"], schema["x-groups"]["summary"]["x-limit"]) == (3500, 300)
    modes = {option["const"]: option["title"] for option in schema["properties"]["mode"]["oneOf"]}
    assert modes == {
        "technology": "技术赋能",
        "supply-chain": "供应链赋能",
        "platform": "平台赋能",
        "ecosystem": "生态赋能",
        "green": "绿色赋能",
    }
    assert schema["properties"]["name"]["x-part"] == "header"
