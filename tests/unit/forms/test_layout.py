"""What a form prints follows from the programme file, whichever programme it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.programme import Offer
from contracts.programme.fields import AnyField, TextField
from contracts.programme.form import Group
from contracts.programme.word import Bilingual
from services.forms.layout import HeadLine, Section, printed_form
from tests.unit.contracts.complete import offer
from tests.unit.forms.samples import filing, titled, with_body


def text(name: str, **more: object) -> TextField:
    return TextField.model_validate({"kind": "text", "limit": 20, **titled(name), **more})


def head(*fields: TextField) -> list[HeadLine]:
    names = "abcdef"[: len(fields)]
    asked = with_body({"case": text("案例")}, dict(zip(names, fields, strict=True)))
    return list(printed_form(filing({name: f"第{name}项" for name in names}, asked)).head)


def test_a_track_is_named_where_the_programme_s_title_does_not_name_it() -> None:
    track = offer().track.model_copy(update={"title": Bilingual(zh="应用场景解决方案案例", en="Solutions")})
    assert printed_form(filing({})).titles[-1] == "“链式”数字化转型案例"
    assert printed_form(filing({}, Offer(track, offer().choices))).titles[-1] == "应用场景解决方案案例"


def test_fields_that_the_document_asks_for_in_the_same_words_share_a_line() -> None:
    asked = {"source": "附件1 表头 “联 系 人 及 电 话”"}
    assert head(text("联系人", **asked), text("电话", **asked)) == [HeadLine("联系人及电话", "第a项　第b项", sealed=False)]


def test_a_line_is_called_by_its_fields_where_the_document_s_words_are_a_sentence() -> None:
    asked = {"source": "二 “申报单位应当填写联系人的姓名和办公电话号码”"}
    assert [line.label for line in head(text("联系人", **asked), text("电话", **asked))] == ["联系人、电话"]


@pytest.mark.parametrize("source", ["operator", "operator（用于联系）"])
def test_fields_of_the_operator_have_a_line_each(source: str) -> None:
    assert [line.label for line in head(text("甲", source=source), text("乙", source=source))] == ["甲", "乙"]


def test_a_limit_is_printed_only_if_the_document_states_it() -> None:
    fields: dict[str, AnyField] = {"a": text("甲"), "b": text("乙", source="附件1 “乙（20字以内）”"), "c": text("丙", limit="unlimited")}
    assert [section.limit for section in printed_form(filing({}, with_body(fields))).sections] == [None, 20, None]


def test_the_fields_of_a_group_stand_under_it_wherever_they_are_asked_for() -> None:
    group = {"source": "附件1 “简介”"}
    asked = with_body({"a": text("甲", **{"in": "g"}), "b": text("乙"), "c": text("丙", **{"in": "g"})})
    form = asked.track.form.model_copy(update={"groups": {"g": Group.model_validate({**titled("简介"), "limit": 9, **group})}})
    sections = printed_form(filing({"a": "一", "c": "三"}, replace_form(asked, form))).sections
    assert sections == (
        Section(1, "一、简介", 9),
        Section(2, "（一）甲", paragraphs=("一",)),
        Section(2, "（二）丙", paragraphs=("三",)),
        Section(1, "二、乙"),
    )


def replace_form(asked: Offer, form: object) -> Offer:
    return replace(asked, track=asked.track.model_copy(update={"form": form}))


def test_without_a_sealed_form_there_is_no_place_for_a_seal() -> None:
    materials = {code: material for code, material in offer().track.materials.items() if not material.prints}
    form = printed_form(filing({"name": "甲公司"}, Offer(offer().track.model_copy(update={"materials": materials}), offer().choices)))
    assert not form.sealed
    assert form.head[0] == HeadLine("企业全称", "甲公司", sealed=False)


@pytest.mark.parametrize("detail", ["建华北大街1号", "河北省石家庄市长安区建华北大街1号"])
def test_an_address_names_its_division_once(detail: str) -> None:
    form = printed_form(filing({"address": {"region": "130102", "detail": detail}}, offer()))
    assert form.head[2].text == "河北省石家庄市长安区建华北大街1号"
