"""The streams that notify decides on."""

from __future__ import annotations

from services.chassis.aggregates import Aggregate
from services.notify.domain import endpoint, expert, notification, office, organisation, roll, subject

SUBJECT = Aggregate("subject", subject.Subject(), subject.fold)
ORGANISATION = Aggregate("organisation", organisation.Organisation(), organisation.fold)
EXPERT = Aggregate("expert", expert.Expert(), expert.fold)
OFFICE = Aggregate("office", office.Office(), office.fold)
REGISTER = Aggregate("register", roll.Roll(), roll.fold, long=True)
ROLL = Aggregate("roll", roll.Roll(), roll.fold, long=True)
NOTIFICATION = Aggregate("notification", notification.Notification(), notification.fold)
ENDPOINT = Aggregate("endpoint", endpoint.Endpoint(), endpoint.fold)
DIRECTORY = Aggregate("endpoints", endpoint.Directory(), endpoint.fold_directory)

ALL = (SUBJECT, ORGANISATION, EXPERT, OFFICE, REGISTER, ROLL, NOTIFICATION, ENDPOINT, DIRECTORY)
