"""The events that notify owns and publishes to ``notify.events``."""

from __future__ import annotations

from contracts.events.event import Event
from contracts.events.notify import endpoint
from contracts.events.notify.expert import ExpertKnown
from contracts.events.notify.notification import (
    NotificationAbandoned,
    NotificationAcknowledged,
    NotificationAttempted,
    NotificationDelivered,
    NotificationDue,
    NotificationRedelivered,
)
from contracts.events.notify.office import RecipientDeactivated, RecipientEdited, RecipientRegistered
from contracts.events.notify.organisation import OrganisationKnown, SettingsChanged
from contracts.events.notify.roll import BroadcastAdvanced, BroadcastBegun, ListCounted, RollEntered, RollLeft
from contracts.events.notify.subject import EventHeld, EventReleased, SubjectKnown, SubjectTold

EVENTS: tuple[type[Event], ...] = (
    SubjectKnown,
    SubjectTold,
    EventHeld,
    EventReleased,
    OrganisationKnown,
    SettingsChanged,
    RecipientRegistered,
    RecipientEdited,
    RecipientDeactivated,
    ExpertKnown,
    RollEntered,
    RollLeft,
    ListCounted,
    BroadcastBegun,
    BroadcastAdvanced,
    NotificationDue,
    NotificationAttempted,
    NotificationDelivered,
    NotificationAbandoned,
    NotificationRedelivered,
    NotificationAcknowledged,
    *endpoint.EVENTS,
)
