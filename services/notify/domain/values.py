"""The values of each event's variables: one function an event, tested to give every name that texts may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.events.notify.values import Language
from contracts.programme.notifications import VARIABLES
from contracts.programme.programme import Programme
from contracts.regions import Level, find_region
from contracts.reporting import reporting_authority
from services.notify.domain.happening import Happening
from services.notify.domain.subject import Subject
from services.notify.domain.wording import Wording


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an event beside itself. ``listed``: how many now stand on the county's list, where the event is about one."""

    programme: Programme | None = None
    round: str | None = None
    subject: Subject | None = None
    listed: int = 0


Own = Callable[[Any, Wording, Facts], dict[str, str]]


def _window(data: Any, say: Wording, _facts: Facts) -> dict[str, str]:
    return {"opens": say.first_day(data.window.opens), "closes": say.last_day(data.window.closes)}


def _moved(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    return _window(data, say, facts) | {"reason": data.reason}


def _examined(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    return {"bureau": _bureau(data.level, say, facts), "reasons": say.reasons(data.reasons)}


def _bureau(level: str, say: Wording, facts: Facts) -> str:
    """Who returned or refused it: the county; who reports to the ministry for it; or the city, by its name where it issued the call."""
    place = facts.subject.county if facts.subject else None
    reporting = reporting_authority(place.code) if place and level == "province" else None
    if reporting or level == "county":
        name = reporting.name if reporting else _county(say, facts)
        return say.of(f"{name}主管部门", f"The bureau of {name}")
    authority = facts.programme.authority if facts.programme else None
    region = find_region(authority.region) if authority else None
    issuer = authority.name if authority and region and region.level is Level.CITY else "市级主管部门"
    return say.of(issuer, "The city bureau")


def _due(data: Any, say: Wording, _facts: Facts) -> dict[str, str]:
    return {"due": say.last_day(data.due)}


def _county(say: Wording, facts: Facts) -> str:
    county = facts.subject.county if facts.subject else None
    return say.division(county.code, county.name) if county else ""


def _receipt(receipt: Any, say: Wording) -> dict[str, str]:
    return {"received_on": say.on(receipt.on), "copies": str(receipt.copies)}


def _list(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    """``filer``, ``county``: whose list it is, a bureau's by its division, else the filer by its name."""
    ref = data.list
    whose = ref.bureau if ref.owner else say.division(ref.region.code, ref.region.name)
    return {"filer": whose, "county": whose, "cases": str(facts.listed)}


def _further(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    number = len(data.added)
    return _list(data, say, facts) | {"reason": say.of(f"新增推荐{number}件", f"{number} further recommendations")}


def _expert(data: Any, _say: Wording, _facts: Facts) -> dict[str, str]:
    return {"expert": data.contact.name if data.contact else ""}


def _for_expert(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    return _expert(data, say, facts) | {"reason": data.reason}


def _sheet(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    return _for_expert(data, say, facts) | {"application": data.application}


def _reason(data: Any, say: Wording, _facts: Facts) -> dict[str, str]:
    return {"reason": say.reason(data.reason)}


def _amount(data: Any, say: Wording, _facts: Facts) -> dict[str, str]:
    return {"amount": say.amount(data.fen)}


def _lost(data: Any, say: Wording, facts: Facts) -> dict[str, str]:
    return _amount(data, say, facts) | {"reason": data.reason}


def _firm(data: Any, _say: Wording, _facts: Facts) -> dict[str, str]:
    return {"firm": data.firm.name}


def _nothing(_data: Any, _say: Wording, _facts: Facts) -> dict[str, str]:
    return {}


OWN: dict[str, Own] = {
    "intake.organisation.registered": lambda data, _say, _facts: {"organisation": data.organisation.name},
    "intake.organisation.amended": lambda data, _say, _facts: {"organisation": data.organisation.name},
    "intake.round.opened": _window,
    "intake.round.moved": _moved,
    "intake.round.closed": lambda data, _say, _facts: {"cases": str(len(data.cases))},
    "intake.application.drafted": _nothing,
    "intake.application.submitted": _nothing,
    "intake.application.resubmitted": _nothing,
    "intake.application.returned": lambda data, say, facts: _examined(data, say, facts) | _due(data, say, facts),
    "intake.application.rejected": _examined,
    "intake.application.withdrawn": _reason,
    "intake.application.checked": _nothing,
    "intake.application.prepared": _nothing,
    "intake.application.recommended": lambda data, _say, _facts: {"position": str(data.recommendation.position)},
    "intake.application.paper-received": lambda data, say, _facts: _receipt(data.receipt, say),
    "intake.application.accepted": _nothing,
    "intake.application.concluded": lambda data, say, _facts: {
        "outcome": say.outcome("result", data.outcome),
        "document": say.document(data.document),
    },
    "intake.list.filed": _list,
    "intake.list.supplemented": _further,
    "intake.list.returned": lambda data, say, facts: (
        _list(data, say, facts) | {"reasons": say.reasons(data.reasons)} | _due(data, say, facts)
    ),
    "intake.list.received": lambda data, say, facts: _list(data, say, facts) | _receipt(data, say),
    "scoring.expert.registered": lambda data, _say, _facts: {"expert": data.entry.contact.name},
    "scoring.expert.suspended": _for_expert,
    "scoring.review.opened": lambda data, say, facts: {"cases": str(data.cases)} | _due(data, say, facts),
    "scoring.review.closed": lambda data, _say, _facts: {"cases": str(data.cases)},
    "scoring.draw.published": lambda data, _say, _facts: {"cases": str(len(data.panels)), "experts": str(data.experts)},
    "scoring.assignment.made": lambda data, say, facts: (
        _expert(data, say, facts) | {"cases": str(len(data.cases))} | _due(data, say, facts)
    ),
    "scoring.assignment.extended": lambda data, say, facts: _expert(data, say, facts) | _due(data, say, facts),
    "scoring.assignment.reminded": lambda data, say, facts: _expert(data, say, facts) | {"cases": str(data.cases)} | _due(data, say, facts),
    "scoring.assignment.declined": _for_expert,
    "scoring.assignment.replaced": _for_expert,
    "scoring.sheet.reopened": _sheet,
    "scoring.sheet.excluded": _sheet,
    "scoring.extra-review.ordered": lambda data, _say, _facts: {"application": data.application, "spread": data.spread},
    "scoring.case.withdrawn": _reason,
    "scoring.case.scored": _nothing,
    "scoring.ranking.published": lambda data, _say, _facts: {"cases": str(len(data.places)), "passed": str(data.passed)},
    "funding.fund.changed": lambda data, say, _facts: {"cap": say.amount(data.cap), "document": say.document(data.document)},
    "funding.proposal.made": lambda data, say, _facts: {"awards": str(data.awards), "amount": say.amount(data.amount)},
    "funding.fund.audit-ordered": lambda data, say, facts: _firm(data, say, facts) | _due(data, say, facts),
    "funding.fund.audited": lambda data, say, facts: _firm(data, say, facts) | {"outcome": say.outcome("audit", data.result)},
    "funding.audit.ordered": lambda data, say, facts: _firm(data, say, facts) | _due(data, say, facts),
    "funding.audit.cancelled": _firm,
    "funding.audit.passed": _nothing,
    "funding.audit.failed": _reason,
    "funding.decision.prepared": lambda data, say, _facts: {
        "awards": str(len(data.applications)),
        "amount": say.amount(data.amount),
    },
    "funding.decision.discarded": _reason,
    "funding.decision.made": lambda data, say, _facts: {"minutes": say.document(data.minutes), "awards": str(len(data.approved))},
    "funding.award.proposed": lambda data, say, facts: {"rank": str(data.rank), "total": data.total} | _amount(data, say, facts),
    "funding.award.waiting": lambda data, _say, _facts: {
        "rank": str(data.rank),
        "total": data.total,
        "position": str(data.position),
    },
    "funding.award.declined": _reason,
    "funding.award.promoted": lambda data, say, facts: {"rank": str(data.rank)} | _amount(data, say, facts),
    "funding.award.decided": lambda data, say, _facts: {"minutes": say.document(data.minutes)},
    "funding.notice.published": lambda data, say, _facts: {"link": data.link, "ends": say.last_day(data.ends)},
    "funding.notice.ended": lambda data, _say, _facts: {"objections": str(data.objections)},
    "funding.objection.lodged": _due,
    "funding.objection.resolved": lambda data, say, _facts: {
        "outcome": say.outcome("objection", data.outcome),
        "reasons": data.reasons,
    },
    "funding.award.confirmed": _amount,
    "funding.award.revoked": _lost,
    "funding.award.withdrawn": _reason,
    "funding.award.clawed-back": lambda data, say, facts: _lost(data, say, facts) | _due(data, say, facts),
    "funding.award.recovered": lambda data, say, facts: _amount(data, say, facts) | {"voucher": data.voucher},
    "funding.award.archived": _nothing,
    "funding.account.amended": lambda data, say, _facts: {"account": say.account(data.account.number)},
    "funding.payment.ordered": _amount,
    "funding.payment.made": lambda data, say, facts: _amount(data, say, facts) | {"voucher": data.voucher, "paid_on": say.on(data.paid_on)},
    "funding.payment.returned": _lost,
    "funding.payment.stopped": _lost,
    "funding.evaluation.due": _due,
    "funding.evaluation.reminded": _due,
    "funding.evaluation.filed": _nothing,
    "funding.evaluation.recorded": lambda data, say, _facts: {"outcome": say.outcome("evaluation", data.outcome)},
}
"""What each event says itself; programme, round and application are said alike for all."""


def values(happening: Happening, facts: Facts, language: Language) -> dict[str, str]:
    """Every variable that a text on this event may name. KeyError: one has no value, and then nobody is told half a sentence."""
    say = Wording(language)
    known = _shared(say, facts) | OWN[happening.name](happening.data, say, facts)
    return {name: known[name] for name in sorted(VARIABLES[happening.name])}


def _shared(say: Wording, facts: Facts) -> dict[str, str]:
    """The call, and the application with its applicant, as far as the event is about them."""
    known: dict[str, str] = {}
    if facts.programme:
        known["programme"] = say.of(facts.programme.title.zh, facts.programme.title.en)
    if facts.round:
        known["round"] = facts.round
    if facts.subject:
        subject = facts.subject
        known |= {"application": subject.application, "applicant": subject.applicant, "county": _county(say, facts)}
        known["case"] = subject.case or say.of("草稿", "draft")  # what was never submitted may be withdrawn without a title
    return known
