"""A call of the whole nation on real servers: what all of it are told is one commit, and who has begun a case hears of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.calls import Call
from tests.support.intake import Installation, ok
from tests.support.notify import Notified
from tests.support.waiting import eventually

MOVED = "intake.round.moved"


def test_a_round_of_the_nation_that_moves_is_told_to_who_has_begun_and_to_who_reports(
    mongodb_uri: str, kafka_bootstrap: str, namespace: str, tmp_path: Path
) -> None:
    intake = Installation(namespace, mongodb_uri, kafka_bootstrap, tmp_path)
    intake.begin(datetime(2021, 9, 10, 1, tzinfo=UTC))
    intake.create_topics()
    call, notify = Call(intake, "miit-2021-255", "2021"), Notified(intake)
    with intake.serving(), intake.relaying(), notify.serving():
        call.open()
        case = call.enterprise("sme-case", "210202")
        ok(case.begun)
        window = {"opens": "2021-09-01", "closes": "2021-11-15", "reason": "疫情影响"}
        ok(call.ministry().post(f"/v1/rounds/{call.code}/{call.round}/window", window))
        eventually(lambda: notify.told(notify.enterprise(str(case.uscc)), MOVED), 60)
        (said,) = notify.inbox(notify.enterprise(str(case.uscc)), type=MOVED)
        assert "2021年11月15日（含当日）。原因：疫情影响" in said["body"]
        eventually(lambda: notify.told(notify.office("city", "2102"), MOVED), 60)
        assert notify.told(notify.office("province", "13"), MOVED)
