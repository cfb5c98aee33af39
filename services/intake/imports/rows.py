"""A row as it is filed: the application that it becomes, by the same rules as one that is filed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events.deferred import Deferred
from contracts.events.intake.content import Call, Content
from contracts.events.parties import Address, Contact, Filer, Organisation
from contracts.form import form_code, normal_form
from contracts.programme.fields import Meaning
from contracts.programme.track import Offer
from contracts.programme.workflow import StepName
from services.chassis.causes import RequestCause
from services.chassis.decisions import Decision, Streams, seen
from services.chassis.desk import Asked
from services.intake import access
from services.intake.domain import entry as entries
from services.intake.domain import filing
from services.intake.domain.application import known
from services.intake.domain.content import Reading, content_of, division
from services.intake.domain.filing import Filing
from services.intake.domain.imports import application_of
from services.intake.drafts import Beginning, Draft, Holder
from services.intake.handlers import beginning, filed
from services.intake.handlers.beginning import Begun
from services.intake.imports import whose
from services.intake.intake import Intake, answered, prepare
from services.intake.streams import APPLICATION, ENTRY, LIST, ORGANISATION, ROUND

_ORDINALS = 20
"""Places of one rule that are looked up beforehand; further ones when it comes to them."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Who sends a table, for which call, as which import; ``submits``: its rows are filed and do not stay drafts.

    ``at``: when it came, UTC. What came within the window is in time, however much later it is a row's turn.
    """

    asked: Asked
    call: Call
    imported: str
    submits: bool
    at: datetime

    def of(self, track: str) -> Purpose:
        """The same for rows of this track."""
        return self if track == self.call.track else replace(self, call=self.call.model_copy(update={"track": track}))


@dataclass(frozen=True, slots=True)
class RowTask:
    """One row of an import, by its number in the file and its form; ``content`` is what is filed of it."""

    intake: Intake
    purpose: Purpose
    number: int
    form: dict[str, Any]
    content: Deferred[Content] | None = None

    @property
    def asked(self) -> Asked:
        return self.purpose.asked

    @property
    def call(self) -> Call:
        return self.purpose.call

    @property
    def application(self) -> str:
        return application_of(self.purpose.imported, self.number)

    @property
    def offer(self) -> Offer:
        return self.intake.programmes.offer(self.call)

    @property
    def cause(self) -> RequestCause:
        """The row itself: filed again, it is the same."""
        return RequestCause(f"import/{self.purpose.imported}", f"row/{self.number}", "")

    @property
    def reading(self) -> Reading:
        return Reading(self.offer.track.form, self.form)

    @property
    def uscc(self) -> str | None:
        """Of the applicant, where the track's have one."""
        uscc: str | None = self.reading.of(Meaning.APPLICANT_USCC) if self.offer.track.applicant.has_uscc else None
        return uscc

    def normal(self) -> RowTask:
        """With one spelling for each value."""
        return replace(self, form=normal_form(self.offer, self.form))

    def draft(self) -> Draft:
        """Sealed by the row's own cause where it is filed at once, as if it had been filed by hand."""
        holder = Holder(self.cause.client, self.cause.key) if self.purpose.submits else None
        return Beginning(self.call, self.uscc, self.asked.caller.subject, self.form, holder).draft(self.application)

    def filed(self) -> RowTask:
        """With what is filed of it: its form has passed its check, and no files go with it."""
        form = self.offer.track.form
        code = form_code(self.offer, self.form, ())
        content = content_of(form, self.form, (), code, self.offer.track.applicant.kinds)
        return replace(self, content=Deferred.of(content))

    def ready(self) -> tuple[RowTask, Draft]:
        """The row as it is filed, where it is filed at once, and its draft with what would be filed of it."""
        if self.purpose.submits:
            task = self.filed()
            return task, self.draft().holding(task.content)
        return self, self.draft().holding(prepare(self.offer, self.draft()))

    def decide(self, streams: Streams) -> Decision:
        """Begin the application, and file it where that was asked for."""
        begun = Begun(self.asked, self.call, self.offer.track, self.application, self.purpose.at)
        if self.uscc is not None:
            decision = beginning.of_organisation(self.intake, begun, self.uscc, streams, self.organisation)
        else:
            name, region = whose.subject(self.reading, whose.home(self.asked.caller, self.offer.track))
            decision = beginning.of_subject(self.intake, begun, (str(name), str(region)), streams)
        return self._submitted(decision, streams) if self.purpose.submits else decision

    def _submitted(self, decision: Decision, streams: Streams) -> Decision:
        content, track = known(self.content), self.offer.track
        state = seen(streams, decision, APPLICATION, self.application)
        access.require_step(self.asked.caller, state, track, StepName.SUBMISSION)
        held, programme = streams.state(ROUND, self.call.programme, self.call.round), self.intake.programmes.of(self.call)
        events = filing.submit(state, held, programme, Filing(content, Filer.of(self.asked.caller), self.purpose.at))
        answered(decision.on(APPLICATION.stream(self.application), *events), streams, self.application)
        return filed.also(self.asked, streams, decision, (state, track, content))

    @property
    def organisation(self) -> Organisation | None:
        """What its form says of the applicant, as far as that is enough to register it."""
        address = self.reading.of(Meaning.APPLICANT_ADDRESS)
        name, phone, contact = (self.reading.of(each) for each in (Meaning.APPLICANT_NAME, Meaning.CONTACT_PHONE, Meaning.CONTACT_NAME))
        if not (self.uscc and name and phone and contact and isinstance(address, dict) and address.get("detail")):
            return None
        place = Address(division=division(address["region"]), street=address["detail"])
        email = self.reading.of(Meaning.CONTACT_EMAIL)
        person = Contact(name=contact, phone=phone, email=email)
        return Organisation(uscc=self.uscc, kind=self.offer.track.applicant.kinds[0], name=name, address=place, contact=person)

    def streams(self) -> Iterator[str]:
        """What deciding it reads, as far as that is known beforehand."""
        yield APPLICATION.stream(self.application)
        yield ROUND.stream(self.call.programme, self.call.round)
        if self.uscc is not None:
            yield ORGANISATION.stream(self.uscc)
            yield LIST.stream(self.call.programme, self.call.round, self.uscc)
        track, applicant = self.offer.track, self.uscc or ""
        rules = [*entries.places(self.call, track, applicant), *entries.places(self.call, track, applicant, self.form)]
        yield from (ENTRY.stream(*key) for _, keys in rules for key in keys[:_ORDINALS])


def streams_of(rows: Iterable[RowTask]) -> set[str]:
    return {stream for row in rows for stream in row.streams()}
