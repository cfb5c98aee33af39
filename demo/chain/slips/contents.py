"""Forms that are wrong in one thing: a draft may hold anything, and what is wrong is listed when it is filed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from demo.chain.enterprise import Enterprise
from demo.chain.slips.slip import Slip, Stage
from demo.refusals import Wrong

Content = dict[str, Any]
Change = Callable[[Content], Content]


def filed_with(change: Change, what: str, code: str) -> Slip:
    """The form with a change is filed; a fault of this code has to be among what is said."""
    return Slip(Stage.WRITE, Wrong(what, "invalid-content", code), partial(_file_with, change))


async def _file_with(change: Change, one: Enterprise) -> None:
    await one.write(**change(one.content))
    await one.submit()


def too_long(content: Content) -> Content:
    return {"measures": f"{content['measures']}\n（十四）其他举措。持续总结链上协同转型的做法与经验。"}


def whole_too_long(content: Content) -> Content:
    """Every field within reach of its limit, the body above the sum of all."""
    more = "公司将继续加大投入，完善平台功能，带动更多中小企业转型。" * 12
    return {"results": content["results"] + more}


def seven_smes(content: Content) -> Content:
    return {"smes": content["smes"][:7]}


def one_sme_twice(content: Content) -> Content:
    return {"smes": [*content["smes"], content["smes"][0]]}


def itself_among_them(content: Content) -> Content:
    return {"smes": [*content["smes"], {"name": content["name"], "uscc": content["uscc"], "relation": "cluster"}]}


def outside_the_city(_content: Content) -> Content:
    return {"address": {"region": "130602", "detail": "向阳北大街1688号"}}


def unknown_mode(_content: Content) -> Content:
    return {"mode": "资本赋能"}
