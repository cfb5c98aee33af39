"""What is wrong with a template is said before anything is printed with it: which file, where, why, and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.programme import published
from contracts.programme.published import FOLDER, TEMPLATES
from deploy.cli.main import app
from deploy.cli.programme_templates import TemplateProblem, template_problems
from services.chassis import sheet_pdf
from services.funding.documents.template_files import notice_template
from tests.support.word import template

CODE = "miit-2021-255"
PROGRAMME = published()[CODE, 1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the programme's folder of templates."""
    return Path(shutil.copytree(FOLDER / CODE / TEMPLATES, tmp_path / TEMPLATES))


def only(folder: Path) -> TemplateProblem:
    [problem] = template_problems(PROGRAMME, folder)
    return problem


def test_the_packaged_templates_are_right_and_a_programme_needs_none(tmp_path: Path) -> None:
    for programme in published().values():
        assert template_problems(programme, FOLDER / programme.programme / TEMPLATES) == []
        assert template_problems(programme, tmp_path / "nothing") == []


def test_a_file_of_another_name_is_refused_with_the_names_that_there_are(folder: Path) -> None:
    (folder / "sme_case.form.docx").write_bytes(template("字"))
    problem = only(folder)
    assert problem.file.endswith("sme_case.form.docx")
    assert "did you mean sme-case.form.docx? (allowed here: form.docx, local-mode.form.docx" in problem.reason


def test_what_word_keeps_beside_an_open_file_is_no_template(folder: Path) -> None:
    (folder / "~$form.docx").write_bytes(b"\0")
    (folder / ".DS_Store").write_bytes(b"\0")
    assert template_problems(PROGRAMME, folder) == []


@pytest.mark.parametrize(
    ("paragraph", "reason"),
    [
        ("{{ fields.nam.text }}", "there is no 'nam'; did you mean name? (allowed here: address,"),
        ("{{ fields.name.txt }}", "there is no 'txt'; did you mean text? (allowed here: label, limit, options, paragraphs, table, text)"),
        ("{{ title }}", "there is no 'title'; did you mean titles? (allowed here: annex, day, fields,"),
        ("{% for one in sections %}{{ one.paragraph }}{% endfor %}", "there is no 'paragraph'; did you mean paragraphs?"),
        ("{% if sealed %}{% else %}{{ nobody }}{% endif %}", "there is no 'nobody'"),
        ("{% for one in sections %}{{ loop.index }}{% endfor %}{{ one }}", "there is no 'one'"),
        ("{% if sealed %}", "Unexpected end of template"),
        ("{{ day|upside_down }}", "upside_down"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'none'|picture }}", "none"),
    ],
)
@pytest.mark.parametrize("part", ["body", "cell", "footer"])
def test_an_unknown_placeholder_is_refused_wherever_it_stands(folder: Path, part: str, paragraph: str, reason: str) -> None:
    made = {"body": template(paragraph), "cell": template("字", cells=(paragraph,)), "footer": template("字", footer=paragraph)}
    (folder / "sme-case.form.docx").write_bytes(made[part])
    assert reason in str(only(folder))


def test_the_paragraph_is_named(folder: Path) -> None:
    (folder / "sme-case.form.docx").write_bytes(template("甲", "企业：{{ fields.nam.text }}", "乙"))
    assert only(folder).place == "“企业：{{ fields.nam.text }}”"


def test_a_template_of_all_tracks_is_held_against_each_that_has_none_of_its_own(folder: Path) -> None:
    (folder / "form.docx").write_bytes(template("{{ fields.problems.text }}"))
    assert "there is no 'problems'" in only(folder).reason  # the SME's case has such a field, the local mode none
    (folder / "local-mode.form.docx").write_bytes(template("{{ fields.results.text }}"))
    assert template_problems(PROGRAMME, folder) == []


@pytest.mark.parametrize("name", ["form.docx", "scenario-solution.form.docx", "summary-table.docx"])
def test_a_broken_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes((FOLDER / CODE / TEMPLATES / "form.docx").read_bytes()[:2000])
    assert only(folder) == TemplateProblem(str(folder / name), "", "is no Word document (DOCX)")


@pytest.mark.parametrize(
    ("source", "place", "reason"),
    [
        ("#let (", "form.typ:1", "unclosed delimiter"),
        ('#import "paper.typ": *\n#form.trakc', "form.typ:2", "did you mean track? (form has: programme, track, annex,"),
        ('#import "papers.typ": *', "form.typ:1", "file not found"),
        ('\n#read("/etc/passwd")', "form.typ:2", "file not found"),
    ],
)
def test_a_template_in_typst_that_is_wrong_is_refused_by_its_line(folder: Path, source: str, place: str, reason: str) -> None:
    (folder / "form.typ").write_text(source, encoding="utf-8")
    problem = only(folder)
    assert problem.place == place
    assert reason in problem.reason


def test_the_template_of_a_table_has_a_place_for_the_table(folder: Path) -> None:
    (folder / "summary-table.docx").write_bytes(template("{{ heading }}"))
    assert "{{p table }}" in only(folder).reason
    (folder / "summary-table.docx").write_bytes(template("{{ heading }}", "{{ headin }}", "{{p table }}"))
    assert "did you mean heading?" in only(folder).reason
    (folder / "summary-table.docx").write_bytes(template("{{ heading }}", "{{p table }}"))
    assert template_problems(PROGRAMME, folder) == []


CHAIN = published()["sjz-2024-chain", 1]


@pytest.mark.parametrize(
    ("name", "source", "place", "reason"),
    [
        ("notice.html", "<p>\n{{ titel.zh }}</p>", "notice.html:2", "there is no 'titel'; did you mean title? (allowed here: amount,"),
        ("notice.html", "{% for row in rows %}{{ row.name }}{% endfor %}", "notice.html:1", "(allowed here: county, id, shown, yuan)"),
        ("notice.html", "{{ minutes.number }}", "notice.html", "None"),
        ("notice.typ", '#let notice = json("/data.json")\n#notice.titel', "notice.typ:2", 'does not contain key "titel"'),
        ("table.typ", '#let sheet = json("/data.json")\n#sheet.rows', "table.typ:2", 'does not contain key "rows"'),
        (
            "table.typ",
            '#let sheet = json("/data.json")\n#for block in sheet.blocks { for row in block.rows { [#row.at(1) ] } }',
            "",
            'where part is "footers"',
        ),
        ("ranking.typ", "#let (", "ranking.typ:1", "unclosed delimiter"),
        ("payment-lists.typ", "字", "", "did you mean payment-list.typ?"),
    ],
)
def test_the_templates_of_tables_and_notices_are_held_against_what_they_would_print(
    tmp_path: Path, name: str, source: str, place: str, reason: str
) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")
    [problem] = template_problems(CHAIN, tmp_path)
    assert problem.place == place
    assert reason in problem.reason


def test_the_platforms_own_templates_are_right_for_a_programme_that_copies_them(tmp_path: Path) -> None:
    for extension in ("html", "typ"):
        shutil.copy(notice_template(CHAIN, extension), tmp_path)
    for name in ("table.typ", "ranking.typ", "scoring-summary.typ", "award-decision.typ", "payment-list.typ", "ledger.typ"):
        shutil.copy(sheet_pdf.TEMPLATE, tmp_path / name)
    assert template_problems(CHAIN, tmp_path) == []


def test_a_programme_without_notices_has_no_template_for_them(folder: Path) -> None:
    shutil.copy(notice_template(CHAIN, "html"), folder)
    assert only(folder).reason == "the programme publishes no notices"


def test_the_command_says_it_and_ends_with_1(folder: Path) -> None:
    file = folder.parent / "v1.yaml"
    shutil.copy(FOLDER / CODE / "v1.yaml", file)
    assert CliRunner().invoke(app, ["programme", "check", str(file)]).exit_code == 0
    (folder / "form.docx").write_bytes(template("{{ track", "}}", "{{ tracks }}"))
    result = CliRunner().invoke(app, ["programme", "check", str(file)])
    assert result.exit_code == 1
    assert f"{folder / 'form.docx'}: “{{{{ tracks }}}}”: there is no 'tracks'; did you mean track?" in result.output
