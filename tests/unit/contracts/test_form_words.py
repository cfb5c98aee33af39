"""Words of the form that came with the ministry's calls: computed values, divisions, several options, editable versions, hints."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.form import FaultCode, MaterialFacts, check_fields, check_materials, form_schema, normal_form
from contracts.programme import Offer, published
from contracts.programme.fields import ComputedField, NumberField, RegionField, TableField
from contracts.programme.form import Fields, Form
from contracts.refusal import Fault

P1, P3 = published()["miit-2021-255", 1], published()["miit-2024-cluster", 1]
CLUSTER = P3.offers["cluster-case"]
PNG, DOCX = "image/png", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = {"zh": "数", "en": "number"}


def number(**more: Any) -> NumberField:
    return NumberField.model_validate({"kind": "number", "title": TITLE, "unit": "家", "source": "operator", **more})


def computed(formula: str, decimals: int = 0) -> ComputedField:
    given = {"kind": "computed", "title": TITLE, "formula": formula, "unit": "%", "decimals": decimals, "source": "operator"}
    return ComputedField.model_validate(given)


RATIO: Fields = {"part": number(), "whole": number(), "share": computed("100 * part / whole", 2)}


def found(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in faults]


def with_fields(fields: Fields) -> Offer:
    """The cluster's form with a body of these fields."""
    form = Form.model_validate({"limit": "unlimited", "body": fields, "source": "operator"})
    return Offer(CLUSTER.track.model_copy(update={"form": form}), CLUSTER.choices)


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 3, "33.33"), (2, 3, "66.67"), (1, 8, "12.50"), (0, 5, "0.00"), (1, 800, "0.13"), (-1, 800, "-0.13")]
)
def test_a_ratio_is_computed_exactly_and_rounded_half_up(part: int, whole: int, share: str) -> None:
    assert normal_form(with_fields(RATIO), {"part": part, "whole": whole})["share"] == share


def test_a_computed_value_needs_not_be_typed_and_may_not_be_typed_otherwise() -> None:
    assert check_fields(RATIO, {}, {"part": 1, "whole": 4}) == []
    assert check_fields(RATIO, {}, {"part": 1, "whole": 4, "share": "25.00"}) == []
    (fault,) = check_fields(RATIO, {}, {"part": 1, "whole": 4, "share": "26"})
    assert (fault.code, fault.pointer, fault.limit, fault.actual) == (FaultCode.COMPUTED, "/share", "25.00", "26")


def test_a_zero_denominator_is_an_error_that_names_its_cell() -> None:
    (fault,) = check_fields(RATIO, {}, {"part": 1, "whole": 0}, "/form")
    assert (fault.code, fault.pointer, fault.actual) == (FaultCode.ZERO_DENOMINATOR, "/form/whole", 0)
    assert "“数”为0" in fault.text.zh
    assert "share" not in normal_form(with_fields(RATIO), {"part": 1, "whole": 0})


def test_a_missing_number_is_said_once_and_nothing_is_computed_from_it() -> None:
    assert found(check_fields(RATIO, {}, {"part": 1})) == [(FaultCode.MISSING, "/whole")]


def test_a_tables_row_computes_from_itself_and_from_the_form() -> None:
    columns = {"spent": number(), "share": computed("100 * spent / total", 1)}
    table = TableField.model_validate(
        {"kind": "table", "title": TITLE, "columns": columns, "rows": {"least": 1, "most": 5, "source": "operator"}, "source": "operator"}
    )
    fields: Fields = {"total": number(), "items": table}
    content = {"total": 3, "items": [{"spent": 1}, {"spent": 2}]}
    assert check_fields(fields, {}, content) == []
    assert [row["share"] for row in normal_form(with_fields(fields), content)["items"]] == ["33.3", "66.7"]
    assert found(check_fields(fields, {}, content | {"total": 0})) == [
        (FaultCode.ZERO_DENOMINATOR, "/items/0/share"),
        (FaultCode.ZERO_DENOMINATOR, "/items/1/share"),
    ]


def test_a_value_may_be_computed_from_one_that_was_computed() -> None:
    fields: Fields = {"a": number(), "b": computed("a / 3", 1), "c": computed("b * 3", 1)}
    assert normal_form(with_fields(fields), {"a": 1}) == {"a": 1, "b": "0.3", "c": "1.0"}


@pytest.mark.parametrize(("value", "fine"), [("13", True), ("1301", True), ("130102", False), ("99", False), (13, False), ("00", False)])
def test_a_division_is_of_one_of_its_levels(value: object, fine: bool) -> None:
    field = RegionField.model_validate({"kind": "region", "title": TITLE, "levels": ["province", "city"], "source": "operator"})
    faults = check_fields({"region": field}, {}, {"region": value})
    assert found(faults) == ([] if fine else [(FaultCode.UNKNOWN_REGION, "/region")])


@pytest.mark.parametrize(
    ("value", "fine"), [("13", True), ("2102", True), ("6590", True), ("1301", False), ("130102", False), ("210202", False), ("00", False)]
)
def test_a_reporting_authority_is_a_province_a_city_with_a_separate_plan_or_the_corps(value: str, fine: bool) -> None:
    field = RegionField.model_validate({"kind": "region", "title": TITLE, "levels": ["reporting-authority"], "source": "operator"})
    faults = check_fields({"region": field}, {}, {"region": value})
    assert found(faults) == ([] if fine else [(FaultCode.UNKNOWN_REGION, "/region")])


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (["digital"], None),
        (["digital", "green", {"other": "人才培养"}], None),
        ([], FaultCode.OPTION_COUNT),
        (["sharing", "quality", "digital", "green"], FaultCode.OPTION_COUNT),
        (["sharing", "quality", "digital", {"other": "人才"}], FaultCode.OPTION_COUNT),
        (["digital", "digital"], FaultCode.OPTION_REPEATED),
        ([{"other": "人才"}, {"other": "文化"}], FaultCode.OTHER_REPEATED),
        ([{"other": " "}], FaultCode.MISSING),
        (["beauty"], FaultCode.UNKNOWN_OPTION),
        ("digital", FaultCode.WRONG_TYPE),
    ],
)
def test_one_to_three_directions_of_seven_and_another_that_is_named(chosen: object, code: str | None) -> None:
    field = {"directions": CLUSTER.track.form.fields["directions"]}
    assert {fault.code for fault in check_fields(field, CLUSTER.choices, {"directions": chosen})} == ({code} if code else set())


def picture(kind: str, name: str, size: int = 2_000_000, media_type: str = PNG) -> MaterialFacts:
    return MaterialFacts(kind, name.encode().hex().ljust(64, "0")[:64], size, media_type, 1000, 1000, name=name)


def test_a_picture_of_less_than_two_million_bytes_is_refused_and_one_of_as_many_is_not() -> None:
    assert check_materials(CLUSTER, {}, [picture("picture", "照片.png"), picture("picture", "产品.png")]) == []
    (fault,) = check_materials(CLUSTER, {}, [picture("picture", "照片.png", 1_999_999)])
    assert (fault.code, fault.limit, fault.actual) == (FaultCode.FILE_SIZE, 2_000_000, 1_999_999)
    assert fault.source is not None
    assert "图片不小于2M，单独附文件" in fault.source


def test_a_flow_chart_needs_an_editable_version_under_its_name() -> None:
    chart, table = picture("chart", "流程图.png"), picture("editable", "数据表.docx", 10, DOCX)
    (fault,) = check_materials(CLUSTER, {}, [chart, table])
    assert (fault.code, fault.pointer, fault.limit) == (FaultCode.MISSING_EDITABLE, "/materials/editable", "流程图")
    assert "表格、流程图等文件请提供可编辑版本" in (fault.source or "")
    assert check_materials(CLUSTER, {}, [chart, table, picture("editable", "流程图.DOCX", 10, DOCX)]) == []


def test_the_policies_themselves_go_with_a_provincial_practice() -> None:
    (fault,) = check_materials(P3.offers["provincial-practice"], {}, [])
    assert (fault.code, fault.pointer) == (FaultCode.MISSING_MATERIAL, "/materials/policy")


def test_the_hint_of_the_form_is_shown_where_it_is_filled() -> None:
    schema = form_schema(P1.offers["local-mode"])
    assert schema["description"].startswith("请勿简单报送相关工作总结")
    assert schema["x-hint"]["en"].startswith("Do not simply")


@pytest.mark.parametrize("offer", [*P1.offers.values(), *P3.offers.values(), with_fields(RATIO)], ids=lambda offer: offer.track.title.en)
def test_each_form_has_a_right_schema(offer: Offer) -> None:
    Draft202012Validator.check_schema(form_schema(offer))


def test_a_computed_value_is_read_only_in_the_schema() -> None:
    schema = form_schema(with_fields(RATIO))
    assert schema["properties"]["share"]["readOnly"] is True
    assert "share" not in schema["required"]
