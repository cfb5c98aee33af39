"""What notify lists and shows, and the indexes for it. ``state`` is the whole state; the other fields are what lists filter by."""

from __future__ import annotations

from datetime import datetime

from pymongo import IndexModel

from services.chassis.mongo import Document
from services.chassis.timers import DUE_INDEX
from services.chassis.views import View, index
from services.notify.domain.audience import regions_around
from services.notify.domain.endpoint import Endpoint
from services.notify.domain.expert import Expert
from services.notify.domain.happening import name_of
from services.notify.domain.notification import HERE, Notification
from services.notify.domain.office import Office
from services.notify.domain.organisation import Organisation
from services.notify.domain.roll import Roll
from services.notify.domain.subject import Subject
from services.notify.streams import ENDPOINT, EXPERT, NOTIFICATION, OFFICE, ORGANISATION, REGISTER, ROLL, SUBJECT

WAITS = "waits"
"""Marks what is to be given its position in the journal; the sequencer takes the mark away."""


def _notification(_key: str, state: Notification) -> Document:
    """``due`` is when the sender tries it; ``address`` where: an e-mail address, a number, an endpoint's id, an audience."""
    row: Document = {
        "status": state.state.value,
        "due": state.due,
        "read": bool(state.acknowledged),
        "state": state.model_dump(mode="json"),
    }
    sent = state.sent
    if sent is None:
        return row
    return (
        row
        | ({WAITS: True} if sent.channel in HERE else {})
        | {
            "channel": sent.channel,
            "address": (state.to or sent.to).address,
            "type": name_of(sent.event.type),
            "recipient": sent.recipient,
            "role": sent.role,
            "application": sent.application,
            "programme": sent.programme,
            "round": sent.round,
            "region": sent.region,
            "within": list(regions_around(sent.region)),
            "made": state.made,
        }
    )


def _subject(_key: str, state: Subject) -> Document:
    return {
        "uscc": state.uscc,
        "filer": state.filer,
        "filed": state.filed,
        "within": list(regions_around(state.county.code if state.county else "")),
        "held": len(state.held),
        "state": state.model_dump(mode="json"),
    }


def _organisation(_key: str, state: Organisation) -> Document:
    return {"state": state.model_dump(mode="json")}


def _office(key: str, state: Office) -> Document:
    role, place = key.split("/")
    return {"role": role, "place": place, "state": state.model_dump(mode="json")}


def _expert(_key: str, state: Expert) -> Document:
    return {"account": state.account, "held": len(state.held)}


def _endpoint(_key: str, state: Endpoint) -> Document:
    return {"client": state.client, "status": state.state.value, "state": state.model_dump(mode="json")}


def _roll(_key: str, state: Roll) -> Document:
    """Its members and what they were told stay in the record: here stands only whether somebody is still to be told."""
    due: datetime | None = state.due
    return {"due": due, "members": len(state.members), "open": sum(not one.done for one in state.broadcasts)}


NOTIFICATIONS = View(
    "notifications",
    NOTIFICATION,
    _notification,
    (
        IndexModel([("due", 1), ("channel", 1), ("address", 1)], name="due", partialFilterExpression={"due": {"$type": "date"}}),
        IndexModel([(WAITS, 1), ("_id", 1)], name="waits", partialFilterExpression={WAITS: True}),
        index("application", "application", "_id"),
        index("inbox", "channel", "address", "_id"),
        index("recipient", "recipient", "_id"),
        index("status", "within", "status", "_id"),
    ),
)
SUBJECTS = View("subjects", SUBJECT, _subject, (index("uscc", "uscc", "_id"), index("held", "held")))
ORGANISATIONS = View("organisations", ORGANISATION, _organisation)
OFFICES = View("offices", OFFICE, _office, (index("place", "role", "place"),))
EXPERTS = View("experts", EXPERT, _expert, (index("account", "account"), index("held", "held")))
REGISTERS = View("registers", REGISTER, _roll, (DUE_INDEX,))
ROLLS = View("rolls", ROLL, _roll, (DUE_INDEX,))
ENDPOINTS = View("endpoints", ENDPOINT, _endpoint, (index("client", "client", "_id"),))

ALL = (NOTIFICATIONS, SUBJECTS, ORGANISATIONS, OFFICES, EXPERTS, REGISTERS, ROLLS, ENDPOINTS)
