"""The ministry's call of 2021 in two versions at once: what was begun under the first has no result to be recorded, and stays like that."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from contracts.programme.published import FOLDER
from tests.support.calls import Call, file_list
from tests.support.intake import Installation, ok, problem
from tests.support.shelf import shelf

SECOND, THIRD = "miit-2021-255/v2.yaml", "miit-2021-255/v3.yaml"
RESULT = {"outcome": "selected", "document": {"number": "工信厅企业函〔2022〕33号", "date": "2022-02-18"}}


def test_a_case_of_the_first_version_stays_on_it_beside_one_of_the_second(mongodb_uri: str, namespace: str, tmp_path: Path) -> None:
    extra = shelf(tmp_path, without=(SECOND, THIRD))
    intake = Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path, extra)
    call = Call(intake, "miit-2021-255", "2021")
    intake.begin(datetime(2021, 9, 10, 1, tzinfo=UTC))
    with intake.serving(ready=False):
        call.open()
        first = call.subject("local-mode", call.bureau("13"), "1301", "石家庄模式").filed()
        problem(intake.public().get("/v1/programmes/miit-2021-255/tracks/local-mode/form", version=2), "not-found")
    shelf(tmp_path, (FOLDER / SECOND).read_bytes())
    with intake.serving(ready=False):
        second = call.subject("local-mode", call.bureau("13"), "130102", "长安模式").filed()
        for case in (first, second):
            ok(case.recommend("13"))
        ok(file_list(call, call.bureau("13"), "13"))
        ok(call.ministry().post(f"{call.list('13')}/receipt", {"on": "2021-09-10", "copies": 1}))
        intake.move_clock(datetime(2022, 3, 1, 1, tzinfo=UTC))
        ok(call.ministry().post(f"/v1/rounds/{call.code}/{call.round}/closing"))
        shown = [ok(call.bureau("13").get(case.path))["call"]["version"] for case in (first, second)]
        assert shown == [1, 2]
        assert "没有这个环节" in problem(call.ministry().post(f"{first.path}/result", RESULT), "wrong-status")["detail_zh"]
        assert ok(call.ministry().post(f"{second.path}/result", RESULT))["status"] == "selected"
