"""A wrong programme file is refused with file, line, column, path, reason, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.programme import FileProblem, ProgrammeFileError, load_programme, parse_programme
from contracts.programme.published import FOLDER

GOOD = (FOLDER / "sjz-2024-chain" / "v1.yaml").read_text(encoding="utf-8")


def problems(text: str | bytes) -> tuple[FileProblem, ...]:
    with pytest.raises(ProgrammeFileError) as refused:
        parse_programme(text if isinstance(text, bytes) else text.encode(), "v1.yaml")
    return refused.value.problems


def broken(old: str, new: str) -> tuple[str, int]:
    """The good file with one place changed, and the line of that place."""
    assert GOOD.count(old) >= 1, f"{old!r} is not in the file"
    return GOOD.replace(old, new, 1), GOOD[: GOOD.index(old)].count("\n") + 1


def test_the_published_file_is_read() -> None:
    assert parse_programme(GOOD.encode(), "v1.yaml").key == ("sjz-2024-chain", 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        # words
        ("document: (2024) -0755", "documnet: (2024) -0755", 0, "unknown word 'documnet'; did you mean document? (allowed here: region"),
        (
            "          lines: many\n          source: 附件1 一（二）",
            "          limits: many\n          source: 附件1 一（二）",
            0,
            "did you mean limit?",
        ),
        ("          kind: uscc\n          is: applicant-uscc", "          kind: uscid\n          is: applicant-uscc", 0, "kind is one of"),
        ("          kind: uscc\n          is: applicant-uscc", "          is: applicant-uscc", -1, "kind is missing"),
        ("version: 1", "version: one", 0, "should be a valid integer (this is 'one')"),
        ("version: 1", "version: 0", 0, "should be greater than or equal to 1"),
        ("      limit: 3500", "      limit: -1", 0, "should be"),
        ("        by: enterprise\n        deadline", "        by: emperor\n        deadline", 0, "should be 'enterprise', 'county'"),
        ("      kind: fixed", "      kind: lavish", 0, "should be 'none' or 'fixed'"),
        ("        required: true", "        required: yes", 0, "should be a valid boolean"),
        ('  region: "1301"', "  region: 1301", 0, "should be a valid string"),
        ('  region: "1301"', '  region: "1399"', 0, "no division has the code 1399"),
        ("      yuan: 500000", "      yuan: 0.5", None, "whole number"),
        ("      yuan: 500000\n", "      yuan: 500000\n      fen: 50000000\n", -1, "say the amount once"),
        ("      yuan: 500000\n", "", -1, "kind fixed has an amount"),
        # YAML
        ("version: 1", "version: 1\nversion: 2", 1, "'version' stands twice here; first on line"),
        ("version: 1", "version: &v 1", 0, "anchors and aliases"),
        ("version: 1", "version: *v", 0, "anchors and aliases"),
        ("version: 1", "version: !!python/object:os.system 1", 0, "tags (!) are not read"),
        ("version: 1", "version: [1", 1, "expected ',' or ']'"),
        ("version: 1", "version: 1\n--- {}", 1, "one file holds one document"),
        ("date: 2024-04-25", "date: 2024-04-31", 0, "no day of the calendar"),
        # sources
        ("    source: {opens: 六（一） “即日起开始申报”, review", "    source: {review", 0, "source says nothing of opens"),
        ("“即日起开始申报”", "“明日起开始申报”", 0, "clause 六（一） does not say “明日起开始申报”"),
        ("{opens: 六（一） “即日起", "{opens: 七（一） “即日起", 0, "there is no clause '七（一）'; allowed: 一（一）"),
        ("source: operator（用于查重）", "source: 据说", 0, "a source reads"),
        ("source: {opens: 六（一）", "source: {open: operator, opens: 六（一）", 0, "source names open, which is no word here"),
        (
            "types: operator, bytes: operator}",
            "types: operator, bytes.many: operator}",
            None,
            "source names bytes.many, which is no word here",
        ),
        ("        then: joint-opinion\n        source: operator\n", "        then: joint-opinion\n", None, "source is missing"),
        # rounds
        ("closes: 2024-07-31", "closes: 2024-03-31", None, "lies before opens"),
        ("closes: 2024-07-31", "closes: 2024-08-31", None, "when round 2024-08 is still open"),
        ("review: 2024-08\n", "review: 2024-06\n", None, "the review month (2024-06) lies before"),
        ("opens: 2024-04-25", "opens: 2024-04-24", 0, "before the document of 2024-04-25"),
        # form
        ("          limit: 250", "          limit: 301", 0, "301 字 is more than the 300 字 of summary"),
        ("          limit: 300", "          limit: 301", 0, "can never be reached"),
        ("          limit: 1800", "          limit: 3501", 0, "more than the 3500 字 of the whole"),
        (
            "          in: summary\n          limit: 50",
            "          in: sumary\n          limit: 50",
            0,
            "there is no group of the body 'sumary'; allowed: summary",
        ),
        ("          of: modes", "          of: moods", 0, "there is no set of choices 'moods'; allowed: industries, modes"),
        ("          same_as: name", "          same_as: nam", 0, "there is no text field 'nam'"),
        ("            column: uscc", "            column: code", 0, "there is no column 'code'; allowed: name, relation, uscc"),
        ("            not_in: [uscc]", "            not_in: [us]", 0, "there is no field 'us'"),
        ("          is: contact-name", "          is: case-title", None, "is case-title already"),
        ("          is: applicant-uscc\n", "", None, "an enterprise's form needs a field with “is: applicant-uscc”"),
        ("          is: account-number\n", "", None, "a paid award needs a field with “is: account-number”"),
        ("        platform_name:", "        name:", None, "name is a field of the header already"),
        ("        only: {industry: [biomedicine", "        only: {industry: [medicine", 0, "there is no option of industries 'medicine'"),
        ("            least: 8\n", "            least: 501\n", -1, "least (501) is more than most (500)"),
        ("        when: {industry: [other]}", "        when: {branch: [other]}", 0, "there is no field with a choice of one 'branch'"),
        # materials
        ("        per: smes", "        per: firms", 0, "there is no table with a unique column 'firms'; allowed: smes"),
        ("        types: [png, jpeg]", "        types: [pdf]", 0, "is for pictures only"),
        ("        types: [png, jpeg]", "        types: [exe]", 0, "should be 'pdf', 'png'"),
        ("        prints: form\n", "        prints: paper\n", 0, "should match pattern"),
        (
            "        title: {zh: 2023年度审计报告",
            "        prints: form\n        title: {zh: 2023年度审计报告",
            None,
            "is the scan of the form already",
        ),
        # workflow
        ("        table_brief:", "        brief:", None, "brief is a field of the form already"),
        ("      - step: withdrawal", "      - step: submission", 0, "submission stands twice"),
        ("        after: [submission]", "        after: [payment]", 0, "payment is no step before recommendation"),
        ("        makes: summary-table\n", "", None, "no step makes it"),
        ("        within: {working_days: 5}\n        deadline: review\n", "        deadline: review\n", None, "how long the repl"),
        ("        within: {working_days: 10}\n        source: operator\n", "        source: operator\n", -1, "how long a correction"),
        ("      - step: correction\n", "      - step: ranking\n", None, "the workflow has no step correction"),
        ("        freed_by: [withdrawal, rejection]", "        freed_by: [withdrawal, sleeping]", 0, "should be 'submission'"),
        ("        - {heading: 电话, shows: phone", "        - {heading: 电话, shows: fone", 0, "there is no field 'fone'"),
        ("      - step: archive\n", "      - step: audit\n", None, "audit stands twice"),
        (
            "        by: audit-firm\n",
            "        by: audit-firm\n      - step: archive\n        by: city\n        source: operator\n",
            None,
            "stands twice",
        ),
        (
            "      shows: [applicant-name, case-title, mode, industry]",
            "      shows: [applicant-name, sme-name]",
            0,
            "no field of the form is sme-name",
        ),
        (
            "      shows: [applicant-name, case-title, mode, industry]",
            "      shows: [applicant-name, account-number]",
            0,
            "account-number is not for the public",
        ),
        # rubric
        ("            weight: 30", "            weight: 31", None, "the weights add up to 101, not to 100"),
        ("              platform: {weight: 20}", "              platform: {weight: 25}", None, "the weights for platform add up to 105"),
        ("              - {at: 25, text: 有开放资源的设想", "              - {at: 80, text: 有开放资源的设想", None, "levels rise"),
        ("              - {at: 0, text: 没有向中小企业", "              - {at: 5, text: 没有向中小企业", None, "levels go from 0 to 100"),
        ("        varies_by: mode", "        varies_by: smes", 0, "there is no field with a choice of one 'smes'"),
        (
            "              supply-chain:\n                levels",
            "              logistics:\n                levels",
            0,
            "there is no option of varies_by 'logistics'",
        ),
        (
            "      ties: [driving, empowerment, results, submission, lot]",
            "      ties: [driving, beauty, lot]",
            0,
            "there is no criterion or tie rule 'beauty'",
        ),
        ("      ties: [driving, empowerment, results, submission, lot]", "      ties: [driving]", 0, "the last tie rule is lot"),
        ("        below: 60\n", "        below: 95\n", None, "below must not exceed above"),
        # notifications
        ("{organisation}已在平台登记", "{organization}已在平台登记", 0, "there is no variable 'organization'; allowed: organisation"),
        ("{organisation}已在平台登记", "{organisation.__class__}已在平台登记", 0, "there is no variable 'organisation.__class__'"),
        ("{organisation}已在平台登记", "{organisation}已在平台登记{", 0, "braces do not match"),
        ("    intake.round.moved:", "    intake.round.removed:", 0, "there is no event 'intake.round.removed'"),
        (
            "  texts:\n    intake.organisation.registered:\n      enterprise:",
            "  texts:\n    intake.organisation.registered:\n      dreamer:",
            None,
            "should be 'enterprise', 'county'",
        ),
    ],
)
def test_each_mistake_is_said_with_its_line(old: str, new: str, line: int | None, reason: str) -> None:
    text, first = broken(old, new)
    offset = next((n for n, (a, b) in enumerate(zip(old.split("\n"), [*new.split("\n"), *[""] * 9], strict=False)) if a != b), 0)
    said = [problem for problem in problems(text) if reason in problem.reason]
    assert said, [str(problem) for problem in problems(text)]
    assert said[0].file == "v1.yaml"
    assert str(said[0]).startswith(f"v1.yaml:{said[0].line}:{said[0].column}: ")
    if line is not None and line >= 0:
        assert said[0].line == first + max(offset, line)


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("          limit: 250", "          limit: 301", 1).replace("            weight: 30", "            weight: 31", 1)
    said = problems(text)
    assert len(said) >= 2
    assert list(said) == sorted(said)


def test_the_path_leads_to_the_mistake() -> None:
    (problem,) = problems(GOOD.replace("          of: modes", "          of: moods", 1))
    assert problem.path == "tracks.chain-case.form.header.mode.of"
    line = GOOD.split("\n")[problem.line - 1]
    assert line[problem.column - 1 :] == "modes"


@pytest.mark.parametrize(
    "content", [b"", b"# nothing\n", b"\xff\xfe", b"- 1\n", b"just text", b"? [a]\n: 1\n", b"a: {? {b: 1} : 2}", b"a: \x00"]
)
def test_what_is_no_programme_at_all_is_refused(content: bytes) -> None:
    assert problems(content)


def test_a_bomb_is_refused_quickly() -> None:
    nested = "a: " + "[" * 100_000
    assert "nested deeper" in problems(nested)[0].reason
    laughs = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert "anchors" in problems(laughs)[0].reason
    assert "at most" in problems(b"#" * 1_000_001)[0].reason


def test_the_command_reads_files_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "v1.yaml"
    path.write_text(GOOD.replace("version: 1", "version: none"), encoding="utf-8")
    with pytest.raises(ProgrammeFileError, match=r"v1\.yaml:4:10: version: "):
        load_programme(path)


def test_a_step_without_its_section_and_a_section_without_its_step_are_refused() -> None:
    start, end = GOOD.index("    decision:\n      proposed_by"), GOOD.index("    notice:\n      working_days")
    assert "decision stands in the workflow, but its section is missing" in [
        problem.reason for problem in problems(GOOD[:start] + GOOD[end:])
    ]
    start, end = GOOD.index("      - step: evaluation"), GOOD.index("      - step: archive")
    assert "evaluation has a section, but is no step" in [problem.reason for problem in problems(GOOD[:start] + GOOD[end:])]
