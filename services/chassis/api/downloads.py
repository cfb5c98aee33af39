"""Handing out a stored file."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.responses import StreamingResponse

from services.chassis.files import Files, StoredFile


async def download(files: Files, file: StoredFile, name: str, media_type: str) -> StreamingResponse:
    """The file as an attachment under this name. A Refusal (404) where the store has no such file."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-length": str(file.size),
        "etag": f'"{file.sha256}"',
    }
    return StreamingResponse(await files.open(file.sha256), media_type=media_type, headers=headers)
