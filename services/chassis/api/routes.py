"""The routes of a service: ``routes = router("/v1/applications", tag="applications")``, then FastAPI's own decorators."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser

from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.bodies import parse
from services.chassis.api.declared import Declared
from services.chassis.api.problems import Refused, invalid

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class StrictRequest(Request):
    """A request whose JSON is read by :mod:`services.chassis.api.bodies`, and whose form says what of it is too large or not read at all.

    Without ``form`` the route reads its form by hand.
    """

    def __init__(self, request: Request, form: Declared | None = None) -> None:
        super().__init__(request.scope, request.receive)
        self._declared = form

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
            form = await super()._get_form(**limits)
        except HTTPException as error:
            if "exceeded maximum size" in error.detail:  # starlette stops there: how large it would have been, nobody knows
                raise Refused(_field_too_large(limits.get("max_part_size", MultiPartParser.max_part_size))) from error
            raise
        if self._declared is not None:
            require_form(self._declared, form)
        return form


def require_form(declared: Declared, form: FormData) -> None:
    """A Refusal where the form has a field that nobody reads, or one twice where one is read."""
    try:
        declared.require(name for name, _ in form.multi_items())
    except RequestValidationError as error:
        raise Refused(invalid(error)) from error


def _field_too_large(limit: int) -> Refusal:
    text = Text(f"表单中除文件外的每一项不能超过 {limit} B", f"A form's fields, files apart, have at most {limit} B each")
    return Refusal("body-too-large", text, (Fault("too-large", "", text, limit),))


class StrictRoute(APIRoute):
    """A route that says 415 to a body of another kind than it reads, before it is read, and 400 to a query that it does not read."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        query, typed = Declared.query(self.dependant), self.body_field is not None
        form = self.body_field is not None and isinstance(self.body_field.field_info, params.Form)
        fields = Declared.form(self.dependant) if form else None

        async def strict(request: Request) -> Response:
            if request.scope["query_string"]:
                query.require(name for name, _ in request.query_params.multi_items())
            if typed:
                _require_type(request, form=form)
            return await handler(StrictRequest(request, fields))

        return strict


def _require_type(request: Request, *, form: bool) -> None:
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
