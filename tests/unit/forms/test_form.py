"""The printed form says what was filled in, as the document's annex asks, and each page carries the code of its content."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from services.forms.form import form_filename
from tests.unit.contracts.complete import form, programme
from tests.unit.forms.samples import CODE, every_kind, pdf, picture, printed, with_body

_WILD = '#let x=1 $a_b$ *粗* _斜_ \\ <标签> @引用 `码` = 题 - 项 /* 注 */ // 注 ~ --- #image("/etc/passwd") [框] {码} 1. + "引"'


def test_the_head_is_filled_in_as_the_annex_asks() -> None:
    first = printed(form())[0]
    for line in (
        "附件1",
        "企业全称：河北链动装备有限公司（盖章）",
        "统一社会信用代码：91130102MA0000001Y",
        "注册地址：河北省石家庄市长安区建华北大街100号",
        "案例模式：平台赋能",
        "案例聚焦行业：先进专用设备制造业",
        "联系人及电话：张三13812341234",
        "联系邮箱：zhang@example.cn",
    ):
        assert line in first


def test_the_body_has_the_headings_of_the_annex_in_its_order() -> None:
    text = "".join(printed(form()))
    headings = [
        "一、案例简介（300字以内）",
        "（一）案例名称（50字以内）",
        "（二）案例简述（250字以内）",
        "二、具体举措（1800字以内）",
        "三、取得成效（1000字以内）",
        "四、面临的问题及建议（400字以内）",
        "申报单位（盖章）：年月日",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_every_word_of_the_body_is_on_paper() -> None:
    content = form() | {"measures": "一是开放平台。\n\n　　二是共享产能。\n三是培训人才。"}
    furniture = _furniture(printed(content))
    for name in ("title", "brief", "measures", "results", "problems"):
        assert "".join(content[name].split()) in furniture


def _furniture(texts: list[str]) -> str:
    """The pages as one text, without their headers and footers."""
    title = "".join(programme().title.zh.split())
    return "".join(
        text.removeprefix(f"{title}内容校验码{CODE}").removesuffix(f"第{number}页共{len(texts)}页") for number, text in enumerate(texts, 1)
    )


def test_what_is_asked_beside_the_form_is_not_printed() -> None:
    text = "".join(printed(form()))
    assert "1300000000000001" not in text
    assert "链动工业互联网平台" not in text


@pytest.mark.parametrize("name", ["name", "title", "measures", "contact"])
def test_what_a_user_writes_is_never_read_as_markup(name: str) -> None:
    assert "".join(_WILD.split()) in _furniture(printed(form() | {name: _WILD}))


def test_a_named_other_industry_is_printed_by_its_name() -> None:
    assert "案例聚焦行业：新型储能" in printed(form() | {"industry": {"other": "新型储能"}})[0]


def test_a_draft_that_is_empty_or_wrong_is_printed_all_the_same() -> None:
    assert "企业全称：（盖章）" in printed({})[0]
    wrong = {"mode": "bogus", "industry": ["food", 7], "address": "某地", "title": 12, "smes": "x"}
    first = printed(wrong)[0]
    assert "案例模式：bogus" in first
    assert "案例聚焦行业：现代食品制造业、7" in first


def test_other_kinds_of_fields_are_numbered_and_printed() -> None:
    rows = [{"name": f"第{n}公司", "output": f"{n}.50"} for n in range(60)]
    content = {"count": 128, "founded": "2024-04-05", "directions": ["food", "equipment"], "members": rows}
    texts = printed(content, with_body(every_kind()))
    text = "".join(texts)
    assert "一、中小企业数量128家二、成立日期2024年4月5日三、案例方向现代食品制造业、先进专用设备制造业四、集群企业" in text
    assert "1第0公司0.50亿元" in text
    assert "60第59公司59.50亿元" in text
    assert all("序号企业名称产值" in page for page in texts if "亿元" in page)


def test_a_table_in_the_header_is_printed_too() -> None:
    table = every_kind()["members"]
    asked = with_body({"count": every_kind()["count"]}, {"members": table})
    assert "1甲公司1亿元" in "".join(printed({"members": [{"name": "甲公司", "output": 1}]}, asked))


def test_every_page_has_its_number_and_the_code() -> None:
    texts = printed(form())
    assert len(texts) > 5
    for number, text in enumerate(texts, 1):
        assert f"内容校验码{CODE}" in text
        assert text.endswith(f"第{number}页共{len(texts)}页")


@pytest.mark.parametrize("code", [CODE, "0000-0000-0000"])
def test_every_page_has_the_code_as_a_qr_code(code: str) -> None:
    document = pypdfium2.PdfDocument(pdf(form(), code=code))
    expected = [[bool(dark) for dark in row] for row in segno.make(code, error="q", micro=False).matrix]
    assert [_modules(page.render(scale=8).to_pil(), len(expected)) for page in document] == [expected] * len(document)


def _modules(page: Image.Image, count: int) -> list[list[bool]]:
    """Which modules are dark of the QR code, 15 mm wide, that ends at the right margin of 26 mm."""
    mm = page.width / 210
    dark = page.convert("L").crop((int(169 * mm), 0, int(184 * mm), page.height)).point(lambda light: 255 * (light < 128))
    top = (dark.getbbox() or (0, 0, 0, 0))[1]
    at = [(index + 0.5) * 15 * mm / count for index in range(count)]
    return [[dark.getpixel((int(x), int(top + y))) == 255 for x in at] for y in at]


def test_pictures_are_printed_in_their_order_with_captions() -> None:
    document = PdfReader(io.BytesIO(pdf(form(), None, picture(1000, 700), picture(300, 1000, "jpeg"))))
    sizes = [image.image.size for page in document.pages for image in page.images if image.image]
    text = "".join("".join(page.extract_text().split()) for page in document.pages)
    assert sizes == [(1000, 700), (300, 1000)]
    assert text.index("申报单位（盖章）") < text.index("插图") < text.index("图1") < text.index("图2")


def test_the_heading_of_the_pictures_stands_on_their_page() -> None:
    for lines in range(12):
        texts = printed(form() | {"problems": "难点。\n" * lines}, None, picture(1000, 1000))
        assert any("插图" in text and "图1" in text.replace("插图", "") for text in texts), lines


def test_nothing_runs_off_the_paper() -> None:
    wild = {"measures": "W" * 300 + "\nhttp://example.cn/" + "x" * 300, "email": "e" * 240 + "@example.cn", "name": "长" * 60}
    document = pypdfium2.PdfDocument(pdf(form() | wild, None, picture(5000, 40)))
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        drawn = [(left, right) for left, _, right, _ in boxes if right > left]
        assert min(left for left, _ in drawn) > 70
        assert max(right for _, right in drawn) < 595 - 70


def test_the_same_content_gives_the_same_bytes() -> None:
    first = pdf(form(), None, picture(10, 10))
    assert first == pdf(form(), None, picture(10, 10))
    assert not {"/CreationDate", "/ModDate"} & set(PdfReader(io.BytesIO(first)).metadata or {})


def test_a_form_without_its_code_is_not_printed() -> None:
    with pytest.raises(ValueError, match="code"):
        pdf(form(), code="")


def test_a_picture_that_cannot_be_decoded_is_named_as_the_reason() -> None:
    with pytest.raises(ValueError, match="picture"):
        pdf(form(), None, picture(100, 100)[:60])


def test_nothing_stays_behind_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pdf(form(), None, picture(10, 10))
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_named_after_the_applicant() -> None:
    assert form_filename(programme(), "河北链动装备有限公司", "pdf") == f"河北链动装备有限公司-{programme().title.zh}申报书.pdf"
