"""The round, from the day before it opens to its closing, as the different people drive it over HTTP: one file per step."""

from demo.round.acceptance import acceptance
from demo.round.cast import OVERLAPPING, Cast
from demo.round.examination import examination
from demo.round.filing import filing
from demo.round.lists import lists
from demo.round.opening import opening
from demo.round.review import review

__all__ = ["OVERLAPPING", "Cast", "acceptance", "examination", "filing", "lists", "opening", "review"]
