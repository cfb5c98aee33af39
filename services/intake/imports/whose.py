"""Whose a row is that does not say so itself: the document's own tables give no USCC, and often no region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from contracts.events.parties import Organisation
from contracts.form.check import is_blank
from contracts.identifiers import normalise_uscc
from contracts.programme.fields import Meaning
from contracts.programme.track import Track
from services.chassis.identity import Principal
from services.chassis.mongo import Document
from services.intake import access
from services.intake.domain.application import known
from services.intake.domain.content import Reading
from services.intake.domain.organisation import Registration
from services.intake.handlers.beginning import known_of
from services.intake.imports.table import Row
from services.intake.intake import Intake
from services.intake.views import ORGANISATIONS


def home(caller: Principal, track: Track) -> str | None:
    """The region of the bureau that sends the table in, where it has one: what the row says nothing of lies there."""
    return caller.regions[0] if not track.applicant.has_uscc and len(caller.regions) == 1 else None


def subject(reading: Reading, at: str | None) -> tuple[str | None, str | None]:
    """Whom a row is about that has no USCC, and where: its name, else its case's title until somebody names it; its region, else ``at``."""
    return reading.of(Meaning.APPLICANT_NAME) or reading.of(Meaning.CASE_TITLE), reading.of(Meaning.APPLICANT_REGION) or at


async def fill_in(intake: Intake, of: tuple[Principal, Track], rows: Sequence[Row]) -> None:
    """What rows leave blank and the platform knows of a registered organisation for which the caller may file. Without a USCC it is known
    by its name, where one alone has that."""
    form = of[1].form
    name = form.field_for(Meaning.APPLICANT_USCC)
    if name is None:
        return
    await _name(intake, of, [row for row in rows if is_blank(row.form.get(name))])
    usccs = {normalise_uscc(code) for row in rows if isinstance(code := row.form.get(name), str)}
    registered = await _registered(intake, of, {"_id": {"$in": list(usccs)}})
    known_forms = {one.uscc: known_of(form, one) for one in registered}
    for row in rows if known_forms else ():
        code = row.form.get(name)
        for field, value in known_forms.get(normalise_uscc(code) if isinstance(code, str) else "", {}).items():
            if is_blank(row.form.get(field)):
                row.form[field] = value


async def _name(intake: Intake, of: tuple[Principal, Track], rows: Sequence[Row]) -> None:
    """Give rows that name their applicant its USCC."""
    form = of[1].form
    named, code = form.field_for(Meaning.APPLICANT_NAME) or "", form.field_for(Meaning.APPLICANT_USCC) or ""
    wanted = list({name for row in rows if isinstance(name := row.form.get(named), str) and name})
    usccs: defaultdict[str, list[str]] = defaultdict(list)
    for one in await _registered(intake, of, {"state.organisation.name": {"$in": wanted}}) if wanted else ():
        usccs[one.name].append(one.uscc)
    for row in rows:
        if len(found := usccs.get(str(row.form.get(named)), [])) == 1:
            row.form[code] = found[0]


async def _registered(intake: Intake, of: tuple[Principal, Track], which: Document) -> list[Organisation]:
    """Those of these organisations for which the caller may file."""
    caller, track = of
    found = ORGANISATIONS.collection(intake.database).find(which, {"state": 1})
    every = [known(Registration.model_validate(row["state"]).organisation) async for row in found]
    return [one for one in every if access.files_for(caller, one, track)]
