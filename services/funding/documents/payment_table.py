"""The payment list (资金拨付表): whom to pay how much, in figures and in words (大写), to which account, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.money import in_words, yuan
from contracts.programme.programme import Programme
from services.chassis.tables import Row, Shown, Table
from services.funding.documents.amounts import yuan_number
from services.funding.documents.template_files import PAYMENTS, table_template
from services.funding.domain.award import Award, Status, known

_STATES = {
    Status.CONFIRMED: "待下达",
    Status.ORDERED: "待拨付",
    Status.PAID: "已拨付",
    Status.RETURNED: "银行退回",
    Status.REVOKING: "撤销待止付",
    Status.CLAWED_BACK: "追回中",
    Status.RECOVERED: "已追回",
}
LISTED = tuple(status.value for status in _STATES)
"""The awards that stand in the list: confirmed, and what follows."""
_COLUMNS = (
    Shown("number", "序号", 6),
    Shown("applicant", "收款单位", 28, centred=False),
    Shown("uscc", "统一社会信用代码", 22),
    Shown("bank", "开户银行", 26, centred=False),
    Shown("account", "账号", 24, centred=False),
    Shown("routing", "联行号", 16, centred=False),
    Shown("yuan", "金额（元）", 14),
    Shown("in_words", "金额（大写）", 22),
    Shown("through", "拨付渠道", 18),
    Shown("attempt", "拨付次数", 9),
    Shown("status", "状态", 9),
    Shown("voucher", "凭证号", 18, centred=False),
    Shown("paid_on", "拨付日期", 12),
    Shown("application", "申报编号", 30),
)


def payment_table(programme: Programme, part: str, awards: Sequence[Award], at: datetime) -> Table:
    """In rank order, and the sum of all of them as the last row."""
    ordered = sorted(awards, key=lambda award: (known(award.rank), award.id))
    amount = sum(award.fen for award in ordered)
    head = (("家数", str(len(ordered))), ("合计", f"{yuan(amount)}（大写：{in_words(amount)}）"))
    total: Row = {"applicant": "合计", "yuan": yuan_number(amount), "in_words": in_words(amount)}
    rows = (*_rows(ordered), total)
    template = table_template(programme, PAYMENTS)
    return Table("资金拨付表", programme.title.zh, part, f"{part}批次资金拨付表", head, _COLUMNS, rows, at, template)


def _rows(awards: Sequence[Award]) -> Iterator[Row]:
    for number, award in enumerate(awards, 1):
        last = award.payments[-1] if award.payments else None
        account, made = (last.order.account if last else award.account), last.made if last else None
        yield {
            "number": number,
            "applicant": account.holder if account else known(award.candidate).applicant.name,
            "uscc": award.uscc,
            "bank": account.bank if account else None,
            "account": account.number if account else None,
            "routing": account.routing if account else None,
            "yuan": yuan_number(award.fen),
            "in_words": in_words(award.fen),
            "through": last.order.through.name if last else None,
            "attempt": len(award.payments),
            "status": _STATES[award.status],
            "voucher": made.voucher if made else None,
            "paid_on": made.paid_on.isoformat() if made else None,
            "application": award.id,
        }
