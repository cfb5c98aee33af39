"""What an event is about: which call, which application, which region; read from the fields that events share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contracts.events.intake.list import ListRef
from contracts.programme.notifications import VARIABLES
from contracts.programme.programme import Programme
from contracts.programme.programmes import Programmes
from contracts.regions import NATION, below, within
from contracts.roles import Role
from services.notify.domain.happening import Happening
from services.notify.domain.subject import Subject

_OF_A_CASE = {"applicant", "case", "county"}
_BY_APPLICANT = {f"intake.application.{step}" for step in ("submitted", "resubmitted", "withdrawn")}
_DIGITS = {Role.PROVINCE: 2, Role.CITY: 4, Role.COUNTY: 6}


@dataclass(frozen=True, slots=True)
class Scope:
    """``programme`` is None for what is about no call (an organisation, an expert); ``region`` is a division code.

    ``bureaus``: whether it concerns those of the region. What an applicant does with what no bureau has to check is not theirs to know.
    """

    programme: Programme | None
    round: str | None
    track: str | None
    region: str
    bureaus: bool = True


def application_of(happening: Happening) -> str | None:
    """The application whose facts the texts need; None where the event says all itself."""
    application: str | None = getattr(happening.data, "application", None)
    return application if VARIABLES.get(happening.name, frozenset()) & _OF_A_CASE else None


def scope_of(happening: Happening, subject: Subject | None, programmes: Programmes) -> Scope:
    """LookupError for a programme that is not published here."""
    data = happening.data
    call = (subject.call if subject else None) or _first(data, "call", "review", "list") or data
    programme = _programme(call, programmes)
    region = subject.county.code if subject and subject.county else _region(data) or (programme.authority.region if programme else "")
    bureaus = subject is None or subject.with_bureau or happening.name not in _BY_APPLICANT
    return Scope(programme, getattr(call, "round", None), getattr(call, "track", None), region, bureaus)


def _programme(call: Any, programmes: Programmes) -> Programme | None:
    code: str | None = getattr(call, "programme", None)
    if code is None:
        return None
    version: int | None = getattr(call, "version", None)
    return programmes.versions[code, version] if version else programmes.newest(code)


def _region(data: Any) -> str | None:
    """The event's own region, the list's, or the organisation's."""
    organisation = getattr(data, "organisation", None)
    if organisation is not None:
        return str(organisation.address.division.code)
    found = _first(getattr(data, "list", data), "region")
    return None if found is None else str(getattr(found, "code", found))


def _first(data: Any, *names: str) -> Any:
    return next((value for name in names if (value := getattr(data, name, None)) is not None), None)


def governing(region: str, programmes: Programmes) -> Programme | None:
    """Whose texts are used for what is about no call: the programme of the nearest authority around the region."""
    newest = [programmes.newest(code) for code in programmes.codes]
    around = [one for one in newest if within(region, one.authority.region)]
    return max(around, key=lambda one: (one.authority.region != NATION, len(one.authority.region), one.programme), default=None)


def list_key(ref: ListRef) -> tuple[str, str, str]:
    """What a list is known by, as in its stream: the last is the bureau's division, or the USCC of who files directly."""
    return ref.programme, ref.round, ref.owner or ref.region.code


def reports(scope: Scope) -> bool:
    """Whether what the event is about goes to the ministry through who reports for its region, rather than from level to level."""
    tracks = scope.programme.tracks if scope.programme else {}
    chosen = [tracks[scope.track]] if scope.track in tracks else tracks.values()
    return any(step.level == "reporting-authority" for track in chosen for step in track.workflow)


def bureaus(role: Role, region: str) -> list[str]:
    """The regions whose bureaus of this level are concerned: the one around the region, or all within it."""
    digits = _DIGITS[role]
    if len(region) >= digits:
        return [region[:digits]]
    return [division.code for division in below(region) if len(division.code) == digits]


def divisions(region: str) -> list[str]:
    """The region and all within it: whatever the level, an enterprise stands on the roll of one of them."""
    return [region, *(division.code for division in below(region))]
