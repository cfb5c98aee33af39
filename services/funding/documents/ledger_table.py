"""The ledger (资金台账): every line of a fund, with the sums after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.days import SHANGHAI
from contracts.money import in_words, yuan
from contracts.programme.programme import Programme
from services.chassis.tables import Row, Shown, Table
from services.funding.api.models.funds import FundShown, LedgerLine
from services.funding.documents.amounts import yuan_number
from services.funding.documents.template_files import LEDGER, table_template

ENTRIES = {
    "opened": "设立",
    "raised": "调增",
    "lowered": "调减",
    "reserved": "预留",
    "released": "释放",
    "awarded": "确认",
    "revoked": "撤销",
    "paid": "拨付",
    "returned": "退回",
    "recovered": "追回",
}
_COLUMNS = (
    Shown("number", "序号", 7),
    Shown("at", "时间", 20),
    Shown("entry", "事项", 8),
    Shown("round", "批次", 10),
    Shown("uscc", "统一社会信用代码", 22),
    Shown("yuan", "金额（元）", 16),
    Shown("held", "已占用（元）", 16),
    Shown("available", "可用（元）", 16),
    Shown("reason", "说明", 36, centred=False),
    Shown("by", "经办", 26, centred=False),
    Shown("application", "申报编号", 30),
)


def ledger_table(programme: Programme, fund: FundShown, lines: Sequence[LedgerLine], at: datetime) -> Table:
    """In the order of the record. ``fund`` says the sums that the lines add up to."""
    head = (
        ("总额", f"{yuan(fund.cap)}（大写：{in_words(fund.cap)}）"),
        ("预留", yuan(fund.reserved)),
        ("已确认", yuan(fund.awarded)),
        ("已拨付", yuan(fund.paid)),
        ("可用", yuan(fund.available)),
    )
    rows, template = tuple(_rows(lines)), table_template(programme, LEDGER)
    return Table("资金台账", programme.title.zh, fund.round, "资金台账", head, _COLUMNS, rows, at, template)


def _rows(lines: Sequence[LedgerLine]) -> Iterator[Row]:
    for line in lines:
        yield {
            "number": line.number,
            "at": f"{line.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "entry": ENTRIES[line.entry],
            "round": line.round,
            "uscc": line.uscc,
            "yuan": yuan_number(line.fen),
            "held": yuan_number(line.held),
            "available": yuan_number(line.available),
            "reason": line.reason,
            "by": line.by,
            "application": line.application,
        }
