"""The form in Word says what the form on paper says: of every track of every call, by the template of its annex."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from contracts.programme import published
from services.chassis.picture_fault import PictureFault
from services.forms.filing import Filing
from services.forms.form import form_docx, form_filename, form_pdf
from services.forms.template_files import form_template
from tests.support.files import ORIENTATION, SIDEWAYS, bare_jpeg, jpeg, jpeg_of_photoshop
from tests.support.word import text_of
from tests.unit.forms.samples import CODE, TRACKS, every_kind, filing, full, pages, picture, with_body


def printed(code: str, track: str) -> str:
    text = text_of(form_docx(full(code, track), form_template(code, track, "docx")))
    return "".join("".join(text).split())


@pytest.mark.parametrize(("code", "track"), TRACKS)
def test_every_word_of_the_form_is_in_it_with_the_seal_and_the_day(code: str, track: str) -> None:
    text, form = printed(code, track), full(code, track)
    for name, field in form.offer.track.form.body.items():
        if getattr(field, "lines", "") == "many":
            assert f"{name}：{{{{7*7}}}}“链主”<w:p>&" in text
    assert "（盖章）" in text
    assert "2024年7月1日" in text


@pytest.mark.parametrize(("code", "track"), TRACKS)
def test_paper_and_word_have_the_same_words_in_the_same_order(code: str, track: str) -> None:
    paper = "".join(pages(form_pdf(full(code, track), CODE, form_template(code, track, "typ"))))
    places = [paper.find(name) for name in full(code, track).offer.track.form.body if f"{name}：" in printed(code, track)]
    in_word = [printed(code, track).index(f"{name}：") for name in full(code, track).offer.track.form.body if f"{name}：" in paper]
    assert places == sorted(places)
    assert in_word == sorted(in_word)


@pytest.mark.parametrize(
    ("track", "texts"),
    [
        (
            "local-mode",
            [
                "附件1",
                "地方政府推进中小企业数字化转型模式案例",
                "一、案例简介（200字以内）",
                "（二）案例简述（150字以内）",
                "三、工作成效（1000字以内）",
            ],
        ),
        ("sme-case", ["附件2", "中小企业数字化转型案例", "二、总体规划（400字以内）", "五、面临的痛点难点及建议（400字以内）"]),
        (
            "scenario-solution",
            ["附件3", "企业名称", "联系人及联系方式", "解决方案架构图", "案例介绍（1500字以内）", "三、应用成效（600字以内）"],
        ),
    ],
)
def test_the_annexes_of_2021_are_as_the_ministry_has_them(track: str, texts: list[str]) -> None:
    assert [text for text in texts if text not in printed("miit-2021-255", track)] == []


def test_the_annex_of_2024_ticks_the_directions_among_all_of_them() -> None:
    form = full("miit-2024-cluster", "cluster-case")
    content = {**form.content, "directions": ["sharing", {"other": "品牌出海"}]}
    filed = Filing(form.programme, form.offer, content, form.files)
    text = text_of(form_docx(filed, form_template("miit-2024-cluster", "cluster-case", "docx")))
    ticked = [line for line in text if line[0] in "■□"]
    assert len(ticked) == 8
    assert [line for line in ticked if line[0] == "■"] == [
        next(line for line in ticked if "协作共享：" in line),
        "■其他方向（请写明）：品牌出海",
    ]
    assert "chart.docx" in text


def test_a_programme_of_one_file_prints_by_the_platforms_template() -> None:
    rows = [{"name": f"第{n}公司", "output": "1.50"} for n in range(3)]
    content = {"count": 128, "founded": "2024-04-05", "directions": ["food", "equipment"], "members": rows}
    text = text_of(form_docx(filing(content, with_body(every_kind())), form_template("none-such", "line", "docx")))
    assert {"一、中小企业数量", "128家", "2024年4月5日", "现代食品制造业、先进专用设备制造业", "第2公司", "1.50亿元"} <= {*text}


def test_an_empty_draft_is_printed_all_the_same() -> None:
    for code, track in TRACKS:
        programme = published()[code, 1]
        empty = Filing(programme, programme.offers[track], {})
        assert "　年　　月　　日" in "".join(text_of(form_docx(empty, form_template(code, track, "docx"))))
        assert pages(form_pdf(empty, CODE, form_template(code, track, "typ")))


def test_pictures_are_in_it_upright() -> None:
    found = form_docx(filing({}, None, picture(300, 100), jpeg(400, 200, SIDEWAYS)), form_template("none-such", "x", "docx"))
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        images = [Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist() if "/media/" in name]
    assert [image.size for image in images] == [(300, 100), (200, 400)]
    assert ORIENTATION not in images[1].getexif()
    assert len(docx.Document(io.BytesIO(found)).inline_shapes) == 2


@pytest.mark.parametrize("made", [jpeg_of_photoshop, bare_jpeg, jpeg])
def test_every_jpeg_that_may_be_sent_is_printed_in_word_and_on_paper(made: Callable[[int, int], bytes]) -> None:
    shown = filing({}, None, made(400, 200))
    found = docx.Document(io.BytesIO(form_docx(shown, form_template("none-such", "x", "docx"))))
    assert len(found.inline_shapes) == 1
    (image,) = [
        image
        for page in PdfReader(io.BytesIO(form_pdf(shown, CODE, form_template("none-such", "x", "typ")))).pages
        for image in page.images
    ]
    assert image.image is not None
    assert image.image.size == (400, 200)


@pytest.mark.parametrize("extension", ["typ", "docx"])
def test_a_picture_that_cannot_be_printed_is_named(extension: str) -> None:
    template = form_template("none-such", "x", extension)
    shown = filing({}, None, picture(30, 10), _without_pixels(picture(30, 20)))
    with pytest.raises(PictureFault) as fault:
        form_docx(shown, template) if extension == "docx" else form_pdf(shown, CODE, template)
    assert shown.pictured(fault.value.name)[1].name == "图2.png"


def _without_pixels(png: bytes) -> bytes:
    return png[: png.index(b"IDAT") + 4]


@pytest.mark.parametrize("extension", ["typ", "docx"])
def test_the_same_filing_gives_the_same_bytes(extension: str) -> None:
    made = [
        form_docx(full(*TRACKS[0]), form_template(*TRACKS[0], extension))
        if extension == "docx"
        else form_pdf(full(*TRACKS[0]), CODE, form_template(*TRACKS[0], extension))
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_the_file_is_named_after_the_applicant_and_the_call() -> None:
    assert form_filename(published()["miit-2021-255", 1], "甲/乙", "docx") == "甲_乙-2021年度中小企业数字化转型典型案例申报书.docx"
