"""The round, from the day before it opens to its closing, as the different people drive it over HTTP: one file per step."""

from demo.round.acceptance import acceptance
from demo.round.cast import OVERLAPPING, Cast, Stage
from demo.round.decision import decision
from demo.round.examination import examination
from demo.round.filing import filing
from demo.round.lists import lists
from demo.round.opening import opening
from demo.round.proposal import audits, proposal
from demo.round.review import review

__all__ = [
    "OVERLAPPING",
    "Cast",
    "Stage",
    "acceptance",
    "audits",
    "decision",
    "examination",
    "filing",
    "lists",
    "opening",
    "proposal",
    "review",
]
