"""Idempotency keys: a POST that changes state may be sent again, and does its work once."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import Annotated, BinaryIO

from fastapi import Depends, Header, Request
from starlette.datastructures import UploadFile

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.authentication import visitor
from services.chassis.causes import RequestCause

LONGEST = 255  # characters
_FORM = re.compile(r"[\x21-\x7e]{1,255}")
_CHUNK = 1 << 20  # bytes
_PLACE = "header:Idempotency-Key"

_MISSING = Refusal(
    "idempotency-key-required",
    Text(
        "请在 Idempotency-Key 请求头中给出一个唯一的键（如 UUID），重试时用同一个键",
        "Send a unique Idempotency-Key (a UUID, say); retry with the same",
    ),
    (Fault("missing", _PLACE, Text("缺少该请求头", "The header is missing")),),
)


def _malformed(key: str) -> Refusal:
    text = Text(f"幂等键应为 1–{LONGEST} 个可见的 ASCII 字符", f"An idempotency key has 1 to {LONGEST} visible ASCII characters")
    return Refusal("malformed-request", text, (Fault("wrong-form", _PLACE, text, LONGEST, len(key)),))


Key = Annotated[str | None, Header(description="Unique for this command of this caller; the same in every retry")]


async def request_cause(request: Request, idempotency_key: Key = None) -> RequestCause:
    """What the command answers. A Refusal (400) where the key is missing or malformed."""
    known = await visitor(request)
    if idempotency_key is None:
        raise Refusal(_MISSING.slug, _MISSING.text, _MISSING.faults)
    if not _FORM.fullmatch(idempotency_key):
        raise _malformed(idempotency_key)
    return RequestCause(client=known.subject, key=idempotency_key, hash=await _hash(request))


Cause = Annotated[RequestCause, Depends(request_cause)]


async def _hash(request: Request) -> str:
    """SHA-256 of what the request asks for. A form counts by its fields and the digests of its files: its boundary differs each time."""
    scope = request.scope  # request.url would be taken apart and put together again
    asked = hashlib.sha256(b"%b %b?%b\n" % (request.method.encode(), scope["path"].encode(), scope["query_string"]))
    if request.headers.get("content-type", "").startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        for name, value in (await request.form()).multi_items():
            content = await _file_digest(value) if isinstance(value, UploadFile) else hashlib.sha256(value.encode()).hexdigest()
            asked.update(f"{len(name)} {name} {content}\n".encode())
    else:
        asked.update(await request.body())
    return asked.hexdigest()


async def _file_digest(upload: UploadFile) -> str:
    def digest(file: BinaryIO) -> str:
        file.seek(0)
        found = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            found.update(chunk)
        file.seek(0)
        return found.hexdigest()

    return await asyncio.to_thread(digest, upload.file)
