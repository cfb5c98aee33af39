"""The first page of an archive (index.html): whose it is, how it went, what each file is, and how anybody checks that none was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

from contracts.days import SHANGHAI
from contracts.money import in_words, yuan
from services.funding.documents.archive import Archived, File, Head
from services.funding.documents.pages import template
from services.funding.domain.award import Award, known
from services.funding.domain.refusals import STATUS_NAMES

_TEMPLATE = template("archive.html")


def archive_html(given: Archived, files: Sequence[File]) -> bytes:
    """The page, UTF-8: it loads nothing, and its links lead into the archive."""
    return _TEMPLATE.render(
        programme=given.programme.title.zh,
        authority=given.programme.authority.name,
        lines=[*_whose(given), *_result(given.award), *_decided(given), *_paid(given.award)],
        files=[(quote(file.name), file.name, file.title) for file in files],
        heads=[_head(head) for head in given.record.heads],
        at=_clock(given.record.at),
    ).encode()


def _whose(given: Archived) -> Iterator[tuple[str, str]]:
    award = given.award
    call, candidate = known(award.call), known(award.candidate)
    yield "申报编号", award.id
    yield "批次", call.round
    yield "类别", given.offer.track.title.zh
    yield "申报单位", candidate.applicant.name
    yield "统一社会信用代码", candidate.applicant.uscc or "—"
    yield "所在地", candidate.applicant.region.name
    yield "名称", candidate.title


def _result(award: Award) -> Iterator[tuple[str, str]]:
    if award.rank is not None:
        yield "评审", f"第{award.rank}名，{award.total}分"
    yield "状态", STATUS_NAMES[award.status] + (f"（{award.reason}）" if award.reason else "")
    if award.fen:
        yield "奖补金额", f"{yuan(award.fen)}（大写：{in_words(award.fen)}）"


def _decided(given: Archived) -> Iterator[tuple[str, str]]:
    decision, notice = given.decision, given.notice
    if decision is not None:
        minutes = f"，会议纪要{decision.minutes.number}（{decision.minutes.date}）" if decision.minutes else ""
        yield "政府决策", f"第{decision.decision}次{minutes}"
    if notice is not None:
        yield "公示", f"第{notice.notice}号，{_clock(notice.begins)}至{_clock(notice.ends)}，{notice.link}"
    if given.award.objections:
        yield "异议", f"{len(given.award.objections)}件"


def _paid(award: Award) -> Iterator[tuple[str, str]]:
    for payment in award.payments:
        order, made = payment.order, payment.made
        said = f"{yuan(order.fen)}（大写：{in_words(order.fen)}），{order.account.holder}，{order.account.bank}"
        done = f"，{made.paid_on}拨付，凭证号{made.voucher}" if made else ""
        stopped = "，已止付" if payment.stopped else ""
        back = f"，退回：{payment.returned}" if payment.returned else ""
        yield f"第{order.attempt}次拨付", said + stopped + done + back
    if award.evaluation is not None:
        yield "绩效评价", {"passed": "合格", "failed": "不合格", None: "未完成"}[award.evaluation.outcome]


def _head(head: Head) -> tuple[str, str, str, str]:
    return head.service, head.stream, f"版本 {head.version}" if head.version else f"事件 {head.sequence}", head.digest


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
