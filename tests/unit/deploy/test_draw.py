"""``lianzhu draw verify``: the same bytes, or what differs, in one line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.canonical import canonical
from deploy.cli.main import app
from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_file import draw_file, read
from services.scoring.domain.draw_seed import commitment
from tests.unit.scoring.pools import SEED, town

run = CliRunner()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A published draw of twelve cases and thirty experts."""
    of, path = town(cases=12), tmp_path / "draw.json"
    drawn = draw(of, SEED)
    assert isinstance(drawn, Drawn)
    path.write_bytes(draw_file(of, SEED, drawn))
    return path


def test_a_right_file_is_said_to_be_and_its_digest_and_commitment_printed(file: Path) -> None:
    digest = read(file.read_bytes()).digest
    answer = run.invoke(app, ["draw", "verify", str(file), "--commitment", commitment(SEED).upper(), "--digest", digest])
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        f"{file}: sjz-2024-chain/2024-08/chain-case: 12 cases, 5 of 30 experts on each, 0 places after that: drawn again, the same bytes",
        f"digest of the inputs: {digest}",
        f"commitment to the seed: {commitment(SEED)}",
    ]


def test_every_difference_is_named_and_the_status_is_one(file: Path) -> None:
    said = json.loads(file.read_bytes())
    was = said["result"]["panels"]["C03"][4]
    said["result"]["panels"]["C03"][4] = "\u001b[2J"
    said["result"]["county_most"] = {"C03": 2}
    file.write_bytes(canonical(said))
    answer = run.invoke(app, ["draw", "verify", str(file)])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        f"{file}: /result/county_most/C03: is 2, should be absent",
        f'{file}: /result/panels/C03/4: is "\\u001b[2J", should be "{was}"',
    ]


@pytest.mark.parametrize(
    ("option", "what"), [("--commitment", "/inputs/seed: its commitment is"), ("--digest", "/inputs: their digest is")]
)
def test_a_file_forged_as_a_whole_shows_by_what_was_published_beside_it(file: Path, option: str, what: str) -> None:
    answer = run.invoke(app, ["draw", "verify", str(file), option, "0" * 64])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"{file}: {what} ")
    assert answer.stderr.endswith(f", published was {'0' * 64}\n")


@pytest.mark.parametrize("content", [b"", b"no json", b'{"inputs":{"seed":"\x1b[2J"}}', b'{"inputs":{"\\u001b[2J":1}}'])
def test_what_is_no_draw_is_refused_without_sending_it_to_the_terminal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    answer = run.invoke(app, ["draw", "verify", str(path)])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert str(path) in answer.stderr
    assert "\x1b[2J" not in answer.stderr


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    answer = run.invoke(app, ["draw", "verify", str(tmp_path / "none")])
    assert (answer.exit_code, answer.stderr) == (1, f"{tmp_path / 'none'}: No such file or directory\n")
