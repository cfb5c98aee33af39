"""Divisions are found by code, lie within their prefixes, and report to the ministry through the right authority."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.regions import Level, RegionCode, counties, find_region, within
from contracts.reporting import reporting_authority

SHIJIAZHUANG = {
    "130102": "长安区", "130104": "桥西区", "130105": "新华区", "130107": "井陉矿区", "130108": "裕华区", "130109": "藁城区",
    "130110": "鹿泉区", "130111": "栾城区", "130121": "井陉县", "130123": "正定县", "130125": "行唐县", "130126": "灵寿县",
    "130127": "高邑县", "130128": "深泽县", "130129": "赞皇县", "130130": "无极县", "130131": "平山县", "130132": "元氏县",
    "130133": "赵县", "130181": "辛集市", "130183": "晋州市", "130184": "新乐市",
}  # fmt: skip


def test_all_counties_of_shijiazhuang_are_there_and_no_development_zone() -> None:
    assert {county.code: county.name for county in counties("1301")} == SHIJIAZHUANG


def test_hangzhous_new_districts_are_there() -> None:
    assert find_region("330113")
    assert find_region("330114")


def test_a_region_knows_its_level_its_parent_and_its_full_name() -> None:
    region = find_region("130102")
    assert region is not None
    assert region.parent is not None
    assert (region.level, region.parent.code, region.full_name) == (Level.COUNTY, "1301", "河北省石家庄市长安区")


def test_a_municipality_district_is_named_without_the_container_between() -> None:
    region = find_region("110101")
    assert region is not None
    assert region.full_name == "北京市东城区"


@pytest.mark.parametrize(("code", "shortest"), [("130100", "1301"), ("130000", "13"), ("441900", "441900"), ("130102", "130102")])
def test_a_code_filled_with_zeros_is_the_same_division(code: str, shortest: str) -> None:
    assert TypeAdapter(RegionCode).validate_python(code) == shortest


def test_a_bureau_covers_what_lies_below_its_prefix_only() -> None:
    assert within("130102", "1301")
    assert within("130102", "13")
    assert not within("130202", "1301")


@pytest.mark.parametrize("code", ["", "1", "999999", "130171", "130102;", "13０102"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match="no division"):
        TypeAdapter(RegionCode).validate_python(code)


@pytest.mark.parametrize(
    ("region", "authority"),
    [("130102", "河北省"), ("210202", "大连市"), ("2102", "大连市"), ("210102", "辽宁省"), ("659001", "新疆生产建设兵团"),
     ("650102", "新疆维吾尔自治区"),
     ("440305", "深圳市"), ("440105", "广东省")],
)  # fmt: skip
def test_cities_with_separate_plans_and_the_corps_file_for_themselves(region: str, authority: str) -> None:
    found = reporting_authority(region)
    assert found is not None
    assert found.name == authority
    assert found.covers(region)


def test_a_province_does_not_cover_its_city_with_a_separate_plan() -> None:
    liaoning = reporting_authority("2101")
    assert liaoning is not None
    assert not liaoning.covers("210202")
