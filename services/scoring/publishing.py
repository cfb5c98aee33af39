"""What is for everybody: the file of the draw with what was drawn since, the file of the ranking."""

from __future__ import annotations

import json
from asyncio import to_thread

from contracts.refusal import Refusal, Text
from services.scoring.domain.continuation import asks
from services.scoring.domain.draw import Drawn
from services.scoring.domain.draw_again import redraw
from services.scoring.domain.draw_file import draw_file, read
from services.scoring.domain.draw_standing import Ask, Standing
from services.scoring.domain.review import Review, known
from services.scoring.scoring import ReviewKey, Scoring
from services.scoring.streams import REVIEW


async def draw_json(scoring: Scoring, key: ReviewKey) -> bytes:
    """The draw's file. A 404 until the draw is published."""
    state = await state_of(scoring, key)
    if state.draw_file is None:
        raise _not_yet("专家尚未抽取", "The experts have not been drawn")
    since = asks(state, scoring.terms(known(state.call)))
    if not since:
        return await scoring.files.read(state.draw_file)
    made = scoring.continued.get(state.draw_file)
    if made is None or made[0] != len(since):
        made = len(since), await to_thread(continued_file, await scoring.files.read(state.draw_file), since)
        scoring.continued[state.draw_file] = made
    return made[1]


def continued_file(stored: bytes, since: tuple[Ask, ...]) -> bytes:
    """The file of the draw with the places that were drawn after it."""
    given, seed = read(stored), bytes.fromhex(json.loads(stored)["inputs"]["seed"])
    drawn = Drawn(**json.loads(stored)["result"])
    standing, redraws = Standing.drawn(given.pool, drawn.panels), []
    for ask in since:
        redraws.append(redraw(seed, standing, ask))
        standing = standing.filled(ask, redraws[-1].choice)
    return draw_file(given.pool, seed, drawn, redraws)


async def ranking_json(scoring: Scoring, key: ReviewKey) -> bytes:
    """The ranking's file. A 404 until it is published."""
    state = await state_of(scoring, key)
    if state.ranking is None:
        raise _not_yet("排序尚未公布", "The ranking has not been published")
    return await scoring.files.read(state.ranking.file)


async def whole_ranking(scoring: Scoring, state: Review) -> bytes:
    """The file with every sheet by criterion. A 404 until the ranking is published."""
    if state.ranking is None:
        raise _not_yet("排序尚未公布", "The ranking has not been published")
    return await scoring.files.read(state.ranking.whole)


async def state_of(scoring: Scoring, key: ReviewKey) -> Review:
    """The whole state, from the record."""
    stream = REVIEW.stream(*key)
    state = (await scoring.standings([stream]))[stream].state
    if not isinstance(state, Review) or not state.cases:
        raise _not_yet("没有这项评审", "There is no such review")
    return state


def _not_yet(zh: str, en: str) -> Refusal:
    return Refusal("not-found", Text(zh, en))
