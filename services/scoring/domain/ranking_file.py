"""The ranking as a file that anybody can recompute: its inputs, their digest, and what follows from them, in canonical bytes.

The digest tells which inputs the ranking was made from; it is published beside the file, so that a file forged as a whole shows too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from pydantic import ValidationError

from contracts.canonical import canonical, digest
from contracts.programme.review import Review
from services.scoring.domain.ranking import Ranking, rank
from services.scoring.domain.ranking_inputs import RankingInputs, Rules

FORMAT = "lianzhu-ranking/1"
MOST_DIFFERENCES = 100

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """``pointer`` is a JSON pointer into the file (empty for the whole file), ``what`` is wrong there, in a sentence."""

    pointer: str
    what: str

    def __str__(self) -> str:
        return f"{self.pointer or 'the file'}: {self.what}"


def inputs_digest(inputs: RankingInputs) -> str:
    """SHA-256 of the inputs' canonical bytes, whatever order they came in."""
    return digest(inputs.ordered.model_dump(mode="json"))


def ranking_file(inputs: RankingInputs, ranking: Ranking | None = None) -> bytes:
    """The file; the ``ranking`` is computed unless the caller has just done so."""
    result = rank(inputs) if ranking is None else ranking
    return canonical(
        {
            "format": FORMAT,
            "inputs": inputs.ordered.model_dump(mode="json"),
            "inputs_digest": inputs_digest(inputs),
            "result": result.model_dump(mode="json"),
        }
    )


def read(file: bytes) -> RankingInputs:
    """The inputs that a file names. ValueError (RecursionError, nested too deeply) for what is no ranking file."""
    said = json.loads(file)
    return RankingInputs.model_validate(said.get("inputs") if isinstance(said, dict) else None)


def verify(file: bytes) -> tuple[Difference, ...]:
    """Recompute the file from its own inputs; nothing when it is the same byte by byte. At most MOST_DIFFERENCES are named."""
    try:
        made = ranking_file(read(file))
    except ValidationError as error:
        return tuple(Difference(_pointer("/inputs", each["loc"]), each["msg"]) for each in error.errors()[:MOST_DIFFERENCES])
    except (ValueError, RecursionError) as error:
        return (Difference("", f"cannot be read: {error}"),)
    if file == made:
        return ()
    found = tuple(islice(_unlike(json.loads(file), json.loads(made), ""), MOST_DIFFERENCES))
    return found or (Difference("", "says the right things, but not in the canonical form (order, white space, repeated keys)"),)


def unlike_programme(inputs: RankingInputs, review: Review) -> tuple[Difference, ...]:
    """Where the rules that a ranking was made by are not those of its programme."""
    said, right = inputs.rules.model_dump(mode="json"), Rules.of(review).model_dump(mode="json")
    return tuple(Difference(each.pointer, f"{each.what}, by the programme") for each in _unlike(said, right, "/inputs/rules"))


def _unlike(said: Any, right: Any, pointer: str) -> Iterator[Difference]:
    """Every place where the two differ, as deep as can be."""
    if isinstance(said, dict) and isinstance(right, dict):
        for key in sorted(said.keys() | right.keys()):
            yield from _unlike(said.get(key, _ABSENT), right.get(key, _ABSENT), _pointer(pointer, (key,)))
    elif isinstance(said, list) and isinstance(right, list):
        for index, (mine, other) in enumerate(zip_longest(said, right, fillvalue=_ABSENT)):
            yield from _unlike(mine, other, f"{pointer}/{index}")
    elif type(said) is not type(right) or said != right:
        yield Difference(pointer, f"is {_shown(said)}, should be {_shown(right)}")


def _shown(value: Any) -> str:
    return "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)[:200]


def _pointer(base: str, parts: tuple[int | str, ...]) -> str:
    return base + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
