"""Every document of intake as an office opens it: LibreOffice and pdftotext find its Chinese text, and no box for a character."""

from __future__ import annotations

import pytest

from services.forms.form import form_docx, form_pdf
from services.forms.template_files import form_template
from services.intake.documents.summary_table import summary_json
from tests.support.office import empty_boxes, needs_office, opened, page_count, pdf_text
from tests.unit.forms.samples import CODE, TRACKS, full
from tests.unit.intake.documents.tables import LISTS, listed, made

pytestmark = needs_office

FORMS = {f"{code}.{track}.docx": (code, track) for code, track in TRACKS}


TABLES = {f"{annex}.{kind}": annex for annex in LISTS for kind in ("docx", "xlsx")}


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    """All in one run of the office."""
    forms = {name: form_docx(full(*track), form_template(*track, "docx")) for name, track in FORMS.items()}
    return opened(forms | {name: made(listed(*LISTS[annex]), name.rpartition(".")[2]) for name, annex in TABLES.items()})


@pytest.mark.parametrize("name", FORMS)
def test_word_s_form_opens_with_its_text_its_pictures_and_its_page_numbers(name: str, printed: dict[str, bytes]) -> None:
    text = pdf_text(printed[name])
    assert "{{7*7}}“链主”<w:p>&" in text
    assert "（盖章）" in text
    assert f"第1页共{page_count(printed[name])}页" in text
    assert empty_boxes(printed[name]) == set()


@pytest.mark.parametrize("name", FORMS)
def test_the_printed_form_has_text_that_can_be_found_and_no_empty_boxes(name: str) -> None:
    code, track = FORMS[name]
    pdf = form_pdf(full(code, track), CODE, form_template(code, track, "typ"))
    text = pdf_text(pdf)
    assert "“链主”<w:p>&" in text
    assert f"第{page_count(pdf)}页共{page_count(pdf)}页" in text
    assert empty_boxes(pdf) == set()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_opens_with_its_heading_its_head_and_its_rows(name: str, printed: dict[str, bytes]) -> None:
    require_table(TABLES[name], printed[name])


@pytest.mark.parametrize("annex", LISTS)
def test_a_table_on_paper_has_text_that_can_be_found(annex: str) -> None:
    require_table(annex, made(listed(*LISTS[annex]), "pdf"))


def require_table(annex: str, pdf: bytes) -> None:
    text, said = pdf_text(pdf), summary_json(listed(*LISTS[annex]))
    for words in (annex, said["heading"], *(f"{line['label']}：{line['value']}".replace("　", "") for line in said["head"])):
        assert words in text
    for block in said["blocks"]:
        assert str(next(iter(block["rows"]))["sequence"]) in text
        assert block["rows"][-1][block["columns"][1]["shows"]] in text
    assert f"第{page_count(pdf)}页共{page_count(pdf)}页" in text
    assert empty_boxes(pdf) == set()
