"""No word of a step does nothing: it is carried out with the step that has it, or refused where it stands. No word is read by nobody."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from contracts.programme import ProgrammeFileError, parse_programme
from contracts.programme.consistency.steps import CARRIED, before
from contracts.programme.published import FOLDER
from contracts.programme.workflow import OUTCOMES, Step, StepName
from tests.unit.contracts.test_programme_docs import LANGUAGE, PAGE

CHAIN = (FOLDER / "sjz-2024-chain" / "v1.yaml").read_text(encoding="utf-8")
CALL = (FOLDER / "miit-2021-255" / "v2.yaml").read_text(encoding="utf-8")
SAID = {
    "level": "city",
    "when": "{mode: [platform]}",
    "from": "city",
    "confirmed_by": "city",
    "until": "filing",
    "within": "{days: 3}",
    "deadline": "round",
    "reasons": "true",
    "makes": "summary-table",
}


def said(text: str, old: str, new: str) -> tuple[list[tuple[int, str]], int]:
    """The problems (line, reason) of the file with one place changed, and the line of the place."""
    assert old in text, old
    with pytest.raises(ProgrammeFileError) as refused:
        parse_programme(text.replace(old, new, 1).encode(), "v1.yaml")
    return [(problem.line, problem.reason) for problem in refused.value.problems], text[: text.index(old)].count("\n") + 1


def test_every_word_of_a_step_is_said_to_be_carried_out_somewhere() -> None:
    assert set(CARRIED) | {"step", "by", "after", "source"} == set(Step.words())
    assert set(OUTCOMES) == set(StepName)


@pytest.mark.parametrize("step", StepName)
def test_a_word_is_refused_where_it_would_do_nothing(step: StepName) -> None:
    text, line = (CALL if step is StepName.RESULT else CHAIN), f"      - step: {step}\n"
    idle = [word for word, steps in CARRIED.items() if step not in steps]
    found, at = said(text, line, line + "".join(f"        {word}: {SAID[word]}\n" for word in idle))
    for number, word in enumerate(idle, at + 1):
        (reason,) = [reason for place, reason in found if place == number and "is not carried out" in reason]
        assert reason.startswith(word)
        assert all(one.value in reason for one in CARRIED[word])


@pytest.mark.parametrize("step", StepName)
def test_a_step_waits_for_what_it_says_or_says_something_else(step: StepName) -> None:
    text, line = (CALL if step is StepName.RESULT else CHAIN), f"      - step: {step}\n"
    start = text.index(line)
    end = text.index("        source:", start)
    entry = re.sub(r"        after: .*\n", "", text[start:end])
    others = [one for one in StepName if one not in before(step)]
    found, _ = said(text, text[start:end], f"{entry}        after: [{', '.join(others)}]\n")
    assert {one for one in others if any(f"{step} does not wait for {one};" in reason for _, reason in found)} == set(others)


@pytest.mark.parametrize(
    ("text", "old", "new", "reason"),
    [
        (CHAIN, "        until: decision\n", "        until: payment\n", "a withdrawal cannot end with payment"),
        (CHAIN, "        deadline: round\n", "        deadline: review\n", "within the round's window; allowed: round"),
        (CHAIN, "        reasons: true\n", "        reasons: false\n", "say reasons: true"),
        (
            CHAIN,
            "        by: enterprise\n        until",
            "        by: enterprise\n        level: city\n        until",
            "this is taken by enterprise",
        ),
        (CHAIN, "      - step: review\n        by: agency", "      - step: review\n        by: city", "review is taken by agency"),
        (CHAIN, "        by: finance\n", "        by: city\n", "payment is taken by finance"),
        (CHAIN, "        confirmed_by: county\n", "", "confirmed_by is missing"),
        (CHAIN, "        by: enterprise\n        from", "        by: county\n        from", "who has filed corrects: enterprise"),
        (CHAIN, "        from: county\n", "        from: agency\n", "it comes from who takes filing: county"),
        (CHAIN, "        confirmed_by: approver\n", "        confirmed_by: county\n", "the decision's section says: approver"),
        (CHAIN, "      by: city\n      failing", "      by: county\n      failing", "the step evaluation is taken by city"),
        (CHAIN, "      filed_by: county\n", "      filed_by: city\n", "who files is said by the tables' filed_by: city"),
        (CHAIN, "      to: city\n", "      to: province\n", "who receives is said by the tables' to: province"),
        (
            CHAIN,
            "        step: recommendation\n",
            "        step: acceptance\n",
            "are confirmed, 'acceptance'; allowed: recommendation",
        ),
        (
            CHAIN,
            "      - step: recommendation\n        per",
            "      - step: acceptance\n        per",
            "is counted, 'acceptance'; allowed:",
        ),
        (CHAIN, "freed_by: [withdrawal, rejection]", "freed_by: [receipt]", "gives a place back, 'receipt'; allowed: rejection, return"),
        (CHAIN, "      undertaking: true\n", "      undertaking: false\n", "allowed: true"),
        (CHAIN, "      repayable: false\n", "      repayable: true\n", "allowed: false"),
        (CHAIN, '          within: "1301"\n', "", "applicants lie in 1301: say within"),
        (
            CHAIN,
            "      fields:\n        table_brief:",
            "      fields:\n        more: {kind: text, limit: 9, title: {zh: 又, en: More}, source: operator}\n        table_brief:",
            "allowed: one field of kind text",
        ),
        (
            CHAIN,
            "      fields:\n        table_brief:",
            "      fields:\n        more: {kind: email, title: {zh: 又, en: More}, source: operator}\n        table_brief:",
            "allowed: one field of kind text",
        ),
        (
            CALL,
            "      head: [服务商名称（盖章）, 联系人及电话]\n      order: recommendation",
            "      head: [服务商名称（盖章）, 联系人及电话]\n      order: priority",
            "allowed: recommendation",
        ),
    ],
)
def test_what_would_not_be_carried_out_is_refused_with_what_is_allowed(text: str, old: str, new: str, reason: str) -> None:
    found, at = said(text, old, new)
    assert any(reason in one for _, one in found), found
    assert all(number > 1 for number, _ in found)
    assert at > 1


def test_a_list_that_nobody_files_is_refused() -> None:
    start, end = CHAIN.index("    summary_table:\n"), CHAIN.index("    review:\n")
    table = CHAIN[start:end]
    found, _ = said(CHAIN.replace("        makes: summary-table\n", ""), table, "")
    assert any("nobody files a list" in reason for _, reason in found)


def test_the_page_says_what_comes_of_each_step_and_which_words_it_has() -> None:
    rows = dict(re.findall(r"(?m)^\| `([a-z]+)` \| ([^|]+ \| [^|]*)\|$", PAGE.partition("#### Steps")[2].partition("\n### ")[0]))
    assert set(rows) == set(StepName)
    for step in StepName:
        outcome, words = rows[step].split("|")
        assert outcome.strip() == OUTCOMES[step].en
        of_own, _, waits = words.partition("after")
        named = set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", of_own)))
        assert named == {word for word, steps in CARRIED.items() if step in steps}
        assert set(re.findall(r"`(\w+)`", waits)) <= before(step)


ONE_VALUE = {("Payment", "times"), ("Payment", "repayable"), ("Review", "undertaking")}
"""Words that can say one thing only, which is what the services do."""
HELD = {("Step", "makes")}
"""Says what a track's tables say as well, and is held against them."""


def test_every_word_is_read_by_somebody() -> None:
    """Of a service, of the checks of forms, or of the language itself; not alone of what checks the file."""
    root = FOLDER.parents[1]
    files = [*root.glob("services/**/*.py"), *root.glob("contracts/form/*.py"), *root.glob("contracts/programme/*.py")]
    read = {name for file in files for name in _read(file)}
    names = {(entry, name) for entry, model in LANGUAGE.items() for name in model.model_fields if name != "source"}
    assert {(entry, name) for entry, name in names if name not in read} == ONE_VALUE | HELD


def _read(file: Path) -> set[str]:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}
