"""A document's layout: its own file beside the programme, that of all of its kind, or the platform's; what is wrong with it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.refusal import Refusal
from services.chassis.html_pages import html_faults, html_page
from services.chassis.sheet_pdf import TEMPLATE
from services.chassis.template_fault import TemplateFault
from services.chassis.templates import table_template, usable


def test_a_table_has_its_own_template_or_that_of_all_tables_or_the_platforms(tmp_path: Path) -> None:
    assert table_template(tmp_path / "nothing", "ranking") == TEMPLATE
    (tmp_path / "table.typ").touch()
    assert table_template(tmp_path, "ranking").name == "table.typ"
    (tmp_path / "ranking.typ").touch()
    assert table_template(tmp_path, "ranking").name == "ranking.typ"
    assert table_template(tmp_path, "ledger").name == "table.typ"


def test_what_is_wrong_with_a_template_is_refused_in_words() -> None:
    with pytest.raises(Refusal) as refused, usable(Path("notice.html")):
        raise TemplateFault("there is no 'x'", "notice.html:3")
    assert refused.value.slug == "unusable-template"
    assert "notice.html:3: there is no 'x'" in refused.value.text.zh


def page(folder: Path, text: str) -> Path:
    path = folder / "notice.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_put_into_a_page_is_text(tmp_path: Path) -> None:
    assert html_page(page(tmp_path, "<p>{{ name }}</p>"), {"name": "<b>{{ 7*7 }}"}) == b"<p>&lt;b&gt;{{ 7*7 }}</p>"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\n{% if name %}", "notice.html:2"),
        ("{{ nam }}", "notice.html"),
        ("{{ name.__class__.__mro__ }}", "notice.html"),
        ("{% include 'public.html' %}", "notice.html"),
        ("{{ 1 / 0 }}", "notice.html"),
    ],
)
def test_a_page_whose_template_is_wrong_is_none(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        html_page(page(tmp_path, text), {"name": "甲"})
    assert fault.value.place == place


def test_a_name_that_nothing_stands_behind_is_said_by_its_line_also_where_no_sample_comes(tmp_path: Path) -> None:
    text = "{% if name %}甲{% else %}\n{{ nam }}{% endif %}\n{% for row in rows %}{{ row.yuen }}{% endfor %}"
    found = html_faults(page(tmp_path, text), {"name": "甲", "rows": [{"yuan": "1"}]})
    assert [fault.place for fault in found] == ["notice.html:2", "notice.html:3"]
    assert "did you mean name? (allowed here: name, rows)" in str(found[0])
    assert "did you mean yuan?" in str(found[1])
