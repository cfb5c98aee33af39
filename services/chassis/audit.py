"""Whether the record is whole: every chain followed from its beginning, and compared with heads that were sealed outside the store.

An edited commit shows as a digest that does not fit, a removed or inserted one as a break of its chain, a cut tail or a chain that was made
anew as a sealed head that is no longer there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
from pymongo.errors import OperationFailure

from contracts.canonical import canonical
from services.chassis.commits import GENESIS, Commit, Part
from services.chassis.mongo import SNAPSHOT, Collection, Document
from services.chassis.ordering import settled
from services.chassis.seals import Seal, SealLog

_SNAPSHOT_UNAVAILABLE = 246
_PAUSE = 0.05
_CATALOGUE_SETTLES = 10.0
"""Seconds within which a change of the store's catalogue is over."""

_PENDING = {"pending": True}
"""What the relay takes away is no part of a commit's meaning."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that cannot be so if nobody touched the record: which commit or stream, and why."""

    commit: str
    stream: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified: numbers, and the findings (none: the record is whole)."""

    commits: int
    streams: int
    heads: int
    findings: tuple[Finding, ...]


async def verify(commits: Collection, seals: SealLog) -> Report:
    """Follow every chain of a service, then look for every sealed head. Both may go on growing meanwhile."""
    sealed = list(seals.read())  # before the commits: what is sealed is there
    findings: list[Finding] = []
    known: dict[str, tuple[int, int, str]] = {}
    digests: dict[str, list[str]] = {}
    count = 0
    async for document in _in_causal_order(commits):
        count += 1
        try:
            commit = Commit.parse(document)
            findings.extend(_follow(commit, document, known))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            findings.append(Finding(str(document["_id"]), "", f"it cannot be read: it was edited ({error!r})"))
            continue
        for part in commit.parts:
            known[part.stream] = (part.version, part.sequence, part.digest)
            digests.setdefault(part.stream, []).append(part.digest)
    findings.extend(_compare(sealed, digests))
    return Report(count, len(known), sum(len(seal.heads) for seal in sealed if seal), tuple(findings))


def _follow(commit: Commit, document: Document, known: Mapping[str, tuple[int, int, str]]) -> list[Finding]:
    """What is wrong with one commit, given where its streams stood before."""
    findings = [finding for part in commit.parts for finding in _check(commit, part, known.get(part.stream, (0, 0, GENESIS)))]
    if not commit.parts or commit.document() | _PENDING != document | _PENDING:
        findings.append(Finding(commit.id, "", "it has not the shape of a commit: it was edited"))
    return findings


def _check(commit: Commit, part: Part, before: tuple[int, int, str]) -> Iterator[Finding]:
    version, sequence, digest = before
    if part.version != version + 1:
        yield Finding(commit.id, part.stream, f"version {part.version} follows {version}: a commit was removed or inserted")
    elif part.prev != digest:
        yield Finding(commit.id, part.stream, f"version {part.version} does not continue the digest of version {version}")
    if part.sequence != sequence + len(part.events):
        yield Finding(commit.id, part.stream, f"its events are numbered to {part.sequence}, {sequence + len(part.events)} was due")
    if any(canonical(orjson.loads(event.data)) != event.data for event in part.events):
        yield Finding(commit.id, part.stream, "its data are not in their one form: it was edited")  # two could share a digest otherwise
    if commit.digest_of(part) != part.digest:
        yield Finding(commit.id, part.stream, "its digest does not fit its content: it was edited")


async def _in_causal_order(commits: Collection) -> AsyncIterator[Document]:
    """All commits. To the latest ones there may come an earlier one while they are read, so these are read as of one instant (for longer
    than some minutes the store cannot give that)."""
    newest = await commits.find_one({}, {"_id": 1}, sort=[("_id", -1)])
    recent = settled(str(newest["_id"]) if newest else "")
    async for document in commits.find({"_id": {"$lt": recent}}).sort("_id", 1):
        yield document
    async for document in _at_once(commits, {"_id": {"$gte": recent}}):
        yield document


async def _at_once(commits: Collection, which: Document) -> AsyncIterator[Document]:
    """These commits as of one instant. While an index or a collection is being made, the store has none to give, and is asked again."""
    deadline, yielded = asyncio.get_running_loop().time() + _CATALOGUE_SETTLES, False
    while not yielded:
        try:
            async for document in commits.with_options(read_concern=SNAPSHOT).find(which).sort("_id", 1):
                yielded = True
                yield document
        except OperationFailure as error:
            if yielded or error.code != _SNAPSHOT_UNAVAILABLE or asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return


def _compare(sealed: Sequence[Seal | None], digests: dict[str, list[str]]) -> Iterator[Finding]:
    """Each sealed head must still be in its chain; the seals themselves are a chain as well."""
    prev = GENESIS
    for line, seal in enumerate(sealed, start=1):
        if seal is None:
            yield Finding("", "", f"line {line} of the seals is no seal: the seals were edited")
            continue
        if seal.prev != prev or seal.computed() != seal.digest:
            yield Finding("", "", f"the seal of {seal.at} does not continue the one before it: the seals were edited")
        prev = seal.digest
        for stream, version, digest in seal.heads:
            chain = digests.get(stream, [])
            if len(chain) < version or chain[version - 1] != digest:
                yield Finding("", stream, f"version {version}, sealed on {seal.at}, is not in the store: cut off, or made anew")
