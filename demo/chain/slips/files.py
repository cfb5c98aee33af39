"""Files that are refused when they come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from demo.chain.enterprise import Enterprise
from demo.chain.papers.figures import architecture
from demo.chain.slips.slip import Slip, Stage
from demo.papers import spoilt
from demo.papers.paper import Paper
from demo.refusals import Wrong


def sent(make: Callable[[Enterprise], Awaitable[Paper]], what: str, slug: str, code: str | None = None) -> Slip:
    """A file that does not come in."""
    return Slip(Stage.PROVE, Wrong(what, slug, code), partial(_send, make))


async def _send(make: Callable[[Enterprise], Awaitable[Paper]], one: Enterprise) -> None:
    await one.send(await make(one))


async def wide_picture(one: Enterprise) -> Paper:
    return Paper("figure", "架构图-1001像素.png", architecture(one.company, width=1001))


async def program(_one: Enterprise) -> Paper:
    return Paper("tax", "完税证明.pdf", spoilt.program())


async def encrypted(one: Enterprise) -> Paper:
    return Paper("credit-report", "信用报告（加密）.pdf", spoilt.encrypted(await _report(one)))


async def half(one: Enterprise) -> Paper:
    return Paper("credit-report", "信用报告（未下载完）.pdf", spoilt.half(await _report(one)))


async def huge(_one: Enterprise) -> Paper:
    return Paper("other", "全部资料.pdf", bytes(60_000_000))


async def _report(one: Enterprise) -> bytes:
    return next(paper.content for paper in await one.papers() if paper.kind == "credit-report")


async def third_figure(one: Enterprise) -> None:
    for number, paper in enumerate((architecture(one.company, width=800), architecture(one.company, width=700)), start=1):
        await one.send(Paper("figure", f"又一幅插图{number}.png", paper))
