"""The page on templates names everything that a template may use, and its examples print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts.programme import published
from deploy.cli.programme_notice import sample_notices
from services.chassis.html_pages import html_faults
from services.forms.filled import Option, Table
from services.forms.form import form_docx, form_pdf
from services.forms.layout import PrintedForm
from services.forms.vocabulary import names_of
from services.funding.documents.notice_page import notice_html, notice_words
from tests.support.word import template, text_of
from tests.unit.docs.pages import PROJECT, blocks, text
from tests.unit.forms.samples import CODE, full, pages

PAGE = PROJECT / "docs" / "programmes.md"
FILING = full("miit-2021-255", "scenario-solution")
NOTICES = "**A notice's page**"
NOTICE = next(sample_notices(published()["sjz-2024-chain", 1]))


def example(info: str) -> str:
    [found] = blocks(PAGE, info)
    return found


def test_the_example_in_word_prints(tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(template(*example("word").strip().splitlines()))
    printed = text_of(form_docx(FILING, path))
    assert printed[0] == "应用场景解决方案案例"
    assert "一、企业简介（300字以内）" in printed
    assert printed[-1] == "2024年7月1日"


def test_the_example_in_typst_prints(tmp_path: Path) -> None:
    path = tmp_path / "form.typ"
    path.write_text(example("typst"), encoding="utf-8")
    printed = "".join(pages(form_pdf(FILING, CODE, path)))
    assert "一、企业简介（300字以内）" in printed
    assert "申报单位（盖章）" in printed


def test_every_name_is_explained_and_no_other() -> None:
    section = text(PAGE).partition("## Templates of documents")[2].partition(NOTICES)[0]
    rows = dict(re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \| (.*) \|$", section))
    explained = {name for names in rows for name in re.findall(r"`(\w+)`", names)}
    assert explained == set(names_of(PrintedForm))
    for names, meaning in rows.items():
        shape = names_of(PrintedForm)[re.findall(r"`(\w+)`", names)[0]]
        inner = shape[0] if isinstance(shape, list) and isinstance(shape[0], dict) else {}
        assert set(inner) <= set(re.findall(r"`(\w+)`", meaning)), names


def test_every_name_of_a_notice_is_explained_and_no_other() -> None:
    section = text(PAGE).partition(NOTICES)[2].partition("\n## ")[0]
    explained = {name for names in re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", section) for name in re.findall(r"`(\w+)`", names)}
    assert explained == set(notice_words(NOTICE))


def test_the_example_of_a_notice_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "notice.html"
    path.write_text(example("html"), encoding="utf-8")
    assert html_faults(path, notice_words(NOTICE)) == []
    page = notice_html(NOTICE, path).decode()
    assert "批次）公示</h1>" in page
    assert f"（{NOTICE.rows[0].application}）</p>" in page


@pytest.mark.parametrize("kind", [Option, Table])
def test_what_stands_deeper_is_explained_too(kind: type) -> None:
    assert all(f"`{name}`" in text(PAGE) for name in names_of(kind))
