"""The ranking as a file that anybody can recompute: its inputs, their digest, and what follows from them, in canonical bytes.

The digest tells which inputs the ranking was made from; it is published beside the file, so that a file forged as a whole shows too.
There are two: one with every sheet by criterion, and one with the sheets' totals, for everybody where the programme shows no more.
"""

from __future__ import annotations

import json
from itertools import islice

from pydantic import ValidationError

from contracts.canonical import canonical, digest
from contracts.programme.review import Review
from services.scoring.domain.differences import Difference, pointer, unlike
from services.scoring.domain.ranking import Ranking, rank
from services.scoring.domain.ranking_inputs import RankingInputs, Rules
from services.scoring.domain.ranking_public import PublicInputs

FORMAT, FORMAT_OF_TOTALS = "lianzhu-ranking/1", "lianzhu-ranking-totals/1"
MOST_DIFFERENCES = 100

Inputs = RankingInputs | PublicInputs


def inputs_digest(inputs: Inputs) -> str:
    """SHA-256 of the inputs' canonical bytes, whatever order they came in."""
    return digest(inputs.ordered.model_dump(mode="json"))


def ranking_file(inputs: Inputs, ranking: Ranking | None = None) -> bytes:
    """The file; the ``ranking`` is computed unless the caller has just done so."""
    result = rank(inputs) if ranking is None else ranking
    return canonical(
        {
            "format": FORMAT if isinstance(inputs, RankingInputs) else FORMAT_OF_TOTALS,
            "inputs": inputs.ordered.model_dump(mode="json"),
            "inputs_digest": inputs_digest(inputs),
            "result": result.model_dump(mode="json"),
        }
    )


def read(file: bytes) -> Inputs:
    """The inputs that a file names. ValueError (RecursionError, nested too deeply) for what is no ranking file."""
    said = json.loads(file)
    kind = PublicInputs if isinstance(said, dict) and said.get("format") == FORMAT_OF_TOTALS else RankingInputs
    return kind.model_validate(said.get("inputs") if isinstance(said, dict) else None)


def read_whole(file: bytes) -> RankingInputs:
    """The inputs of a file with every sheet. ValueError for any other."""
    inputs = read(file)
    if not isinstance(inputs, RankingInputs):
        raise ValueError("the file has the sheets' totals only")
    return inputs


def verify(file: bytes) -> tuple[Difference, ...]:
    """Recompute the file from its own inputs; nothing when it is the same byte by byte. At most MOST_DIFFERENCES are named."""
    try:
        made = ranking_file(read(file))
    except ValidationError as error:
        return tuple(Difference(pointer("/inputs", each["loc"]), each["msg"]) for each in error.errors()[:MOST_DIFFERENCES])
    except (ValueError, RecursionError) as error:
        return (Difference("", f"cannot be read: {error}"),)
    if file == made:
        return ()
    found = tuple(islice(unlike(json.loads(file), json.loads(made)), MOST_DIFFERENCES))
    return found or (Difference("", "says the right things, but not in the canonical form (order, white space, repeated keys)"),)


def unlike_programme(inputs: Inputs, review: Review) -> tuple[Difference, ...]:
    """Where the rules that a ranking was made by are not those of its programme."""
    said, right = inputs.rules.model_dump(mode="json"), Rules.of(review).model_dump(mode="json")
    return tuple(Difference(each.pointer, f"{each.what}, by the programme") for each in unlike(said, right, "/inputs/rules"))
