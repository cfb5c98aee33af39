"""The page on which the public objects to a notice, and the receipt with what came of it. They work without scripts, and load nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from contracts.events.funding.notice import NoticePublished, NoticeRow
from contracts.programme.programme import Programme
from contracts.programme.track import Offer
from contracts.refusal import Fault, Refusal
from services.chassis.settings import Public
from services.chassis.sizes import said
from services.funding.documents.notice_page import on_day
from services.funding.documents.pages import template
from services.funding.domain.award import known

_PAGE, _RECEIPT = template("objection.html"), template("receipt.html")
FIELDS = ("name", "phone", "email", "organisation", "uscc", "application", "text", "files")
"""What is asked for, in the order of the page."""
_SHOWN = 2
"""Of what a notice shows of an award: enough to choose it by."""
_OUTCOMES = {None: "办理中", "upheld": "异议成立", "dismissed": "异议不成立"}
_INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """``typed`` is what was typed before, ``refusal`` what was wrong with it; ``key`` makes a form that is sent twice one objection."""

    programme: Programme
    offer: Offer
    notice: NoticePublished
    now: datetime
    key: str
    allowed: Public
    typed: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None


def objection_html(page: ObjectionPage) -> bytes:
    """The form, with what is wrong said at its place; after the notice's period without it."""
    notice, refusal = page.notice, page.refusal
    faults = refusal.faults if refusal else ()
    words = {
        "title": page.programme.title.zh,
        "authority": page.programme.authority.name,
        "round": notice.call.round,
        "number": notice.notice,
        "notice": notice.link,
        "open": page.now < notice.ends,
        "last": on_day(notice.ends - _INSTANT),
        "rows": [{"application": row.application, "shown": _shown(page.offer, row)} for row in notice.rows],
        "evidence": f"PDF、PNG、JPEG，最多{page.allowed.files}个，每个不超过{said(page.allowed.file)}；页面提示有误时须重新选择",
        "key": page.key,
        "typed": page.typed,
        "problem": refusal.text.zh if refusal else None,
        "faults": {name: fault.text.zh for fault in reversed(faults) if (name := _field(fault))},
        "listed": [(_field(fault), fault.text.zh) for fault in faults],
    }
    return _PAGE.render(words).encode()


def _shown(offer: Offer, row: NoticeRow) -> str:
    return "　".join(row.shown[meaning.value] for meaning in known(offer.track.notice).shows[:_SHOWN])


def _field(fault: Fault) -> str | None:
    """The field of the page at which a fault is said; None: at none of them."""
    name = fault.pointer.removeprefix("/").partition("/")[0]
    return name if name in FIELDS else None


def receipt_html(authority: str, answer: Mapping[str, Any]) -> bytes:
    """An objection's number, and what came of it: nothing of who objected. ``answer``: objection, at, due, outcome, reasons."""
    words = {
        "authority": authority,
        "objection": answer["objection"],
        "at": on_day(answer["at"]),
        "last": on_day(answer["due"] - _INSTANT),
        "outcome": _OUTCOMES[answer["outcome"]],
        "reasons": answer["reasons"],
    }
    return _RECEIPT.render(words).encode()
