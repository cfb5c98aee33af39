"""The form over HTTP, on paper and in Word: the draft to who writes it, what was filed to who may see it."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

import docx
from pypdf import PdfReader

from services.chassis.sniffing import DOCX, PDF
from tests.support.files import jpeg_of_photoshop, png
from tests.support.intake import COUNTY, OTHER_COUNTY, Installation, fault, ok, problem, reasons
from tests.support.word import text_of

KINDS = {"pdf": PDF, "docx": DOCX}


def paper(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def test_a_draft_is_printed_for_who_writes_it_and_for_nobody_else(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    applicant.write(title="草稿中的案例")
    county = intake.county(COUNTY)
    for kind, media_type in KINDS.items():
        reply = applicant.caller.get(f"{applicant.path}/form.{kind}")
        assert reply.headers["content-type"] == media_type
        name = unquote(reply.headers["content-disposition"].partition("filename*=UTF-8''")[2])
        assert name == f"{applicant.form['name']}-石家庄市中小企业数字化转型试点城市“链式”数字化转型案例申报书.{kind}"
        assert reply.headers["content-disposition"].isascii()
        again = applicant.caller.get(f"{applicant.path}/form.{kind}")
        assert (again.content, again.headers["etag"]) == (reply.content, reply.headers["etag"])
        problem(county.get(f"{applicant.path}/form.{kind}"), "not-found")
    assert "草稿中的案例" in text_of(applicant.caller.get(f"{applicant.path}/form.docx").content)


def test_what_was_filed_is_printed_for_the_officers_who_may_see_it_with_its_code_and_pictures(intake: Installation) -> None:
    applicant = intake.applicant().filed()
    code = applicant.shown()["content"]["code"]
    county = intake.county(COUNTY)
    assert code in paper(county.get(f"{applicant.path}/form.pdf").content)
    filed = county.get(f"{applicant.path}/form.docx").content
    assert len(docx.Document(BytesIO(filed)).inline_shapes) == 1
    assert code not in "".join(text_of(filed))
    for kind in KINDS:
        assert county.get(f"{applicant.path}/form.{kind}").content == applicant.caller.get(f"{applicant.path}/form.{kind}").content
        problem(intake.county(OTHER_COUNTY).get(f"{applicant.path}/form.{kind}"), "not-found")
        assert intake.public().get(f"{applicant.path}/form.{kind}").status_code == 401


def test_a_form_with_a_picture_of_photoshop_is_printed_and_one_that_no_program_prints_is_named(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    applicant.write()
    ok(applicant.attach("figure", ("架构.jpg", jpeg_of_photoshop(400, 200))))
    for kind in KINDS:
        assert applicant.caller.get(f"{applicant.path}/form.{kind}").is_success
    ok(applicant.attach("figure", ("残图.png", png(300, 200)[:-12])))
    refused = applicant.caller.get(f"{applicant.path}/form.docx")
    assert fault(refused, "invalid-content", "unprintable-picture", "/materials/figure")["actual"] == "残图.png"
    assert "残图.png" in refused.json()["detail_zh"]


def test_while_a_case_is_returned_its_officers_see_what_was_filed_and_its_applicant_the_draft(intake: Installation) -> None:
    applicant = intake.applicant().filed()
    county = intake.county(COUNTY)
    ok(county.post(f"{applicant.path}/return", reasons()))
    filed = county.get(f"{applicant.path}/form.docx").content
    applicant.write(title="补正后的案例")
    assert "补正后的案例" in text_of(applicant.caller.get(f"{applicant.path}/form.docx").content)
    assert county.get(f"{applicant.path}/form.docx").content == filed


def test_a_content_that_has_no_code_is_not_printed_but_can_be_edited(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    applicant.write(title=0.5)
    problem(applicant.caller.get(f"{applicant.path}/form.pdf"), "invalid-content")
    assert "0.5" in text_of(applicant.caller.get(f"{applicant.path}/form.docx").content)
