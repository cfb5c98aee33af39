"""What enterprises do wrong on purpose, each at its stage; each is refused, and done right after that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from demo.call import CALL
from demo.data.codes import with_wrong_check
from demo.enterprise import Enterprise
from demo.papers import spoilt
from demo.papers.bundle import Paper
from demo.papers.figures import architecture
from demo.refusals import Wrong

Attempt = Callable[[Enterprise], Awaitable[object]]


class Stage(StrEnum):
    """Before which step of its filing an enterprise does it."""

    REGISTER = "register"
    WRITE = "write"
    PROVE = "prove"
    SEAL = "seal"
    SUBMIT = "submit"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Slip:
    """At a stage, an attempt that has to be refused as ``wrong`` says; ``mend`` where the right step alone does not."""

    stage: Stage
    wrong: Wrong
    attempt: Attempt
    mend: Attempt | None = None


async def _wrong_check_character(one: Enterprise) -> None:
    await one.register(uscc=with_wrong_check(one.company.uscc))


async def _file_with(change: Callable[[dict[str, Any]], dict[str, Any]], one: Enterprise) -> None:
    """A draft may hold anything; what is wrong is listed when it is filed."""
    await one.write(**change(one.content))
    await one.submit()


def _content(code: str, what: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Slip:
    return Slip(Stage.WRITE, Wrong(what, "invalid-content", code), partial(_file_with, change))


def _too_long(content: dict[str, Any]) -> dict[str, Any]:
    return {"measures": f"{content['measures']}\n（十四）其他举措。持续总结链上协同转型的做法与经验。"}


def _whole_too_long(content: dict[str, Any]) -> dict[str, Any]:
    """Every field within reach of its limit, the body above the sum of all."""
    more = "公司将继续加大投入，完善平台功能，带动更多中小企业转型。" * 12
    return {"results": content["results"] + more}


def _seven_smes(content: dict[str, Any]) -> dict[str, Any]:
    return {"smes": content["smes"][:7]}


def _one_sme_twice(content: dict[str, Any]) -> dict[str, Any]:
    return {"smes": [*content["smes"], content["smes"][0]]}


def _itself_among_them(content: dict[str, Any]) -> dict[str, Any]:
    return {"smes": [*content["smes"], {"name": content["name"], "uscc": content["uscc"], "relation": "cluster"}]}


def _outside_the_city(_content: dict[str, Any]) -> dict[str, Any]:
    return {"address": {"region": "130602", "detail": "向阳北大街1688号"}}


def _unknown_mode(_content: dict[str, Any]) -> dict[str, Any]:
    return {"mode": "资本赋能"}


async def _third_figure(one: Enterprise) -> None:
    for number, paper in enumerate((architecture(one.company, width=800), architecture(one.company, width=700)), start=1):
        await one.send(Paper("figure", f"又一幅插图{number}.png", paper))


async def _send(make: Callable[[Enterprise], Awaitable[Paper]], one: Enterprise) -> None:
    await one.send(await make(one))


async def _wide_picture(one: Enterprise) -> Paper:
    return Paper("figure", "架构图-1001像素.png", spoilt.too_wide(one.company))


async def _program(_one: Enterprise) -> Paper:
    return Paper("tax", "完税证明.pdf", spoilt.program())


async def _encrypted(one: Enterprise) -> Paper:
    return Paper("credit-report", "信用报告（加密）.pdf", spoilt.encrypted(await _report(one)))


async def _half(one: Enterprise) -> Paper:
    return Paper("credit-report", "信用报告（未下载完）.pdf", spoilt.half(await _report(one)))


async def _huge(_one: Enterprise) -> Paper:
    return Paper("other", "全部资料.pdf", bytes(60_000_000))


async def _report(one: Enterprise) -> bytes:
    return next(paper.content for paper in await one.papers() if paper.kind == "credit-report")


async def _without_tax_certificate(one: Enterprise) -> None:
    await one.take_off("tax")
    await one.submit_as_it_stands()


async def _tax_certificate(one: Enterprise) -> None:
    for paper in await one.papers():
        if paper.kind == "tax":
            await one.send(paper)


async def _stale(one: Enterprise) -> None:
    read_before = one.edition
    await one.write()
    await one.desk.put(f"{one.path}/form", {"form": one.content}, read_before)


async def _blind(one: Enterprise) -> None:
    await one.desk.put(f"{one.path}/form", {"form": one.content}, None)


async def _edited_after_sealing(one: Enterprise) -> None:
    await one.seal()
    await one.write(problems=one.content["problems"].replace("建议", "希望"))
    await one.submit()


async def _twice(one: Enterprise) -> None:
    await one.submit_as_it_stands()


async def _other_body_under_one_key(one: Enterprise) -> None:
    await one.desk.post("/v1/applications", CALL | {"applicant": one.company.uscc, "round": "2025-05"}, key=one.begun_under)


async def _second_application(one: Enterprise) -> None:
    await one.desk.post("/v1/applications", CALL | {"applicant": one.company.uscc})


def _sent(what: str, make: Callable[[Enterprise], Awaitable[Paper]], slug: str, code: str | None = None) -> Slip:
    return Slip(Stage.PROVE, Wrong(what, slug, code), partial(_send, make))


SLIPS: Mapping[str, tuple[Slip, ...]] = {
    "yunshu": (Slip(Stage.REGISTER, Wrong("统一社会信用代码校验位有误", "invalid-content"), _wrong_check_character),),
    "jiyue": (_content("too-long", "具体举措超过1800字", _too_long),),
    "xinghe": (_content("whole-too-long", "全文超过3500字", _whole_too_long),),
    "qingchuan": (_content("outside-region", "注册地址在市外", _outside_the_city),),
    "yaoshi": (_content("too-few-rows", "只带动7家中小企业", _seven_smes),),
    "herun": (_content("row-repeated", "同一家中小企业填了两次", _one_sme_twice),),
    "dingshuo": (_content("row-excluded", "把本企业列为被带动企业", _itself_among_them),),
    "huhe": (_content("unknown-option", "案例模式不在五类之中", _unknown_mode),),
    "hanzhi": (_sent("插图宽1001像素", _wide_picture, "invalid-content", "picture-size"),),
    "yuanyu": (_sent("把.exe改名为.pdf", _program, "wrong-file-type"),),
    "qiheng": (_sent("PDF设有密码", _encrypted, "encrypted-file"),),
    "peian": (_sent("PDF只下载了一半", _half, "unreadable-file"),),
    "bolan": (_sent("文件60 MB", _huge, "body-too-large"),),
    "lingguang": (Slip(Stage.SEAL, Wrong("第三幅插图", "invalid-content", "too-many-files"), _third_figure),),
    "bosheng": (
        Slip(Stage.SEAL, Wrong("缺少完税证明", "invalid-content", "missing-material"), _without_tax_certificate, _tax_certificate),
    ),
    "suigu": (
        Slip(Stage.SEAL, Wrong("按过期的版本修改（If-Match）", "stale-version"), _stale),
        Slip(Stage.SEAL, Wrong("修改时未注明版本", "precondition-required"), _blind),
    ),
    "xinling": (Slip(Stage.SEAL, Wrong("盖章扫描后又改了正文", "invalid-content", "outdated-scan"), _edited_after_sealing),),
    "kanghe": (Slip(Stage.WRITE, Wrong("幂等键用于另一请求", "idempotency-key-reused"), _other_body_under_one_key),),
    "shenghong": (Slip(Stage.DONE, Wrong("重复提交", "wrong-status"), _twice),),
    "xiaohe": (Slip(Stage.DONE, Wrong("同一批次第二件申报", "entry-taken"), _second_application),),
}
"""By company."""
