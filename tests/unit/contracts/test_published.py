"""A published programme never changes, and the command says what a file holds or what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.programme import ProgrammeFileError, digest, programmes_in, published
from contracts.programme.programmes import Programmes
from contracts.programme.published import FOLDER
from contracts.programme.workflow import StepName
from deploy.checks.programmes import check, findings
from deploy.cli.programme import app

FILE = "sjz-2024-chain/v1.yaml"
GOOD = (FOLDER / FILE).read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sjz-2024-chain").mkdir()
    (tmp_path / FILE).write_bytes(GOOD)
    return tmp_path


def test_the_packaged_programmes_are_right_and_unchanged() -> None:
    assert check() == []


def test_a_service_does_not_start_with_a_published_file_that_was_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["contracts.programme.published"], "FOLDER", folder)
    monkeypatch.setattr(sys.modules["contracts.programme.published"], "digests", lambda: {FILE: digest(GOOD)})
    (folder / FILE).write_bytes(GOOD + b"# later\n")
    with pytest.raises(ProgrammeFileError, match="was changed after it was published"):
        published.__wrapped__()


def test_an_unchanged_published_file_passes(folder: Path) -> None:
    assert findings(folder, {FILE: digest(GOOD)}) == []


def test_a_published_file_that_was_changed_by_one_byte_is_refused(folder: Path) -> None:
    (folder / FILE).write_bytes(GOOD + b"\n")
    (finding,) = findings(folder, {FILE: digest(GOOD)})
    assert "was changed after it was published" in finding


def test_a_published_file_that_is_gone_is_missed(folder: Path) -> None:
    (finding,) = findings(folder, {FILE: digest(GOOD), "sjz-2024-chain/v0.yaml": "0" * 64})
    assert finding.startswith("sjz-2024-chain/v0.yaml was published")


def test_a_file_outside_the_ledger_is_told_how_to_be_published(folder: Path) -> None:
    (finding,) = findings(folder, {})
    assert finding.endswith(f"{FILE}: {digest(GOOD)}")


def test_a_file_in_another_place_than_its_own_is_refused(folder: Path) -> None:
    (folder / FILE).rename(folder / "sjz-2024-chain" / "v2.yaml")
    (finding,) = findings(folder, {"sjz-2024-chain/v2.yaml": digest(GOOD)})
    assert "its place is sjz-2024-chain/v1.yaml" in finding


def test_a_folder_with_one_more_file_has_one_more_programme(folder: Path) -> None:
    (folder / "sjz-2024-chain" / "v2.yaml").write_bytes(GOOD.replace(b"version: 1", b"version: 2", 1))
    assert set(programmes_in(folder)) == {("sjz-2024-chain", 1), ("sjz-2024-chain", 2)}


def test_check_passes_a_right_file_and_exits_0() -> None:
    result = CliRunner().invoke(app, ["check", str(FOLDER / FILE)])
    assert result.exit_code == 0
    assert "is right" in result.stdout


def test_check_prints_file_line_and_column_and_exits_1(folder: Path) -> None:
    (folder / FILE).write_bytes(GOOD.replace(b"version: 1", b"version: none", 1))
    result = CliRunner().invoke(app, ["check", str(folder / FILE)])
    assert result.exit_code == 1
    assert f"{folder / FILE}:4:10: version: " in result.stderr


@pytest.mark.parametrize("name", ["sjz-2024-chain", str(FOLDER / FILE)])
def test_show_prints_limits_steps_award_and_the_operators_values_apart(name: str) -> None:
    result = CliRunner().invoke(app, ["show", name])
    assert result.exit_code == 0
    document, _, operator = result.stdout.partition("主管部门自定（文件未规定）")
    assert all(words in document for words in ("≤ 3500字", "8–500行", "500,000元", "recommendation", "不限", "合格线60分"))
    assert "rounds.2024-08.closes" in operator
    assert "award.fen" not in operator


@pytest.mark.parametrize("arguments", [["show", "nowhere"], ["show", "sjz-2024-chain", "--version", "9"]])
def test_show_of_what_is_not_there_exits_1(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 1


def test_in_the_call_of_2021_whoever_files_a_list_is_who_the_ministry_receives_it_from() -> None:
    for track in published()["miit-2021-255", 2].tracks.values():
        assert track.steps[StepName.RECEIPT].sender == track.steps[StepName.FILING].by


@pytest.mark.parametrize("call", ["miit-2021-255", "miit-2024-cluster"])
def test_the_texts_on_lists_of_provinces_and_providers_call_nobody_a_county(call: str) -> None:
    texts = Programmes.all_published().newest(call).notifications.texts
    on_lists = [said for event, audiences in texts.items() if event.startswith("intake.list.") for said in audiences.values()]
    used = {name for said in on_lists for name in (*said.zh.variables(), *said.en.variables())}
    assert "filer" in used
    assert "county" not in used
