"""Documents: the form to print, seal and scan, and the summary table."""

from __future__ import annotations

from asyncio import to_thread

from fastapi import Response

from contracts.form import normal_form
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.chassis.sniffing import PDF
from services.intake.api.dependencies import ApplicationId, Held, Reader
from services.intake.api.drafts import own_draft
from services.intake.documents.form import form_filename, form_pdf
from services.intake.domain.application import known
from services.intake.intake import Intake

routes = router("/v1", "documents")


@routes.get(
    "/applications/{id}/form.pdf",
    summary="申报书 PDF The form to print, seal and scan; it carries the code of its content",
    responses=problems("not-found", "invalid-content"),
    response_class=Response,
)
async def printed(application: ApplicationId, caller: Reader, intake: Held) -> Response:
    state, found = await own_draft(intake, caller, application)
    call, programme = known(state.call), intake.programmes.of(known(state.call))
    offer = programme.offers[call.track]
    pictured = {code for code, kind in offer.track.materials.items() if kind.pictured}
    pictures = [await _content(intake, file.sha256) for file in found.files if file.kind in pictured]
    code = intake.verdict(found).code or ""
    content = await to_thread(form_pdf, offer, programme, normal_form(offer, found.form), pictures, code)
    return attachment(content, form_filename(programme, state.applicant), PDF)


async def _content(intake: Intake, sha256: str) -> bytes:
    return b"".join([chunk async for chunk in await intake.files.open(sha256)])
