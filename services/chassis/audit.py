"""Whether the record is whole: every chain followed from its beginning, and compared with heads that were sealed outside the store.

An edited commit shows as a digest that does not fit, a removed or inserted one as a break of its chain, a cut tail or a chain that was made
anew as a sealed head that is no longer there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from services.chassis.commits import GENESIS, Commit, Part
from services.chassis.mongo import Collection
from services.chassis.seals import Seal, SealLog


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
    """Follow every chain of a service, then look for every sealed head."""
    findings: list[Finding] = []
    known: dict[str, tuple[int, int, str]] = {}
    digests: dict[str, list[str]] = {}
    count = 0
    async for commit in _in_causal_order(commits):
        count += 1
        for part in commit.parts:
            findings.extend(_check(commit, part, known.get(part.stream, (0, 0, GENESIS))))
            known[part.stream] = (part.version, part.sequence, part.digest)
            digests.setdefault(part.stream, []).append(part.digest)
    sealed = list(seals.read())
    findings.extend(_compare(sealed, digests))
    return Report(count, len(known), sum(len(seal.heads) for seal in sealed), tuple(findings))


def _check(commit: Commit, part: Part, before: tuple[int, int, str]) -> Iterator[Finding]:
    version, sequence, digest = before
    if part.version != version + 1:
        yield Finding(commit.id, part.stream, f"version {part.version} follows {version}: a commit was removed or inserted")
    elif part.prev != digest:
        yield Finding(commit.id, part.stream, f"version {part.version} does not continue the digest of version {version}")
    if part.sequence != sequence + len(part.events):
        yield Finding(commit.id, part.stream, f"its events are numbered to {part.sequence}, {sequence + len(part.events)} was due")
    if commit.digest_of(part) != part.digest:
        yield Finding(commit.id, part.stream, "its digest does not fit its content: it was edited")


async def _in_causal_order(commits: Collection) -> AsyncIterator[Commit]:
    async for document in commits.find({}).sort("_id", 1):
        yield Commit.parse(document)


def _compare(sealed: Sequence[Seal], digests: dict[str, list[str]]) -> Iterator[Finding]:
    """Each sealed head must still be in its chain; the seals themselves are a chain as well."""
    prev = GENESIS
    for seal in sealed:
        if seal.prev != prev or seal.computed() != seal.digest:
            yield Finding("", "", f"the seal of {seal.at} does not continue the one before it: the seals were edited")
        prev = seal.digest
        for stream, version, digest in seal.heads:
            chain = digests.get(stream, [])
            if len(chain) < version or chain[version - 1] != digest:
                yield Finding("", stream, f"version {version}, sealed on {seal.at}, is not in the store: cut off, or made anew")
