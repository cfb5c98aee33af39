"""Reports of audit firms: inspected, kept, and named by the result that is recorded later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.chassis.sniffing import PDF
from services.funding.funding import Funding

_REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Place:
    """What a report is about: its stream, and the audit's own name."""

    stream: str
    audit: str

    def row(self, sha256: str) -> str:
        return f"{self.audit}/{sha256}"


async def keep(desk: Funding, asked: Asked, place: Place, file: BinaryIO) -> dict[str, Any]:
    """Keep a report (a PDF): its SHA-256, its size in bytes and its pages. The same request again has the same answer."""
    facts = await inspect(file, Wanted({PDF}), desk.settings.upload)
    await desk.files.put(chunks_of(file), desk.settings.upload.limit)
    row = {"_id": place.row(facts.sha256), "size": facts.size, "at": desk.clock.now()}
    await desk.database[_REPORTS].update_one({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True)

    def decide(streams: Streams) -> Decision:
        streams.head(place.stream)
        return Decision({"sha256": facts.sha256, "size": facts.size, "pages": facts.pages}).on(place.stream)

    return await desk.decide(asked, "keep_report", decide, place.stream)


async def require_kept(desk: Funding, place: Place, sha256: str) -> None:
    """The report was uploaded for this audit before."""
    if await desk.database[_REPORTS].find_one({"_id": place.row(sha256)}) is None:
        text = Text("请先上传专项审计报告", "Upload the report of the audit first")
        raise Refusal("invalid-content", text, (Fault("unknown-file", "/report", text),))
