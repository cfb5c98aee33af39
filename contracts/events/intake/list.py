"""A bureau's recommendation list (推荐汇总表), or that of a provider who files directly.

Stream: ``list/<programme>/<round>/<region>``, where the region of the provider's own list is its USCC.
"""

from __future__ import annotations

import operator
from datetime import date

from pydantic import Field

from contracts.events.event import Event, Record
from contracts.events.intake.examination import Reason
from contracts.events.parties import Contact, Division, Officer
from contracts.events.values import ApplicationId, Code, Count, Instant, Json, Position, Sha256, Uscc, Words


class Entry(Record):
    """One row of the summary table (P4: 附件2): 序号, 企业名称, 案例模式, 案例名称, 案例简述, 联系人, 电话, 邮箱.

    ``fields`` are values of the form beside these, by name: those that the table shows and those that a quota goes by.
    """

    position: Position
    application: ApplicationId
    track: Code
    applicant: Words
    uscc: Uscc | None
    mode: Words | None
    title: Words
    brief: Words
    contact: Contact
    fields: dict[Code, Json] = Field(default_factory=dict, exclude_if=operator.not_)


class ListRef(Record):
    """Whose list for what, in the version that the round was opened with; the bureau seals it. Of a provider's own list, ``owner`` is
    its USCC, ``region`` where it is registered and ``bureau`` its name."""

    programme: Code
    version: Position
    round: Code
    region: Division
    bureau: Words
    owner: Uscc | None = Field(default=None, exclude_if=operator.not_)


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


class ListDeclared(Event):
    """The bureau declared the numbers that the quotas of a track rest on; ``document`` says where they come from."""

    type = "lianzhu.intake.list.declared.v1"
    list: ListRef
    track: Code
    counts: dict[Code, Count]
    document: Words
    by: Officer


class ListOrdered(Event):
    """The bureau put the applications of a track in their order of priority; ``applications`` are all of them that stand on the list."""

    type = "lianzhu.intake.list.ordered.v1"
    list: ListRef
    track: Code
    applications: tuple[ApplicationId, ...]
    by: Officer


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
