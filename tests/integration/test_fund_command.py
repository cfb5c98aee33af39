"""``lianzhu fund verify``: it finds nothing in books that agree, and names the commit in which somebody changed a line."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from deploy.cli import fund
from tests.support.funding import FUND, Funding, round_of
from tests.support.intake import ok


def test_the_books_are_verified_and_a_changed_line_is_named(
    mongodb_uri: str, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("LIANZHU_NAMESPACE", namespace)
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", tmp_path).funding() as funding:
        funding.open(2)
        ok(funding.propose(funding.arrive(round_of(3))))
        agreed = CliRunner().invoke(fund.app, ["verify"])
        assert (agreed.exit_code, agreed.stdout) == (0, "1 funds, 3 lines, 3 applications, 0 findings\n")
        changed = change_a_line(funding)
        found = CliRunner().invoke(fund.app, ["verify"])
        assert found.exit_code == 1
        assert changed in found.stderr
        assert "held" in found.stderr
        assert len(funding.ledger()) == 3, f"{FUND} is still shown"


def change_a_line(funding: Funding) -> str:
    """Somebody writes another sum into the last line of the ledger; the commit's id."""
    with funding.store() as store:
        commit = store["commits"].find_one({"parts.stream": "fund/sjz-2024-chain"}, sort=[("_id", -1)])
        assert commit is not None
        part = next(part for part in commit["parts"] if part["stream"].startswith("fund/"))
        event = part["events"][-1]
        event["data"] = orjson.dumps(orjson.loads(event["data"]) | {"fen": 1}, option=orjson.OPT_SORT_KEYS)
        store["commits"].replace_one({"_id": commit["_id"]}, commit)
        return str(commit["_id"])
