"""Strangers object as often as the settings allow, and no more; an upheld objection moves the waiting list up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.funding import AWARD_FEN, round_of
from tests.support.intake import ok, problem
from tests.support.noticing import Noticing

EXTRA = {"LIANZHU_PUBLIC_PER_MINUTE": "2"}


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Noticing]:
    folder: Path = tmp_path_factory.mktemp("funding")
    with Noticing(namespace, mongodb_uri, "127.0.0.1:1", folder, EXTRA).funding() as made:
        yield made  # type: ignore[misc]


def test_a_stranger_is_counted_before_anything_is_read_and_an_officer_is_not(funding: Noticing) -> None:
    round_ = funding.arrive(round_of(3))
    funding.open(1)
    ok(funding.propose(round_))
    notice = funding.on_notice(round_)
    first = ok(funding.object_to(notice, round_.cases[0]))
    ok(funding.object_to(notice, round_.cases[0], text="另一件事情，请一并核查处理"))
    with funding.unchanged():
        reply = funding.object_to(notice, round_.cases[0], text="再有一件事情，请一并核查")
        problem(reply, "too-many-requests")
        assert int(reply.headers["retry-after"]) > 0
    for _ in range(3):
        ok(funding.object_to(notice, round_.cases[0], funding.city(), via="call"))
    ok(funding.resolve(first["objection"], "upheld"))
    assert funding.statuses(round_) == ["declined", "proposed", "waiting"]
    assert (funding.fund()["held"], funding.fund()["available"]) == (AWARD_FEN, 0)
    assert [line["entry"] for line in funding.ledger()[-2:]] == ["released", "reserved"]
