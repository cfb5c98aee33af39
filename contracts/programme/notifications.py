"""Who is told what: texts in Chinese and English by event and audience, with variables that the event is known to have.

The event's name is its type without ``lianzhu.`` and ``.v1``. A text names variables in braces ({applicant}); one that the
event does not have is an error when the file is checked, not when somebody should be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import ClassVar

from contracts.programme.source import Sourced
from contracts.programme.word import Line, Prose, Word, Yes
from contracts.roles import Role

_CALL = frozenset({"programme", "round"})
_FILER = _CALL | {"application", "applicant", "county"}
_CASE = _FILER | {"case"}
_LIST = _CALL | {"filer", "county"}
"""``filer``: whose list it is, a bureau or a provider; ``county`` is its name in files of before there were lists of others."""

VARIABLES: dict[str, frozenset[str]] = {
    "intake.organisation.registered": frozenset({"organisation"}),
    "intake.organisation.amended": frozenset({"organisation"}),
    "intake.round.opened": _CALL | {"opens", "closes"},
    "intake.round.moved": _CALL | {"opens", "closes", "reason"},
    "intake.round.closed": _CALL | {"cases"},
    "intake.application.drafted": _FILER,
    "intake.application.submitted": _CASE,
    "intake.application.resubmitted": _CASE,
    "intake.application.returned": _CASE | {"bureau", "reasons", "due"},
    "intake.application.rejected": _CASE | {"bureau", "reasons"},
    "intake.application.withdrawn": _CASE | {"reason"},
    "intake.application.checked": _CASE,
    "intake.application.prepared": _CASE,
    "intake.application.recommended": _CASE | {"position"},
    "intake.application.paper-received": _CASE | {"received_on", "copies"},
    "intake.application.accepted": _CASE,
    "intake.application.concluded": _CASE | {"outcome", "document"},
    "intake.list.filed": _LIST | {"cases"},
    "intake.list.supplemented": _LIST | {"cases", "reason"},
    "intake.list.returned": _LIST | {"reasons", "due"},
    "intake.list.received": _LIST | {"received_on", "copies"},
    "scoring.expert.registered": frozenset({"expert"}),
    "scoring.expert.suspended": frozenset({"expert", "reason"}),
    "scoring.review.opened": _CALL | {"cases", "due"},
    "scoring.review.closed": _CALL | {"cases"},
    "scoring.draw.published": _CALL | {"cases", "experts"},
    "scoring.assignment.made": _CALL | {"expert", "cases", "due"},
    "scoring.assignment.extended": _CALL | {"expert", "due"},
    "scoring.assignment.reminded": _CALL | {"expert", "cases", "due"},
    "scoring.assignment.declined": _CALL | {"expert", "reason"},
    "scoring.assignment.replaced": _CALL | {"expert", "reason"},
    "scoring.sheet.reopened": _CALL | {"expert", "application", "reason"},
    "scoring.sheet.excluded": _CALL | {"expert", "application", "reason"},
    "scoring.extra-review.ordered": _CALL | {"application", "spread"},
    "scoring.case.withdrawn": _CASE | {"reason"},
    "scoring.case.scored": _CASE,
    "scoring.ranking.published": _CALL | {"cases", "passed"},
    "funding.fund.changed": frozenset({"programme", "cap", "document"}),
    "funding.fund.audit-ordered": frozenset({"programme", "firm", "due"}),
    "funding.fund.audited": frozenset({"programme", "firm", "outcome"}),
    "funding.proposal.made": _CALL | {"awards", "amount"},
    "funding.audit.ordered": _CASE | {"firm", "due"},
    "funding.audit.cancelled": _CASE | {"firm"},
    "funding.audit.passed": _CASE,
    "funding.audit.failed": _CASE | {"reason"},
    "funding.decision.prepared": _CALL | {"awards", "amount"},
    "funding.decision.discarded": _CALL | {"reason"},
    "funding.decision.made": _CALL | {"minutes", "awards"},
    "funding.award.proposed": _CASE | {"rank", "total", "amount"},
    "funding.award.waiting": _CASE | {"rank", "total", "position"},
    "funding.award.declined": _CASE | {"reason"},
    "funding.award.promoted": _CASE | {"rank", "amount"},
    "funding.award.decided": _CASE | {"minutes"},
    "funding.notice.published": _CALL | {"link", "ends"},
    "funding.notice.ended": _CALL | {"objections"},
    "funding.objection.lodged": _CASE | {"due"},
    "funding.objection.resolved": _CASE | {"outcome", "reasons"},
    "funding.award.confirmed": _CASE | {"amount"},
    "funding.award.revoked": _CASE | {"amount", "reason"},
    "funding.award.withdrawn": _CASE | {"reason"},
    "funding.award.clawed-back": _CASE | {"amount", "reason", "due"},
    "funding.award.recovered": _CASE | {"amount", "voucher"},
    "funding.award.archived": _CASE,
    "funding.account.amended": _CASE | {"account"},
    "funding.payment.ordered": _CASE | {"amount"},
    "funding.payment.made": _CASE | {"amount", "voucher", "paid_on"},
    "funding.payment.returned": _CASE | {"amount", "reason"},
    "funding.payment.stopped": _CASE | {"amount", "reason"},
    "funding.evaluation.due": _CASE | {"due"},
    "funding.evaluation.reminded": _CASE | {"due"},
    "funding.evaluation.filed": _CASE,
    "funding.evaluation.recorded": _CASE | {"outcome"},
}
"""Every event that somebody may be told of, and the variables that its texts may name."""

NO_NEWS = frozenset(
    {
        "intake.application.prepared",  # not recommended before another officer confirms it
        "intake.entry.taken",
        "intake.entry.freed",
        "intake.list.left",  # returned, rejected or withdrawn
        "scoring.case.received",  # accepted
        "scoring.case.drawn",
        "scoring.assignment.accepted",
        "scoring.assignment.declined",
        "scoring.assignment.replaced",
        "scoring.draw.continued",
        "scoring.extra-review.ordered",
        "scoring.joint-opinion.recorded",
        "scoring.review.progressed",
        "scoring.sheet.submitted",
        "scoring.sheet.reopened",
        "scoring.sheet.excluded",
        "funding.candidate.received",  # accepted
        "funding.candidate.withdrawn",  # withdrawn from the review
        "funding.dossier.opened",
        "funding.fund.posted",  # a line of the ledger: what moved the money is told
        "funding.grantee.bound",
        "funding.grantee.freed",
        "funding.grantee.excluded",
        "funding.proposal.advanced",  # who moves up is told
        "funding.audit.cancelled",  # which firm follows is told, or that the award fell
        "funding.award.noticed",  # all are told of the notice
    }
)
"""Events that name an application and are no news to its applicant: how the bureaus and experts work, or the same as another event says.
Every other one is a change of the application, of which a programme in which it can happen tells the applicant."""

_LIKE = {"funding.evaluation.reminded": "funding.evaluation.due"}
"""What is told in the words of another event where a programme has none of its own for it: a reminder says what is due again."""


class Message(Word):
    """A title on one line and a body; braces name variables."""

    title: Line
    body: Prose

    def variables(self) -> Iterator[str]:
        """Every name in braces; a format or conversion after it is part of the name, and so never known."""
        for text in (self.title, self.body):
            for _, name, form, conversion in Formatter().parse(text):
                if name is not None:
                    yield name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")

    def fill(self, values: dict[str, str]) -> Message:
        """The text for a reader; KeyError for a variable without a value."""
        return Message(title=self.title.format_map(values), body=self.body.format_map(values))


class Notification(Word):
    """``obligatory``: one cannot opt out of it (it states a right, a duty or a due date)."""

    obligatory: Yes
    zh: Message
    en: Message


class Notifications(Sourced):
    """``texts``: event → role that is told → text."""

    plain: ClassVar[frozenset[str]] = frozenset({"source"})

    texts: dict[str, dict[Role, Notification]]

    def of(self, event: str) -> dict[Role, Notification]:
        """Who is told of an event, and in which words."""
        return self.texts.get(event) or self.texts.get(_LIKE.get(event, ""), {})
