"""kill -9 of notify's worker and relay in mid-flight: each notification is made exactly once, under one id; nobody is left out."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from contracts.events.event import Event
from contracts.events.intake.application import ApplicationDrafted, ApplicationSubmitted
from contracts.events.intake.organisation import OrganisationRegistered
from services.chassis.assembly import assembled
from services.chassis.audit import verify
from services.chassis.seals import SealLog
from services.notify.service import SERVICE
from tests.support.intake import Installation
from tests.support.notify import Notified
from tests.support.servers import delete_topics, drop_databases
from tests.support.waiting import eventually
from tests.unit.contracts.complete import uscc
from tests.unit.intake import cases
from tests.unit.notify import upstream

APPLICANTS = 200
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(scope="module")
def notify(mongodb_uri: str, kafka_bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notified]:
    namespace = f"t{os.getpid() % 100_000}-notkill"
    intake = Installation(namespace, mongodb_uri, kafka_bootstrap, tmp_path_factory.mktemp("notify"))
    intake.begin()
    intake.create_topics()
    yield Notified(intake)
    drop_databases(mongodb_uri, namespace)
    delete_topics(kafka_bootstrap, namespace)


def application_id(number: int) -> str:
    return f"01ARZ3NDEKTSV4RRFFQ69G{ALPHABET[number // 1024]}{ALPHABET[number // 32 % 32]}{ALPHABET[number % 32]}V"


def applications() -> dict[str, list[Event]]:
    """Each registers, drafts and submits."""
    streams: dict[str, list[Event]] = {}
    for number in range(APPLICANTS):
        key, code = application_id(number), uscc(number + 1)
        entry = upstream.enterprise().model_copy(update={"uscc": code})
        applicant = upstream.content().applicant.model_copy(update={"uscc": code})
        content = upstream.content().model_copy(update={"applicant": applicant})
        streams[f"organisation/{code}"] = [OrganisationRegistered(organisation=entry, by=cases.BY)]
        drafted = ApplicationDrafted(application=key, call=cases.CALL, applicant="甲", uscc=code, region=cases.COUNTY, by=cases.BY)
        submitted = {"application": key, "call": cases.CALL, "content": content, "by": cases.BY}
        streams[f"application/{key}"] = [drafted, ApplicationSubmitted.model_validate(submitted)]
    return streams


def made(notify: Notified) -> Counter[str]:
    """How often each notification was made, by its id."""
    return Counter(event["data"]["notification"] for event in notify.events("notification.due"))


def positions(notify: Notified) -> int:
    with notify.store() as store:
        return store["commits"].count_documents({"cause.event": {"$exists": True}})


def test_each_notification_has_one_id_and_is_made_once_although_the_worker_is_killed_again_and_again(notify: Notified) -> None:
    streams = applications()
    notify.publish("intake", streams)
    events = sum(map(len, streams.values()))
    for share in (0.1, 0.3, 0.5):
        with notify.running("worker", LIANZHU_CONSUMER_BATCH="10") as worker:
            eventually(lambda share=share: positions(notify) >= share * events, 60, pause=0.005)  # type: ignore[misc]
            worker.kill()
        assert positions(notify) < events, "it was done before it was killed"
    with notify.running("worker"):
        eventually(lambda: positions(notify) >= events, 60)
    counts = made(notify)
    assert set(counts.values()) == {1}
    told = Counter((one["data"]["event"]["type"], one["data"]["channel"]) for one in notify.events("notification.due"))
    submitted = "lianzhu.intake.application.submitted.v1"
    assert {channel: told[submitted, channel] for channel in ("inbox", "email", "feed")} == {
        "inbox": 2 * APPLICANTS,  # the applicant's and the county's
        "email": APPLICANTS,
        "feed": APPLICANTS,
    }
    assert notify.dead() == []


def test_the_record_is_whole_and_the_relay_completes_the_ledger(notify: Notified) -> None:
    assert asyncio.run(_audited(notify)) == ()
    number = len(made(notify))
    with notify.running("relay"), notify.store() as store:
        eventually(lambda: store["notifications"].count_documents({}) == number, 60)
        eventually(lambda: store["commits"].count_documents({"pending": True}) == 0, 60)


async def _audited(notify: Notified) -> tuple[object, ...]:
    settings = notify.intake.settings
    async with assembled(SERVICE, settings) as chassis:
        return (await verify(chassis.database["commits"], SealLog(notify.intake.folder / "no-seals", "notify"))).findings


def test_a_broadcast_tells_every_enterprise_once_although_the_relay_is_killed(notify: Notified) -> None:
    notify.publish("intake", {"round/sjz-2024-chain/2024-08": [upstream.opened()]})

    def told() -> Counter[str]:
        opened = "lianzhu.intake.round.opened.v1"
        events = notify.events("notification.due")
        return Counter(
            one["data"]["recipient"] for one in events if one["data"]["event"]["type"] == opened and one["data"]["channel"] == "inbox"
        )

    with notify.running("worker"):
        with notify.running("relay", LIANZHU_TIMERS_POLL="0.05", LIANZHU_TIMERS_LEASE="3") as relay:
            eventually(lambda: sum(told().values()) > 100, 60)
            relay.kill()
        with notify.running("relay"):
            eventually(lambda: sum(one.startswith("organisation/") for one in told()) == APPLICANTS, 60)
    assert set(told().values()) == {1}
