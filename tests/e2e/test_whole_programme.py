"""A sixth programme, made up, of a county, and added by one file: it runs through all four services, two versions of it at the same time.

The first round was opened with the first version; the second version came while it was running, and its own round follows.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from contracts.programme import Programme, parse_programme
from tests.support.calls import Call, Case
from tests.support.funding import FIRM
from tests.support.intake import Caller, fault, ok, problem
from tests.support.reviewing import Panelist
from tests.support.servers import delete_topics, drop_databases
from tests.support.shelf import MADE_UP, shelf
from tests.support.waiting import eventually
from tests.support.whole import LONG, Run, Whole

pytestmark = pytest.mark.timeout(1200)
"""Eleven processes, two rounds."""

COUNTY, LINE = "440105", "line"
FIRST = MADE_UP.read_bytes()
CHANGED = (
    (b"version: 1", b"version: 2"),
    (b"is: case-title, limit: 40", b"is: case-title, limit: 8"),
    (b"choices:\n", b'  "later":\n    opens: 2026-04-01\n    closes: 2026-04-20\n    review: 2026-05\n    source: operator\nchoices:\n'),
    (b"      experts: 3", b"      experts: 4"),
    (b"weight: 70,", b"weight: 50,"),
    (
        b"          spread: {title",
        b"          cost: {title: {zh: \xe6\x88\x90\xe6\x9c\xac, en: Cost}, looks_at: Cost., weight: 20, "
        b"levels: [{at: 0, text: High.}, {at: 100, text: Low.}], source: operator}\n          spread: {title",
    ),
    (b"notice: {working_days: 7", b"notice: {working_days: 3"),
    ("answer_within: {days: 10}, source: 三 “公示7个工作日”".encode(), b"answer_within: {days: 10}, source: operator"),
    ("yuan: 123400, source: 三 “每条奖补12.34万元”".encode(), b"yuan: 200000, source: operator"),
)
FIRST_FEN, SECOND_FEN = 12_340_000, 20_000_000
LONG_TITLE, SHORT_TITLE = "十二个字以内的生产线名称", "后来的线"


def second() -> bytes:
    text = FIRST
    for old, new in CHANGED:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def at(month: int, day: int) -> datetime:
    """9:00 in Shanghai."""
    return datetime(2026, month, day, 1, tzinfo=UTC)


@dataclass
class Story:
    """The two rounds as they ran, and what came of them."""

    early: Run
    late: Run
    refused: dict[str, Any]
    panels: dict[str, list[Panelist]] = field(default_factory=dict)
    notices: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def platform(self) -> Whole:
        return self.early.platform

    def applicant(self, service: str, case: Case) -> Caller:
        return self.platform.at(service, "enterprise", organisation=case.uscc)

    def told(self, case: Case) -> dict[str, str]:
        """What the applicant reads in its inbox of this case: body by event."""
        rows = self.platform.inbox(self.applicant("notify", case))
        return {row["type"]: row["body"] for row in rows if row["application"] == case.id}


def line(run: Run, title: str, of: Programme | None = None) -> Case:
    call = Call(run.platform.intake, run.programme.programme, run.round, of or run.programme)
    return call.enterprise(LINE, COUNTY, title=title, before=300, after=200, number="6222020402001234567")


@pytest.fixture(scope="module")
def story(mongodb_uri: str, kafka_bootstrap: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("whole")
    platform = Whole.of((mongodb_uri, kafka_bootstrap), namespace, folder, shelf(folder, FIRST))
    first, later = parse_programme(FIRST, "v1.yaml"), parse_programme(second(), "v2.yaml")
    platform.intake.begin(at(2, 2))
    platform.intake.create_topics()
    early, late = Run(platform, first, "2026", LINE), Run(platform, later, "later", LINE)
    with platform.intake.serving(ready=False):
        early.open()
        running = line(early, LONG_TITLE)
    shelf(folder, second())
    with platform.running():
        made = told(platform, early, late, running)
        yield made
    drop_databases(mongodb_uri, namespace)
    delete_topics(kafka_bootstrap, namespace)


def told(platform: Whole, early: Run, late: Run, running: Case) -> Story:
    """From the filing to the archive, the two rounds side by side."""
    running = resumed(platform, running)
    refused = filed(early, running, late.programme)
    story = Story(early, late, refused)
    platform.move(at(4, 2))
    early.close()
    filed_late(late)
    platform.register_experts(COUNTY, 8)
    early.drawn()
    platform.move(at(4, 21))
    late.close()
    late.drawn()
    for run in (late, early):
        for number, case in enumerate(run.cases):
            story.panels[case.id] = run.scored(case, 90 - 10 * number)
    for run, fen in ((early, FIRST_FEN), (late, SECOND_FEN)):
        run.rank()
        run.fund(fen * 2, at(4, 21))
        run.propose()
        run.decide(at(4, 21))
        for case in run.cases[:2]:
            run.audit(case)
        story.notices[run.round] = run.notice()
    platform.move(at(5, 11))
    for run in (early, late):
        run.confirm()
        for case in run.cases[:2]:
            run.pay(case, at(5, 11))
            run.archive(case)
    return story


def resumed(platform: Whole, case: Case) -> Case:
    """The same applicant at the process that serves now."""
    case.caller = platform.at("intake", "enterprise", organisation=case.uscc)
    return case


def filed(run: Run, running: Case, newer: Programme) -> dict[str, Any]:
    """What was begun before the second version and what was begun after it are recommended together, up to the quota; the refusal."""
    counts = {"track": LINE, "counts": {"factories": 21}, "document": "统计公报"}
    ok(run.officer().post(f"{run.call.list(COUNTY)}/counts", counts))
    fault(line(run, LONG_TITLE, newer).write().attach_required().submit(), "invalid-content", "too-long", "/form/title")
    cases = [running.filed(), line(run, SHORT_TITLE, newer).filed(), line(run, "丙线", newer).filed(), line(run, "丁线", newer).filed()]
    replies = [run.recommended(case) for case in cases]
    run.accept(cases[:3])
    return problem(replies[3], "quota-exhausted")


def filed_late(run: Run) -> None:
    run.open()
    ok(run.officer().post(f"{run.call.list(COUNTY)}/counts", {"track": LINE, "counts": {"factories": 1}, "document": "统计公报"}))
    cases = [line(run, title).filed() for title in ("戊线", "己线")]
    for case in cases:
        ok(run.recommended(case))
    run.accept(cases)


def test_the_countys_quota_holds_and_the_refusal_says_where_it_comes_from(story: Story) -> None:
    assert "名额 3 个（规上工厂数量 21 家，max(2, ceil(factories / 10))），已用 3 个" in story.refused["detail_zh"]
    assert story.refused["source"].startswith("一")


def test_its_own_number_of_experts_scores_by_its_own_rubric(story: Story) -> None:
    for run, experts, criteria in ((story.early, 3, {"saving", "spread"}), (story.late, 4, {"saving", "cost", "spread"})):
        for case in run.cases:
            assert len(story.panels[case.id]) == experts
            shown = ok(run.officer("scoring").get(f"/v1/cases/{case.id}"))
            assert ({one["code"] for one in shown["rubric"]["criteria"]}, shown["rubric"]["passing"]) == (criteria, 50)
        ranking = ok(run.officer("scoring").get(f"{run.review}/ranking"))
        assert [place["case"] for place in ranking["result"]["ranked"]] == [case.id for case in run.cases]


def test_its_own_sum_is_awarded_under_its_fund_after_its_own_days_of_notice(story: Story) -> None:
    for run, fen, days in ((story.early, FIRST_FEN, 7), (story.late, SECOND_FEN, 3)):
        shown = [run.award(case) for case in run.cases]
        assert [(one["status"], one["fen"]) for one in shown[:2]] == [("paid", fen)] * 2
        fund = ok(run.officer("funding").get(f"/v1/funds/{run.programme.programme}", round=run.round))
        assert (fund["cap"], fund["paid"], fund["available"]) == (2 * fen, 2 * fen, 0)
        notice = story.notices[run.round]
        assert notice["ends"] == {7: "2026-04-30T16:00:00.000Z", 3: "2026-04-24T16:00:00.000Z"}[days]
    assert story.early.award(story.early.cases[2])["status"] == "waiting"


def test_what_was_begun_before_the_second_version_stays_on_the_first_and_what_comes_after_is_on_the_second(story: Story) -> None:
    """Its form and its materials; how a round is reviewed and what it awards is the same for all cases of it."""
    running, newer, _ = story.early.cases
    for case, version, title in ((running, 1, LONG_TITLE), (newer, 2, SHORT_TITLE), (story.late.cases[0], 2, "戊线")):
        shown = ok(story.early.officer().get(case.path))
        assert (shown["call"]["version"], shown["content"]["title"]) == (version, title)
        schema = ok(story.platform.intake.public().get(f"/v1/programmes/made-up-2026/tracks/{LINE}/form", version=version))
        assert schema["properties"]["title"]["x-limit"] == {1: 40, 2: 8}[version]


def paid(story: Story, case: Case) -> bool:
    """Whether the applicant has read that it was paid: the last that it is told."""
    return "funding.payment.made" in story.told(case)


def test_everybody_is_told_in_the_programmes_own_words(story: Story) -> None:
    first, late = story.early.cases[0], story.late.cases[0]
    for case, sum_ in ((first, "123,400元"), (late, "200,000元")):
        eventually(partial(paid, story, case), LONG)
        said = story.told(case)
        title = case.form["title"]
        assert said["intake.application.accepted"] == f"“{title}”已受理。"
        assert said["funding.award.confirmed"] == f"“{title}”奖补{sum_}已确认。"
        assert said["funding.payment.made"] == f"“{title}”的{sum_}已于2026年5月11日拨付，凭证记-1。"
    county = story.platform.inbox(story.platform.at("notify", "county", regions=[COUNTY]))
    assert "海珠区报送3条示范线。" in [row["body"] for row in county]
    assert "3条示范线排序完成，3条合格。" in [row["body"] for row in county]
    finance = story.platform.inbox(story.platform.at("notify", "finance", regions=[COUNTY]))
    assert f"请向{first.form['name']}拨付123,400元。" in [row["body"] for row in finance]
    firm = story.platform.inbox(story.platform.at("notify", "audit-firm", organisation=FIRM["uscc"]))
    assert {row["type"] for row in firm} == {"funding.audit.ordered"}
    experts = [story.panels[first.id][0], story.panels[late.id][0]]
    for expert in experts:
        reader = story.platform.at("notify", "expert", subject=story.platform.experts[expert.id])
        assert "scoring.assignment.made" in [row["type"] for row in story.platform.inbox(reader)]


def test_nothing_ends_among_the_dead_letters_and_the_books_agree(story: Story) -> None:
    assert dead(story.platform) == {"scoring": 0, "funding": 0, "notify": 0}
    command = [sys.executable, "-c", "from deploy.cli.main import app; app()", "fund", "verify"]
    checked = subprocess.run(command, env=story.platform.intake.environment(), capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def dead(platform: Whole) -> dict[str, int]:
    with platform.intake.store() as store:
        client, namespace = store.client, platform.intake.namespace
        return {name: client[f"{namespace}_{name}"]["dead_letters"].count_documents({}) for name in ("scoring", "funding", "notify")}
