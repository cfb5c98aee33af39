"""What funding makes for people: the notice's page, tables that open again, an archive of one set of bytes."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from contracts.events.funding.fund import Document
from contracts.events.funding.proposal import Struck
from contracts.personal import mask_text
from services.chassis import sheet_pdf
from services.chassis.tables import Table, table_filename, table_json, table_xlsx
from services.funding.api.models.funds import FundShown, LedgerLine
from services.funding.documents.decision_table import decision_table
from services.funding.documents.ledger_table import ENTRIES, ledger_table
from services.funding.documents.notice_page import NoticePage, notice_html, notice_pdf
from services.funding.documents.payment_table import payment_table
from services.funding.documents.template_files import notice_template
from services.funding.domain import fund as funds
from services.funding.domain import notice as rules
from tests.unit.funding.awards import (
    FEN,
    ID,
    LATER,
    MINUTES,
    NOW,
    OFFER,
    OTHER_ID,
    PROGRAMME,
    TRACK,
    account,
    confirmed,
    decision,
    ordered,
    paid,
    proposed,
)

LINK = "https://example.cn/notices/sjz-2024-chain/2024-08/chain-case/1"
AWKWARD = "<script>alert('x')</script>&“案例”"


class Reader(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.pieces = [""]
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "time":
            self.pieces.append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        self.pieces[-1] += data

    def paragraphs(self) -> list[str]:
        """The texts of the elements up to the footer, without white space."""
        texts = ["".join(piece.split()) for piece in self.pieces]
        footer = next(number for number, text in enumerate(texts) if text.startswith("Publicnotice."))
        return [text for text in texts[texts.index(PROGRAMME.authority.name) : footer] if text]

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def notice(**form: Any) -> NoticePage:
    assert TRACK.notice is not None
    rows = tuple(rules.row(award, OFFER, TRACK.notice) for award in (proposed(ID, **form), proposed(OTHER_ID, rank=2)))
    return NoticePage(PROGRAMME, OFFER, decision(1, ID, OTHER_ID), 1, rows, rules.period(TRACK.notice, NOW), LINK)


def page(**form: Any) -> bytes:
    return notice_html(notice(**form), notice_template(PROGRAMME, "html"))


def printed(**form: Any) -> PdfReader:
    return PdfReader(io.BytesIO(notice_pdf(notice(**form), notice_template(PROGRAMME, "typ"))))


def on_paper(read: PdfReader) -> str:
    """The text of a PDF, without white space and the feet of its pages."""
    texts = ("".join(page.extract_text().split()) for page in read.pages)
    return "".join(text.removesuffix(f"第{number}页共{len(read.pages)}页") for number, text in enumerate(texts, 1))


def test_the_page_says_who_on_what_ground_whom_how_long_and_how_to_object() -> None:
    text = Reader(page()).text
    for said in (
        PROGRAMME.authority.name,
        PROGRAMME.title.zh,
        PROGRAMME.authority.document,
        MINUTES.number,
        "自2024年8月20日 09:00起，至2024年8月27日24时止，发布次日起共5个工作日",
        "共2家，合计1,000,000元（大写：壹佰万元整）",
        "异议",
        "10个工作日内答复",
        ID,
        LINK,
    ):
        assert said in text, said


def test_what_an_applicant_wrote_is_text_and_never_markup() -> None:
    read = Reader(page(title=AWKWARD))
    assert AWKWARD in read.text
    assert read.of("script") == []


def test_the_page_stands_by_itself_and_says_its_languages() -> None:
    read = Reader(page())
    assert read.of("html") == [{"lang": "zh-CN"}]
    assert {"lang": "en"} in read.of("p")
    assert len(read.of("style")) == 1
    assert [one for tag, one in read.tags if "src" in one or (tag == "link" and one["rel"] != "canonical")] == []
    assert not [one for _, one in read.tags if "style" in one or any(name.startswith("on") for name in one)]


def test_the_table_is_one_that_a_screen_reader_can_read() -> None:
    read = Reader(page())
    assert len(read.of("caption")) == 1
    assert {one.get("scope") for one in read.of("th")} == {"col", "row"}
    names = {one["id"] for _, one in read.tags if "id" in one}
    assert {one["aria-labelledby"] for _, one in read.tags if "aria-labelledby" in one} <= names


def test_the_same_notice_has_the_same_bytes() -> None:
    assert page() == page()


def test_paper_says_every_word_of_the_page() -> None:
    paper, said = on_paper(printed()), Reader(page()).paragraphs()
    assert len(said) > 20
    assert [words for words in said if words not in paper] == []
    assert f"本公示永久网址：{LINK}" in paper


@pytest.mark.parametrize("words", [AWKWARD, '#image("/etc/passwd") $x$ *粗* _斜_ @引用', "联系人张三13812341234"])
def test_what_an_applicant_wrote_is_masked_and_text_on_paper_as_on_the_page(words: str) -> None:
    (masked,) = {row.shown["case-title"] for row in notice(title=words).rows} & {mask_text(words)}
    assert "".join(masked.split()) in on_paper(printed(title=words))
    assert "13812341234" not in on_paper(printed(title=words))


def test_paper_has_its_bytes_from_the_notice_alone_and_is_dated_by_it() -> None:
    template = notice_template(PROGRAMME, "typ")
    assert notice_pdf(notice(), template) == notice_pdf(notice(), template)
    assert (known := printed().metadata) is not None
    assert (known.creation_date, known.author) == (NOW, PROGRAMME.authority.name)


def opened(table: Table) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(table))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows below the headings, as a spreadsheet shows them, and the same as data."""
    _, _, _, headings, *below = ([cell.value for cell in cells] for cells in opened(table).iter_rows())
    found = [dict(zip(map(str, headings), row, strict=True)) for row in below]
    said = table_json(table)
    assert json.loads(json.dumps(said), parse_float=pytest.fail) == said
    assert len(said["rows"]) == len(found)
    return found


def test_the_decision_table_has_every_name_with_what_was_decided() -> None:
    made = decision(1, OTHER_ID).model_copy(update={"struck": (Struck(application=ID, reason="=已迁出本市"),)})
    table = decision_table(PROGRAMME, made, {ID: proposed(ID), OTHER_ID: proposed(OTHER_ID, rank=2)}, NOW)
    assert [(row["名次"], row["决策"], row["理由"], row["申报编号"]) for row in rows(table)] == [
        (1, "划去", "'=已迁出本市", ID),
        (2, "同意", None, OTHER_ID),
    ]
    assert [(row["金额（元）"], row["金额（大写）"]) for row in rows(table)] == [(500_000, "伍拾万元整")] * 2
    head = str(opened(table)["A3"].value)
    assert "石政会纪〔2024〕12号（2024-08-20）" in head
    assert "审定日期：2024-08-20" in head
    assert "同意：1　　　　划去：1" in head
    assert "500,000元（大写：伍拾万元整）" in head
    assert table_filename(table, "xlsx") == "奖补决策表-2024-08.xlsx"


def test_the_payment_list_says_each_sum_in_figures_and_in_words_and_adds_them_up() -> None:
    table = payment_table(PROGRAMME, "2024-08", [paid(ordered(confirmed(OTHER_ID))), confirmed(ID)], LATER)
    first, second, total = sorted(rows(table), key=lambda row: row["收款单位"] == "合计")
    assert {first["状态"], second["状态"]} == {"已拨付", "待下达"}
    assert (first["金额（元）"], first["金额（大写）"]) == (500_000, "伍拾万元整")
    assert (total["金额（元）"], total["金额（大写）"]) == (1_000_000, "壹佰万元整")
    vouchers = {row["申报编号"]: (row["凭证号"], row["拨付日期"]) for row in (first, second)}
    assert vouchers == {OTHER_ID: ("记-1", "2024-08-29"), ID: (None, None)}


def test_a_number_of_an_account_stays_text_to_its_last_digit() -> None:
    table = payment_table(PROGRAMME, "2024-08", [confirmed()], LATER)
    assert rows(table)[0]["账号"] == account(confirmed()).number
    assert table_json(table)["rows"][0]["yuan"] == "500000.00"


def test_the_ledger_has_each_line_with_the_sums_after_it() -> None:
    assert set(ENTRIES) == {*funds.MOVES, "opened", "raised", "lowered"}
    document = Document(number="石财企〔2024〕31号", date=date(2024, 5, 20))
    sums = {"cap": 3 * FEN, "reserved": FEN, "awarded": 0, "paid": 0, "held": FEN, "available": 2 * FEN}
    fund = FundShown(id="p", programme="p", round=None, version=2, document=document, audits=(), **sums)
    opening: dict[str, Any] = {"round": None, "application": None, "uscc": None, "reason": "石财企〔2024〕31号", "by": "zhao"}
    lines = [
        LedgerLine(number=1, version=1, at=NOW, entry="opened", fen=3 * FEN, held=0, available=3 * FEN, **opening),
        LedgerLine(number=2, version=2, at=NOW, entry="reserved", fen=FEN, held=FEN, available=2 * FEN, **(opening | {"application": ID})),
    ]
    table = ledger_table(PROGRAMME, fund, lines, NOW)
    found = rows(table)
    assert [(row["事项"], row["金额（元）"], row["可用（元）"]) for row in found] == [
        ("设立", 1_500_000, 1_500_000),
        ("预留", 500_000, 1_000_000),
    ]
    assert found[0]["时间"] == "2024-08-20 09:00:00"
    assert table_json(table)["rows"][1]["available"] == str(Decimal("1000000.00"))


def test_a_notice_and_a_list_are_laid_out_by_the_programmes_own_templates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / PROGRAMME.programme / "templates"
    folder.mkdir(parents=True)
    (folder / "notice.html").write_text("<h1>{{ authority.name }}自备版式</h1>", "utf-8")
    (folder / "notice.typ").write_text('#set text(font: "Noto Serif SC")\n自备版式#json("/data.json").rows.len()', "utf-8")
    (folder / "payment-list.typ").write_text('#set text(font: "Noto Serif SC")\n自备版式', "utf-8")
    monkeypatch.setattr(sys.modules["contracts.programme.published"], "FOLDER", tmp_path)
    assert page() == f"<h1>{PROGRAMME.authority.name}自备版式</h1>".encode()
    assert on_paper(printed()) == "自备版式2"
    assert payment_table(PROGRAMME, "2024-08", [paid()], NOW).template == folder / "payment-list.typ"
    assert decision_table(PROGRAMME, decision(1, ID), {ID: proposed(ID)}, NOW).template == sheet_pdf.TEMPLATE
