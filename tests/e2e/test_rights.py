"""Who may see and do what: role × region × ownership. What somebody may not see is not there; what they see and may not do is forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import httpx
import pytest

from tests.support.files import pdf
from tests.support.intake import (
    CITY,
    COUNTY,
    OTHER_COUNTY,
    ROUND_PATH,
    Applicant,
    Caller,
    Installation,
    filing,
    findings,
    list_path,
    ok,
    problem,
    reasons,
    recommend,
)

READ, WRITE = "applications:read", "applications:write"
OPERATORS = {
    "opening": None,
    "window": {"opens": "2024-04-25", "closes": "2024-07-31", "reason": "延长"},
    "closing": None,
}
STEPS = {
    "checks": findings(),
    "return": reasons(),
    "rejection": reasons(),
    "recommendation": {"table_brief": "带动产业链协同"},
    "recommendation/confirmation": None,
    "receipt": {"on": "2024-07-01", "copies": 3},
    "acceptance": None,
    "withdrawal": {},
}
COUNTY_STEPS = {"checks", "return", "rejection", "recommendation", "recommendation/confirmation"}
CITY_STEPS = {"return", "receipt", "acceptance"}


@pytest.fixture(scope="module")
def draft(intake: Installation) -> Applicant:
    return intake.applicant().begin()


@pytest.fixture(scope="module")
def filed(intake: Installation) -> Applicant:
    return intake.applicant().filed()


@pytest.fixture(scope="module")
def listed(intake: Installation) -> Applicant:
    """One that stands on its county's list."""
    applicant = intake.applicant().filed()
    recommend(intake, applicant)
    return applicant


@pytest.fixture(scope="module")
def callers(intake: Installation) -> Mapping[str, Caller]:
    """Everybody whom the platform knows, and who is not the applicant."""
    roles = ("agency", "expert", "audit-firm", "finance", "provider", "public")
    return {
        "another enterprise": intake.applicant().caller,
        "the county": intake.county(),
        "another county": intake.county(OTHER_COUNTY),
        "the city": intake.city(),
        "another city": intake.person("city", regions=["1302"]),
        "the province": intake.person("province", regions=["13"]),
        "another province": intake.person("province", regions=["37"]),
        "an overseer": intake.person("overseer", regions=[CITY]),
        "an approver": intake.person("approver", regions=[CITY]),
        "a county that has no region": intake.person("county"),
        "a system": intake.system("stranger", READ, WRITE),
    } | {f"the role {role}": intake.person(role, regions=[CITY]) for role in roles}


SEE_FILED = {"the county", "the city", "the province", "an overseer", "an approver"}


def test_a_draft_is_seen_by_its_applicant_only(draft: Applicant, callers: Mapping[str, Caller]) -> None:
    assert draft.shown()["status"] == "draft"
    for who, caller in callers.items():
        for path in ("", "/form", "/form.pdf", "/form.docx", "/check"):
            assert problem(caller.get(draft.path + path), "not-found"), who
        assert draft.id not in seen(caller), who


def test_a_filed_application_is_seen_by_the_bureaus_of_its_region(filed: Applicant, callers: Mapping[str, Caller]) -> None:
    for who, caller in callers.items():
        reply = caller.get(filed.path)
        assert reply.status_code == (200 if who in SEE_FILED else 404), who
        assert (filed.id in seen(caller)) == (who in SEE_FILED), who
        problem(caller.get(f"{filed.path}/form"), "not-found")


def seen(caller: Caller) -> set[str]:
    """Every application in the caller's list."""
    found, cursor = set[str](), None
    while True:
        page = ok(caller.get("/v1/applications", limit=200, **({"cursor": cursor} if cursor else {})))
        found |= {row["id"] for row in page["items"]}
        if not (cursor := page["next"]):
            return found


def test_the_files_of_an_application_are_seen_by_who_sees_it(filed: Applicant, callers: Mapping[str, Caller]) -> None:
    sha256 = filed.shown()["content"]["materials"][0]["sha256"]
    for who, caller in callers.items():
        reply = caller.get(f"{filed.path}/materials/{sha256}")
        assert reply.status_code == (200 if who in SEE_FILED else 404), who
    assert filed.caller.get(f"{filed.path}/materials/{sha256}").content == pdf()


def test_each_step_is_for_those_whom_the_programme_names(intake: Installation, filed: Applicant, callers: Mapping[str, Caller]) -> None:
    for who, caller in callers.items():
        for step, body in STEPS.items():
            allowed = (who == "the county" and step in COUNTY_STEPS) or (who == "the city" and step in CITY_STEPS)
            if not allowed:
                with intake.unchanged():
                    refused = caller.post(f"{filed.path}/{step}", body)
                problem(refused, "forbidden" if who in SEE_FILED else "not-found")


def test_an_applicant_does_none_of_the_bureaus_steps(intake: Installation, filed: Applicant) -> None:
    with intake.unchanged():
        for step in COUNTY_STEPS | CITY_STEPS:
            refused = problem(filed.caller.post(f"{filed.path}/{step}", STEPS[step]), "forbidden")
            assert "county" in refused["detail_en"] or "city" in refused["detail_en"]


def test_nobody_else_writes_or_files_a_draft(intake: Installation, draft: Applicant, callers: Mapping[str, Caller]) -> None:
    etag = draft.etag
    for caller in callers.values():
        with intake.unchanged():
            problem(caller.put(f"{draft.path}/form", {"form": {}}, etag), "not-found")
            problem(caller.upload(f"{draft.path}/materials", ("a.pdf", pdf()), kind="licence"), "not-found")
            problem(caller.delete(f"{draft.path}/materials/{'0' * 26}"), "not-found")
            problem(caller.post(f"{draft.path}/submission", etag=etag), "not-found")
            problem(caller.post(f"{draft.path}/withdrawal", {}), "not-found")


def test_a_bureau_files_nothing_for_an_enterprise(intake: Installation, draft: Applicant, callers: Mapping[str, Caller]) -> None:
    for who in ("the county", "the city", "another enterprise", "an overseer"):
        with intake.unchanged():
            problem(callers[who].post("/v1/applications", draft.call()), "forbidden")
            problem(callers[who].post("/v1/organisations", {"uscc": draft.uscc, **draft.entry}), "forbidden")


def test_a_registration_is_seen_by_its_own_and_by_the_bureaus_of_its_region(
    intake: Installation, filed: Applicant, callers: Mapping[str, Caller]
) -> None:
    path = f"/v1/organisations/{filed.uscc}"
    assert ok(filed.caller.get(path))["contact"]["phone"] == filed.form["phone"]
    for who, caller in callers.items():
        assert caller.get(path).status_code == (200 if who in SEE_FILED else 404), who
        with intake.unchanged():
            refused = caller.put(path, filed.entry | {"name": "改名"}, "*", str(uuid4()))
        problem(refused, "forbidden" if who in SEE_FILED else "not-found")


def test_rounds_are_opened_moved_and_closed_by_the_authority_only(intake: Installation, callers: Mapping[str, Caller]) -> None:
    for who, caller in callers.items():
        if who != "the city":
            with intake.unchanged():
                for command, body in OPERATORS.items():
                    problem(caller.post(f"{ROUND_PATH}/{command}", body), "forbidden")


def test_the_public_reads_programmes_and_rounds_and_nothing_else(intake: Installation) -> None:
    public = intake.public()
    assert "sjz-2024-chain" in [row["code"] for row in ok(public.get("/v1/programmes"))["items"]]
    assert ok(public.get("/v1/programmes/sjz-2024-chain"))["authority"] == "石家庄市工业和信息化局"
    assert ok(public.get("/v1/programmes/sjz-2024-chain/tracks/chain-case/form"))["type"] == "object"
    assert ok(public.get(ROUND_PATH))["status"] == "open"
    assert [row["round"] for row in ok(public.get("/v1/rounds"))["items"]] == ["2024-08"]
    for path, operations in ok(public.get("/openapi.json"))["paths"].items():
        if path.startswith("/v1/") and "get" in operations and not path.startswith(("/v1/programmes", "/v1/rounds")):
            assert public.get(path.format_map(Anything())).status_code in (400, 401), path


class Anything(dict[str, str]):
    """Fills every parameter of a path."""

    def __missing__(self, name: str) -> str:
        return {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "region": COUNTY, "uscc": "911301001043657681"}.get(name, "0" * 64)


SEE_LISTS = SEE_FILED


def test_a_list_is_seen_by_its_county_and_those_above(listed: Applicant, callers: Mapping[str, Caller]) -> None:
    for who, caller in callers.items():
        assert caller.get(list_path()).status_code == (200 if who in SEE_LISTS else 404), who
        rows = ok(caller.get("/v1/lists"))["items"]
        assert bool([row for row in rows if row["region"] == COUNTY]) == (who in SEE_LISTS), who
    assert listed.caller.get(list_path()).status_code == httpx.codes.NOT_FOUND


LIST_COMMANDS = {
    "filing": ({"the county"}, filing("0" * 64)),
    "supplements": ({"the county"}, {"scan": "0" * 64}),
    "return": ({"the city"}, reasons()),
    "receipt": ({"the city"}, {"on": "2024-07-01", "copies": 1}),
}


def test_a_list_is_filed_by_its_county_and_returned_and_received_by_its_city(
    intake: Installation, listed: Applicant, callers: Mapping[str, Caller]
) -> None:
    for who, caller in {**callers, "the applicant": listed.caller}.items():
        for command, (allowed, body) in LIST_COMMANDS.items():
            if who not in allowed:
                with intake.unchanged():
                    refused = caller.post(f"{list_path()}/{command}", body)
                assert refused.status_code == (403 if caller_covers(who) else 404), (who, command)
        if who != "the county":
            with intake.unchanged():
                refused = caller.upload(f"{list_path()}/scans", ("a.pdf", pdf()))
            assert refused.status_code == (403 if caller_covers(who) else 404), who


def caller_covers(who: str) -> bool:
    """Whether the caller's regions cover the list's: then the list is known to be there, as every county has one."""
    return who in SEE_LISTS or who.startswith("the role ") or who == "a system"


# Systems


def applicant_of(intake: Installation, system: Caller, region: str = COUNTY) -> Applicant:
    """An enterprise for which the system files."""
    applicant = intake.applicant(region)
    applicant.caller = system
    return applicant


def test_a_system_files_for_its_enterprises_and_sees_what_it_filed_only(intake: Installation, filed: Applicant) -> None:
    one, other = intake.system("city-one", READ, WRITE), intake.system("city-two", READ, WRITE)
    mine = applicant_of(intake, one).filed()
    assert seen(one) == {mine.id}
    assert seen(other) == set()
    for path in ("", "/form", "/check"):
        ok(one.get(mine.path + path))
        problem(other.get(mine.path + path), "not-found")
        problem(one.get(filed.path + path), "not-found")
    problem(other.get(f"/v1/organisations/{mine.uscc}"), "not-found")
    problem(other.post(f"{mine.path}/withdrawal", {}), "not-found")
    assert ok(one.get(f"/v1/organisations/{mine.uscc}"))["uscc"] == mine.uscc
    assert ok(mine.withdraw())["status"] == "withdrawn"


def test_the_enterprise_itself_sees_what_a_system_filed_for_it(intake: Installation) -> None:
    applicant = applicant_of(intake, intake.system("city-three", READ, WRITE)).filed()
    itself = intake.person("enterprise", organisation=applicant.uscc)
    assert ok(itself.get(applicant.path))["status"] == "submitted"
    assert seen(itself) == {applicant.id}


def test_a_key_allows_what_its_scopes_say(intake: Installation) -> None:
    both = intake.system("city-four", READ, WRITE)
    filed = applicant_of(intake, both).filed()
    reader, writer, neither = intake.system("city-four", READ), intake.system("city-five", WRITE), intake.system("city-six")
    assert ok(reader.get(filed.path))["id"] == filed.id
    with intake.unchanged():
        problem(reader.post(f"{filed.path}/withdrawal", {}), "forbidden")
        new = applicant_of(intake, reader)
        problem(reader.post("/v1/organisations", {"uscc": new.uscc, **new.entry}), "forbidden")
        problem(reader.post("/v1/applications", filed.call()), "forbidden")
        problem(reader.put(f"/v1/organisations/{filed.uscc}", filed.entry | {"name": "改名"}, "*", "k"), "forbidden")
    begun = applicant_of(intake, writer).begin()
    for key in (writer, neither):
        for path in ("/v1/applications", begun.path, f"{begun.path}/form", f"/v1/organisations/{begun.uscc}", "/v1/lists"):
            assert "applications:read" in problem(key.get(path), "forbidden")["detail_en"]


def test_a_system_files_for_no_enterprise_of_another_city(intake: Installation) -> None:
    stranger = intake.system("tangshan", READ, WRITE, regions=["1302"])
    there, registered = applicant_of(intake, stranger), intake.applicant()
    registered.register()
    with intake.unchanged():
        problem(stranger.post("/v1/organisations", {"uscc": there.uscc, **there.entry}), "forbidden")
        problem(stranger.post("/v1/applications", registered.call()), "organisation-unregistered")
    registered.begin()
    own = applicant_of(intake, stranger, "130202")
    own.register()
    with intake.unchanged():
        moved = own.entry | {"region": COUNTY}
        problem(stranger.put(f"/v1/organisations/{own.uscc}", moved, "*", "k"), "forbidden")
