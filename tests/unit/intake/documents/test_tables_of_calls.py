"""The tables of the published calls have the columns, order, merged cells and headings of their annexes, whatever they are written as."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest

from services.chassis.sheets import Block, Column, Sheet
from services.intake.documents.summary_table import spread, summary_json, summary_sheet
from tests.unit.forms.samples import pages
from tests.unit.intake.documents.tables import HEAD, LISTS, cells_of, listed, made

TAIL = ["案例简述（150字以内）", "联系人", "电话", "邮箱"]
MODES, CASES, SOLUTIONS = "地方政府推进中小企业数字化转型模式案例", "中小企业数字化转型案例", "应用场景解决方案案例"
COLUMNS = {
    "附件5": ["序号", "服务商名称", "案例名称", "应用场景", *TAIL],
    "附件1": ["序号", "集群名称", "案例方向", "案例主要内容"],
    "附件2": ["序号", "企业名称", "案例模式", "案例名称", *TAIL],
}


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_three_tracks_of_2021_are_three_blocks_of_one_table_with_the_merged_cells_of_the_annex(kind: str) -> None:
    rows = cells_of(made(listed("miit-2021-255"), kind), kind)
    assert [row[0] for row in rows] == [MODES] * 3 + [CASES] * 3 + [SOLUTIONS] * 3
    assert rows[0][1:] == ["序号", "案例名称", "案例名称", *TAIL]
    assert rows[3][1:] == ["序号", "企业名称", "案例名称", *TAIL]
    assert rows[6][1:] == ["序号", "服务商名称", "案例名称", *TAIL]
    assert [row[1] for row in rows] == ["序号", "1", "2"] * 3
    assert rows[1][2] == rows[1][3] == "local-mode-1"
    assert (rows[4][3], rows[7][3]) == ("sme-case-1", "scenario-solution-1")


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("annex", COLUMNS)
def test_a_table_of_one_track_has_the_columns_of_its_annex_and_no_block(annex: str, kind: str) -> None:
    rows = cells_of(made(listed(*LISTS[annex]), kind), kind)
    assert rows[0] == COLUMNS[annex]
    assert [row[0] for row in rows] == ["序号", "1", "2"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_one_track_alone_is_a_table_without_blocks(kind: str) -> None:
    rows = cells_of(made(listed("miit-2021-255", track="local-mode"), kind), kind)
    assert rows[0] == ["序号", "案例名称", *TAIL]


def test_a_block_without_rows_keeps_its_headings() -> None:
    rows = cells_of(made(listed("miit-2021-255", rows=0), "xlsx"), "xlsx")
    assert [row[:3] for row in rows] == [[MODES, "序号", "案例名称"], [CASES, "序号", "企业名称"], [SOLUTIONS, "序号", "服务商名称"]]


@pytest.mark.parametrize("annex", LISTS)
def test_paper_word_and_data_say_the_same(annex: str) -> None:
    said = summary_json(listed(*LISTS[annex]))
    paper = "".join(pages(made(listed(*LISTS[annex]), "pdf")))
    word = docx.Document(io.BytesIO(made(listed(*LISTS[annex]), "docx")))
    above = [paragraph.text for paragraph in word.paragraphs if paragraph.text]
    assert above[:2] == [said["annex"], said["heading"]] == [annex, above[1]]
    for line in said["head"]:
        assert f"{line['label']}：{line['value']}" in above[2]
        assert f"{line['label']}：{line['value']}".replace("　", "") in paper
    cells = cells_of(made(listed(*LISTS[annex]), "docx"), "docx")
    for block in said["blocks"]:
        for row in block["rows"]:
            texts = [str(value) for value in row.values()]
            assert "".join(texts) in paper
            assert any(set(texts) <= set(found) for found in cells)


@pytest.mark.parametrize("words", ["=1+1", "+1", "{{ 7*7 }}", "<w:p/>", "一\n二", "#let x = 1"])
def test_what_a_user_wrote_is_text_in_every_kind(words: str) -> None:
    files = {kind: made(listed("sjz-2024-chain", rows=1, title=words), kind) for kind in ("xlsx", "docx", "pdf")}
    assert cells_of(files["docx"], "docx")[1][3] == words
    assert cells_of(files["xlsx"], "xlsx")[1][3] in {words, f"'{words}"}
    assert "".join(words.split()) in "".join(pages(files["pdf"]))


@pytest.mark.parametrize("annex", LISTS)
@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_the_same_list_gives_the_same_bytes(annex: str, kind: str) -> None:
    assert made(listed(*LISTS[annex]), kind) == made(listed(*LISTS[annex]), kind)


def test_a_row_of_the_spreadsheet_is_as_high_as_its_longest_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made(listed("sjz-2024-chain", rows=1, table_brief="长" * 150), "xlsx"))).active
    assert sheet is not None
    assert sheet.row_dimensions[5].height == 6 * 16


def test_the_headings_of_a_long_table_are_repeated_on_every_page() -> None:
    content = made(listed("sjz-2024-chain", rows=60, table_brief="长" * 150), "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("word/document.xml").count(b"<w:tblHeader/>") == 1
    paper = pages(made(listed("sjz-2024-chain", rows=60, table_brief="长" * 150), "pdf"))
    assert len(paper) > 2
    assert all("案例简述（150字以内）" in page for page in paper)


def columns(*headings: str) -> list[Column]:
    return [Column(heading, 10, centred=False) for heading in headings]


@pytest.mark.parametrize(
    ("headings", "spans"),
    [(("甲", "丙", "丁"), [1, 2, 1]), (("甲", "乙", "丙"), [1, 1, 2]), (("甲", "乙", "丙", "丁"), [1, 1, 1, 1]), (("丁",), [4])],
)
def test_a_coarser_table_gives_its_first_other_column_what_is_over(headings: tuple[str, ...], spans: list[int]) -> None:
    assert [column.span for column in spread(columns(*headings), columns("甲", "乙", "丙", "丁"))] == spans


def test_a_sheet_whose_blocks_do_not_stand_over_the_same_columns_is_refused() -> None:
    blocks = tuple(Block(tuple(columns(*"甲乙丙"[:number])), (), str(number)) for number in (2, 3))
    with pytest.raises(ValueError, match="same columns"):
        Sheet("汇总表", None, "表", "项目", (), blocks, HEAD.at)
    assert len(summary_sheet(listed("miit-2021-255")).widths) == 8
