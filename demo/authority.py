"""The bureau that issued a call: opens its round, looks at it, receives lists, and closes it."""

from __future__ import annotations

from datetime import date

from demo.desk import Body, Desk


class Authority:
    """One officer of it; ``call`` is programme and round."""

    def __init__(self, desk: Desk, call: tuple[str, str]) -> None:
        self.desk, (self._programme, self._round) = desk, call
        self._path = f"/v1/rounds/{self._programme}/{self._round}"

    async def open_round(self) -> None:
        await self.desk.post(f"{self._path}/opening")

    async def close_round(self) -> None:
        await self.desk.post(f"{self._path}/closing")

    async def round_shown(self) -> Body:
        return await self.desk.get(self._path)

    async def lists(self) -> list[Body]:
        return await self.desk.every("/v1/lists", programme=self._programme, round=self._round)

    async def applications(self, **narrowed: str) -> list[Body]:
        """What it sees of the round: everything but drafts."""
        return await self.desk.every("/v1/applications", programme=self._programme, round=self._round, **narrowed)

    async def read(self, application: str) -> Body:
        return await self.desk.get(f"/v1/applications/{application}")

    async def conclude(self, application: str, outcome: str, document: tuple[str, date]) -> None:
        """The result of one case, and number and date of the document that announces it."""
        number, on = document
        said = {"outcome": outcome, "document": {"number": number, "date": on.isoformat()}, "note": None}
        await self.desk.post(f"/v1/applications/{application}/result", said)

    async def receive_list(self, path: str, on: date) -> None:
        """The list at this address, on paper or by mail."""
        await self.desk.post(f"{path}/receipt", {"on": on.isoformat(), "copies": 1})
