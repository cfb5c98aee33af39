"""One table of several tracks: each block, each line goes to the track that it names, and what cannot be told apart is refused."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from contracts.events.intake.content import Call
from contracts.programme import published
from contracts.refusal import Fault, Refusal, Text
from services.chassis.headings import plain
from services.intake.imports import table as tables
from services.intake.imports.cells import text_of
from services.intake.imports.expected import Expected, Tracks
from services.intake.imports.layout import layout, layouts
from services.intake.imports.lines import rows_of
from services.intake.imports.placing import Faulty, Found, placed
from services.intake.imports.table import Row, Table, read_workbook
from services.intake.imports.template import GUIDE, ROOM, STRANGERS, TAB, Template, template_name, template_xlsx
from tests.support.imports import filled, forms
from tests.support.office import needs_office, opened, pdf_text
from tests.unit.intake.documents.tables import listed, made

PROGRAMME = published()["miit-2021-255", 2]
COLUMNS = layouts(PROGRAMME.offers)
CALLS = {track: Call(programme="miit-2021-255", version=2, round="any", track=track) for track in PROGRAMME.tracks}
TEMPLATES = [Template(PROGRAMME, call, PROGRAMME.offers[track], COLUMNS[track]) for track, call in CALLS.items()]
LABELS = tuple(each.title.zh for each in PROGRAMME.tracks.values())
TRACKS: Tracks = {track: Expected(call, PROGRAMME.offers[track], COLUMNS[track], "13", LABELS) for track, call in CALLS.items()}
MODES, CASES, SOLUTIONS = TRACKS


def annex(change: Callable[[Workbook], None] = lambda _: None, rows: int = 2) -> Table:
    """附件4 as it is made of a list, read for all tracks."""
    book, file = load_workbook(BytesIO(made(listed("miit-2021-255", rows=rows), "xlsx"))), BytesIO()
    change(book)
    book.save(file)
    return read_workbook(file, TRACKS)


def refusal(change: Callable[[Workbook], None]) -> Fault:
    with pytest.raises(Refusal) as refused:
        annex(change)
    (fault,) = refused.value.faults
    return fault


def test_every_block_goes_to_the_track_that_its_label_names() -> None:
    table = annex()
    assert [(row.track, row.number, row.faults) for row in table.rows] == [
        *((MODES, number, []) for number in (5, 6)),
        *((CASES, number, []) for number in (8, 9)),
        *((SOLUTIONS, number, []) for number in (11, 12)),
    ]
    assert [row.form.get("title") or row.form["solution"] for row in table.rows] == [
        f"{track}-{place}" for track in TRACKS for place in (1, 2)
    ]
    assert (table.tracks, table.passed_over) == ([MODES, CASES, SOLUTIONS], {})


def test_blocks_may_stand_in_another_order_and_need_not_all_be_there() -> None:
    def fewer(book: Workbook) -> None:
        page: Any = book.active
        page.delete_rows(4, 3)

    assert annex(fewer).tracks == [CASES, SOLUTIONS]


def test_the_limit_of_rows_is_over_all_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST", 6)
    assert len(annex().rows) == 6
    monkeypatch.setattr(tables, "MOST", 5)
    with pytest.raises(Refusal) as refused:
        annex()
    assert refused.value.faults[0].code == "too-many-rows"


def written(cell: str, value: str | None) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        page: Any = book.active
        page[cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        (written("A7", "其他案例"), "unknown-block", "/rows/7"),
        (written("A7", None), "unknown-block", "/rows/7"),
        (written("A10", LABELS[1]), "repeated-block", "/rows/10"),
        (lambda book: book.copy_worksheet(book.worksheets[0]), "several-sheets", "/file"),
    ],
)
def test_a_block_of_which_nobody_knows_the_track_is_never_taken_for_another(
    change: Callable[[Workbook], None], code: str, pointer: str
) -> None:
    fault = refusal(change)
    assert (fault.code, fault.pointer) == (code, pointer)


def test_a_table_without_labels_is_refused_and_told_which_there_are() -> None:
    def plain_table(book: Workbook) -> None:
        for row in (4, 7, 10):
            written(f"A{row}", None)(book)

    fault = refusal(plain_table)
    assert (fault.code, fault.limit) == ("no-block", "local-mode, sme-case, scenario-solution")
    assert LABELS[2] in fault.text.zh


def test_what_is_wrong_with_the_headings_of_all_blocks_is_told_at_once() -> None:
    def spoil(book: Workbook) -> None:
        written("E4", "简介")(book)
        written("D10", "简介")(book)

    with pytest.raises(Refusal) as refused:
        annex(spoil)
    assert [(one.code, one.pointer) for one in refused.value.faults] == [("unknown-column", "/rows/4/5"), ("unknown-column", "/rows/10/4")]


def test_a_template_of_one_track_says_itself_which_it_is() -> None:
    offer = PROGRAMME.offers[CASES]
    content = template_xlsx([Template(PROGRAMME, CALLS[CASES], offer, layout(offer))])
    table = read_workbook(BytesIO(filled(content, offer, forms(offer, 2))[1]), TRACKS)
    assert [row.track for row in table.rows] == [CASES, CASES]


def faulty(track: str, number: int) -> Faulty:
    (form,) = forms(PROGRAMME.offers[track], 1, first=7_000 + number)
    row = Row(number, form, track=track)
    return row, [placed(COLUMNS[track], row, Fault("x", f"/{'title' if 'title' in form else 'solution'}", Text("题目有误", "wrong")))]


def test_the_template_of_all_tracks_has_a_block_for_each_and_comes_in_again() -> None:
    content, file = template_xlsx(TEMPLATES), BytesIO()
    assert template_xlsx(TEMPLATES) == content
    book, expected = load_workbook(BytesIO(content)), []
    for place, track in enumerate(TRACKS):
        line = place * (ROOM + 2) + 1
        assert book[TAB].cell(line, 1).value == LABELS[place]
        (form,) = forms(PROGRAMME.offers[track], 1, first=7_000 + place)
        cells = [text_of(column, form.get(column.name), PROGRAMME.choices) for column in COLUMNS[track].columns]
        for index, text in enumerate(cells, 3):
            book[TAB].cell(line + 1, index, text)
        expected.append((track, line + 1, form))
    watched = [str(rule.sqref).rpartition(":")[2] for rule in book[TAB].data_validations.dataValidation]
    assert {coordinate_to_tuple(cell)[0] for cell in watched} == {101, 203, 305}
    assert [book[GUIDE]["A1"].value, *(cell.value for cell in book[GUIDE]["A"] if cell.value == "栏目")] == ["各类别", *["栏目"] * 3]
    book.save(file)
    assert [(row.track, row.number, row.form) for row in read_workbook(file, TRACKS).rows] == expected
    assert template_name(TEMPLATES).endswith("批量导入.xlsx")


def test_rows_to_be_mended_stand_in_the_blocks_of_their_tracks_and_come_in_again() -> None:
    wrong = [faulty(SOLUTIONS, 11), faulty(MODES, 5), *(faulty(CASES, number) for number in range(20, 20 + ROOM + 5))]
    content = template_xlsx(TEMPLATES, wrong)
    table = read_workbook(BytesIO(content), TRACKS)
    assert [(row.track, row.form) for row in table.rows] == [
        (each[0].track, each[0].form) for track in TRACKS for each in wrong if each[0].track == track
    ]
    page = load_workbook(BytesIO(content))[TAB]
    heads = {str(cell.value).removesuffix(" *"): cell.column for cell in page[1]}
    assert page.cell(2, heads["问题"]).value == "“案例名称”题目有误"
    assert page.cell(2, heads["案例名称"]).comment.text == "题目有误"
    assert page.cell(2, heads["序号"]).value == 1


def test_rows_of_no_known_track_stand_on_a_sheet_by_themselves() -> None:
    (row,) = rows_of([(3, {"track": "park", "name": "某园区"})], TRACKS, None)
    content = template_xlsx(TEMPLATES, [(row, [placed(None, row, each) for each in row.faults]), faulty(MODES, 5)])
    said = [[str(cell) for cell in line] for line in load_workbook(BytesIO(content))[STRANGERS].iter_rows(values_only=True)]
    assert said[1][:2] == ["3", '{"track":"park","name":"某园区"}']
    assert "没有这一类别（track）" in said[1][2]
    assert len(read_workbook(BytesIO(content), TRACKS).rows) == 1


@needs_office
def test_libreoffice_opens_a_template_of_blocks() -> None:
    text = "".join(pdf_text(opened({"all.xlsx": template_xlsx(TEMPLATES, [faulty(MODES, 5)])})["all.xlsx"]).split())
    assert all(plain(label) in text for label in LABELS)


@pytest.mark.parametrize(
    ("given", "code"),
    [({}, "missing"), ({"track": " "}, "missing"), ({"track": "park"}, "unknown-option"), ({"track": 1}, "unknown-option")],
)
def test_a_line_of_no_known_track_is_told_what_there_is(given: dict[str, Any], code: str) -> None:
    (row,) = rows_of([(4, {"name": "某园区"} | given)], TRACKS, None)
    (fault,) = row.faults
    assert (row.track, fault.code, fault.pointer, fault.limit) == (None, code, "/track", "local-mode, sme-case, scenario-solution")
    assert f"sme-case（{LABELS[1]}）" in fault.text.zh


def test_a_line_goes_to_the_track_that_it_names_and_the_name_is_no_field_of_its_form() -> None:
    rows = rows_of([(1, {"track": CASES, "name": "甲"}), (2, {"track": MODES, "name": "乙"})], TRACKS, None)
    assert [(row.track, row.form, row.faults) for row in rows] == [(CASES, {"name": "甲"}, []), (MODES, {"name": "乙"}, [])]
    alone = {CASES: TRACKS[CASES]}
    assert [(row.track, row.form) for row in rows_of([(1, {"name": "甲"})], alone, None)] == [(CASES, {"name": "甲"})]
    assert [(row.track, row.form) for row in rows_of([(1, {"track": CASES})], alone, CASES)] == [(CASES, {"track": CASES})]


def test_a_fault_says_in_words_of_which_track_the_row_is_where_there_are_several() -> None:
    found = Found(12, "电话", Fault("x", "/phone", Text("有误", "wrong")), track=SOLUTIONS)
    assert found.as_fault({SOLUTIONS: LABELS[2]}).text == Text(f"“{LABELS[2]}”第 12 行“电话”：有误", "scenario-solution, row 12: wrong")
    assert found.as_fault({}).text.zh == "第 12 行“电话”：有误"


def test_sheets_of_details_that_would_be_called_the_same_have_the_number_of_their_track() -> None:
    chain = published()["sjz-2024-chain", 2]
    offer, codes = chain.offers["chain-case"], ("first", "second")
    both = layouts(dict.fromkeys(codes, offer))
    assert [[detail.title for detail in each.details] for each in both.values()] == [["带动的中小企业（1）"], ["带动的中小企业（2）"]]
    assert [detail.title for detail in layouts(chain.offers)["chain-case"].details] == ["带动的中小企业"]
    calls = [Call(programme=chain.programme, version=2, round="any", track=track) for track in codes]
    content = template_xlsx([Template(chain, call, offer, both[call.track]) for call in calls])
    assert {"带动的中小企业（1）", "带动的中小企业（2）"} <= set(load_workbook(BytesIO(content)).sheetnames)
