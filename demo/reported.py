"""How a call that ends with lists at a ministry came out: what the APIs and Kafka say, and the documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass

from demo.desk import Body
from demo.documents import Documents
from demo.entries import ended, entries_table, lists_table, received, statuses
from demo.findings import Events, Finding, dense
from demo.proof import all_events, at_rest, proofs
from demo.reporting import Reporting
from demo.stories import Ending
from demo.telling import applicants_told, bureaus_told, changes, ministry_told, reached

OPENED = "intake.round.opened"
"""Told to who reports; enterprises hear of it from them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that there is to judge by."""

    reporting: Reporting
    statuses: Mapping[str, str]
    """By application, as whoever filed it sees it."""
    lists: list[Body]
    """As the ministry sees them."""
    rows: Mapping[str, list[Body]]
    """By what the list goes by: a code or a USCC."""
    owners: Mapping[str, str]
    """By application of an organisation, its USCC."""
    inbox: list[Body]
    """The ministry's."""
    inboxes: Mapping[str, list[Body]]
    """The bureaus', by their codes."""
    events: Events


async def ending(reporting: Reporting, names: Mapping[str, str], own: Callable[[Outcome], AsyncIterator[Finding]]) -> Ending:
    """``names``: whose a list is, by what it goes by; ``own``: what is checked of this call alone."""
    stage, documents = reporting.stage, Documents(reporting.stage.programme)
    await _keep(reporting, documents)
    rest = [finding async for finding in at_rest(stage.settings)]
    outcome = await _gather(reporting, await all_events(stage.settings))
    proved = [finding async for finding in proofs(stage.settings, outcome.events)]
    findings = [*[finding async for finding in own(outcome)], *_judge(outcome), *rest, *proved, documents.readable()]
    entries = list(reporting.entries.values())
    tables = [entries_table(entries, outcome.statuses, names, stage.programme), lists_table(outcome.lists, names)]
    return Ending(tables, findings, [f"{len(documents.kept)} documents are in {documents.folder}"])


async def _keep(reporting: Reporting, documents: Documents) -> None:
    """By who filed: the forms, and the list as it was filed."""
    names = {code: bureau.bureau for code, bureau in reporting.bureaus.items()}
    for entry in reporting.ending_in("recommended", "submitted"):
        place = names[entry.office] if entry.office else entry.who
        await documents.keep_form(place, f"申报书-{entry.title}", entry.application)
    for one in reporting.lists:
        await documents.keep_list(one.bureau, one)


async def _gather(reporting: Reporting, events: Events) -> Outcome:
    notify = reporting.ministry.desk.at("notify")
    filed = reporting.ending_in("recommended", "submitted", "rejected")
    owners = {entry.application.id: entry.application.content["uscc"] for entry in filed if "uscc" in entry.application.content}
    return Outcome(
        reporting,
        await statuses(reporting.entries.values()),
        await reporting.ministry.lists(),
        {one.path.rsplit("/", 1)[1]: (await one.desk.get(one.path))["rows"] for one in reporting.lists},
        owners,
        await notify.every("/v1/notifications"),
        {code: await bureau.first.at("notify").every("/v1/notifications") for code, bureau in reporting.bureaus.items()},
        events,
    )


def _judge(outcome: Outcome) -> Iterator[Finding]:
    reporting, together = outcome.reporting, [event for events in outcome.events.values() for event in events]
    yield ended(list(reporting.entries.values()), reporting.results, outcome.statuses)
    yield received(outcome.lists, len(reporting.lists))
    if outcome.owners:
        own = [change for change in changes(together, outcome.owners) if change.name != OPENED]
        yield applicants_told(own, reached(together))
    yield ministry_told(together, outcome.inbox)
    yield bureaus_told(outcome.inboxes)
    yield dense(outcome.events)
