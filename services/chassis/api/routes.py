"""The routes of a service: ``routes = router("/v1/applications", tag="applications")``, then FastAPI's own decorators."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.bodies import parse
from services.chassis.api.problems import Refused

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class StrictRequest(Request):
    """A request whose JSON is read by :mod:`services.chassis.api.bodies`, and whose form says what of it is too large."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            body = await self.body()
            try:
                self._json = parse(body, self.app.state.settings.body.depth)
            except Refusal as refusal:
                raise Refused(refusal) from refusal
        return self._json

    async def _get_form(self, **limits: Any) -> FormData:
        try:
            return await super()._get_form(**limits)
        except HTTPException as error:
            if "exceeded maximum size" in error.detail:  # starlette stops there: how large it would have been, nobody knows
                raise Refused(_field_too_large(limits.get("max_part_size", MultiPartParser.max_part_size))) from error
            raise


def _field_too_large(limit: int) -> Refusal:
    text = Text(f"表单中除文件外的每一项不能超过 {limit} B", f"A form's fields, files apart, have at most {limit} B each")
    return Refusal("body-too-large", text, (Fault("too-large", "", text, limit),))


class StrictRoute(APIRoute):
    """A route that says 415 to a body of another kind than it reads, before it is read."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        if self.body_field is None:
            return _strictly(handler)
        form = isinstance(self.body_field.field_info, params.Form)

        async def typed(request: Request) -> Response:
            _require(request, form=form)
            return await handler(StrictRequest(request.scope, request.receive))

        return typed


def _strictly(handler: Handler) -> Handler:
    async def bodiless(request: Request) -> Response:
        return await handler(StrictRequest(request.scope, request.receive))

    return bodiless


def _require(request: Request, *, form: bool) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given in _FORMS if form else given == "application/json" or given.endswith("+json"):
        return
    if not given and request.headers.get("content-length", "0") == "0":
        return  # nothing was sent: what is missing is said field by field
    expected = _FORMS[0] if form else "application/json"
    text = Text(f"请求内容应为 {expected}", f"The body has to be {expected}")
    raise Refusal("unsupported-media-type", text, (Fault("wrong-media-type", "header:Content-Type", text, expected, given or None),))


def router(prefix: str, tag: str) -> APIRouter:
    """A router whose routes read strictly. ``prefix`` is the whole one (``/v1/…``): metrics name routes by it."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=StrictRoute)
