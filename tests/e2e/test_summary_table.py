"""The list as the document has it (附件2): as data, as a spreadsheet, in Word and on paper, for who may see the list."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

from pypdf import PdfReader

from services.chassis.sniffing import DOCX, PDF, XLSX
from tests.support.intake import BEGINNING, COUNTY, OTHER_COUNTY, Installation, file_list, list_path, ok, problem, recommend
from tests.unit.intake.documents.tables import cells_of

KINDS = {"xlsx": XLSX, "docx": DOCX, "pdf": PDF}


def test_the_table_has_a_row_for_each_recommended_application_and_its_files_have_the_same(own_intake: Installation) -> None:
    applicants = [own_intake.applicant().filed(), own_intake.applicant().filed()]
    for applicant in applicants:
        recommend(own_intake, applicant)
    file_list(own_intake)
    county = own_intake.county(COUNTY)
    table = ok(county.get(f"{list_path()}/table"))
    [block] = table["blocks"]
    assert table["heading"] == "长安区报送案例汇总表"
    assert [(row["sequence"], row["table_brief"]) for row in block["rows"]] == [(1, "带动产业链协同"), (2, "带动产业链协同")]
    assert [row["name"] for row in block["rows"]] == [applicant.shown()["applicant"] for applicant in applicants]
    files = {kind: county.get(f"{list_path()}/table.{kind}") for kind in KINDS}
    written = [[str(value) for value in row.values()] for row in block["rows"]]
    assert cells_of(files["xlsx"].content, "xlsx")[1:] == cells_of(files["docx"].content, "docx")[1:] == written
    paper = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(files["pdf"].content)).pages)
    assert [value for row in written for value in row if "".join(value.split()) not in paper] == []
    for kind, reply in files.items():
        assert reply.headers["content-type"] == KINDS[kind]
        assert unquote(reply.headers["content-disposition"].partition("filename*=UTF-8''")[2]) == f"长安区报送案例汇总表-2024-08.{kind}"
        assert county.get(f"{list_path()}/table.{kind}").headers["etag"] == reply.headers["etag"]
        problem(own_intake.county(OTHER_COUNTY).get(f"{list_path()}/table.{kind}"), "not-found")
    problem(own_intake.county(OTHER_COUNTY).get(f"{list_path()}/table"), "not-found")
    problem(county.get(f"{list_path()}/table", track="none"), "not-found")


def test_a_table_that_is_not_filed_yet_is_the_same_file_whenever_it_is_asked_for(own_intake: Installation) -> None:
    recommend(own_intake, own_intake.applicant(OTHER_COUNTY).filed(), OTHER_COUNTY)
    county, path = own_intake.county(OTHER_COUNTY), list_path(OTHER_COUNTY)
    first = {kind: county.get(f"{path}/table.{kind}").content for kind in KINDS}
    own_intake.move_clock(BEGINNING + timedelta(days=2))
    assert {kind: county.get(f"{path}/table.{kind}").content for kind in KINDS} == first
