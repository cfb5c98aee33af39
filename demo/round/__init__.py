"""The round, from the day before it opens to its closing, as the different people drive it over HTTP: one file per step."""

from demo.round.acceptance import acceptance
from demo.round.cast import OVERLAPPING, Cast, Stage
from demo.round.decision import decision
from demo.round.examination import examination
from demo.round.filing import filing
from demo.round.lists import lists
from demo.round.notice import confirmation, notice, objections
from demo.round.opening import opening
from demo.round.payment import payment
from demo.round.proposal import audit_proposed, audits, proposal
from demo.round.review import review
from demo.round.second import second_round

__all__ = [
    "OVERLAPPING",
    "Cast",
    "Stage",
    "acceptance",
    "audit_proposed",
    "audits",
    "confirmation",
    "decision",
    "examination",
    "filing",
    "lists",
    "notice",
    "objections",
    "opening",
    "payment",
    "proposal",
    "review",
    "second_round",
]
