"""A form that breaks a rule: all that is wrong is said at once, with the field, the limit, the actual value and the clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.intake import COUNTY, Applicant, Installation, fault, ok, only, problem
from tests.unit.contracts.complete import text, uscc

WRONG_CHECK = uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1")
SOLE_TRADER = uscc(1, "92130102MA")
TANGSHAN = {"region": "130202", "detail": "工业路1号"}


def smes(*numbers: int) -> list[dict[str, Any]]:
    return [{"name": f"协作{n}号有限公司", "uscc": uscc(n), "relation": "upstream"} for n in numbers]


@dataclass(frozen=True)
class Wrong:
    """What is put into a complete form, and the fault that it has to be told of."""

    changes: dict[str, Any]
    code: str
    pointer: str
    limit: str | int | None = None
    actual: str | int | None = None
    source: str | None = field(default=None)


WRONGS = {
    "a title of 51 字": Wrong({"title": text(51)}, "too-long", "/form/title", 50, 51, "附件1 一（一）"),
    "a brief of 251 字": Wrong({"brief": text(251)}, "too-long", "/form/brief", 250, 251, "附件1 一（二）"),
    "measures of 1801 字": Wrong({"measures": text(1801)}, "too-long", "/form/measures", 1800, 1801, "附件1 二"),
    "results of 1001 字": Wrong({"results": text(1001)}, "too-long", "/form/results", 1000, 1001, "附件1 三"),
    "problems of 401 字": Wrong({"problems": text(401)}, "too-long", "/form/problems", 400, 401, "附件1 四"),
    "a summary of 301 字": Wrong({"title": text(51)}, "group-too-long", "/form/title", 300, 301, "附件1 一"),
    "a whole of 3501 字": Wrong({"problems": text(401)}, "whole-too-long", "/form", 3500, 3501, "附件1 篇幅"),
    "a wrong check character": Wrong({"uscc": WRONG_CHECK}, "invalid-uscc", "/form/uscc"),
    "an SME's wrong check character": Wrong(
        {"smes": [*smes(*range(101, 108)), {"name": "某公司", "uscc": WRONG_CHECK, "relation": "upstream"}]},
        "invalid-uscc",
        "/form/smes/7/uscc",
    ),
    "a sole trader": Wrong({"uscc": SOLE_TRADER}, "sole-trader", "/form/uscc", None, SOLE_TRADER, "二（一）"),
    "an address outside the city": Wrong({"address": TANGSHAN}, "outside-region", "/form/address/region", "1301", "130202", "二（一）"),
    "a project outside the city": Wrong({"place": TANGSHAN}, "outside-region", "/form/place/region", "1301", "130202", "二（三）"),
    "seven SMEs": Wrong({"smes": smes(*range(7))}, "too-few-rows", "/form/smes", 8, 7, "二（五）"),
    "the same SME twice": Wrong({"smes": smes(*range(8), 3)}, "row-repeated", "/form/smes/8/uscc", 4, uscc(3), "二（五）"),
    "an unknown mode": Wrong(
        {"mode": "magic"}, "unknown-option", "/form/mode", "technology, supply-chain, platform, ecosystem, green", "magic", "附件1 表头"
    ),
    "an unknown industry": Wrong(
        {"industry": "mining"},
        "unknown-option",
        "/form/industry",
        'biomedicine, electronics, equipment, food, {"other": "…"}',
        "mining",
        "附件1 表头",
    ),
    "another industry for a leading enterprise": Wrong(
        {"industry": {"other": "新材料"}},
        "option-excluded",
        "/form/industry",
        "biomedicine, electronics, equipment, food",
        None,
        "一（一）",
    ),
    "an unknown field": Wrong({"colour": "red"}, "unknown-field", "/form/colour", None, "colour"),
    "no title": Wrong({"title": " "}, "missing", "/form/title", None, None, "附件1 一（一）"),
    "a telephone that cannot be": Wrong({"phone": "123"}, "invalid-phone", "/form/phone", None, None, "附件1 表头"),
    "another applicant": Wrong({"uscc": uscc(77)}, "different", "/form/uscc"),
    "an account of somebody else": Wrong({"account_holder": "张三"}, "different", "/form/account_holder"),
    "a control character": Wrong({"title": "链主\u0007"}, "unprintable", "/form/title"),
}


@pytest.fixture(scope="module")
def applicant(intake: Installation) -> Applicant:
    """Its form is complete, and it has no materials yet."""
    return intake.applicant().begin()


@pytest.mark.parametrize("wrong", WRONGS.values(), ids=WRONGS.keys())
def test_what_is_wrong_with_a_form_is_said_with_its_rule_and_nothing_is_filed(
    intake: Installation, applicant: Applicant, wrong: Wrong
) -> None:
    form = applicant.form | wrong.changes
    written = ok(applicant.caller.put(f"{applicant.path}/form", {"form": form}, applicant.etag))
    assert written["form"] == form
    with intake.unchanged():
        refused = applicant.submit()
    found = fault(refused, "invalid-content", wrong.code, wrong.pointer)
    if wrong.limit is not None:
        assert found["limit"] == wrong.limit
    if wrong.actual is not None:
        assert found["actual"] == wrong.actual
    if wrong.source is not None:
        assert found["source"].startswith(wrong.source)


def test_the_applicant_is_none_of_its_smes(intake: Installation, applicant: Applicant) -> None:
    itself = {"name": applicant.form["name"], "uscc": applicant.uscc.lower(), "relation": "cluster"}
    applicant.caller.put(f"{applicant.path}/form", {"form": applicant.form | {"smes": [*smes(*range(8)), itself]}}, applicant.etag)
    with intake.unchanged():
        found = fault(applicant.submit(), "invalid-content", "row-excluded", "/form/smes/8/uscc")
    assert found["limit"] == "uscc"
    assert found["source"].startswith("二（五）")


def test_every_missing_material_is_named_with_its_clause(intake: Installation, applicant: Applicant) -> None:
    applicant.write()
    with intake.unchanged():
        errors = problem(applicant.submit(), "invalid-content")["errors"]
    sources = {
        "licence": "三（一）",
        "tax": "三（二）",
        "form-scan": "四（一）",
        "financial-report": "三（五）",
        "auditor-licence": "三（五）",
        "credit-report": "三（六）",
    }
    for kind, source in sources.items():
        found = only(errors, "missing-material", f"/materials/{kind}")
        assert (found["limit"], found["actual"]) == (1, 0)
        assert found["source"].startswith(source)
    for sme in applicant.form["smes"]:
        assert only(errors, "missing-material", f"/materials/sme-proof/{sme['uscc']}")["source"].startswith("三（七）")


def test_many_faults_are_told_together_and_the_check_tells_the_same(applicant: Applicant) -> None:
    wrong = applicant.form | {"title": text(51), "mode": "magic", "smes": smes(1, 1), "address": TANGSHAN}
    checked = ok(applicant.caller.put(f"{applicant.path}/form", {"form": wrong}, applicant.etag))["check"]
    codes = {(entry["code"], entry["pointer"]) for entry in checked["faults"]}
    assert {
        ("too-long", "/form/title"),
        ("unknown-option", "/form/mode"),
        ("too-few-rows", "/form/smes"),
        ("row-repeated", "/form/smes/1/uscc"),
        ("outside-region", "/form/address/region"),
        ("missing-material", "/materials/licence"),
    } <= codes
    assert ok(applicant.caller.get(f"{applicant.path}/check")) == checked
    refused = problem(applicant.submit(), "invalid-content")
    assert codes == {(entry["code"], entry["pointer"]) for entry in refused["errors"]}
    assert str(len(codes)) in refused["detail_zh"]


def test_a_code_of_another_division_only_warns(intake: Installation) -> None:
    applicant = intake.applicant()
    applicant.form["uscc"] = uscc(4711, "91130202MA")
    applicant.caller = intake.person("enterprise", organisation=applicant.uscc)
    checked = applicant.begin().write()["check"]
    warning = only(checked["warnings"], "other-division", "/form/uscc")
    assert (warning["limit"], warning["actual"]) == ("130102", "130202")
    assert "other-division" not in {entry["code"] for entry in checked["faults"]}
    applicant.attach_all()
    assert ok(applicant.submit())["status"] == "submitted"
    assert applicant.shown(intake.county(COUNTY))["warnings"] == [warning]
    assert applicant.shown()["warnings"] == []


@pytest.mark.parametrize(
    "odd",
    [
        {"": 1, "$set": {"a.b": 1}, "a.b": [], "$ref": "x", "$id": 1},
        {"title": {"$ref": "x", "$id": 1}},
        {"smes": [{"uscc": {"$oid": "0" * 24}}, None, 7, [[[]]]]},
        {"title": ["a"], "smes": {"uscc": 1}, "address": 3, "industry": {"other": None}, "uscc": 12},
        {"n": 2**63 - 1, "m": -(2**63), "f": 1.5, "b": True, "z": None},
    ],
    ids=["the store's own signs", "a reference", "odd rows", "odd types", "odd numbers"],
)
def test_a_draft_may_hold_any_json_and_gives_it_back_as_it_was(applicant: Applicant, odd: dict[str, Any]) -> None:
    written = ok(applicant.caller.put(f"{applicant.path}/form", {"form": odd}, applicant.etag))
    assert (written["form"], applicant.draft.json()["form"]) == (odd, odd)
    assert applicant.caller.get(f"{applicant.path}/form.pdf").content.startswith(b"%PDF-")
    problem(applicant.submit(), "invalid-content")


def test_the_other_industry_may_be_named_as_long_as_it_is_within_its_limit(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    applicant.write(
        scope="core", industry={"other": "Carbon-fibre reinforced composite materials " * 2 + "and long-span bridges, towers and so on"}
    )
    applicant.attach_all()
    assert ok(applicant.submit())["status"] == "submitted"
