"""Entries: an applicant's places in a track of a round. Stream: ``entry/<programme>/<rule>/<applicant>/<round>/<track>/<ordinal>``.

The stream's name is what must be unique: whoever holds it keeps a second application out.
"""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.values import ApplicationId


class EntryTaken(Event):
    """The application holds the place."""

    type = "lianzhu.intake.entry.taken.v1"
    application: ApplicationId


class EntryFreed(Event):
    """The application gave the place up (it was withdrawn): another may take it."""

    type = "lianzhu.intake.entry.freed.v1"
    application: ApplicationId
