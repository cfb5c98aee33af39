"""``lianzhu programme diff``, ``try`` and ``schema``: what changed for applicants, and one application without a server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.programme import published
from contracts.programme.published import FOLDER
from deploy.cli.programme import app
from deploy.cli.programme_sample import sample_form
from tests.support.shelf import MADE_UP

FIRST = MADE_UP.read_text(encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


CHANGED = [
    ("version: 1", "version: 2"),
    ("closes: 2026-03-31", "closes: 2026-03-30"),
    ("is: case-title, limit: 40", "is: case-title, limit: 8"),
    ("max(2, ceil(factories / 10))", "max(3, ceil(factories / 10))"),
    ("        email: {kind: email, is: contact-email, required: false, title: {zh: 邮箱, en: E-mail}, source: operator}\n", ""),
    (
        "      meter:\n",
        "      photo: {title: {zh: 照片, en: Photo}, required: true, types: [png], count: {}, bytes: {}, source: operator}\n      meter:\n",
    ),
    ("looks_at: 做法。", "looks_at: 做法和成本。"),
]
"""A second version: the last of the changes is none for applicants."""


@pytest.fixture
def second(tmp_path: Path) -> Path:
    text = FIRST
    for old, new in CHANGED:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "v2.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_diff_says_what_changed_for_applicants_and_nothing_else(second: Path) -> None:
    result = run("diff", str(MADE_UP), str(second))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "rounds.2026.closes: 2026-03-31 → 2026-03-30",
        "tracks.line.form.header.email（邮箱）: 取消",
        "tracks.line.form.body.title.limit（生产线名称）: 40 → 8",
        "tracks.line.quotas.0.most（示范线）: max(2, ceil(factories / 10)) → max(3, ceil(factories / 10))",
        "tracks.line.materials.photo（照片）: 新增",
    ]


def test_a_step_that_is_new_is_one_change() -> None:
    first, second = (str(FOLDER / "miit-2021-255" / f"v{version}.yaml") for version in (1, 2))
    said = [line for line in run("diff", first, second).stdout.splitlines() if "workflow.receipt.from" not in line]
    assert said == [
        f"tracks.{code}.workflow.result（{track.title.zh}）: 新增" for code, track in published()["miit-2021-255", 1].tracks.items()
    ]


def test_diff_looks_into_tables_of_the_form_and_at_the_month_of_the_review(tmp_path: Path) -> None:
    text = (FOLDER / "sjz-2024-chain" / "v1.yaml").read_text(encoding="utf-8")
    for old, new in (("    review: 2024-08\n", "    review: 2024-09\n"), ("              limit: 60\n", "              limit: 6\n")):
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "v2.yaml").write_text(text, encoding="utf-8")
    said = run("diff", "sjz-2024-chain", str(tmp_path / "v2.yaml")).stdout.splitlines()
    assert [line.partition("（")[0].partition(":")[0].rpartition(".")[2] for line in said] == ["review", "limit"]


def test_diff_of_the_same_says_so() -> None:
    assert run("diff", "miit-2021-255", "miit-2021-255").stdout == "nothing changed for applicants\n"


@pytest.mark.parametrize(("code", "track"), [(code, track) for (code, _), one in published().items() for track in one.tracks])
def test_an_application_walks_through_every_track(code: str, track: str) -> None:
    result = run("try", code, "--track", track, "--count", "giants=116")
    assert result.exit_code == 0, result.output
    assert "submission：" in result.stdout
    assert "recommendation：" in result.stdout


def test_try_says_quotas_bureaus_checks_and_days() -> None:
    said = run("try", "miit-2021-255", "--track", "sme-case", "--count", "giants=116", "--region", "210202").stdout
    for words in (
        "每province 5 个 = max(1, floor(0.05 * giants))，giants 116",
        "辽宁省大连市",
        "2021-10-25（含当日）",
        "核查 giant",
        "不涉及资金",
    ):
        assert words in said
    assert "须先填报 giants" in run("try", "miit-2021-255", "--track", "sme-case").stdout


def test_try_says_which_steps_a_direct_filing_does_not_take(tmp_path: Path) -> None:
    form = tmp_path / "form.json"
    offer = published()["miit-2021-255", 1].offers["scenario-solution"]
    form.write_text(json.dumps(sample_form(offer, way="direct")), encoding="utf-8")
    said = run("try", "miit-2021-255", "--track", "scenario-solution", "--form", str(form)).stdout
    assert "recommendation：不经过（way 为 province 时）" in said
    assert "每provider 2 个" in said


def test_try_shows_computed_values_and_refuses_a_form_that_could_not_be_filed(tmp_path: Path) -> None:
    assert "节电比例 = 0.0%" in run("try", str(MADE_UP), "--region", "440105", "--count", "factories=21").stdout
    form = tmp_path / "form.json"
    form.write_text(json.dumps({"before": 0, "after": 1}), encoding="utf-8")
    result = run("try", str(MADE_UP), "--form", str(form))
    assert result.exit_code == 1
    assert "/form/before: “改造前用电量”为0" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("try", "nowhere"),
        ("try", "miit-2021-255", "--track", "no"),
        ("try", "miit-2021-255", "--count", "giants"),
        ("diff", "nowhere", "no"),
    ],
)
def test_what_is_not_there_is_said_and_exits_with_an_error(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert result.stderr


def test_show_prints_quotas_levels_counts_and_the_hint() -> None:
    said = run("show", "miit-2021-255").stdout
    for words in (
        "请勿简单报送相关工作总结",
        "max(1, floor(0.05 * giants))",
        "size = giant",
        "reporting-authority",
        "专精特新“小巨人”企业数量",
    ):
        assert words in said.replace("\n", "")


def test_show_prints_choices_bounds_deadlines_and_both_tables() -> None:
    clusters, calls = ("".join(run("show", code).stdout.split()) for code in ("miit-2024-cluster", "miit-2021-255"))
    for words in ("directions选1–3项", "协作共享、质量品牌", "其他方向（请写明）（≤30字）", "bytes≥2000000", "逐项确认", "批次截止前"):
        assert words in clusters
    for words in ("服务商报送案例汇总表", "按优先顺序", "地方政府推进中小企业数字化转型模式案例", "≤3000字"):
        assert words in calls


def test_schema_prints_the_schema() -> None:
    assert json.loads(run("schema").stdout)["title"] == "A programme file of lianzhu"
