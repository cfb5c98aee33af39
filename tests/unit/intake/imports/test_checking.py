"""What is told of a table in which very much is wrong: of every faulty row, and how much more there is."""

from __future__ import annotations

from collections import Counter

from contracts.refusal import Fault, Text
from services.intake.imports.checking import refuse, told
from services.intake.imports.placing import Found


def found(*rows: tuple[int, int]) -> list[Found]:
    """So many faults of each row."""
    return [Found(row, "电话", Fault(f"f{place}", "/phone", Text("错", "wrong"))) for row, many in rows for place in range(many)]


def test_all_is_told_where_it_is_not_very_much() -> None:
    every = found((2, 3), (3, 1))
    assert told(every, 4) == every
    assert "以下列出" not in refuse(every, 4, {}).text.zh


def test_of_very_much_the_first_of_every_row_is_told_in_the_order_of_the_file() -> None:
    every = found((2, 50), (3, 1), (4, 50), (5, 2))
    some = told(every, 12)
    assert Counter(one.row for one in some) == {2: 3, 3: 1, 4: 3, 5: 2}
    assert [(one.row, one.fault.code) for one in some][:4] == [(2, "f0"), (2, "f1"), (2, "f2"), (3, "f0")]
    refused = refuse(every, 12, {})
    assert len(refused.faults) == 9
    assert "4 行有 103 处错误" in refused.text.zh
    assert "共 9 处，全部错误请用 /v1/imports/checks 分页查看，或下载 /v1/imports/checks.xlsx" in refused.text.zh


def test_lines_that_belong_to_no_row_are_told_each_by_itself_and_never_more_than_there_is_room_for() -> None:
    orphans = [Found(None, "序号", Fault("unknown-row", "", Text("无", "none")), "中小企业", line) for line in range(2, 30)]
    assert told(orphans, 10) == orphans[:10]
