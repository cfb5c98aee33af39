"""``lianzhu ranking verify``: the same bytes, or what differs, in one line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.canonical import canonical
from deploy.cli.main import app
from services.scoring.domain.draw_seed import commitment
from services.scoring.domain.ranking import rank
from services.scoring.domain.ranking_file import inputs_digest, ranking_file
from services.scoring.domain.ranking_inputs import RankingInputs, Rules
from services.scoring.domain.ranking_public import public
from tests.unit.contracts import complete
from tests.unit.scoring.rankings import SEED, case, inputs, sheet

run = CliRunner()


def published_round() -> RankingInputs:
    """Two cases under the rules of a published programme."""
    review = complete.programme().tracks["chain-case"].review
    assert review is not None
    rules = Rules.of(review)
    cases = (case("x", {"a": dict.fromkeys(rules.weights, 80)}), case("y", {"a": dict.fromkeys(rules.weights, 70)}))
    named = {"programme": complete.programme().programme, "version": 1, "track": "chain-case"}
    return inputs().model_copy(update={"rules": rules, "cases": cases} | named)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ranking.json"
    path.write_bytes(ranking_file(published_round()))
    return path


def test_a_right_file_is_said_to_be_and_its_digest_and_commitment_printed(file: Path) -> None:
    answer = run.invoke(app, ["ranking", "verify", str(file), "--digest", inputs_digest(published_round()).upper()])
    assert answer.exit_code == 0
    assert (
        f"{file}: sjz-2024-chain version 1, round 2024-08, chain-case: 2 cases ranked again from every score, the same bytes\n"
        in answer.stdout
    )
    assert inputs_digest(published_round()) in answer.stdout
    assert commitment(bytes.fromhex(SEED)) in answer.stdout
    assert answer.stderr == ""


def test_the_file_for_everybody_is_ranked_again_from_the_sheets_totals(file: Path) -> None:
    whole = published_round()
    shown = public(whole, rank(whole), inputs_digest(whole))
    file.write_bytes(ranking_file(shown))
    answer = run.invoke(app, ["ranking", "verify", str(file), "--digest", inputs_digest(shown)])
    assert answer.exit_code == 0
    assert f"ranked again from the sheets' totals, of the whole inputs {inputs_digest(whole)}, the same bytes" in answer.stdout
    assert run.invoke(app, ["ranking", "verify", str(file), "--digest", inputs_digest(whole)]).exit_code == 1


def test_every_difference_is_named_and_the_status_is_one(file: Path) -> None:
    said = json.loads(file.read_bytes())
    said["result"]["ranked"][1] |= {"passed": False, "total": "7\u001b[2J"}
    file.write_bytes(canonical(said))
    answer = run.invoke(app, ["ranking", "verify", str(file)])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        f"{file}: /result/ranked/1/passed: is false, should be true",
        f'{file}: /result/ranked/1/total: is "7\\u001b[2J", should be "70.00"',
    ]


def test_a_file_forged_as_a_whole_shows_by_its_rules_and_by_the_published_digest(file: Path) -> None:
    right = published_round()
    forged = right.model_copy(update={"rules": right.rules.model_copy(update={"passing": 75})})
    file.write_bytes(ranking_file(forged))
    answer = run.invoke(app, ["ranking", "verify", str(file), "--digest", inputs_digest(right)])
    assert answer.exit_code == 1
    assert "/inputs/rules/passing: is 75, should be 60, by the programme" in answer.stderr
    assert f"/inputs: their digest is {inputs_digest(forged)}, published was {inputs_digest(right)}" in answer.stderr


def test_of_a_programme_that_is_not_known_here_the_rules_are_the_files_own(file: Path) -> None:
    file.write_bytes(ranking_file(inputs(case("x", {"a": sheet(80)}))))
    answer = run.invoke(app, ["ranking", "verify", str(file)])
    assert (answer.exit_code, "rules are the file's own" in answer.stderr) == (0, True)


@pytest.mark.parametrize("content", [b"", b"no json", b'{"inputs":{"programme":"\x1b[2J"}}', b'{"inputs":{"\\u001b[2J":1}}'])
def test_what_is_no_ranking_is_refused_without_sending_it_to_the_terminal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    answer = run.invoke(app, ["ranking", "verify", str(path)])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert str(path) in answer.stderr
    assert "\x1b[2J" not in answer.stderr


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    answer = run.invoke(app, ["ranking", "verify", str(tmp_path / "none")])
    assert (answer.exit_code, answer.stderr) == (1, f"{tmp_path / 'none'}: No such file or directory\n")
