"""The draw as a file that anybody can recompute: under pseudonyms, who may not review what, and never why.

The digest is over all that was given (pool, seed, what was asked of each redraw); the rest follows from that. Published beside the file,
it shows a file that was forged as a whole; so does the commitment, which is published before the pool is closed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice

from pydantic import Field, ValidationError

from contracts.canonical import canonical, digest
from services.scoring.domain.differences import Difference, pointer, unlike
from services.scoring.domain.draw import Drawn, draw
from services.scoring.domain.draw_again import Redraw, redraw
from services.scoring.domain.draw_pool import Pool, Value
from services.scoring.domain.draw_seed import commitment
from services.scoring.domain.draw_shortage import Infeasible
from services.scoring.domain.draw_standing import Ask, Standing

FORMAT = "lianzhu-draw/1"
MOST_DIFFERENCES = 100


class Inputs(Value):
    """What a draw and its redraws are made from; ``seed`` in hexadecimal digits, in lower case."""

    pool: Pool
    seed: str = Field(pattern="^[0-9a-f]{64}$")
    asks: tuple[Ask, ...] = ()

    @property
    def digest(self) -> str:
        return digest(self.model_dump(mode="json"))


def draw_file(pool: Pool, seed: bytes, drawn: Drawn, redraws: Sequence[Redraw] = ()) -> bytes:
    """The file of a draw and of what was drawn after it, in canonical bytes."""
    inputs = Inputs(pool=pool, seed=seed.hex(), asks=tuple(each.ask for each in redraws))
    return canonical(
        {
            "format": FORMAT,
            "inputs": inputs.model_dump(mode="json"),
            "inputs_digest": inputs.digest,
            "commitment": commitment(seed),
            "result": {"panels": drawn.panels, "county_most": drawn.county_most, "industry_missing": drawn.industry_missing},
            "redraws": [{"loads": dict(each.loads), "choice": each.choice, "relaxed": list(each.relaxed)} for each in redraws],
        }
    )


def read(file: bytes) -> Inputs:
    """The inputs that a file names. ValueError (RecursionError, nested too deeply) for what is no file of a draw."""
    said = json.loads(file)
    return Inputs.model_validate_json(canonical(said.get("inputs") if isinstance(said, dict) else None))


def made(inputs: Inputs) -> bytes:
    """The file that follows from the inputs. ValueError where they allow no draw, or ask what cannot be."""
    seed = bytes.fromhex(inputs.seed)
    drawn = draw(inputs.pool, seed)
    if isinstance(drawn, Infeasible):
        raise ValueError(f"{drawn.missing} places of {len(drawn.shortages)} cases cannot be filled")
    return draw_file(inputs.pool, seed, drawn, _redrawn(inputs, Standing.drawn(inputs.pool, drawn.panels)))


def _redrawn(inputs: Inputs, standing: Standing) -> list[Redraw]:
    redraws = []
    for ask in inputs.asks:
        redraws.append(redraw(bytes.fromhex(inputs.seed), standing, ask))
        standing = standing.filled(ask, redraws[-1].choice)
    return redraws


def verify(file: bytes) -> tuple[Difference, ...]:
    """Recompute the file from its own inputs; nothing when it is the same byte by byte. At most MOST_DIFFERENCES are named."""
    try:
        right = made(read(file))
    except ValidationError as error:
        return tuple(Difference(pointer("/inputs", each["loc"]), each["msg"]) for each in error.errors()[:MOST_DIFFERENCES])
    except (ValueError, RecursionError) as error:
        return (Difference("", f"cannot be drawn again: {error}"),)
    return () if file == right else _named(unlike(json.loads(file), json.loads(right)))


def _named(found: Iterable[Difference]) -> tuple[Difference, ...]:
    named = tuple(islice(found, MOST_DIFFERENCES))
    return named or (Difference("", "says the right things, but not in the canonical form (order, white space, repeated keys)"),)
