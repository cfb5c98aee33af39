"""What goes wrong in the middle of an import: kill -9 of whoever files it, a row that another overtakes, kill -9 while it is taken back."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from services.chassis.assembly import assembled
from services.chassis.audit import verify
from services.chassis.seals import SealLog
from services.intake.domain.imports import application_of
from services.intake.imports.work import give_up
from services.intake.intake import Intake
from services.intake.service import SERVICE
from tests.support.calls import Call, Case, file_list
from tests.support.imports import Sender, forms, lines
from tests.support.intake import Installation, ok, problem
from tests.support.servers import drop_databases
from tests.support.waiting import eventually

ROWS = 1_000
ALL = 500  # rows of an import that is taken back
QUICK = {"LIANZHU_TIMERS_POLL": "0.05", "LIANZHU_TIMERS_LEASE": "0.6"}


@pytest.fixture(scope="module")
def intake(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    namespace = f"t{os.getpid() % 100_000}-imports"
    made = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("imports"))
    made.begin(datetime(2024, 6, 10, 1, tzinfo=UTC))
    with made.serving(ready=False):
        ok(made.person("ministry", regions=["00"]).post("/v1/rounds/miit-2024-cluster/2024/opening"))
        ok(made.city().post("/v1/rounds/sjz-2024-chain/2024-08/opening"))
        yield made
    drop_databases(mongodb_uri, namespace)


def test_an_import_that_is_killed_in_its_middle_is_finished_by_the_next_process_and_no_row_is_doubled(intake: Installation) -> None:
    call = Call(intake, "miit-2024-cluster", "2024")
    sender = Sender(call, "cluster-case", call.bureau("13"))
    rows = forms(sender.offer, ROWS, region="130123")
    key = ok(sender.send(lines(rows), then="submission"))["id"]
    killed = 0
    for share in (0.05, 0.3, 0.55):
        with intake.relaying(**QUICK) as relay:
            eventually(lambda share=share: submitted(intake) >= share * ROWS, 60)  # type: ignore[misc]
            relay.kill()
        killed += sender.shown(key)["ended_at"] is None
    assert killed == 3, "it was done before it was killed"
    with intake.relaying(**QUICK):
        done = sender.ended(key)
    assert (done["stage"], done["filed"], done["refused"]) == ("finished", ROWS, 0)
    events = Counter(event["data"]["content"]["form"]["name"] for event in intake.events("application.submitted"))
    assert events == Counter(row["name"] for row in rows)
    assert Counter(event["data"]["applicant"] for event in intake.events("application.drafted")) == events
    assert len(intake.events("import.ended")) == 1
    with intake.store() as store:
        assert store["drafts"].count_documents({}) == ROWS
    report = asyncio.run(audited(intake))
    assert report == ()


def test_all_or_nothing_is_taken_back_whole_where_another_takes_a_place_before_its_turn(intake: Installation) -> None:
    call = Call(intake, "sjz-2024-chain", "2024-08")
    sender = Sender(call, "chain-case", intake.system("city-system", "applications:read", "applications:write"))
    rows = forms(sender.offer, ALL, first=1_000)
    key = ok(sender.send(lines(rows)))["id"]
    quicker = call.enterprise("chain-case", uscc=rows[-1]["uscc"])
    with intake.relaying(**QUICK) as relay, intake.store() as store:
        eventually(lambda: store["applications"].count_documents({"status": "withdrawn"}) > 0, 60, pause=0.001)
        relay.kill()
    assert sender.shown(key)["stage"] == "reverting", "it was done before it was killed"
    with intake.relaying(**QUICK):
        done = sender.ended(key)
    assert (done["stage"], done["filed"], done["refused"]) == ("reverted", 0, 1)
    shown = {row["row"]: row for row in sender.all(f"/v1/imports/{key}/rows")}
    assert (shown.pop(ALL)["state"], {row["state"] for row in shown.values()}) == ("refused", {"reverted"})
    assert quicker.id in next(iter(sender.all(f"/v1/imports/{key}/faults")))["zh"]
    assert withdrawn(intake) == ALL - 1
    again = ok(sender.send(lines(rows[:-1])))
    with intake.relaying(**QUICK):
        assert sender.ended(again["id"])["filed"] == ALL - 1


def test_a_row_that_its_bureau_has_filed_before_it_is_taken_back_stands_and_is_counted(intake: Installation) -> None:
    call = Call(intake, "miit-2024-cluster", "2024")
    sender = Sender(call, "cluster-case", call.bureau("14"))
    rows = forms(sender.offer, 600, first=4_000, region="140105")
    key = ok(sender.send(lines(rows), then="submission"))["id"]
    quicker = call.subject("cluster-case", call.bureau("14"), "140105", rows[-1]["name"], title=rows[-1]["title"]).filed()
    first = f"/v1/applications/{application_of(key, 1)}"
    with intake.relaying(**QUICK) as relay:
        eventually(lambda: sender.caller.get(first).is_success, 60)
        relay.kill()
    assert sender.shown(key)["ended_at"] is None, "it was done before it was killed"
    standing = Case(call, "cluster-case", sender.caller, None, rows[0], sender.caller.get(first))
    ok(standing.recommend("14"))
    ok(file_list(call, call.bureau("14"), "14"))
    with intake.relaying(**QUICK):
        done = sender.ended(key)
    assert (done["stage"], done["filed"], done["refused"]) == ("reverted", 1, 1)
    shown = Counter(row["state"] for row in sender.all(f"/v1/imports/{key}/rows"))
    assert shown == {"filed": 1, "reverted": 598, "refused": 1}
    assert ok(quicker.caller.get(quicker.path))["status"] == "submitted"


@pytest.mark.parametrize(("mode", "stage"), [("good-rows", "finished"), ("all-or-nothing", "reverted")])
def test_an_import_that_fails_for_ever_ends_and_says_of_each_row_why(intake: Installation, mode: str, stage: str) -> None:
    call = Call(intake, "miit-2024-cluster", "2024")
    sender = Sender(call, "cluster-case", call.bureau("13"))
    key = ok(sender.send(lines(forms(sender.offer, 2, first=7_000, region="130123")), then="submission", mode=mode))["id"]
    asyncio.run(given_up(intake, key))
    with intake.relaying(**QUICK):
        done = sender.ended(key)
    assert (done["stage"], done["filed"], done["refused"]) == (stage, 0, 2)
    assert [(fault["row"], fault["code"]) for fault in sender.all(f"/v1/imports/{key}/faults")] == [
        (1, "internal-error"),
        (2, "internal-error"),
    ]


def test_what_came_in_time_is_filed_after_the_end_of_the_window_and_not_after_the_rounds_closing(intake: Installation) -> None:
    call = Call(intake, "miit-2024-cluster", "2024")
    sender = Sender(call, "cluster-case", call.bureau("13"))
    rows = forms(sender.offer, 2, first=6_000, region="130123")
    first, second = (ok(sender.send(lines([row]), then="submission"))["id"] for row in rows)
    with intake.store() as store:  # the second one's turn comes later
        store["imports"].update_one({"_id": second}, {"$set": {"due": datetime(2100, 1, 1, tzinfo=UTC)}})
    intake.move_clock(datetime(2024, 7, 1, 1, tzinfo=UTC))
    problem(sender.send(lines(forms(sender.offer, 1, first=6_010, region="130123")), then="submission"), "round-not-open")
    with intake.relaying(**QUICK):
        assert sender.ended(first)["filed"] == 1
    ok(call.ministry().post(f"/v1/rounds/{call.code}/{call.round}/closing"))
    with intake.store() as store:
        store["imports"].update_one({"_id": second}, {"$set": {"due": datetime(2024, 7, 1, tzinfo=UTC)}})
    with intake.relaying(**QUICK):
        assert (sender.ended(second)["filed"], sender.shown(second)["refused"]) == (0, 1)


async def given_up(intake: Installation, key: str) -> None:
    async with assembled(SERVICE, intake.settings) as chassis:
        await give_up(Intake.on(chassis), key, ValueError("what no row may say"))


def withdrawn(intake: Installation) -> int:
    with intake.store() as store:
        return store["applications"].count_documents({"status": "withdrawn"})


def submitted(intake: Installation) -> int:
    with intake.store() as store:
        return store["applications"].count_documents({"status": "submitted"})


async def audited(intake: Installation) -> tuple[object, ...]:
    async with assembled(SERVICE, intake.settings) as chassis:
        return tuple((await verify(chassis.database["commits"], SealLog(intake.folder / "no-seals", "intake"))).findings)
