"""The OpenAPI document: problems as they really are, examples of what is answered, and the ways to authenticate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, get_args, get_origin

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from contracts.problems import CATALOGUE, ProblemType, problem_type
from services.chassis.api.models import Output
from services.chassis.api.pages import Page
from services.chassis.api.problems import MEDIA_TYPE

Json = dict[str, Any]

_JSON = "application/json"
_FORM = "multipart/form-data"
_REF = {"$ref": "#/components/schemas/Problem"}
_ALWAYS = ("malformed-request", "unauthenticated", "internal-error", "unavailable")
_WITH_BODY = ("body-too-large", "unsupported-media-type", "invalid-content")
_OPERATIONS = "operations"  # the tag of health, readiness and the catalogue

_NULLABLE_TEXT_OR_NUMBER: Json = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
_FAULT: Json = {
    "type": "object",
    "description": "One thing wrong at one place of what was sent",
    "required": ["code", "pointer", "detail", "detail_zh", "detail_en"],
    "properties": {
        "code": {"type": "string", "examples": ["too-long"]},
        "pointer": {
            "type": "string",
            "description": "JSON pointer into the body; `query:…`, `path:…`, `header:…` for what stands outside of it",
            "examples": ["/form/brief", "query:limit", "header:If-Match"],
        },
        "detail": {"type": "string"},
        "detail_zh": {"type": "string"},
        "detail_en": {"type": "string"},
        "limit": _NULLABLE_TEXT_OR_NUMBER,
        "actual": _NULLABLE_TEXT_OR_NUMBER,
        "source": {"type": "string", "description": "Clause of the issuing document"},
    },
}
_PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457 problem details; `title` and `detail` follow Accept-Language, both languages are always there",
    "required": ["type", "title", "status", "detail", "instance", "title_zh", "title_en", "detail_zh", "detail_en"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/invalid-content"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "title_zh": {"type": "string"},
        "title_en": {"type": "string"},
        "detail_zh": {"type": "string"},
        "detail_en": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        "source": {"type": "string", "description": "Clause of the issuing document"},
        "link": {"type": "string", "format": "uri-reference"},
        "trace_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
}
_SECURITY: Json = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A person's OIDC token, or a system's API key (lz_…)"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "A system's API key (lz_…)"},
}


def problems(*slugs: str) -> dict[int | str, Json]:
    """``responses=`` of a route: the problems of its own. Those that every route has are added by themselves."""
    by_status: dict[int, list[ProblemType]] = defaultdict(list)
    for slug in slugs:
        by_status[problem_type(slug).status].append(problem_type(slug))
    return {status: _response(kinds) for status, kinds in sorted(by_status.items())}


def in_page(*slugs: str) -> dict[int | str, Json]:
    """The same of a route that says its problems in a page."""
    page = {"text/html": {"schema": {"type": "string"}}}
    return {status: response | {"content": response["content"] | page} for status, response in problems(*slugs).items()}


def served(*media_types: str) -> dict[int | str, Json]:
    """``responses=`` of a route that serves files of these media types."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "The file", "content": dict.fromkeys(media_types, file)}}


def answers(example: Json) -> dict[int | str, Json]:
    """``responses=`` of a route that answers JSON without a model: an example of it. A model has its own (``Output.example``)."""
    return {200: {"description": "The answer", "content": {_JSON: {"example": example}}}}


def _response(kinds: list[ProblemType]) -> Json:
    examples = {
        kind.slug: {"summary": kind.en, "value": {"type": kind.uri, "title": kind.zh, "status": kind.status, "title_en": kind.en}}
        for kind in kinds
    }
    description = "; ".join(f"{kind.en} ({kind.slug})" for kind in kinds)
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _REF, "examples": examples}}}


def documented(app: FastAPI) -> Callable[[], Json]:
    """The app's ``openapi``: FastAPI's document, with the problems and the authentication put right; made once."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=app.openapi_tags)
            app.openapi_schema = _completed(made)
            _exemplify(app.openapi_schema, app.routes)
            _exemplify_forms(app.openapi_schema)
        return app.openapi_schema

    return openapi


def _completed(document: Json) -> Json:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas.update(Problem=_PROBLEM, Fault=_FAULT)
    components["securitySchemes"] = _SECURITY
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        _complete(operation)
    return document


def _complete(operation: Json) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    if _OPERATIONS in operation.get("tags", ()):
        return
    operation["security"] = [{"bearer": []}, {"key": []}, {}]
    for slug in (*_ALWAYS, *(_WITH_BODY if "requestBody" in operation else ())):
        _add(responses, CATALOGUE[slug])
    for parameter in operation.get("parameters", ()):
        _require(parameter, responses)
    operation["responses"] = dict(sorted(responses.items()))


def _exemplify(document: Json, routes: Sequence[BaseRoute]) -> None:
    """Say with each answer the example of its model. FastAPI would leave the nulls out of it."""
    for route in (context.original_route for context in iter_route_contexts(routes)):
        example = _example(route.response_model) if isinstance(route, APIRoute) and route.include_in_schema else None
        if isinstance(route, APIRoute) and example is not None:
            for method in route.methods or ():
                answer = document["paths"][route.path_format][method.lower()]["responses"][str(route.status_code or 200)]
                answer["content"][_JSON]["example"] = example


def _exemplify_forms(document: Json) -> None:
    """Say with each form what is sent in it: the examples of its fields; of those that may be left out only where they have one."""
    bodies = (operation.get("requestBody", {}) for path in document["paths"].values() for operation in path.values())
    for content in (body["content"][_FORM] for body in bodies if _FORM in body.get("content", {})):
        schema = content["schema"]
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        sent = {name: _sent(field) for name, field in schema["properties"].items()}
        content["example"] = {name: value for name, value in sent.items() if value is not None}


def _sent(field: Json) -> Any:
    """A field's example; of a file, its name."""
    if "examples" in field:
        return field["examples"][0]
    return "扫描件.pdf" if field.get("format") == "binary" or "contentMediaType" in field else None


def _example(model: Any) -> Any:
    """Of a model's answer; a page and a list hold one row. None: the model has none."""
    if get_origin(model) is list:
        row = _example(get_args(model)[0])
        return [row] if row is not None else None
    if isinstance(model, type) and issubclass(model, Page):
        row = _example(model.model_fields["items"].annotation.__args__[0])  # type: ignore[union-attr]
        return {"items": [row], "next": None} if row is not None else None
    return model.example if isinstance(model, type) and issubclass(model, Output) else None


def _require(parameter: Json, responses: Json) -> None:
    """Our dependencies refuse a missing header with a problem of its own, so that FastAPI takes it for optional."""
    kinds = {"idempotency-key": "idempotency-key-required", "if-match": "precondition-required"}
    slug = kinds.get(parameter["name"].lower())
    if slug and parameter["in"] == "header":
        parameter.update(required=True, schema={"type": "string", "maxLength": 255})
        _add(responses, CATALOGUE[slug])
        _add(responses, CATALOGUE["idempotency-key-reused" if slug.startswith("idempotency") else "stale-version"])


def _add(responses: Json, kind: ProblemType) -> None:
    present = responses.setdefault(str(kind.status), _response([kind]))
    content = present.get("content", {}).get(MEDIA_TYPE)
    if content is not None and kind.slug not in content["examples"]:
        content["examples"] |= _response([kind])["content"][MEDIA_TYPE]["examples"]
        present["description"] += f"; {kind.en} ({kind.slug})"
