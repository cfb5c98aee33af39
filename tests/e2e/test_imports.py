"""Many applications at once over HTTP: a table is checked whole, accepted whole or by its good rows, and filed row by row."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from deploy.cli.programme_sample import sample_uscc
from services.intake.imports.template import TAB
from tests.support.calls import Call
from tests.support.imports import Sender, filled, forms, lines
from tests.support.intake import Installation, fault, ok, problem
from tests.support.waiting import eventually

CHAIN, CLUSTER = "sjz-2024-chain", "miit-2024-cluster"


@pytest.fixture(scope="module")
def intake(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("imports"))
    made.begin(datetime(2024, 6, 10, 1, tzinfo=UTC))
    with made.serving(ready=False), made.relaying(LIANZHU_TIMERS_POLL="0.1"):
        ok(made.city().post(f"/v1/rounds/{CHAIN}/2024-08/opening"))
        ok(made.person("ministry", regions=["00"]).post(f"/v1/rounds/{CLUSTER}/2024/opening"))
        yield made


@pytest.fixture(scope="module")
def chain(intake: Installation) -> Sender:
    """The city's system, which files for its enterprises."""
    caller = intake.system("city-system", "applications:read", "applications:write")
    return Sender(Call(intake, CHAIN, "2024-08"), "chain-case", caller)


@pytest.fixture(scope="module")
def cluster(intake: Installation) -> Sender:
    """An officer of the province, who files for clusters."""
    call = Call(intake, CLUSTER, "2024")
    return Sender(call, "cluster-case", call.bureau("13"))


def test_a_filled_in_template_becomes_drafts_with_all_that_is_still_missing(chain: Sender, intake: Installation) -> None:
    rows = forms(chain.offer, 3, first=100)
    done = chain.imported(filled(chain.template, chain.offer, rows))
    assert (done["stage"], done["rows"], done["filed"], done["refused"]) == ("finished", 3, 3, 0)
    shown = list(chain.all(f"/v1/imports/{done['id']}/rows"))
    assert [row["row"] for row in shown] == [2, 3, 4]
    for row, form in zip(shown, rows, strict=True):
        draft = ok(chain.caller.get(f"/v1/applications/{row['application']}/form"))
        assert draft["form"] == form
        assert row["missing"] == draft["check"]["faults"]
        assert {fault["code"] for fault in row["missing"]} == {"missing-material"}
        assert ok(chain.caller.get(f"/v1/organisations/{form['uscc']}"))["name"] == form["name"]
    assert len({row["application"] for row in shown}) == 3


def test_what_a_row_leaves_out_is_listed_and_what_is_known_of_its_organisation_is_filled_in(chain: Sender) -> None:
    (form,) = forms(chain.offer, 1, first=120)
    (first,) = chain.all(f"/v1/imports/{chain.imported(lines([form]))['id']}/rows")
    ok(chain.caller.post(f"/v1/applications/{first['application']}/withdrawal", {"reason": None}))
    done = chain.imported(lines([{"uscc": form["uscc"], "mode": "platform"}]))
    (row,) = chain.all(f"/v1/imports/{done['id']}/rows")
    draft = ok(chain.caller.get(f"/v1/applications/{row['application']}/form"))["form"]
    assert draft == {"uscc": form["uscc"], "mode": "platform"} | {
        name: form[name] for name in ("name", "address", "contact", "phone", "email")
    }
    assert {"/form/measures", "/form/smes"} <= {fault["pointer"] for fault in row["missing"]}


def test_what_is_registered_of_an_organisation_is_told_to_nobody_who_may_not_file_for_it(chain: Sender, intake: Installation) -> None:
    (form,) = forms(chain.offer, 1, first=130)
    chain.imported(lines([form]))
    rows = [{"uscc": form["uscc"], "mode": "platform"}, {"uscc": sample_uscc(139, "130102"), "mode": "platform"}]
    scopes, private = ("applications:read", "applications:write"), [str(form[name]) for name in ("name", "contact", "phone", "email")]
    for caller in (
        intake.system("elsewhere", *scopes, regions=["1302"]),
        intake.person("enterprise", organisation=sample_uscc(138, "130102")),
    ):
        other = Sender(chain.call, chain.track, caller)
        found = ok(other.send(lines(rows), "/v1/imports/checks"))["faults"]
        registered, unknown = ((one["code"], one["zh"].replace(rows[one["row"] - 1]["uscc"], "")) for one in found)
        assert registered == unknown
        book = load_workbook(BytesIO(other.send(lines(rows), "/v1/imports/checks.xlsx").content))
        written = "\n".join(str(cell) for row in book[TAB].iter_rows(values_only=True) for cell in row)
        assert form["uscc"] in written
        assert not [value for value in private if value in written]


def test_a_row_is_shown_as_its_application_is_now(chain: Sender) -> None:
    done = chain.imported(lines(forms(chain.offer, 2, first=140)))
    path = f"/v1/imports/{done['id']}/rows"
    first, second = chain.all(path)
    ok(chain.caller.post(f"/v1/applications/{first['application']}/withdrawal", {"reason": None}))
    eventually(lambda: [row["state"] for row in chain.all(path)] == ["withdrawn", "draft"])
    assert [bool(row["missing"]) for row in chain.all(path)] == [False, True]
    assert second["state"] == "draft"
    assert [row["row"] for row in chain.all(path, state="draft")] == [second["row"]]
    assert [row["row"] for row in chain.all(path, state="withdrawn")] == [first["row"]]


def test_one_wrong_cell_keeps_the_whole_table_out_and_every_one_is_named(chain: Sender, intake: Installation) -> None:
    rows = forms(chain.offer, 4, first=200)
    rows[1] |= {"uscc": "91130102MA0DEM001X", "mode": "magic"}
    rows[2]["smes"] = [*rows[2]["smes"][:7], rows[2]["smes"][0] | {"name": "长" * 70}]
    rows[3]["uscc"] = rows[0]["uscc"]
    table = filled(chain.template, chain.offer, rows)
    with intake.unchanged():
        errors = problem(chain.send(table), "invalid-content")["errors"]
    found = {(error["code"], error["pointer"]): error["detail_zh"] for error in errors}
    assert found.keys() == {
        ("invalid-uscc", "/rows/3/uscc"),
        ("unknown-option", "/rows/3/mode"),
        ("too-long", "/rows/4/smes/7/name"),
        ("row-repeated", "/rows/4/smes/7/uscc"),
        ("repeated", "/rows/5/uscc"),
    }
    assert found["unknown-option", "/rows/3/mode"].startswith("第 3 行“案例模式”：")
    assert "“带动的中小企业”表第 25 行）“企业名称”" in found["too-long", "/rows/4/smes/7/name"]
    assert found["repeated", "/rows/5/uscc"] == "第 5 行“统一社会信用代码”：与第 2 行重复"


def test_a_line_of_details_that_belongs_to_no_row_is_told_with_all_else_and_keeps_the_table_out(
    chain: Sender, intake: Installation
) -> None:
    rows = forms(chain.offer, 2, first=210)
    rows[0]["phone"] = "12"
    table = filled(chain.template, chain.offer, rows, lambda book: book["带动的中小企业"].append([7, "某厂"]))
    with intake.unchanged():
        for path in ("/v1/imports", "/v1/imports/checks.xlsx"):
            errors = problem(chain.send(table, path, mode="good-rows"), "invalid-content")["errors"]
            assert [error["code"] for error in errors] == ["unknown-row", "invalid-phone"]
        found = ok(chain.send(table, "/v1/imports/checks"))
    assert [(one["row"], one["sheet"], one["line"]) for one in found["faults"]] == [(None, "带动的中小企业", 18), (2, None, None)]
    assert (found["good"], found["faulty"], found["more"]) == (1, 1, 0)


def test_faults_come_in_pages_and_each_once(chain: Sender) -> None:
    rows = forms(chain.offer, 4, first=220)
    for row in rows[1:]:
        row |= {"phone": "12", "email": "nobody"}
    path = f"/v1/imports/{chain.imported(lines(rows), mode='good-rows')['id']}/faults"
    whole = [(one["row"], one["column"]) for one in ok(chain.caller.get(path))["items"]]
    first = ok(chain.caller.get(path, limit=4))
    rest = ok(chain.caller.get(path, limit=4, cursor=first["next"]))
    assert [(one["row"], one["column"]) for one in first["items"] + rest["items"]] == whole
    assert (len(whole), rest["next"]) == (6, None)
    phones = ok(chain.caller.get(path, limit=2, code="invalid-phone"))
    assert [one["row"] for one in phones["items"]] == [2, 3]
    assert [one["row"] for one in ok(chain.caller.get(path, code="invalid-phone", cursor=phones["next"]))["items"]] == [4]
    assert {one["code"] for one in ok(chain.caller.get(path, row=3))["items"]} == {"invalid-phone", "invalid-email"}
    problem(chain.caller.get(path, cursor=phones["next"]), "invalid-cursor")


def test_only_the_good_rows_are_filed_where_that_was_asked_for_and_the_others_come_back_to_be_mended(chain: Sender) -> None:
    rows = forms(chain.offer, 3, first=300)
    rows[1]["phone"] = "12"
    done = chain.imported(filled(chain.template, chain.offer, rows), mode="good-rows")
    assert (done["rows"], done["faulty"], done["filed"]) == (2, 1, 2)
    (wrong,) = chain.all(f"/v1/imports/{done['id']}/faults")
    assert (wrong["row"], wrong["column"], wrong["code"]) == (3, "电话", "invalid-phone")
    back = chain.caller.get(f"/v1/imports/{done['id']}/faults.xlsx")
    book = load_workbook(BytesIO(back.content))
    headings = [cell.value for cell in book[TAB][1]]
    marked = book[TAB].cell(2, headings.index("电话 *") + 1)
    assert (marked.value, marked.fill.fgColor.rgb) == ("12", "FFF8CBAD")
    assert "电话" in str(book[TAB].cell(2, headings.index("问题") + 1).value)
    marked.value = "0311-86086001"
    mended = BytesIO()
    book.save(mended)
    assert chain.imported(("mended.xlsx", mended.getvalue()))["filed"] == 1


def test_a_province_files_its_clusters_outright(cluster: Sender, intake: Installation) -> None:
    rows = forms(cluster.offer, 3, region="130123")
    done = cluster.imported(filled(cluster.template, cluster.offer, rows), then="submission")
    assert (done["stage"], done["filed"]) == ("finished", 3)
    for row, form in zip(cluster.all(f"/v1/imports/{done['id']}/rows"), rows, strict=True):
        shown = ok(cluster.caller.get(f"/v1/applications/{row['application']}"))
        assert (row["state"], shown["status"], shown["content"]["form"]) == ("filed", "submitted", form)
    assert problem(cluster.send(lines(rows[:1]), then="submission"), "invalid-content")["errors"][0]["code"] == "entry-taken"


def test_what_needs_files_cannot_be_filed_by_a_row(chain: Sender) -> None:
    found = fault(chain.send(lines(forms(chain.offer, 1)), then="submission"), "invalid-content", "materials-needed", "query:then")
    assert "法人营业执照" in found["detail_zh"]


def test_the_same_key_is_the_same_import_and_another_table_is_refused(chain: Sender) -> None:
    table = lines(forms(chain.offer, 2, first=400))
    first = ok(chain.send(table, key="night-run"))
    chain.ended(first["id"])
    assert ok(chain.send(table, key="night-run")) == first
    problem(chain.send(lines(forms(chain.offer, 1, first=410)), key="night-run"), "idempotency-key-reused")
    assert chain.shown(first["id"])["filed"] == 2


def test_an_import_is_seen_by_who_sent_it_in_and_nobody_else(chain: Sender, intake: Installation) -> None:
    done = chain.imported(lines(forms(chain.offer, 1, first=420)))
    other = intake.system("another-system", "applications:read", "applications:write")
    for caller in (other, intake.city()):
        for path in ("", "/rows", "/faults", "/faults.xlsx", "/events"):
            problem(caller.get(f"/v1/imports/{done['id']}{path}"), "not-found")
        assert ok(caller.get("/v1/imports"))["items"] == []
    assert done["id"] in [one["id"] for one in chain.all("/v1/imports")]
    assert done["id"] in [one["id"] for one in chain.all("/v1/imports", programme=done["programme"], stage="finished")]
    assert done["id"] not in [one["id"] for one in chain.all("/v1/imports", stage="reverted")]
    assert ok(chain.caller.get("/v1/imports", programme="miit-2021-255"))["items"] == []


@pytest.mark.parametrize(
    ("who", "refused"),
    [("no scope", "forbidden"), ("another city", "invalid-content"), ("a county officer", "forbidden"), ("nobody", "unauthenticated")],
)
def test_who_may_not_file_may_not_import(chain: Sender, intake: Installation, who: str, refused: str) -> None:
    callers = {
        "no scope": lambda: intake.system("reader", "applications:read"),
        "another city": lambda: intake.system("tangshan", "applications:read", "applications:write", regions=["1302"]),
        "a county officer": intake.county,
        "nobody": intake.public,
    }
    sender = Sender(chain.call, chain.track, callers[who]())
    with intake.unchanged():
        problem(sender.send(lines(forms(chain.offer, 1, first=430))), refused)


def test_an_enterprise_imports_its_own_rows_only(chain: Sender, intake: Installation) -> None:
    mine, other = forms(chain.offer, 2, first=440)
    own = Sender(chain.call, chain.track, intake.person("enterprise", organisation=mine["uscc"]))
    assert [error["code"] for error in problem(own.send(lines([mine, other])), "invalid-content")["errors"]] == ["forbidden"]
    assert own.imported(lines([mine]))["filed"] == 1


def test_a_bureau_imports_what_lies_in_its_region_only(cluster: Sender, intake: Installation) -> None:
    rows = forms(cluster.offer, 2, first=450, region="130123")
    rows[1]["region"] = "410122"
    with intake.unchanged():
        (error,) = problem(cluster.send(lines(rows), then="submission"), "invalid-content")["errors"]
    assert (error["code"], error["pointer"]) == ("forbidden", "/rows/2/region")


def test_progress_is_told_as_it_happens_and_goes_on_where_it_was_left(chain: Sender) -> None:
    done = chain.imported(lines(forms(chain.offer, 210, first=2000)))
    path = f"/v1/imports/{done['id']}/events"
    whole = [part.split("\n") for part in chain.caller.get(path).text.split("\n\n") if "data:" in part]
    assert [part[0] for part in whole] == ["id: 1", "id: 2", "id: 3", "id: 4"]
    assert '"reached":200' in whole[1][2]
    assert '"stage":"finished"' in whole[3][2]
    again = chain.caller.http.get(path, headers={"last-event-id": "3"}).text
    assert again.count("data:") == 1
    assert "id: 4" in again


def test_a_table_is_checked_without_anything_being_written(chain: Sender, intake: Installation) -> None:
    rows = forms(chain.offer, 2, first=460)
    rows[0]["email"] = "nobody"
    with intake.unchanged():
        report = ok(chain.send(lines(rows), "/v1/imports/checks"))
        marked = chain.send(lines(rows), "/v1/imports/checks.xlsx")
    assert (report["good"], report["faulty"]) == (1, 1)
    assert (report["faults"][0]["row"], report["faults"][0]["column"]) == (1, "邮箱")
    assert load_workbook(BytesIO(marked.content))[TAB].max_row == 2


def test_every_fault_of_a_table_is_listed_however_much_is_wrong(chain: Sender) -> None:
    row = {"uscc": "91130102MA0DEM001X", "phone": "12", "email": "nobody", "mode": "magic", "title": "长" * 60}
    table = lines([row] * 4_100)
    first = ok(chain.send(table, "/v1/imports/checks"))
    assert (first["faulty"], len(first["faults"]), first["more"]) == (4_100, 20_000, 500)
    rest = ok(chain.send(table, "/v1/imports/checks", after="20000"))
    assert (rest["faulty"], len(rest["faults"]), rest["more"]) == (4_100, 500, 0)
    listed = Counter((one["row"], one["code"]) for one in first["faults"] + rest["faults"])
    assert (len(listed), set(listed.values())) == (20_500, {1})
    refused = problem(chain.send(table), "invalid-content")
    assert len({one["pointer"].split("/")[2] for one in refused["errors"]}) == 4_100
    key = ok(chain.send(lines([row, *forms(chain.offer, 1, first=492)]), mode="good-rows"))["id"]
    assert len(list(chain.all(f"/v1/imports/{key}/faults"))) == 5


def test_a_programme_with_one_track_needs_none_named(chain: Sender) -> None:
    own = Sender(chain.call, None, chain.caller)
    assert own.template == chain.template
    rows = forms(chain.offer, 2, first=495)
    for table in (lines(rows[:1]), filled(own.template, chain.offer, rows[1:])):
        done = own.imported(table)
        assert (done["filed"], done["track"], done["tracks"]) == (1, "chain-case", ["chain-case"])


def test_a_table_in_the_layout_of_the_summary_table_is_read_by_its_headings(chain: Sender) -> None:
    (form,) = forms(chain.offer, 1, first=470)
    book, file = Workbook(), BytesIO()
    page: Any = book.active
    page.append(["附件2"])
    page.append(["长安区报送案例汇总表"])
    page.append(["县（市、区）工业和信息化主管部门（盖章）：某局"])
    page.append(["序号", "企业名称", "案例模式", "案例名称", "案例简述（150 字以内）", "联系人", "电话", "邮箱"])
    page.cell(4, 9, "统一社会信用代码")
    page.cell(4, 10, "注册地址：县（市、区）")
    page.cell(4, 11, "注册地址：详细地址")
    page.append([1, form["name"], "平台赋能", form["title"], "简述", "张三", 13800138000, "zhang@example.cn"])
    for column, value in ((9, f" {form['uscc'].lower()} "), (10, "河北省石家庄市长安区"), (11, "示例路1号")):
        page.cell(5, column, value)
    book.save(file)
    sent = ok(chain.send(("汇总表.xlsx", file.getvalue())))
    assert sent["passed_over"] == {"案例简述(150字以内)": "由推荐单位在推荐时填写"}
    chain.ended(sent["id"])
    (row,) = chain.all(f"/v1/imports/{sent['id']}/rows")
    draft = ok(chain.caller.get(f"/v1/applications/{row['application']}/form"))["form"]
    assert (draft["mode"], draft["phone"], draft["uscc"], draft["address"]["region"]) == ("platform", "13800138000", form["uscc"], "130102")


def test_a_template_of_another_version_is_recognised(chain: Sender, intake: Installation) -> None:
    def older(book: Workbook) -> None:
        book.custom_doc_props["lianzhu-version"].value = "0"

    stale = filled(chain.template, chain.offer, forms(chain.offer, 1, first=480), older)
    found = problem(chain.send(stale), "invalid-content")
    assert found["errors"][0]["code"] == "stale-template"
    assert found["link"].endswith("/import.xlsx")


def test_more_rows_than_may_come_at_a_time_are_refused(chain: Sender) -> None:
    found = fault(chain.send(lines([{"uscc": "x"}] * 5_001)), "invalid-content", "too-many-rows", "/rows")
    assert found["limit"] == 5_000


def test_a_round_that_is_not_open_is_said_at_once(chain: Sender, intake: Installation) -> None:
    closed = Sender(Call(intake, CHAIN, "2025-05"), "chain-case", chain.caller)
    problem(closed.send(lines(forms(chain.offer, 1, first=490))), "round-not-open")


def test_another_kind_of_body_is_refused(chain: Sender) -> None:
    query = {"programme": CHAIN, "round": "2024-08", "track": "chain-case"}
    problem(chain.caller.http.post("/v1/imports", params=query, json={}, headers={"idempotency-key": "j"}), "unsupported-media-type")
    problem(chain.send(("t.xlsx", b"\x00\x01\x02")), "wrong-file-type")


def test_five_thousand_rows_go_through_and_the_api_answers_meanwhile(cluster: Sender, intake: Installation) -> None:
    table = lines(forms(cluster.offer, 5_000, first=20_000, region="130123"))
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(cluster.send, table, then="submission")
        slowest = 0.0
        while not sending.done():
            asked = time.monotonic()
            ok(intake.public().get("/v1/rounds"))
            slowest = max(slowest, time.monotonic() - asked)
    key = ok(sending.result())["id"]
    checked = time.monotonic() - began
    done = cluster.ended(key, within=240)
    assert (done["stage"], done["filed"]) == ("finished", 5_000)
    assert slowest < checked / 3, "the check stood in everybody's way"
