"""What a city's own system may do in funding with the applications that it filed, and what a bureau above the issuing one may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.funding import DOCUMENT, FUND, Funding, Round, accepted, ranking, round_of
from tests.support.intake import Caller, ok, problem


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Funding]:
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("funding")).funding() as made:
        made.open(2)
        yield made


@pytest.fixture(scope="module")
def first(funding: Funding) -> Round:
    """Three ranked cases under a cap for two: the system of Tangshan filed the first, the others' own people did."""
    round_ = round_of(3)
    came = [accepted(case, uscc) for case, uscc, _ in round_.places]
    funding.hear([came[0].model_copy(update={"filer": "key:tangshan"}), *came[1:], ranking(round_.places)])
    return round_


@pytest.fixture(scope="module")
def reader(funding: Funding) -> Caller:
    return funding.system("tangshan", "funding:read")


@pytest.fixture(scope="module")
def writer(funding: Funding) -> Caller:
    return funding.system("tangshan", "funding:write")


@pytest.fixture(scope="module")
def stranger(funding: Funding) -> Caller:
    return funding.system("baoding", "funding:read", "funding:write")


def test_a_bureau_above_watches_and_does_not_act_for_the_city(funding: Funding, first: Round) -> None:
    province = funding.person("province", regions=["13"])
    with funding.unchanged():
        problem(province.post(f"{FUND}/cap", {"cap": 10**10, "document": DOCUMENT}), "forbidden")
        problem(funding.propose(first, province), "forbidden")
    ok(funding.propose(first))
    assert ok(province.get(first.path))["rows"]
    with funding.unchanged():
        problem(province.post(f"{first.path}/decision", {"applications": None}), "forbidden")
        problem(province.post(f"{first.path}/notices"), "forbidden")
        problem(province.post(f"{first.path}/confirmation"), "forbidden")
        problem(province.post(f"/v1/awards/{first.cases[1]}/confirmation"), "forbidden")
        problem(province.post(f"/v1/awards/{first.cases[1]}/revocation", {"reason": "代为撤销"}), "forbidden")
    ok(funding.city().post(f"{first.path}/decision", {"applications": [first.cases[1]]}))
    above = funding.person("approver", regions=["13"])
    with funding.unchanged():
        problem(above.post(f"{first.path}/decision/approval", {"struck": [], "minutes": None}), "forbidden")


def test_a_system_sees_what_it_filed_as_the_applicants_do_and_no_others(
    funding: Funding, first: Round, reader: Caller, writer: Caller, stranger: Caller
) -> None:
    filed, own = first.cases[:2]
    shown = ok(reader.get(f"/v1/awards/{filed}"))
    assert (shown["status"], shown["account"] is not None) == ("proposed", True)
    assert [row["id"] for row in ok(reader.get("/v1/awards"))["items"]] == [filed]
    assert ok(stranger.get("/v1/awards"))["items"] == []
    for caller, case in ((reader, own), (stranger, filed), (stranger, own)):
        problem(caller.get(f"/v1/awards/{case}"), "not-found")
    problem(writer.get(f"/v1/awards/{filed}"), "forbidden")


def test_a_system_withdraws_after_the_ranking_what_it_filed_and_the_next_moves_up(
    funding: Funding, first: Round, reader: Caller, writer: Caller, stranger: Caller
) -> None:
    filed, own = (f"/v1/awards/{case}/withdrawal" for case in first.cases[:2])
    with funding.unchanged():
        problem(writer.post(own, {}), "not-found")
        problem(stranger.post(filed, {}), "not-found")
        problem(reader.post(filed, {}), "forbidden")
    assert ok(writer.post(filed, {"reason": "企业来函"}))["status"] == "withdrawn"
    (event,) = funding.events("award.withdrawn")
    assert (event["data"]["by"]["subject"], event["data"]["by"]["kind"]) == ("key:tangshan", "system")
    assert funding.statuses(first) == ["withdrawn", "proposed", "proposed"]
