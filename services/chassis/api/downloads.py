"""Handing out files: as fast as they are taken, and never more of one at a time than a piece."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import BinaryIO
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from services.chassis.files import Files, StoredFile, chunks_of

_PIECE = 1 << 16  # bytes


def attachment(content: bytes, name: str, media_type: str) -> StreamingResponse:
    """A document that was just made, as an attachment under this name (RFC 6266); its ETag is the SHA-256, as a stored file's."""
    headers = {
        "content-disposition": disposition(name),
        "content-length": str(len(content)),
        "etag": f'"{sha256(content).hexdigest()}"',
    }
    return StreamingResponse(_pieces(content), media_type=media_type, headers=headers)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    """So that a slow reader of a large document does not have a second copy of it wait in the server."""
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


async def temporary(file: BinaryIO, name: str, media_type: str) -> StreamingResponse:
    """A file on the disk that was made for this answer, as :func:`attachment`; it is closed when it is handed out."""
    found, size = sha256(), 0
    async for chunk in chunks_of(file):
        found.update(chunk)
        size += len(chunk)
    headers = {"content-disposition": disposition(name), "content-length": str(size), "etag": f'"{found.hexdigest()}"'}

    async def pieces() -> AsyncIterator[bytes]:
        with file:
            async for chunk in chunks_of(file):
                yield chunk

    return StreamingResponse(pieces(), media_type=media_type, headers=headers)


def disposition(name: str, *, inline: bool = False) -> str:
    """The header's value for an attachment, or for what is to be looked at (``inline``): the name in UTF-8, and what of it is ASCII for
    who reads no other."""
    plain = re.sub(r"[^A-Za-z0-9._ -]+", "_", name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def download(files: Files, file: StoredFile, name: str, media_type: str) -> StreamingResponse:
    """The file as an attachment under this name. A Refusal (404) where the store has no such file."""
    headers = {
        "content-disposition": disposition(name),
        "content-length": str(file.size),
        "etag": f'"{file.sha256}"',
    }
    return StreamingResponse(await files.open(file.sha256), media_type=media_type, headers=headers)
