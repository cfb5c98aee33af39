"""An application on its way to a bureau: begun, filled in, proved, submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from demo.desk import Body, Desk
from demo.papers.paper import Paper


class Application:
    """``id`` is known from its beginning on; ``edition`` is the ETag of its draft, ``content`` what its form says."""

    def __init__(self, desk: Desk, call: Mapping[str, str], content: dict[str, Any]) -> None:
        self.desk, self.call, self.content = desk, dict(call), content
        self.id = ""
        self.edition = ""
        self.begun_under = str(uuid4())  # the key of the command that began it

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.id}"

    async def begin_for(self, who: Body) -> None:
        """新建申报 for an organisation or a subject."""
        begun = await self.desk.post("/v1/applications", self.call | who, key=self.begun_under)
        self.id = begun["id"]
        await self.refresh()

    async def refresh(self) -> Body:
        """Read the draft again: its edition is the one to edit."""
        draft, self.edition = await self.desk.tagged(f"{self.path}/form")
        return draft

    async def write(self, **instead: object) -> None:
        """填写申报书; ``instead`` replaces fields of it, for this time."""
        _, self.edition = await self.desk.put(f"{self.path}/form", {"form": self.content | instead}, self.edition)

    async def send(self, paper: Paper, **fields: str) -> Body:
        """上传材料."""
        return await self.desk.send(f"{self.path}/materials", paper, **fields)

    async def check(self) -> Body:
        """What is still wrong."""
        return await self.desk.get(f"{self.path}/check")

    async def submit(self, key: str | None = None) -> Body:
        """提交申报, the edition that was seen last."""
        return await self.desk.post(f"{self.path}/submission", key=key, edition=self.edition)

    async def submit_as_it_stands(self) -> None:
        """The same on the newest edition, whoever made it."""
        await self.refresh()
        await self.submit()

    async def withdraw(self, reason: str) -> None:
        await self.desk.post(f"{self.path}/withdrawal", {"reason": reason})
