"""A form's faults are all found at once, each with its limit, what was found, and the clause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.form import FaultCode, check_form, check_summary_fields, form_warnings, normal_form
from contracts.refusal import Fault
from contracts.text import length
from tests.unit.contracts.complete import form, offer, text, uscc

Content = dict[str, Any]
Break = Callable[[Content], object]


def found(content: Content) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in check_form(offer(), content)]


def only_fault(content: Content) -> Fault:
    (fault,) = check_form(offer(), content)
    return fault


def smes(content: Content) -> list[Any]:
    rows: list[Any] = content["smes"]
    return rows


def test_a_complete_form_at_all_its_limits_has_no_fault() -> None:
    content = form()
    assert [length(content[name]) for name in ("title", "brief", "measures", "results", "problems")] == [50, 250, 1800, 1000, 400]
    assert check_form(offer(), content) == []
    assert form_warnings(offer(), content) == []


def test_an_over_long_field_is_refused_with_limit_count_and_clause() -> None:
    content = form() | {"measures": text(1801), "results": text(999)}
    fault = only_fault(content)
    assert (fault.code, fault.pointer, fault.limit, fault.actual) == (FaultCode.TOO_LONG, "/measures", 1800, 1801)
    assert fault.source == "附件1 二“具体举措（1800 字以内）”"
    assert "1801" in fault.text.zh
    assert "1801" in fault.text.en


def test_group_and_whole_have_limits_of_their_own() -> None:
    content = form() | {"title": text(51)}
    faults = {fault.code: fault for fault in check_form(offer(), content)}
    assert set(faults) == {FaultCode.TOO_LONG, FaultCode.GROUP_TOO_LONG, FaultCode.WHOLE_TOO_LONG}
    assert (faults[FaultCode.GROUP_TOO_LONG].limit, faults[FaultCode.GROUP_TOO_LONG].actual) == (300, 301)
    assert (faults[FaultCode.WHOLE_TOO_LONG].limit, faults[FaultCode.WHOLE_TOO_LONG].actual) == (3500, 3501)
    assert faults[FaultCode.WHOLE_TOO_LONG].source == "附件1 篇幅“每个案例不超过 3500 字”"


def test_header_and_what_is_asked_beside_do_not_count_for_the_whole() -> None:
    content = form() | {"name": "长" * 60, "account_holder": "长" * 60, "platform_name": "平" * 60}
    assert found(content) == []


@pytest.mark.parametrize(
    ("breaks", "code", "pointer"),
    [
        (lambda c: c.pop("measures"), FaultCode.MISSING, "/measures"),
        (lambda c: c.update(measures=" \n\u3000"), FaultCode.MISSING, "/measures"),
        (lambda c: c.update(measures=None), FaultCode.MISSING, "/measures"),
        (lambda c: c.update(measures=["好"]), FaultCode.WRONG_TYPE, "/measures"),
        (lambda c: c.update(measures="好\x00"), FaultCode.UNPRINTABLE, "/measures"),
        (lambda c: c.update(measures="好\ud800"), FaultCode.UNPRINTABLE, "/measures"),
        (lambda c: c.update(measures="a" * 36_001), FaultCode.TOO_MANY_CHARACTERS, "/measures"),
        (lambda c: c.update(title="第一行\n第二行"), FaultCode.LINE_BREAK, "/title"),
        (lambda c: c.update(surplus=1), FaultCode.UNKNOWN_FIELD, "/surplus"),
        (lambda c: c.update({"a/b~\ud800": 1}), FaultCode.UNKNOWN_FIELD, "/a~1b~0?"),
        (lambda c: c.update(mode="magic"), FaultCode.UNKNOWN_OPTION, "/mode"),
        (lambda c: c.update(mode=2**70), FaultCode.UNKNOWN_OPTION, "/mode"),
        (lambda c: c.update(mode={"other": "魔法赋能"}), FaultCode.UNKNOWN_OPTION, "/mode"),
        (lambda c: c.update(industry="steel"), FaultCode.UNKNOWN_OPTION, "/industry"),
        (lambda c: c.update(industry={"other": "钢铁"}), FaultCode.OPTION_EXCLUDED, "/industry"),
        (lambda c: c.update(scope="core", industry={"other": "钢" * 21}), FaultCode.TOO_LONG, "/industry/other"),
        (lambda c: c.update(scope="core", industry={"other": " "}), FaultCode.MISSING, "/industry/other"),
        (lambda c: c.update(uscc=c["uscc"][:17] + "?"), FaultCode.INVALID_USCC, "/uscc"),
        (lambda c: c.update(uscc=uscc(1, "92130102MA")), FaultCode.SOLE_TRADER, "/uscc"),
        (lambda c: c.update(address={"region": "130202", "detail": "一号"}), FaultCode.OUTSIDE_REGION, "/address/region"),
        (lambda c: c.update(address={"region": "1301", "detail": "一号"}), FaultCode.UNKNOWN_REGION, "/address/region"),
        (lambda c: c.update(address={"region": "130199", "detail": "一号"}), FaultCode.UNKNOWN_REGION, "/address/region"),
        (lambda c: c.update(address={"region": 130102, "detail": "一号"}), FaultCode.UNKNOWN_REGION, "/address/region"),
        (lambda c: c.update(address={"region": "130102", "detail": ""}), FaultCode.MISSING, "/address/detail"),
        (lambda c: c.update(address="石家庄"), FaultCode.WRONG_TYPE, "/address"),
        (lambda c: c.update(place={"region": "110101", "detail": "一号"}), FaultCode.OUTSIDE_REGION, "/place/region"),
        (lambda c: c.update(phone="12345"), FaultCode.INVALID_PHONE, "/phone"),
        (lambda c: c.update(email="a@b"), FaultCode.INVALID_EMAIL, "/email"),
        (lambda c: c.update(contact="名" * 51), FaultCode.INVALID_NAME, "/contact"),
        (lambda c: c.update(account_number="12A"), FaultCode.INVALID_DIGITS, "/account_number"),
        (lambda c: c.update(account_number=1300000000000001), FaultCode.INVALID_DIGITS, "/account_number"),
        (lambda c: c.update(account_holder="别家公司"), FaultCode.DIFFERENT, "/account_holder"),
        (lambda c: smes(c).pop(), FaultCode.TOO_FEW_ROWS, "/smes"),
        (lambda c: smes(c).append(smes(c)[0]), FaultCode.ROW_REPEATED, "/smes/8/uscc"),
        (lambda c: smes(c).append(smes(c)[0] | {"uscc": f" {smes(c)[0]['uscc'].lower()}"}), FaultCode.ROW_REPEATED, "/smes/8/uscc"),
        (lambda c: smes(c)[3].update(uscc=c["uscc"]), FaultCode.ROW_EXCLUDED, "/smes/3/uscc"),
        (lambda c: smes(c)[3].update(uscc="1"), FaultCode.INVALID_USCC, "/smes/3/uscc"),
        (lambda c: smes(c)[3].pop("name"), FaultCode.MISSING, "/smes/3/name"),
        (lambda c: smes(c)[3].update(surplus=1), FaultCode.UNKNOWN_FIELD, "/smes/3/surplus"),
        (lambda c: smes(c).append("一家"), FaultCode.WRONG_TYPE, "/smes/8"),
        (lambda c: c.update(smes={}), FaultCode.WRONG_TYPE, "/smes"),
    ],
)
def test_each_broken_rule_is_found_where_it_is_broken(breaks: Break, code: FaultCode, pointer: str) -> None:
    content = form()
    breaks(content)
    assert found(content) == [(code, pointer)]


def test_everything_wrong_is_said_at_once() -> None:
    content = form() | {"mode": "magic", "phone": "1", "title": "题" * 51, "surplus": 1}
    content["smes"] = content["smes"][:7]
    del content["problems"]
    assert {
        FaultCode.UNKNOWN_OPTION,
        FaultCode.INVALID_PHONE,
        FaultCode.TOO_LONG,
        FaultCode.UNKNOWN_FIELD,
        FaultCode.TOO_FEW_ROWS,
        FaultCode.MISSING,
    } <= {code for code, _ in found(content)}


def test_a_wrong_check_character_names_the_right_one() -> None:
    content = form()
    right = content["uscc"]
    fault = only_fault(content | {"uscc": right[:17] + ("0" if right[17] != "0" else "1")})
    assert fault.limit == right[17]


def test_too_few_smes_quote_the_clause() -> None:
    content = form()
    smes(content).pop()
    fault = only_fault(content)
    assert (fault.limit, fault.actual, fault.source) == (8, 7, "二（五）“带动不少于8家中小企业”")


def test_a_sole_trader_is_refused_by_the_clause_on_legal_persons() -> None:
    assert only_fault(form() | {"uscc": uscc(1, "92130102MA")}).source == "二（一）“具有独立法人资格的企业”"


def test_outside_the_pilot_industries_only_the_first_scope_is_refused() -> None:
    content = form() | {"industry": {"other": "钢铁"}}
    assert only_fault(content).source == "一（一）“四个试点行业中小企业数字化转型具有链式带动效应的龙头企业、平台企业”"
    assert found(content | {"scope": "core"}) == []
    assert found(content | {"scope": "brain"}) == []


def test_smes_may_lie_outside_the_city() -> None:
    content = form()
    smes(content)[0]["uscc"] = uscc(5, "91110101MA")
    assert found(content) == []


@pytest.mark.parametrize(
    ("prefix", "warned"), [("91130202MA", True), ("91110000MA", True), ("91130104MA", True), ("91130100MA", False), ("91130000MA", False)]
)
def test_a_code_of_another_division_only_warns(prefix: str, warned: bool) -> None:
    content = form() | {"uscc": uscc(1, prefix)}
    assert check_form(offer(), content) == []
    assert [warning.code for warning in form_warnings(offer(), content)] == [FaultCode.OTHER_DIVISION] * warned


def test_rows_beyond_the_most_are_counted_and_not_looked_at() -> None:
    content = form()
    content["smes"] = [{"x": "y"}] * 100_000
    faults = check_form(offer(), content)
    assert faults[0].code != FaultCode.TOO_FEW_ROWS
    assert any((fault.code, fault.actual) == (FaultCode.TOO_MANY_ROWS, 100_000) for fault in faults)
    assert len(faults) < 500 * 8


def test_pointers_begin_where_the_content_stands_in_the_request() -> None:
    assert {fault.pointer for fault in check_form(offer(), form() | {"title": text(51)}, "/form")} == {"/form/title", "/form"}


def test_the_county_brief_has_a_limit_of_its_own() -> None:
    assert check_summary_fields(offer(), {"table_brief": text(150)}) == []
    (fault,) = check_summary_fields(offer(), {"table_brief": text(151)})
    assert (fault.code, fault.limit, fault.actual, fault.source) == (FaultCode.TOO_LONG, 150, 151, "附件2“案例简述（150 字以内）”")
    assert [fault.code for fault in check_summary_fields(offer(), {})] == [FaultCode.MISSING]


def test_the_normal_form_has_one_spelling_and_no_new_fault() -> None:
    content = form() | {"uscc": f" {uscc(1).lower()} ", "phone": "+86 138 1234 1234", "name": " 河北链动装备有限公司 "}
    normal = normal_form(offer(), content)
    assert normal == form() | {"account_number": "1300000000000001"}
    assert normal_form(offer(), normal) == normal


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(form())) | st.text(), JUNK))
def test_no_content_makes_the_check_fail_and_none_of_junk_passes(junk: Content) -> None:
    faults = check_form(offer(), junk)
    assert faults
    assert all(fault.text.zh.encode() and fault.text.en.encode() and fault.pointer.encode() for fault in faults)
    form_warnings(offer(), junk)
    normal_form(offer(), junk)
