"""A call whose cases end with lists at a ministry: who takes part, and the steps that are the same whatever is filed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from contracts.roles import Role
from demo.application import Application
from demo.authority import Authority
from demo.entries import Entry
from demo.lists import SummaryList
from demo.offices import Bureau, Office
from demo.progress import Tick
from demo.refusals import Wrong
from demo.stage import Stage

MINISTRY = "00"
NOT_YET = Wrong("报送期内结束批次", "conflict")
TOO_LATE = Wrong("截止日期次日报送", "round-not-open")


class Reporting:
    """The ministry, the reporting authorities by their codes, the entries as they came in, and the ministry's results by application."""

    def __init__(self, stage: Stage, round_: str, offices: Sequence[Office]) -> None:
        self.stage, self.show, self.refusals, self.round = stage, stage.show, stage.refusals, round_
        self.ministry = Authority(stage.people.officer(Role.MINISTRY, MINISTRY), (stage.programme.programme, round_))
        self.bureaus = {office.code: Bureau(office, stage, round_) for office in offices}
        self.entries: dict[str, Entry] = {}
        self.results: dict[str, str] = {}

    def call(self, track: str) -> dict[str, str]:
        return {"programme": self.stage.programme.programme, "round": self.round, "track": track}

    def add(self, entry: Entry) -> None:
        self.entries[entry.key] = entry

    def of(self, office: str, track: str) -> list[Entry]:
        """What the office was sent in a track."""
        return [entry for entry in self.entries.values() if (entry.office, entry.track) == (office, track)]

    @property
    def lists(self) -> Sequence[SummaryList]:
        return tuple(self.bureaus.values())

    async def attach(self, key: str, application: Application) -> None:
        """All papers that were begun under the key."""
        for paper in await self.stage.workshop.papers(key):
            await application.send(paper)

    async def refused(self, who: str, wrong: Wrong, application: Application, **instead: object) -> None:
        """Written with something wrong in it, and filed like that: this has to be refused."""
        await application.write(**instead)
        await self.refusals.expect(who, wrong, application.submit())

    async def file_lists(self) -> None:
        """Sealed, scanned and filed with the ministry, which cannot close the round yet."""
        with self.show.stage("报送汇总表 lists are sealed and filed", len(self.lists)) as tick:
            await asyncio.gather(*(_file(one, tick) for one in self.lists))
        await self.refusals.expect("工业和信息化部", NOT_YET, self.ministry.close_round())
        self.show.say(f"{len(self.lists)} lists with the ministry: {'、'.join(one.bureau for one in self.lists)}")

    async def too_late(self, entry: Entry) -> None:
        """Who has a draft and files after the last day."""
        await entry.application.refresh()
        await self.refusals.expect(entry.who, TOO_LATE, entry.application.submit())

    async def receive_and_close(self, on: date) -> None:
        """The ministry has every list, and ends the round."""
        await asyncio.gather(*(self.ministry.receive_list(one.path, on) for one in self.lists))
        await self.ministry.close_round()
        self.show.say("the ministry received every list, and closed the round")

    async def announce(self, document: tuple[str, date], without: Collection[str]) -> None:
        """公布结果: what stands on the lists is selected, but for those ``without``."""
        for entry in self.ending_in("recommended", "submitted"):
            outcome = "not-selected" if entry.key in without else "selected"
            await self.ministry.conclude(entry.application.id, outcome, document)
            self.results[entry.application.id] = outcome
        self.show.say(f"result announced by {document[0]}: {len(self.results) - len(without)} of {len(self.results)} cases selected")

    def ending_in(self, *statuses: str) -> Iterable[Entry]:
        return (entry for entry in self.entries.values() if entry.ends in statuses)


async def _file(list_: SummaryList, tick: Tick) -> None:
    await list_.file()
    await list_.require_spreadsheet()
    tick()
