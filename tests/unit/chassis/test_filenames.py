"""File names are Chinese, short enough, and hold nothing that a file system refuses."""

from __future__ import annotations

from services.chassis.filenames import file_name


def test_parts_are_joined_and_empty_ones_left_out() -> None:
    assert file_name("长安区汇总表", "", "2024-08", extension="xlsx") == "长安区汇总表-2024-08.xlsx"


def test_what_windows_refuses_is_replaced() -> None:
    assert file_name('../甲:乙*?"<丙>|\\丁\n.', extension="pdf") == "_甲_乙_丙_丁_.pdf"


def test_a_long_name_fits_into_255_bytes_and_keeps_whole_characters() -> None:
    name = file_name("长" * 100, "𠮷" * 100, extension="xlsx")
    assert len(name.encode()) <= 255
    assert name.startswith("长" * 38 + "-𠮷")
    assert len(file_name("01", *["长" * 100] * 3, extension="docx").encode()) <= 255
