"""Sealed scans of a recommendation list: uploaded before it is filed."""

from __future__ import annotations

from typing import Any, BinaryIO

from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.files import chunks_of
from services.chassis.inspection import Wanted, inspect
from services.intake.domain import summary_list as rules
from services.intake.handlers.list_task import ListTask
from services.intake.streams import LIST

_SCANS = "scans"


async def keep_scan(task: ListTask, file: BinaryIO) -> dict[str, Any]:
    """Keep a sealed scan for a later filing of this list: its SHA-256, its size in bytes and its pages."""
    programme = await task.programme()
    task.require_own(programme)
    if (first := await task.intake.answered(task.asked)) is not None:
        return first
    rules.require_rows(await task.intake.summary_list(*task.key))
    scan = next(table.scan for table in task.tables(programme))
    facts = await inspect(file, Wanted({each.media_type for each in scan.types}), task.intake.settings.upload)
    await task.intake.files.put(chunks_of(file), task.intake.settings.upload.limit)
    row = {"_id": f"{'/'.join(task.key)}/{facts.sha256}", "size": facts.size, "at": task.intake.clock.now()}
    await task.intake.database[_SCANS].update_one({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True)
    return await _remember(task, {"sha256": facts.sha256, "size": facts.size, "pages": facts.pages})


async def _remember(task: ListTask, shown: dict[str, Any]) -> dict[str, Any]:
    """Take note of the scan, so that the same request again has the same answer."""
    stream = LIST.stream(*task.key)

    def decide(streams: Streams) -> Decision:
        streams.state(LIST, *task.key)
        return Decision(shown).on(stream)

    return await task.intake.decide(task.asked, "keep_scan", decide, stream)


async def require_scan(task: ListTask, scan: str) -> None:
    """The officer has uploaded the scan before."""
    task.require_own(await task.programme())
    if await task.intake.database[_SCANS].find_one({"_id": f"{'/'.join(task.key)}/{scan}"}) is None:
        text = Text("请先上传汇总表的盖章扫描件", "Upload the sealed scan of the list first")
        raise Refusal("invalid-content", text, (Fault("unknown-scan", "/scan", text),))
