"""Logs: one JSON object a line on stderr, with the trace id; what people sent is never in them.

``log = logs.get(__name__)``, then ``log.info("relay.published", count=7)``: an event's name and its fields, no sentences. An exception
is written as its classes and the places it passed. Its message may quote what a person sent, so only a development platform writes it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from services.chassis import tracing
from services.chassis.settings import Settings

Event = MutableMapping[str, Any]
_FRAMES = 30


def get(name: str) -> FilteringBoundLogger:
    """A logger under the module's name."""
    return cast(FilteringBoundLogger, structlog.get_logger(module=name))


def configure(settings: Settings, service: str, role: str) -> None:
    """Set this process's logs up, those of uvicorn, faust and other libraries included."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Origin(service, role, settings.namespace),
        _Failure(with_message=not settings.production),
    ]
    level = logging.getLevelNamesMapping()[settings.log.level.upper()]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_json)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    _libraries(shared, level)


def _libraries(shared: list[Processor], level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(serializer=_json)],
        )
    )
    logging.basicConfig(level=max(level, logging.INFO), handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "faust"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    for name in ("pymongo", "kafka", "aiokafka", "httpx", "pypdf", "PIL", "python_multipart"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _Origin:
    """Adds which process speaks, and in which trace."""

    def __init__(self, service: str, role: str, namespace: str) -> None:
        self._fields = {"service": service, "role": role, "namespace": namespace}

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        event.update(self._fields)
        if trace := tracing.trace_id():
            event["trace_id"] = trace
        return event


class _Failure:
    """Turns ``exc_info`` into classes and places; into the message only where that may be written."""

    def __init__(self, *, with_message: bool) -> None:
        self._with_message = with_message

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        info = event.pop("exc_info", None)
        error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else sys.exc_info()[1] if info else None
        if error is not None:
            event.update(failure(error, with_message=self._with_message))
        return event


def failure(error: BaseException, *, with_message: bool) -> Mapping[str, Any]:
    """What a log says of an exception: ``error`` its class, ``stack`` the places, ``cause`` what it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    said: dict[str, Any] = {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if with_message:
        said["message"] = str(error)
    if (cause := error.__cause__ or error.__context__) is not None:
        said["cause"] = failure(cause, with_message=with_message)
    return said


def _json(event: object, **_: object) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
