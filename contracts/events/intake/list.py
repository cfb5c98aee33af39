"""A county's recommendation list (推荐汇总表). Stream: ``list/<programme>/<round>/<region>``."""

from __future__ import annotations

from datetime import date

from contracts.events.event import Event, Record
from contracts.events.intake.examination import Reason
from contracts.events.parties import Contact, Division, Officer
from contracts.events.values import ApplicationId, Code, Count, Instant, Position, Sha256, Uscc, Words


class Entry(Record):
    """One row of the summary table (P4: 附件2): 序号, 企业名称, 案例模式, 案例名称, 案例简述, 联系人, 电话, 邮箱."""

    position: Position
    application: ApplicationId
    track: Code
    applicant: Words
    uscc: Uscc | None
    mode: Words | None
    title: Words
    brief: Words
    contact: Contact


class ListRef(Record):
    """Whose list for what; the bureau seals it."""

    programme: Code
    version: Position
    round: Code
    region: Division
    bureau: Words


class ListEntered(Event):
    """An application was put on the list, in the commit that recommends it: here the quota holds."""

    type = "lianzhu.intake.list.entered.v1"
    list: ListRef
    entry: Entry
    by: Officer


class ListLeft(Event):
    """An application came off the list, in the commit that returns, rejects or withdraws it: its place is free again."""

    type = "lianzhu.intake.list.left.v1"
    list: ListRef
    application: ApplicationId
    reason: Words


class ListFiled(Event):
    """The county filed the list under its seal. ``filing`` is 2 when a returned list was replaced; ``entries`` are all, in order."""

    type = "lianzhu.intake.list.filed.v1"
    list: ListRef
    filing: Position
    entries: tuple[Entry, ...]
    contact: Contact
    scan: Sha256
    """The sealed scan."""
    by: Officer


class ListSupplemented(Event):
    """Further rows for a filed list, with a sealed scan of their own; the filed rows stand."""

    type = "lianzhu.intake.list.supplemented.v1"
    list: ListRef
    supplement: Position
    added: tuple[Entry, ...]
    scan: Sha256
    by: Officer


class ListReturned(Event):
    """The city gave the list back: the county files a replacement until ``due``."""

    type = "lianzhu.intake.list.returned.v1"
    list: ListRef
    reasons: tuple[Reason, ...]
    due: Instant
    by: Officer


class ListReceived(Event):
    """The city received the list's paper copies."""

    type = "lianzhu.intake.list.received.v1"
    list: ListRef
    on: date
    copies: Count
    by: Officer
