"""The Shijiazhuang call as data says what its document says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from contracts.events.catalogue import EVENTS
from contracts.form import FaultCode
from contracts.programme import NO_NEWS, VARIABLES, Meaning, StepName, digest, digests, published
from contracts.programme.published import FOLDER
from contracts.roles import Role
from tests.unit.contracts.complete import offer, programme

TRACK = offer().track


def test_the_authority_and_its_document() -> None:
    authority = programme().authority
    assert (authority.region, authority.name, authority.date) == ("1301", "石家庄市工业和信息化局", date(2024, 4, 25))
    assert {"财建〔2023〕117号", "石财建〔2024〕1号"} <= set(authority.basis)


def test_the_award_is_fifty_million_fen_once_ever_with_its_clause() -> None:
    award = TRACK.award
    assert (award.kind, award.fen, award.once) == ("fixed", 50_000_000, "enterprise")
    assert award.clause("fen") == "五（一）“对通过市级“链式”企业评定的企业给予一次性奖补50万元”"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2024, 4, 24, 15, 59, 59, tzinfo=UTC), None),
        (datetime(2024, 4, 24, 16, 0, tzinfo=UTC), "2024-08"),  # midnight in Shanghai
        (datetime(2024, 7, 31, 15, 59, 59, tzinfo=UTC), "2024-08"),  # the closing day is included
        (datetime(2024, 7, 31, 16, 0, tzinfo=UTC), "2025-05"),
        (datetime(2025, 4, 30, 15, 59, 59, tzinfo=UTC), "2025-05"),
        (datetime(2025, 4, 30, 16, 0, tzinfo=UTC), None),
    ],
)
def test_rounds_are_days_in_shanghai_with_the_closing_day(at: datetime, expected: str | None) -> None:
    assert programme().round_at(at) == expected


def test_late_filings_join_the_next_round() -> None:
    assert programme().round_after("2024-08") == "2025-05"
    assert programme().round_after("2025-05") is None


def test_limits_of_the_form() -> None:
    form = TRACK.form
    limits = {name: getattr(form.body[name], "limit", None) for name in form.body}
    assert (form.limit, form.groups["summary"].limit) == (3500, 300)
    assert limits == {"title": 50, "brief": 250, "measures": 1800, "results": 1000, "problems": 400}


def test_materials_of_the_document_and_none_that_the_county_makes() -> None:
    required = {kind for kind, material in TRACK.materials.items() if material.required}
    sealed = {kind for kind, material in TRACK.materials.items() if material.sealed}
    assert required == {"licence", "tax", "form-scan", "financial-report", "auditor-licence", "credit-report", "sme-proof"}
    assert sealed == {"licence", "form-scan", "sme-proof"}
    assert TRACK.materials["form-scan"].paper == 3


def test_the_summary_table_has_the_columns_of_annex_two() -> None:
    table = TRACK.summary_table
    assert table is not None
    headings = [column.heading for column in table.columns]
    assert headings == ["序号", "企业名称", "案例模式", "案例名称", "案例简述（150字以内）", "联系人", "电话", "邮箱"]
    assert table.columns[4].shows == "table_brief"
    assert "table_brief" not in TRACK.form.fields


def test_the_county_checks_each_clause_of_two_and_the_industry_only_where_it_is_another() -> None:
    checks = dict(TRACK.checks_at(StepName.RECOMMENDATION, {"industry": "food"}))
    clauses = [check.source.whole.clause for check in checks.values() if check.source.whole]
    assert clauses == ["二（一）", "二（二）", "二（三）", "二（四）", "二（五）", "二（六）"]
    assert "industry" in dict(TRACK.checks_at(StepName.RECOMMENDATION, {"industry": {"other": "钢铁"}}))


def test_the_way_from_enterprise_to_archive() -> None:
    steps = TRACK.steps
    assert steps[StepName.RECOMMENDATION].by == (Role.COUNTY,)
    assert steps[StepName.REVIEW].by == (Role.AGENCY,)
    assert set(steps[StepName.PAYMENT].after) >= {StepName.AUDIT, StepName.NOTICE}
    assert steps[StepName.WITHDRAWAL].until is StepName.DECISION
    assert list(steps)[-1] is StepName.ARCHIVE


def test_no_county_has_a_quota_but_the_word_is_there() -> None:
    (quota,) = TRACK.quotas
    assert (quota.step, quota.per, quota.most) == (StepName.RECOMMENDATION, "county", "unlimited")


def test_the_review_is_the_operators_and_its_weights_add_up_for_every_mode() -> None:
    review = TRACK.review
    assert review is not None
    assert (review.experts, review.spread.most, review.rubric.passing) == (5, 20, 60)
    for mode in (None, *programme().choices["modes"].options):
        criteria = review.rubric.for_option(mode)
        assert sum(criterion.weight for criterion in criteria) == 100
        assert all(len(criterion.levels) == 5 for criterion in criteria)


def test_the_rubric_differs_by_mode_where_it_should() -> None:
    review = TRACK.review
    assert review is not None
    texts = {mode: review.rubric.for_option(mode)[0].levels[4].text for mode in programme().choices["modes"].options}
    assert len(set(texts.values())) == 5
    weights = [criterion.weight for criterion in review.rubric.for_option("platform")]
    assert weights == [25, 25, 20, 20, 10]


def test_what_the_document_leaves_open_is_listed_as_the_operators() -> None:
    values = {entry.path: entry.value for entry in programme().operator_values()}
    assert values["rounds.2024-08.closes"] == "2024-07-31"
    assert values["tracks.chain-case.notice.working_days"] == "5"
    assert values["tracks.chain-case.review.experts"] == "5"
    assert values["tracks.chain-case.review.rubric.criteria.driving.weight"] == "25"
    assert values["tracks.chain-case.materials.figure.bytes"] == "most 5000000"


@pytest.mark.parametrize(
    "path",
    [
        "award.fen",
        "form.limit",
        "form.body.title.limit",
        "form.beside.smes.rows.least",
        "materials.figure.width",
        "materials.form-scan.paper",
    ],
)
def test_what_the_document_states_is_not_the_operators(path: str) -> None:
    assert f"tracks.chain-case.{path}" not in {entry.path for entry in programme().operator_values()}


def test_every_meaning_that_services_need_is_on_the_form() -> None:
    columns = {Meaning.SME_NAME, Meaning.SME_USCC, Meaning.SME_RELATION}
    of_those_without_an_address = {Meaning.APPLICANT_REGION, Meaning.APPLICANT_KIND}
    assert set(TRACK.form.meanings) == set(Meaning) - columns - of_those_without_an_address
    assert {meaning for meaning in columns if TRACK.form.column_for("smes", meaning)} == columns


def test_notifications_fill_with_the_variables_of_their_event() -> None:
    for event, audiences in programme().notifications.texts.items():
        values = dict.fromkeys(VARIABLES[event], "值")
        for notification in audiences.values():
            assert "{" not in notification.zh.fill(values).body + notification.en.fill(values).title


def test_texts_are_for_events_that_intake_has() -> None:
    events = {name.removeprefix("lianzhu.").removesuffix(".v1") for name in EVENTS}
    assert {event for event in VARIABLES if event.startswith("intake.")} <= events


def test_an_enterprise_is_told_of_every_change_of_its_application() -> None:
    of_ministries = {"intake.application.concluded"}
    assert {event for event in changes() - of_ministries if Role.ENTERPRISE not in programme().notifications.of(event)} == set()


def test_every_event_on_an_application_has_variables_for_a_text_or_is_no_news_to_its_applicant() -> None:
    assert changes() <= VARIABLES.keys()
    assert {f"lianzhu.{event}.v1" for event in NO_NEWS} <= EVENTS.keys()


def changes() -> set[str]:
    """Every event that names an application and is news to its applicant. What notify publishes is the telling itself."""
    named = {name.removeprefix("lianzhu.").removesuffix(".v1") for name, event in EVENTS.items() if "application" in event.model_fields}
    return {name for name in named if not name.startswith("notify.")} - NO_NEWS


def test_no_expert_scores_or_other_applicants_are_told_to_an_enterprise() -> None:
    for event, audiences in programme().notifications.texts.items():
        notification = audiences.get(Role.ENTERPRISE)
        used = set(notification.zh.variables()) | set(notification.en.variables()) if notification else set()
        assert not used & {"expert", "spread", "awards", "cases"}, event


def test_no_person_of_the_original_is_named() -> None:
    assert "联系人：" not in (FOLDER / "sjz-2024-chain" / "v1.yaml").read_text(encoding="utf-8")


def test_published_versions_stand_in_the_ledger_with_their_digests() -> None:
    assert ("sjz-2024-chain", 1) in published()
    assert {file: digest((FOLDER / file).read_bytes()) for file in digests()} == digests()


def test_fault_codes_are_a_closed_list_of_plain_words() -> None:
    assert all(code.value == code.name.lower().replace("_", "-") for code in FaultCode)
