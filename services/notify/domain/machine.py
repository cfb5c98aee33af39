"""The public form of an event: what a city's system is told over a webhook or the feed.

No more than a bureau of the region may know without asking: no free text (it may name people), nothing of experts, no scores and ranks.
"""

from __future__ import annotations

from typing import Any

from contracts.canonical import instant
from services.notify.domain.happening import Happening
from services.notify.domain.scope import Scope
from services.notify.domain.subject import Subject

_PRIVATE = frozenset(
    {
        "intake.application.drafted",
        "intake.organisation.registered",
        "intake.organisation.amended",
        "scoring.extra-review.ordered",
        "scoring.case.scored",
        "funding.fund.changed",
        "funding.fund.audit-ordered",
        "funding.fund.audited",
        "funding.proposal.made",
        "funding.decision.prepared",
        "funding.decision.discarded",
        "funding.objection.lodged",
    }
)
_PRIVATE_NOUNS = ("scoring.expert.", "scoring.assignment.", "scoring.sheet.")

_PLAIN = {
    "submission",
    "level",
    "due",
    "window",
    "on",
    "copies",
    "awards",
    "notice",
    "decision",
    "begins",
    "ends",
    "link",
    "objections",
    "fen",
    "attempt",
    "stops",
    "voucher",
    "paid_on",
    "outcome",
    "passed",
}
"""The fields of events that are dates, counts, amounts in fen, codes or public addresses."""


def told_to_systems(name: str) -> bool:
    """Whether systems are told of this event at all."""
    return name not in _PRIVATE and not name.startswith(_PRIVATE_NOUNS)


def public_form(happening: Happening, scope: Scope, subject: Subject | None) -> dict[str, Any]:
    """JSON values; what does not concern the event is null."""
    facts = happening.data.model_dump(mode="json", include=_PLAIN)
    return {
        "event": happening.id,
        "type": happening.name,
        "at": instant(happening.at),
        "programme": scope.programme.programme if scope.programme else None,
        "version": scope.programme.version if scope.programme else None,
        "round": scope.round,
        "track": scope.track,
        "region": scope.region,
        "application": subject.application if subject else None,
        "applicant": subject.applicant if subject else None,
        "uscc": subject.uscc if subject else None,
        "case": subject.case if subject else None,
        "facts": facts,
    }
