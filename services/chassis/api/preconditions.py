"""ETags: a version of a stream, in quotes. An edit names the version it was made on, a read may name the one it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Response

from contracts.refusal import Fault, Refusal, Text

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_PLACE = "header:If-Match"
_STALE = Text("内容在您读取之后已被更新，请重新读取后再修改", "The content has changed since you read it: read it again, then edit")
_REQUIRED = Text("修改时须用 If-Match 请求头给出所依据的版本（ETag）", "An edit must name the version it was made on (ETag) in If-Match")


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def stale(current: int) -> Refusal:
    """A 412 that carries the current ETag, in its header too."""
    return Refusal("stale-version", _STALE, (Fault("stale", _PLACE, _STALE, actual=current),))


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions that a caller named; ``any_version`` is what ``*`` says."""

    versions: frozenset[str]
    any_version: bool = False

    def matches(self, version: int) -> bool:
        return self.any_version or str(version) in self.versions

    def require(self, current: int) -> None:
        """A Refusal (412) where the current version is none of those that the caller expects."""
        if not self.matches(current):
            raise stale(current)


def parse(header: str) -> Expected:
    """The header's versions. Weak tags count as strong ones: proxies that pack an answer weaken its tag, and ours name exact versions.
    What is no tag at all matches nothing."""
    return Expected(frozenset(_TAG.findall(header)), header.strip() == "*")


async def if_match(if_match: Annotated[str | None, Header(description="The ETag that the edit is based on")] = None) -> Expected:
    """What an edit is based on; a Refusal (428) where it does not say."""
    if if_match is None:
        raise Refusal("precondition-required", _REQUIRED, (Fault("missing", _PLACE, _REQUIRED),))
    return parse(if_match)


async def if_none_match(if_none_match: Annotated[str | None, Header(description="The ETag that the caller has")] = None) -> Expected:
    """What a reader has already; nothing where it does not say."""
    return parse(if_none_match) if if_none_match is not None else Expected(frozenset())


def not_modified(version: int) -> Response:
    """A 304: the caller has this version."""
    return Response(status_code=304, headers={"etag": etag(version)})


IfMatch = Annotated[Expected, Depends(if_match)]
IfNoneMatch = Annotated[Expected, Depends(if_none_match)]
