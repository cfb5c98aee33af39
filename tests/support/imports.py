"""Tables of applications, as a county's or a city's system sends them in, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
from openpyxl import Workbook, load_workbook

from contracts.programme.track import Offer
from deploy.cli.programme_sample import sample_form, sample_uscc
from services.intake.imports.cells import text_of
from services.intake.imports.layout import layout
from services.intake.imports.template import TAB
from tests.support.calls import Call
from tests.support.intake import Caller, ok
from tests.support.waiting import eventually

Form = dict[str, Any]
Table = tuple[str, bytes]


def forms(offer: Offer, count: int, first: int = 5000, region: str = "130102") -> list[Form]:
    """So many right forms, each of an applicant of its own."""
    made = []
    for number in range(first, first + count):
        form = sample_form(offer, region)
        own = {"uscc": sample_uscc(number, region)} if "uscc" in form else {}
        name = f"第{number}号企业" if own else f"第{number}号集群"
        same = {key: name for key, field in offer.track.form.fields.items() if getattr(field, "same_as", None) == "name"}
        title = {"title": f"第{number}号案例"} if "title" in form else {}
        made.append(form | own | same | title | {"name": name})
    return made


def lines(rows: Sequence[Form]) -> Table:
    return "table.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def filled(template: bytes, offer: Offer, rows: Sequence[Form], change: Callable[[Workbook], None] = lambda _: None) -> Table:
    """The template with these forms typed in."""
    book, columns, file = load_workbook(BytesIO(template)), layout(offer), BytesIO()
    for number, form in enumerate(rows, 1):
        book[TAB].append([number, *(text_of(column, form.get(column.name), offer.choices) for column in columns.columns)])
        for detail in columns.details:
            for entry in form.get(detail.name, ()):
                said = (text_of(column, entry.get(column.name), offer.choices) for column in detail.columns)
                book[detail.title].append([number, *said])
    change(book)
    book.save(file)
    return "table.xlsx", file.getvalue()


@dataclass(frozen=True)
class Sender:
    """Somebody who sends in tables of one track, or of all."""

    call: Call
    track: str | None
    caller: Caller

    @property
    def offer(self) -> Offer:
        return self.call.offer(str(self.track))

    @property
    def template(self) -> bytes:
        of_track = f"/tracks/{self.track}" if self.track else ""
        reply = self.caller.get(f"/v1/programmes/{self.call.code}{of_track}/import.xlsx")
        assert reply.is_success, reply.text
        return reply.content

    def send(self, table: Table, path: str = "/v1/imports", *, key: str | None = None, **asked: str) -> httpx.Response:
        query = {"programme": self.call.code, "round": self.call.round} | ({"track": self.track} if self.track else {}) | asked
        headers = {"idempotency-key": key or str(uuid4())}
        if table[0].endswith(".jsonl"):
            headers["content-type"] = "application/x-ndjson"
            return self.caller.http.post(path, params=query, content=table[1], headers=headers)
        return self.caller.http.post(path, params=query, files={"file": table}, headers=headers)

    def shown(self, key: str) -> dict[str, Any]:
        return ok(self.caller.get(f"/v1/imports/{key}"))

    def ended(self, key: str, within: float = 90) -> dict[str, Any]:
        """The import, when nothing is left to do."""
        eventually(lambda: self.shown(key)["ended_at"] is not None, within)
        return self.shown(key)

    def imported(self, table: Table, **asked: str) -> dict[str, Any]:
        return self.ended(ok(self.send(table, **asked))["id"])

    def all(self, path: str, **filters: str) -> Iterator[dict[str, Any]]:
        """Every row of a list that comes in pages."""
        cursor: dict[str, str] = {}
        while True:
            page = ok(self.caller.get(path, limit=200, **filters, **cursor))
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}
