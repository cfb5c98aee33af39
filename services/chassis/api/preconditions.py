"""ETags: a version of a stream, in quotes. An edit names the version it was made on, a read may name the one it has."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from contracts.refusal import Fault, Refusal, Text
from services.chassis.editions import PLACE, Expected

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_REQUIRED = Text("修改时须用 If-Match 请求头给出所依据的版本（ETag）", "An edit must name the version it was made on (ETag) in If-Match")


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def parse(header: str) -> Expected:
    """The header's versions. Weak tags count as strong ones: proxies that pack an answer weaken its tag, and ours name exact versions.
    What is no tag at all matches nothing."""
    return Expected(frozenset(_TAG.findall(header)), header.strip() == "*")


async def if_match(if_match: Annotated[str | None, Header(description="The ETag that the edit is based on")] = None) -> Expected:
    """What an edit is based on; a Refusal (428) where it does not say."""
    if if_match is None:
        raise Refusal("precondition-required", _REQUIRED, (Fault("missing", PLACE, _REQUIRED),))
    return parse(if_match)


async def if_none_match(if_none_match: Annotated[str | None, Header(description="The ETag that the caller has")] = None) -> Expected:
    """What a reader has already; nothing where it does not say."""
    return parse(if_none_match) if if_none_match is not None else Expected(frozenset())


def not_modified(version: int) -> Response:
    """A 304: the caller has this version."""
    return Response(status_code=304, headers={"etag": etag(version)})


IfMatch = Annotated[Expected, Depends(if_match)]
IfNoneMatch = Annotated[Expected, Depends(if_none_match)]
