"""Anybody: reads what is public, and may object under the real name. No token."""

from __future__ import annotations

from uuid import uuid4

from demo.desk import Body, Lines, Refused, problem_of


class Visitor:
    """Somebody from the public."""

    def __init__(self, lines: Lines, name: str, phone: str) -> None:
        self._line, self.name, self._phone = lines["funding"], name, phone

    async def page(self, path: str) -> str:
        """A public page."""
        answer = await self._line.get(path)
        answer.raise_for_status()
        return answer.text

    async def data(self, path: str) -> Body:
        """What is public as data."""
        answer = await self._line.get(path)
        answer.raise_for_status()
        return dict(answer.json())

    async def object(self, notice: str, application: str, text: str) -> Body:
        """异议: under the real name, with a telephone."""
        said = {"name": self.name, "phone": self._phone, "application": application, "text": text}
        answer = await self._line.post(f"/v1/notices/{notice}/objections", data=said, headers={"idempotency-key": str(uuid4())})
        if answer.is_error:
            raise Refused(problem_of(answer))
        return dict(answer.json())
