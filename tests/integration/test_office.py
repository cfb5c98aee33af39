"""The tests' own eyes on documents: they see what LibreOffice prints, and do not take a box for a character."""

from __future__ import annotations

import io

import docx

from tests.support.office import empty_boxes, needs_office, opened, page_count, pdf_text


def document(*paragraphs: str) -> bytes:
    made, content = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(content)
    return content.getvalue()


@needs_office
def test_what_is_printed_is_read_and_a_character_without_a_glyph_is_seen() -> None:
    found = opened({"好.docx": document("石家庄市报送案例汇总表", "王\U0002cb4a"), "坏.docx": document("\U0002a6a5")})
    assert list(found) == ["好.docx", "坏.docx"]
    good = found["好.docx"]
    assert (pdf_text(good), page_count(good), empty_boxes(good)) == ("石家庄市报送案例汇总表王\U0002cb4a", 1, set())
    assert empty_boxes(found["坏.docx"]) == {"\U0002a6a5"}
