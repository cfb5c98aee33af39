"""Problem details (RFC 9457): every answer that is not a success has this form, in both languages.

Members: ``type`` (leads to a page that explains it), ``title``, ``status``, ``detail``, ``instance``, ``trace_id``; ``title`` and
``detail`` are in the language that ``Accept-Language`` asks for, ``title_zh``, ``title_en``, ``detail_zh`` and ``detail_en`` always
there. ``errors`` has one entry per fault: ``code``, ``pointer``, ``detail`` (``_zh``, ``_en``), ``limit``, ``actual``, ``source``.
``source`` quotes the clause of the issuing document and ``link`` leads to what stands in the way. Absent members mean nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contracts.problems import ProblemType
from contracts.refusal import Fault, Refusal, Text
from services.chassis import logs, metrics, tracing
from services.chassis.api.faults import faults_of
from services.chassis.api.languages import Language, in_language, preferred
from services.chassis.unavailable import STORE_AWAY, Unavailable

MEDIA_TYPE = "application/problem+json"

log = logs.get(__name__)


class Refused(HTTPException):
    """A refusal while the body is being read: of all exceptions, FastAPI lets only an HTTPException through there."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.type.status)
        self.refusal = refusal


_OF_STATUS: Mapping[int, tuple[str, Text]] = {
    400: ("malformed-request", Text("请求无法读取", "The request cannot be read")),
    401: ("unauthenticated", Text("请提供有效的身份凭证", "Present valid credentials")),
    403: ("forbidden", Text("无权执行此操作", "You may not do this")),
    404: ("not-found", Text("没有这个地址，或者您无权查看", "There is nothing at this address, or you may not see it")),
    405: ("method-not-allowed", Text("该地址不支持此请求方法", "This address does not know the method")),
    406: ("not-acceptable", Text("无法按所要求的格式提供", "Not available in the form asked for")),
    413: ("body-too-large", Text("请求内容过大", "The request body is too large")),
    415: ("unsupported-media-type", Text("不支持该内容类型", "The content type is not supported")),
    429: ("too-many-requests", Text("请求过于频繁，请稍后再试", "Too many requests: try again later")),
    503: ("unavailable", Text("服务暂不可用，请稍后重试", "The service is away for the moment: try again later")),
}

_PARTS: Mapping[str, Text] = {
    "store": Text("数据库暂不可用，请稍后用同一请求重试", "The store is away: send the same request again later"),
    "bus": Text("消息总线暂不可用，请稍后用同一请求重试", "The bus is away: send the same request again later"),
    "issuer": Text("身份认证服务暂不可用，请稍后重试", "The identity provider is away: try again later"),
}

INTERNAL = Refusal(
    "internal-error", Text("服务内部出错，已记录，请凭 trace_id 联系管理员", "The service failed; quote the trace_id to the operator")
)


def refusal_of(error: Exception) -> Refusal | None:
    """What an exception says to the client; None: nothing that a client may learn."""
    match error:
        case Refusal():
            return error
        case Refused():
            return error.refusal
        case RequestValidationError():
            return invalid(error)
        case HTTPException(status_code=status):
            return Refusal(*_OF_STATUS.get(status, _OF_STATUS[400])) if status < 500 or status == 503 else INTERNAL
    return _away(error)


def _away(error: Exception) -> Refusal | None:
    part = error.part if isinstance(error, Unavailable) else "store" if isinstance(error, STORE_AWAY) else None
    return Refusal("unavailable", _PARTS.get(part, _OF_STATUS[503][1])) if part else None


def invalid(error: RequestValidationError) -> Refusal:
    """What FastAPI, or a check of ours in its words, found wrong with a request."""
    faults = faults_of(error.errors())
    outside = all(fault.pointer.partition(":")[0] in ("query", "path", "header", "cookie") for fault in faults)
    text = Text(f"共有 {len(faults)} 处不符合要求", f"{len(faults)} thing(s) do not meet the requirements")
    return Refusal("malformed-request" if outside else "invalid-content", text, faults)


async def answer(request: Request, error: Exception) -> Response:
    """The exception handler of every API: a known exception as its problem, any other as a 500 that says nothing of it."""
    refusal = refusal_of(error)
    if refusal is None:
        log.error("request.failed", exc_info=error, method=request.method)
        refusal = INTERNAL
    elif refusal.slug == "unavailable":
        log.warning("request.unavailable", reason=type(error).__name__)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return respond(request, refusal, headers)


def respond(request: Request, refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as the response that the request is answered with."""
    language = preferred(request.headers.get("accept-language"))
    metrics.REFUSALS.labels(refusal.slug).inc()
    own = {"content-language": "zh-CN" if language == "zh" else "en", "vary": "Accept-Language"}
    return Response(
        orjson.dumps(document(refusal, language, quote(request.scope["path"]))),
        status_code=refusal.type.status,
        headers={**own, **headers_of(request, refusal), **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def headers_of(request: Request, refusal: Refusal) -> dict[str, str]:
    """The headers that go with a refusal, in whatever form it is said."""
    if refusal.slug == "unauthenticated":
        presented = "authorization" in request.headers or "x-api-key" in request.headers
        return {"www-authenticate": 'Bearer realm="lianzhu"' + (', error="invalid_token"' if presented else "")}
    if refusal.slug in ("unavailable", "too-many-requests"):
        return {"retry-after": str(request.app.state.settings.api.retry_after)}
    if refusal.slug == "stale-version":
        current = next((fault.actual for fault in refusal.faults if fault.actual is not None), None)
        return {} if current is None else {"etag": f'"{current}"'}
    return {}


def document(refusal: Refusal, language: Language, instance: str) -> dict[str, Any]:
    """The members of a problem document."""
    kind: ProblemType = refusal.type
    members = {
        "type": kind.uri,
        "title": kind.en if language == "en" else kind.zh,
        "status": kind.status,
        "detail": in_language(refusal.text, language),
        "instance": instance,
        "title_zh": kind.zh,
        "title_en": kind.en,
        "detail_zh": refusal.text.zh,
        "detail_en": refusal.text.en,
        "errors": [_entry(fault, language) for fault in refusal.faults] or None,
        "source": refusal.source,
        "link": refusal.link,
        "trace_id": tracing.trace_id() or None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _entry(fault: Fault, language: Language) -> dict[str, Any]:
    members = {
        "code": fault.code,
        "pointer": fault.pointer,
        "detail": in_language(fault.text, language),
        "detail_zh": fault.text.zh,
        "detail_en": fault.text.en,
        "limit": fault.limit,
        "actual": fault.actual,
        "source": fault.source,
    }
    return {name: value for name, value in members.items() if value is not None}
