"""The round, from the day before it opens to its closing, as the different people drive it over HTTP: one file per step."""

from demo.chain.round.acceptance import acceptance
from demo.chain.round.cast import OVERLAPPING, Cast
from demo.chain.round.decision import decision
from demo.chain.round.examination import examination
from demo.chain.round.filing import filing
from demo.chain.round.lists import lists
from demo.chain.round.notice import confirmation, notice, objections
from demo.chain.round.opening import opening
from demo.chain.round.payment import payment
from demo.chain.round.proposal import audit_proposed, audits, proposal
from demo.chain.round.review import review
from demo.chain.round.second import second_round

__all__ = [
    "OVERLAPPING",
    "Cast",
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
