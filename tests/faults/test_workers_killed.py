"""Workers die at any moment: every event has exactly one effect all the same."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from secrets import token_hex

import pytest

from contracts.envelope import OutgoingEvent
from tests.support.tallying import Tallying, event
from tests.support.waiting import eventually

STREAMS = 50


def events(first: int, last: int) -> list[OutgoingEvent]:
    """Positions ``first`` to ``last`` of each stream, the streams taking turns."""
    return [event(f"entry/{n}", position) for position in range(first, last + 1) for n in range(STREAMS)]


@pytest.mark.parametrize("parting", ["kill", "terminate"])
def test_every_event_has_one_effect_although_workers_die(
    mongodb_uri: str, kafka_bootstrap: str, namespace: str, tmp_path: Path, parting: str
) -> None:
    tallying = Tallying(f"{namespace[:22]}-{token_hex(3)}", mongodb_uri, kafka_bootstrap, tmp_path, {"LIANZHU_CONSUMER_BATCH": "100"})
    last = 100 if parting == "kill" else 40
    tallying.send(events(1, last // 4))
    sending = threading.Thread(target=tallying.send, args=(events(last // 4 + 1, last),))
    sending.start()
    chance = random.Random(11)  # noqa: S311  # no secret
    handled = 0
    for _ in range(3 if parting == "kill" else 1):
        with tallying.worker() as worker:
            enough = handled + chance.randrange(1, 400)
            eventually(lambda enough=enough: tallying.handled() >= enough, 30)  # type: ignore[misc]
            if parting == "terminate":
                assert tallying.stop(worker) == 0
        handled = tallying.handled()
    sending.join()
    with tallying.worker():
        tallying.until_handled(STREAMS * last, 40)
    assert set(tallying.effects().values()) == {1}
    assert len(tallying.effects()) == STREAMS * last
    assert tallying.handled() == STREAMS * last
    eventually(lambda: tallying.totals() == {f"entry/{n}": last for n in range(STREAMS)})  # rows come a moment after their commits
    assert tallying.dead() == {}
    tallying.remove()
