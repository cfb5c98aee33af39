"""Handing out a stored file."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.responses import Response, StreamingResponse

from services.chassis.files import Files, StoredFile


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A document that was just made, as an attachment under this name (RFC 6266)."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)


async def download(files: Files, file: StoredFile, name: str, media_type: str) -> StreamingResponse:
    """The file as an attachment under this name. A Refusal (404) where the store has no such file."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-length": str(file.size),
        "etag": f'"{file.sha256}"',
    }
    return StreamingResponse(await files.open(file.sha256), media_type=media_type, headers=headers)
