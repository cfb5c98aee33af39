"""The list as the document has it (附件2): as data and as a spreadsheet, for who may see the list."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from tests.support.intake import COUNTY, OTHER_COUNTY, Installation, file_list, list_path, ok, problem, recommend


def test_the_table_has_a_row_for_each_recommended_application_and_its_spreadsheet_has_the_same(own_intake: Installation) -> None:
    applicants = [own_intake.applicant().filed(), own_intake.applicant().filed()]
    for applicant in applicants:
        recommend(own_intake, applicant)
    file_list(own_intake)
    county = own_intake.county(COUNTY)
    table = ok(county.get(f"{list_path()}/table"))
    assert table["heading"] == "长安区报送案例汇总表"
    assert [(row["sequence"], row["table_brief"]) for row in table["rows"]] == [(1, "带动产业链协同"), (2, "带动产业链协同")]
    assert [row["name"] for row in table["rows"]] == [applicant.shown()["applicant"] for applicant in applicants]
    sheet = openpyxl.load_workbook(BytesIO(county.get(f"{list_path()}/table.xlsx").content)).active
    printed = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert [list(row.values()) for row in table["rows"]] == printed[-2:]
    problem(own_intake.county(OTHER_COUNTY).get(f"{list_path()}/table"), "not-found")
    problem(own_intake.county(OTHER_COUNTY).get(f"{list_path()}/table.xlsx"), "not-found")
    problem(county.get(f"{list_path()}/table", track="none"), "not-found")
