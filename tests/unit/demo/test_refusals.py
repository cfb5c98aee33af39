from __future__ import annotations

from typing import Any

import pytest

from demo.desk import Refused
from demo.refusals import DemoFailure, Refusals, Wrong

WRONG = Wrong("插图宽1001像素", "invalid-content", "picture-size")


async def _refuse(slug: str, *faults: dict[str, Any]) -> None:
    raise Refused({"type": f"/problems/{slug}", "status": 422, "detail": "不符合要求", "errors": list(faults)})


async def _let_through() -> None:
    pass


async def test_a_refusal_is_kept_with_the_fault_that_was_meant_and_its_clause() -> None:
    refusals = Refusals()
    other = {"code": "file-size", "detail": "过大"}
    meant = {"code": "picture-size", "detail": "宽不超过1000像素，现为1001像素", "source": "附件1 篇幅"}
    await refusals.expect("恒瀚智装", WRONG, _refuse("invalid-content", other, meant))
    (seen,) = refusals.seen
    assert (seen.status, seen.detail, seen.source) == (422, meant["detail"], "附件1 篇幅")


async def test_what_is_let_through_fails_the_demo() -> None:
    with pytest.raises(DemoFailure, match="let through"):
        await Refusals().expect("恒瀚智装", WRONG, _let_through())


async def test_a_refusal_for_another_reason_fails_the_demo() -> None:
    with pytest.raises(DemoFailure, match="should meet invalid-content picture-size"):
        await Refusals().expect("恒瀚智装", WRONG, _refuse("invalid-content", {"code": "file-size"}))
    with pytest.raises(DemoFailure, match="should meet invalid-content"):
        await Refusals().expect("恒瀚智装", WRONG, _refuse("internal-error"))
