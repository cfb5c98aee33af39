"""The page beside a public notice on which anybody objects, and the receipt: for who has a browser and no program."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from contracts.events.funding.notice import Objector
from contracts.refusal import Refusal, Text
from services.chassis.api.commands import open_command
from services.chassis.api.faults import faults_of
from services.chassis.api.openapi import in_page, problems, served
from services.chassis.api.problems import headers_of, refusal_of
from services.chassis.api.routes import router
from services.chassis.api.visits import count_visit
from services.funding.api import html
from services.funding.api.dependencies import Held, Key
from services.funding.api.models.objections import Written
from services.funding.api.notices import NOTICE, Number
from services.funding.api.objections import ObjectionId, OnNotice, Statement, lodged, reachable, sent
from services.funding.documents.objection_page import FIELDS, ObjectionPage, objection_html, receipt_html
from services.funding.funding import Funding, ProposalKey
from services.funding.reading import notices
from services.funding.reading import objections as reading

forms = router("/notices", "objections")
receipts = router("/objections", "objections")

_FORM = f"{NOTICE}/objection"
_RECEIPT = "../../../../../objections/{}"
"""From the form's address, whatever prefix a proxy has put before it."""
_HTML = served("text/html")
_WRONG = in_page(
    *("malformed-request", "unauthenticated", "not-found", "objection-late", "wrong-status"),
    *("body-too-large", "invalid-content", "too-many-requests"),
)


@forms.get(
    _FORM, summary="异议表 The form on which anybody objects to a notice", responses=problems("not-found") | _HTML, response_class=Response
)
async def form(key: Key, number: Number, funding: Held) -> Response:
    return await _page(funding, (key, number))


@forms.post(
    _FORM,
    status_code=303,
    summary="提交异议表 Send the form; what is wrong is said in the page, with what was typed",
    responses=_WRONG,
    response_class=Response,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": Written.model_json_schema()}}}},
)
async def lodge(request: Request, key: Key, number: Number, funding: Held) -> Response:
    """After it a receipt, which may be opened again. The same form sent twice is one objection."""
    await notices.published(funding, key, number)
    typed: dict[str, str] = {}
    try:
        count_visit(request)
        sent_form = await request.form()
        typed |= _typed(sent_form)
        asked = await open_command(request, typed.get("key"))
        done = await lodged(OnNotice(funding, asked, key, number), *_objection(sent_form, typed))
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        answer = await _page(funding, (key, number), typed, refusal)
        answer.headers.update(headers_of(request, refusal))
        return answer
    return RedirectResponse(_RECEIPT.format(done.objection), 303)


@receipts.get(
    "/{id}", summary="异议回执 The receipt, with what came of it", responses=problems("not-found") | _HTML, response_class=Response
)
async def receipt(key: ObjectionId, funding: Held) -> Response:
    authority, answer = await reading.receipt(funding, key)
    return html.page(receipt_html(authority, answer.model_dump()))


def _typed(form: FormData) -> dict[str, str]:
    """What was typed, by the names of the fields; what was left empty is not there."""
    return {name: value for name, value in form.multi_items() if isinstance(value, str) and value.strip() and name in (*FIELDS, "key")}


def _objection(form: FormData, typed: Mapping[str, str]) -> tuple[Objector, Statement]:
    """What was written, if it is whole; pydantic's error else."""
    written = Written.model_validate({name: typed[name] for name in typed if name != "key"})
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    objector = reachable(Objector(**written.model_dump(include=set(Objector.model_fields))))
    return objector, Statement(written.application, written.text, "online", sent(files))


def _refusal(error: Exception) -> Refusal | None:
    """What is to be said in the page; None: a fault of ours."""
    if isinstance(error, ValidationError):
        faults = faults_of(error.errors())
        return Refusal("invalid-content", Text(f"有 {len(faults)} 处须改正：", f"{len(faults)} thing(s) to be corrected"), faults)
    return refusal_of(error)


async def _page(
    funding: Funding, notice: tuple[ProposalKey, int], typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    """The form, as it was typed where something is wrong. A 404 where there is no such notice."""
    found, _ = await notices.published(funding, *notice)
    programme, offer = funding.programmes.of(found.call), funding.programmes.offer(found.call)
    key = (typed or {}).get("key") or str(uuid4())
    shown = ObjectionPage(programme, offer, found, funding.clock.now(), key, funding.settings.public, typed or {}, refusal)
    return html.page(objection_html(shown), refusal.type.status if refusal else 200, form=True)
