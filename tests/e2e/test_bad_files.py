"""Files that are not what they have to be: refused when they come, with what was found and what is allowed; the draft stays as it was."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from pypdf import PdfReader, PdfWriter

from tests.support.files import ORIENTATION, SIDEWAYS, exe, jpeg, large_pdf, pdf, png
from tests.support.intake import Applicant, Installation, fault, ok, only, problem
from tests.unit.contracts.complete import text, uscc
from tests.unit.forms.scans import as_pdf, scanned

PICTURES = "附件1 篇幅"


@pytest.fixture(scope="module")
def applicant(intake: Installation) -> Applicant:
    applicant = intake.applicant().begin()
    applicant.write()
    return applicant


@dataclass(frozen=True)
class Refused:
    """A file for a kind of material, the type of the problem, and its one fault."""

    kind: str
    file: tuple[str, bytes]
    slug: str
    code: str
    limit: str | int | None = None
    actual: str | int | None = None
    source: str = ""


PDFS = "application/pdf"
LICENCES = "application/pdf, image/jpeg, image/png"
WRONGS = {
    "a picture of 1001 px in width": Refused("figure", ("图.png", png(1001, 500)), "invalid-content", "picture-size", 1000, 1001, PICTURES),
    "a picture of 1001 px in height": Refused(
        "figure", ("图.png", png(500, 1001)), "invalid-content", "picture-size", 1000, 1001, PICTURES
    ),
    "a picture that is 1001 px high when it is turned": Refused(
        "figure", ("图.jpg", jpeg(1001, 500, SIDEWAYS)), "invalid-content", "picture-size", 1000, 1001, PICTURES
    ),
    "an .exe named .pdf": Refused(
        "licence", ("licence.pdf", exe()), "wrong-file-type", "wrong-file-type", LICENCES, "application/x-msdownload"
    ),
    "a picture where a PDF is due": Refused("credit-report", ("a.pdf", png(9, 9)), "wrong-file-type", "wrong-file-type", PDFS, "image/png"),
    "an encrypted PDF": Refused("licence", ("a.pdf", pdf(1, "secret")), "encrypted-file", "encrypted-file"),
    "a broken PDF": Refused("licence", ("a.pdf", pdf(3)[:-200]), "unreadable-file", "unreadable-file", None, PDFS),
    "a PDF of nothing but its beginning": Refused(
        "licence", ("a.pdf", b"%PDF-1.7\n%%EOF"), "unreadable-file", "unreadable-file", None, PDFS
    ),
    "a broken picture": Refused("figure", ("a.png", png(900, 900)[:-900]), "unreadable-file", "unreadable-file", None, "image/png"),
    "an empty file": Refused("licence", ("a.pdf", b""), "wrong-file-type", "wrong-file-type", LICENCES, "application/octet-stream"),
    "a licence of more than 20 MB": Refused(
        "licence", ("a.pdf", large_pdf(20_000_001)), "invalid-content", "file-size", 20_000_000, 20_000_001, "主管部门自定"
    ),
}


@pytest.mark.parametrize("wrong", WRONGS.values(), ids=WRONGS.keys())
def test_a_wrong_file_is_refused_and_nothing_of_it_stays(intake: Installation, applicant: Applicant, wrong: Refused) -> None:
    with intake.unchanged():
        refused = applicant.attach(wrong.kind, wrong.file)
    found = fault(refused, wrong.slug, wrong.code, "/file")
    assert (found.get("limit"), found.get("actual")) == (wrong.limit, wrong.actual)
    assert found.get("source", "").startswith(wrong.source)


def test_a_turned_picture_is_measured_as_it_is_seen(applicant: Applicant) -> None:
    shown = ok(applicant.attach("other", ("图.jpg", jpeg(1000, 600, SIDEWAYS))))
    assert (shown["width"], shown["height"], ORIENTATION) == (600, 1000, 0x0112)
    refused = problem(applicant.attach("figure", ("图.jpg", jpeg(1001, 500, SIDEWAYS))), "invalid-content")
    assert "高不超过1000像素，现为1001像素" in refused["detail_zh"]


def test_a_third_figure_is_refused(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    for width in (900, 1000):
        ok(applicant.attach("figure", (f"{width}.png", png(width, 1000))))
    with intake.unchanged():
        found = fault(applicant.attach("figure", ("3.png", png(10, 10))), "invalid-content", "too-many-files", "/file")
    assert (found["limit"], found["actual"]) == (2, 3)
    assert found["source"].startswith(PICTURES)


def test_figures_that_come_at_the_same_time_are_all_kept_or_refused_and_never_filed_beyond_the_limit(intake: Installation) -> None:
    applicant = intake.applicant().begin().complete()
    with ThreadPoolExecutor(5) as pool:
        replies = list(pool.map(lambda width: applicant.attach("figure", (f"{width}.png", png(width, 9))), range(11, 16)))
    kept = sum(reply.is_success for reply in replies)
    shown = applicant.draft.json()
    assert sum(file["kind"] == "figure" for file in shown["materials"]) == 1 + kept >= 2
    too_many = [entry for entry in shown["check"]["faults"] if entry["code"] == "too-many-files"]
    assert bool(too_many) == (kept > 1)


def test_the_same_file_in_the_same_place_is_there_once(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    first, again = (ok(applicant.attach("figure", (name, png(901, 900)))) for name in ("a.png", "b.png"))
    assert first["id"] == again["id"]
    assert [file["width"] for file in applicant.draft.json()["materials"]] == [901]


def test_an_upload_of_60_mb_is_refused_before_it_is_kept(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        refused = applicant.attach("licence", ("a.pdf", bytes(60_000_000)))
    (found,) = problem(refused, "body-too-large")["errors"]
    assert (found["limit"] // 1_000_000, found["actual"] // 1_000_000) == (50, 60)


def test_an_unknown_kind_of_material_is_named_with_the_known_ones(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        found = fault(applicant.attach("photo"), "invalid-content", "unknown-material", "/kind")
    assert "licence" in found["limit"]


@pytest.mark.parametrize("row", [None, "91130102MA0000001X", "协作1号"])
def test_a_proof_names_its_enterprise(intake: Installation, applicant: Applicant, row: str | None) -> None:
    with intake.unchanged():
        refused = applicant.attach("sme-proof", None, **({"row": row} if row else {}))
    assert fault(refused, "invalid-content", "invalid-uscc", "/row")["source"].startswith("三（七）")


def test_there_is_one_proof_for_each_enterprise(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    applicant.write()
    one, other = (sme["uscc"] for sme in applicant.form["smes"][:2])
    ok(applicant.attach("sme-proof", ("a.pdf", pdf(1)), row=one.lower()))
    ok(applicant.attach("sme-proof", ("a.pdf", pdf(1)), row=other))
    with intake.unchanged():
        found = fault(applicant.attach("sme-proof", ("b.pdf", pdf(2)), row=one), "invalid-content", "too-many-files", "/file")
    assert (found["limit"], found["actual"]) == (1, 2)


def test_a_proof_of_an_enterprise_that_is_not_in_the_table_is_found_by_the_check(applicant: Applicant) -> None:
    stranger = uscc(4)
    ok(applicant.attach("sme-proof", row=stranger))
    faults = applicant.caller.get(f"{applicant.path}/check").json()["faults"]
    assert only(faults, "unknown-row", f"/materials/sme-proof/{stranger}")["actual"] == stranger


def test_a_scan_without_a_readable_code_needs_one_that_is_given(intake: Installation, applicant: Applicant) -> None:
    with intake.unchanged():
        found = fault(applicant.attach("form-scan"), "invalid-content", "missing", "/form_code")
    assert "300 dpi" in found["detail_zh"] and "300 dpi" in found["detail_en"]


def printed(applicant: Applicant) -> bytes:
    return applicant.caller.get(f"{applicant.path}/form.pdf").content


def test_the_code_is_read_from_the_scan(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    code = applicant.write()["check"]["form_code"]
    scan = ("扫描.pdf", as_pdf(scanned(printed(applicant), 200, 92), 200))
    shown = ok(applicant.attach("form-scan", scan))
    assert shown["form_code"] == code
    assert ok(applicant.attach("form-scan", scan, form_code=f" {code.lower()} "))["id"] == shown["id"], "the same scan is kept once"
    assert not [fault for fault in applicant.caller.get(f"{applicant.path}/check").json()["faults"] if "form-scan" in fault["pointer"]]


def test_another_code_than_the_scan_shows_is_refused(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    code = applicant.write()["check"]["form_code"]
    with intake.unchanged():
        refused = applicant.attach("form-scan", ("a.pdf", printed(applicant)), form_code="0000-0000-0000")
    found = fault(refused, "invalid-content", "different", "/form_code")
    assert (found["limit"], found["actual"]) == (code, "0000-0000-0000")


def test_a_scan_of_pages_of_two_versions_is_refused(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    codes, pages = [], PdfWriter()
    for title in ("第一稿", "第二稿"):
        codes.append(applicant.write(title=title)["check"]["form_code"])
        pages.append(io.BytesIO(printed(applicant)))
    mixed = io.BytesIO()
    pages.write(mixed)
    with intake.unchanged():
        refused = applicant.attach("form-scan", ("a.pdf", mixed.getvalue()), form_code=codes[1])
    assert fault(refused, "invalid-content", "several-codes", "/file")["actual"] == "、".join(sorted(codes))


def test_a_scan_of_a_version_before_is_kept_and_found_outdated(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    before = applicant.write()["check"]["form_code"]
    old = printed(applicant)
    now = applicant.write(title="改后的标题")["check"]["form_code"]
    assert ok(applicant.attach("form-scan", ("a.pdf", old)))["form_code"] == before
    faults = applicant.caller.get(f"{applicant.path}/check").json()["faults"]
    outdated = only(faults, "outdated-scan", "/materials/form-scan")
    assert (outdated["limit"], outdated["actual"]) == (now, before)


def test_the_form_is_printed_with_the_code_of_what_it_says(intake: Installation) -> None:
    applicant = intake.applicant().begin()
    code = applicant.write()["check"]["form_code"]
    ok(applicant.attach("figure", ("图.png", png(800, 600))))
    pictured = applicant.caller.get(f"{applicant.path}/check").json()["form_code"]
    assert pictured != code, "a picture is printed too"
    printed = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(applicant.caller.get(f"{applicant.path}/form.pdf").content)).pages
    )
    assert pictured in printed and applicant.form["name"] in printed.replace("\n", "")


def test_a_scan_is_bound_to_the_text_that_it_shows(intake: Installation) -> None:
    applicant = intake.applicant().begin().complete()
    before = applicant.caller.get(f"{applicant.path}/check").json()
    assert before["ready"]
    changed = applicant.write(title=text(40))["check"]
    assert changed["form_code"] != before["form_code"]
    outdated = only(changed["faults"], "outdated-scan", "/materials/form-scan")
    assert (outdated["limit"], outdated["actual"]) == (changed["form_code"], before["form_code"])
    with intake.unchanged():
        fault(applicant.submit(), "invalid-content", "outdated-scan", "/materials/form-scan")
    (scan,) = [file for file in applicant.draft.json()["materials"] if file["kind"] == "form-scan"]
    assert applicant.caller.delete(f"{applicant.path}/materials/{scan['id']}").status_code == 204
    applicant.attach_scan()
    assert ok(applicant.submit())["status"] == "submitted"


def test_the_name_of_a_file_may_be_anything_and_harms_nothing(intake: Installation, applicant: Applicant) -> None:
    names = ["../../etc/passwd", "a\r\nset-cookie: x=1", "图" * 150 + ".pdf", "a\"b'c;.pdf", "\u202efdp.exe"]
    for number, name in enumerate(names):
        shown = ok(applicant.attach("other", (name, pdf(4 + number))))
        reply = applicant.caller.get(f"{applicant.path}/materials/{shown['sha256']}")
        assert reply.content == pdf(4 + number)
        assert "set-cookie" not in reply.headers
        assert reply.headers["content-disposition"].startswith("attachment")


def test_a_file_is_taken_off_and_taking_it_off_again_is_no_error(applicant: Applicant) -> None:
    shown = ok(applicant.attach("tax", ("t.pdf", pdf(30))))
    for _ in range(2):
        assert applicant.caller.delete(f"{applicant.path}/materials/{shown['id']}").status_code == 204
    assert shown["id"] not in [file["id"] for file in applicant.draft.json()["materials"]]
