"""The examples in the API's description are what it really answers: the same words, with values of the same kinds."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook

from services.intake.api.models.answers import ANSWERS
from services.intake.imports.template import TAB
from tests.support.calls import Call
from tests.support.files import pdf
from tests.support.imports import Sender, filled, forms
from tests.support.intake import (
    PROGRAMME,
    ROUND,
    ROUND_PATH,
    TRACK,
    Installation,
    file_list,
    list_path,
    ok,
    recommend,
)

OPEN = ("form", "properties", "confirmed", "passed_over")
"""What the programme fills: an example holds some of it."""


@pytest.fixture(scope="module")
def given(own_intake: Installation) -> dict[str, dict[str, Any]]:
    """An answer for each model, on the way of one application."""
    intake, city = own_intake, own_intake.city()
    applicant = intake.applicant()
    said = {"OrganisationDone": applicant.register()}
    applicant.begin().write()
    said["MaterialShown"] = ok(applicant.attach("licence", ("营业执照.pdf", pdf())))
    said["DraftShown"], said["Check"] = applicant.draft.json(), ok(applicant.caller.get(f"{applicant.path}/check"))
    applicant.attach_all()
    said["Done"] = ok(applicant.submit())
    recommend(intake, applicant)
    said["ScanShown"] = ok(intake.county().upload(f"{list_path()}/scans", ("汇总表.pdf", pdf())))
    said["ListDone"] = file_list(intake)
    ok(city.post(f"{list_path()}/receipt", {"on": "2024-07-01", "copies": 1}))
    for name, path in {
        "ProgrammeShown": f"/v1/programmes/{PROGRAMME}",
        "form": f"/v1/programmes/{PROGRAMME}/tracks/{TRACK}/form",
        "RoundShown": ROUND_PATH,
        "OrganisationShown": f"/v1/organisations/{applicant.uscc}",
        "ApplicationShown": applicant.path,
        "ListShown": list_path(),
        "table": f"{list_path()}/table",
    }.items():
        said[name] = ok(city.get(path))
    for name, path in {"OrganisationRow": "organisations", "ApplicationRow": "applications", "ListRow": "lists"}.items():
        said[name] = ok(city.get(f"/v1/{path}"))["items"][0]
    said |= imports(intake)
    window = {"opens": "2024-04-25", "closes": "2024-08-09", "reason": "应部分县区请求延长申报期"}
    said["RoundDone"] = ok(city.post(f"{ROUND_PATH}/window", window))
    return said


def imports(intake: Installation) -> dict[str, dict[str, Any]]:
    """The answers about a table that a city's system sends in: one of its rows is wrong, one of its columns is the bureau's."""
    sender = Sender(Call(intake, PROGRAMME, ROUND), TRACK, intake.system("city-system", "applications:read", "applications:write"))
    right, wrong = forms(sender.offer, 2)

    def bureau_column(book: Workbook) -> None:
        book[TAB].cell(1, book[TAB].max_column + 1).value = "案例简述(150字以内)"

    table = filled(sender.template, sender.offer, [right, wrong | {"uscc": "91130102MA0DEM001X"}], bureau_column)
    said = {"TableCheck": ok(sender.send(table, "/v1/imports/checks"))}
    said["ImportAnswer"] = ok(sender.send(table, mode="good-rows"))
    said["ImportShown"] = sender.shown(said["ImportAnswer"]["id"])
    with intake.relaying(LIANZHU_TIMERS_POLL="0.1"):
        sender.ended(said["ImportAnswer"]["id"])
    said["RowShown"] = next(sender.all(f"/v1/imports/{said['ImportAnswer']['id']}/rows"))
    return said


@pytest.mark.parametrize("name", ANSWERS)
def test_an_example_has_the_shape_of_the_answer(given: dict[str, dict[str, Any]], name: str) -> None:
    assert differences(ANSWERS[name], given[name], name) == []


def differences(example: Any, answer: Any, path: str) -> list[str]:
    """Where an example says something of another shape."""
    if isinstance(example, dict) and isinstance(answer, dict):
        free = path.rpartition(".")[2] in OPEN or path == "form" or "rows" in path
        odd = example.keys() - answer.keys() if free else example.keys() ^ answer.keys()
        found = [f"{path}.{name}" for name in sorted(odd)]
        return found + [
            one for name in example.keys() & answer.keys() for one in differences(example[name], answer[name], f"{path}.{name}")
        ]
    if isinstance(example, list) and isinstance(answer, list):
        return differences(example[0], answer[0], f"{path}[]") if example and answer else []
    same = example is None or answer is None or type(example) is type(answer)
    return [] if same else [f"{path}: {example!r}, answered {answer!r}"]
