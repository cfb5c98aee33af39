"""What the words of quotas, levels, ways and formulas refer to must be there: each mistake is said where it stands."""

from __future__ import annotations

import pytest

from contracts.programme import ProgrammeFileError, parse_programme
from contracts.programme.published import FOLDER

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("miit-*/v2.yaml"))]
FORMULA = '        saved: {kind: computed, formula: 100 * smes / giants, unit: "%", title: {zh: 比, en: Ratio}, source: operator}\n'
BEFORE_STANDARDS = "        standards:\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "most: max(1, floor(0.05 * giants))",
            "most: max(1, floor(0.05 * gnomes))",
            "there is no declared count 'gnomes'; allowed: giants",
        ),
        ("most: max(1, floor(0.05 * giants))", "most: max(1, floor(0.05 ** giants))", "no expression from character 20"),
        ("most: max(1, floor(0.05 * giants))", "most: 100 / giants", "may not divide by a count"),
        ("most: max(1, floor(0.05 * giants))", "most: 5", "no quota rests on giants"),
        ("when: {size: [giant]}", "when: {size: [dwarf]}", "there is no option of sizes 'dwarf'"),
        ("when: {size: [giant]}", "when: {height: [giant]}", "there is no field with a choice of one 'height'"),
        ("        per: province\n        most: 3\n", "        per: county\n        most: 3\n", "recommendation is counted per province"),
        ("    own_table:\n", "    own_tables:\n", "unknown word 'own_tables'; did you mean own_table?"),
        ("level: reporting-authority", "level: hamlet", "should be 'county', 'city', 'province' or 'reporting-authority'"),
        ("per: [applicant, solution, round]", "per: [applicant, answer, round]", "there is no field 'answer'"),
        ("per: [region, name, title, round]", "per: [applicant, round]", "have no USCC to be known by"),
        (
            "    award: {kind: none",
            "    fund: {cap: decision, over: programme, waiting_list: true, revoked: eligible, clawed_back: eligible, source: operator}\n"
            "    award: {kind: none",
            "have no USCC, by which a fund knows whom it has awarded",
        ),
        (
            "      - step: result\n",
            "      - {step: acceptance, by: ministry, source: operator}\n      - step: result\n",
            "acceptance or result",
        ),
        ("      - step: filing\n", "      - step: archive\n", "the workflow has no step filing"),
        ("          is: applicant-kind\n", "", "the form needs a field with “is: applicant-kind”"),
        ("      kinds: [region, cluster, park]", "      kinds: [region, cluster, enterprise]", "a track has either"),
        ("editable_of: chart", "editable_of: charts", "there is no other material 'charts'"),
        ("editable_of: chart", "editable_of: editable", "there is no other material 'editable'"),
        ("          is: applicant-region\n", "", "a region's, cluster's or park's form needs a field with “is: applicant-region”"),
        (BEFORE_STANDARDS, FORMULA.replace("giants,", "0,") + BEFORE_STANDARDS, "divides by 0"),
        (BEFORE_STANDARDS, FORMULA.replace("giants,", "patents,") + BEFORE_STANDARDS, None),
        (
            BEFORE_STANDARDS,
            FORMULA.replace("giants,", "basics,") + BEFORE_STANDARDS,
            "there is no number, or value computed before, 'basics'",
        ),
        (
            BEFORE_STANDARDS,
            FORMULA.replace("giants,", "saved,") + BEFORE_STANDARDS,
            "there is no number, or value computed before, 'saved'",
        ),
    ],
)
def test_each_mistake_is_said(old: str, new: str, reason: str | None) -> None:
    text = next(text for text in TEXTS if old in text).replace(old, new, 1)
    if reason is None:
        assert parse_programme(text.encode(), "v2.yaml").version == 2
        return
    with pytest.raises(ProgrammeFileError) as refused:
        parse_programme(text.encode(), "v1.yaml")
    assert any(reason in problem.reason for problem in refused.value.problems), str(refused.value)


def test_what_is_not_always_recommended_needs_a_table_of_its_own() -> None:
    text = next(text for text in TEXTS if "own_table:" in text)
    start, end = text.index("    own_table:\n"), text.index("    award:", text.index("    own_table:\n"))
    with pytest.raises(ProgrammeFileError, match="what nobody recommends is filed by its filer: own_table is missing"):
        parse_programme((text[:start] + text[end:]).encode(), "v1.yaml")
