"""One person at a desk, speaking to the services over HTTP under a token of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import uuid4

import httpx

from demo.papers.paper import Paper

Body = dict[str, Any]
Service = Literal["intake", "scoring", "funding", "notify"]
Lines = Mapping[str, httpx.AsyncClient]
"""A connection to each service."""


class Refused(Exception):
    """The platform said no: the problem document (RFC 9457) that it gave as its reason."""

    def __init__(self, problem: Body) -> None:
        said = (str(problem.get(member, "")) for member in ("instance", "status", "type", "detail", "errors"))
        super().__init__(" ".join(said))
        self.problem = problem

    @property
    def slug(self) -> str:
        """The problem's type, without the path before it."""
        return str(self.problem["type"]).rsplit("/", 1)[-1]

    @property
    def faults(self) -> list[Body]:
        return list(self.problem.get("errors", ()))


class Desk:
    """``name`` is the person's; every command has a key of its own, unless one is given to be used again."""

    def __init__(self, lines: Lines, name: str, token: str, service: Service = "intake") -> None:
        self._lines, self.name, self._token, self._service = lines, name, token, service
        self._headers = {"authorization": f"Bearer {token}", "accept-language": "zh-CN"}

    def at(self, service: Service) -> Desk:
        """The same person, speaking to another service."""
        return Desk(self._lines, self.name, self._token, service)

    async def get(self, path: str, **narrowed: str) -> Body:
        """What stands at an address. Refused, as every method here."""
        return dict((await self._ask("GET", path, params=narrowed)).json())

    async def rows(self, path: str) -> list[Body]:
        """What stands at an address that gives a plain list."""
        return list((await self._ask("GET", path)).json())

    async def tagged(self, path: str) -> tuple[Body, str]:
        """The same with its ETag."""
        answer = await self._ask("GET", path)
        return dict(answer.json()), answer.headers["etag"]

    async def download(self, path: str) -> bytes:
        return (await self._ask("GET", path)).content

    async def post(self, path: str, body: Body | None = None, *, key: str | None = None, edition: str | None = None) -> Body:
        """Command something."""
        headers = {"idempotency-key": key or str(uuid4())} | ({"if-match": edition} if edition else {})
        return dict((await self._ask("POST", path, json=body, headers=headers)).json())

    async def put(self, path: str, body: Body, edition: str | None) -> tuple[Body, str]:
        """Edit something on the version that was read; the answer, and the new ETag."""
        headers = {"idempotency-key": str(uuid4())} | ({"if-match": edition} if edition else {})
        answer = await self._ask("PUT", path, json=body, headers=headers)
        return dict(answer.json()), answer.headers["etag"]

    async def edit(self, path: str, body: Body, edition: str) -> None:
        """Edit what answers without an ETag of its own."""
        await self._ask("PUT", path, json=body, headers={"idempotency-key": str(uuid4()), "if-match": edition})

    async def send(self, path: str, paper: Paper, **fields: str) -> Body:
        """Upload a file."""
        row = {"row": paper.row} if paper.row else {}
        kind = {"kind": paper.kind} if paper.kind else {}
        answer = await self._ask(
            "POST",
            path,
            data=kind | row | fields,
            files={"file": (paper.name, paper.content)},
            headers={"idempotency-key": str(uuid4())},
        )
        return dict(answer.json())

    async def delete(self, path: str) -> None:
        await self._ask("DELETE", path, headers={"idempotency-key": str(uuid4())})

    async def every(self, path: str, **narrowed: str) -> list[Body]:
        """All rows of a list, page by page."""
        page = await self.get(path, **narrowed)
        rows = list(page["items"])
        while page.get("next"):
            page = await self.get(path, **narrowed, cursor=page["next"])
            rows += page["items"]
        return rows

    async def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        headers = {**self._headers, **sent.pop("headers", {})}
        answer = await self._lines[self._service].request(method, path, headers=headers, **sent)
        if answer.is_error:
            raise Refused(problem_of(answer))
        return answer


def problem_of(answer: httpx.Response) -> Body:
    """The problem document; of an answer that is none, its status and what came."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        return dict(answer.json())
    return {"type": "/problems/none", "status": answer.status_code, "detail": answer.text[:500]}
