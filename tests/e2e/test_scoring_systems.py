"""What a city's own system may do in scoring with the applications that it filed: see where they stand, and withdraw them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ulid import ULID

from tests.support.intake import Caller, ok, problem
from tests.support.reviewing import BEGINNING
from tests.support.scoring import Running, accepted, closed


@pytest.fixture(scope="module")
def scoring(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two cases in review: one that the system of Tangshan filed, one that its applicant did."""
    made = Running(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("scoring"))
    made.begin(BEGINNING)
    with made.serving(ready=False):
        made.cases = [str(ULID()), str(ULID())]
        filed, own = (accepted(case, number, round_=made.round) for number, case in enumerate(made.cases))
        made.hear([filed.model_copy(update={"filer": "key:tangshan"}), own, closed(made.cases, round_=made.round)])
        made.pooled(made.register(7))
        ok(made.post(made.agency(), "draw"))
        yield made


@pytest.fixture(scope="module")
def reader(scoring: Running) -> Caller:
    return scoring.system("tangshan", "scoring:read")


@pytest.fixture(scope="module")
def writer(scoring: Running) -> Caller:
    return scoring.system("tangshan", "scoring:write")


@pytest.fixture(scope="module")
def stranger(scoring: Running) -> Caller:
    return scoring.system("baoding", "scoring:read", "scoring:write")


def test_a_system_sees_the_cases_that_it_filed_as_their_applicants_do_and_no_others(
    scoring: Running, reader: Caller, writer: Caller, stranger: Caller
) -> None:
    filed, own = scoring.cases
    shown = ok(reader.get(f"/v1/cases/{filed}"))
    assert (shown["status"], shown["file"], shown["total"]) == ("reviewing", None, None)
    assert [row["id"] for row in ok(reader.get("/v1/cases"))["items"]] == [filed]
    assert ok(stranger.get("/v1/cases"))["items"] == []
    for caller, case in ((reader, own), (stranger, filed), (stranger, own)):
        problem(caller.get(f"/v1/cases/{case}"), "not-found")
    problem(writer.get(f"/v1/cases/{filed}"), "forbidden")


def test_a_system_withdraws_in_the_middle_of_the_review_what_it_filed(
    scoring: Running, reader: Caller, writer: Caller, stranger: Caller
) -> None:
    filed, own = (f"/v1/cases/{case}/withdrawal" for case in scoring.cases)
    with scoring.unchanged():
        problem(writer.post(own, {}), "not-found")
        problem(stranger.post(filed, {}), "not-found")
        problem(reader.post(filed, {}), "forbidden")
    assert ok(writer.post(filed, {"reason": "企业来函"}))["status"] == "withdrawn"
    (event,) = scoring.of_case(scoring.cases[0], "case.withdrawn")
    assert (event["by"]["subject"], event["by"]["kind"]) == ("key:tangshan", "system")
    assert scoring.status(scoring.cases[1]) == "reviewing"
