"""DOCX from a template: what stands in {{ }} is filled in, and nothing that a user wrote is anything but text."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import pytest

from services.chassis.template_fault import TemplateFault
from services.chassis.word import Filling, StyleIds, word
from services.chassis.word_file import About
from tests.support.files import jpeg, png
from tests.support.word import template, text_of

ABOUT = About("申报书", "示例项目", datetime(2024, 7, 1, 1, tzinfo=UTC))
PICTURE = template("{{ shown|picture }}")
WILD = "{{ 7*7 }} {% for x in y %} {# 注 #} {_{ a }_} {_% b %_} <w:p> &amp; &#65; \" ' <!--table--> $x$ =1+1"


def made(content: bytes, data: dict[str, Any], **more: Any) -> bytes:
    return word(content, Filling(data, **more), ABOUT)


@pytest.mark.parametrize("wild", [WILD, "{{ 7*7 }}", "]]>", "\ud800", "a\x00b\x0bc\x07d"])
def test_what_a_user_wrote_is_text_whatever_it_looks_like(wild: str) -> None:
    expected = "".join("\ufffd" if character in "\ud800\x00\x0b\x07" else character for character in wild)
    assert text_of(made(template("{{ text }}", cells=("{{ text }}",)), {"text": wild})) == [expected, expected]


def test_lines_of_a_text_stay_lines() -> None:
    assert text_of(made(template("{{ text }}"), {"text": "一\r\n二\r三\t四"})) == ["一\n二\n三\t四"]


def test_a_template_goes_through_lists_and_chooses() -> None:
    content = template("{%p for one in all %}", "{{ one.name }}{% if one.last %}。{% endif %}", "{%p endfor %}", footer="{{ foot }}")
    found = made(content, {"all": [{"name": "甲", "last": False}, {"name": "乙", "last": True}], "foot": "页脚"})
    assert text_of(found) == ["甲", "乙。"]
    assert docx.Document(io.BytesIO(found)).sections[0].footer.paragraphs[0].text == "页脚"


@pytest.mark.parametrize("name", ["items", "keys", "copy", "values"])
def test_a_name_of_the_data_is_found_whatever_python_calls_so(name: str) -> None:
    assert text_of(made(template(f"{{{{ fields['{name}'] }}}}"), {"fields": {name: "值"}})) == ["值"]


@pytest.mark.parametrize(
    ("paragraphs", "reason"),
    [
        (("{{ nothing }}",), "nothing"),
        (("{{ fields.nothing }}",), "nothing"),
        (("{{ text.__class__.__mro__ }}",), "__class__"),
        (("{% for one in text %}",), "end"),
        (("{%p for one in text %}", "甲", "{% endfor %}"), "loop"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(paragraphs: tuple[str, ...], reason: str) -> None:
    with pytest.raises(TemplateFault, match=reason):
        made(template(*paragraphs), {"text": "二字", "fields": {"a": "b"}})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", png(3, 3)])
def test_what_is_no_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateFault, match="Word"):
        made(content, {})


def test_the_same_input_gives_the_same_bytes_dated_by_the_record_alone() -> None:
    content = template("{{ text }}", author="某办事员")
    first = made(content, {"text": "字"})
    assert first == made(content, {"text": "字"})
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.title, properties.subject, properties.author) == ("申报书", "示例项目", "")
    assert properties.created == properties.modified == ABOUT.at


def test_a_draft_has_no_date() -> None:
    with zipfile.ZipFile(io.BytesIO(word(template("字"), Filling({}), About("甲", "乙", None)))) as archive:
        assert b"dcterms:created" not in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("content", "placed", "mm"),
    [
        (png(100, 50), "shown|picture", (26, 13)),
        (png(4000, 1000), "shown|picture", (152, 38)),
        (png(1000, 4000), "shown|picture", (30, 120)),
        (jpeg(4000, 2000), "shown|picture(80, 30)", (60, 30)),
    ],
)
def test_a_picture_is_never_enlarged_and_stays_within_its_room(content: bytes, placed: str, mm: tuple[int, int]) -> None:
    found = made(template(f"{{{{ {placed} }}}}"), {"shown": "a"}, pictures={"a": content})
    shape = docx.Document(io.BytesIO(found)).inline_shapes[0]
    assert (round(shape.width.mm), round(shape.height.mm)) == mm


def test_a_picture_that_is_none_is_named_as_the_reason() -> None:
    with pytest.raises(ValueError, match="picture"):
        made(PICTURE, {"shown": "a"}, pictures={"a": b"no picture"})


def test_a_part_stands_where_its_name_does_and_no_text_can_take_its_place() -> None:
    part = ("<w:p><w:r><w:t>", "成", "片</w:t></w:r></w:p>")
    found = made(template("前", "{{p table }}", "{{ text }}"), {"text": "<!--table-->"}, parts={"table": lambda _: part})
    assert text_of(found) == ["前", "成片", "<!--table-->"]


def test_every_cell_ends_with_a_paragraph_as_word_asks() -> None:
    made_of, saved = docx.Document(), io.BytesIO()
    cell = made_of.add_table(1, 1).cell(0, 0)
    cell.text = "{%p for one in nobody %}"
    cell.add_paragraph("{{ one }}")
    cell.add_paragraph("{%p endfor %}")
    made_of.save(saved)
    table = docx.Document(io.BytesIO(made(saved.getvalue(), {"nobody": []}))).tables[0]
    assert [paragraph.text for paragraph in table.cell(0, 0).paragraphs] == [""]


@pytest.mark.parametrize("paragraphs", [("字",), ("{{p table }}", "{{p table }}")])
def test_a_template_has_one_place_for_each_part(paragraphs: tuple[str, ...]) -> None:
    with pytest.raises(TemplateFault, match="table"):
        made(template(*paragraphs), {}, parts={"table": lambda _: ()})


def test_a_part_is_made_with_the_styles_of_the_template() -> None:
    ids: list[str | None] = []

    def part(style: StyleIds) -> tuple[str, ...]:
        ids.extend(style(name) for name in ("Heading 1", "none such"))
        return ()

    made(template("{{p table }}"), {}, parts={"table": part})
    assert ids == ["Heading1", None]
