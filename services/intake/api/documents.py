"""The form (申报书) of a draft or of what was filed: to print, seal and scan, and to edit."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Response

from contracts.events.intake.content import Material
from contracts.form import normal_form
from contracts.programme import Offer
from contracts.refusal import Refusal, Text
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import problems, served
from services.chassis.api.routes import router
from services.chassis.identity import Principal
from services.chassis.sniffing import DOCX, PDF
from services.intake import access, reading
from services.intake.api.dependencies import ApplicationId, Held, Reader
from services.intake.api.drafts import own_draft
from services.intake.documents.filing import Attached, Filing
from services.intake.documents.form import form_docx, form_filename, form_pdf
from services.intake.documents.template_files import form_template, usable
from services.intake.domain.application import Status, known
from services.intake.intake import Intake

routes = router("/v1/applications/{id}", "documents")

_WRITTEN = (Status.DRAFT, Status.RETURNED)
"""An application that is with its applicant."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed, of which track and whose; without a ``code`` where the content allows none."""

    filing: Filing
    track: str
    applicant: str
    code: str | None

    def name(self, extension: str) -> str:
        return form_filename(self.filing.programme, self.applicant, extension)


async def _printed(application: ApplicationId, caller: Reader, intake: Held) -> Printed:
    """The draft while its applicant is writing it; to everybody else, and when it is filed, what was filed."""
    state, _ = await reading.application(intake, caller, application)
    own = access.owns(caller, state.uscc, state.filer.subject if state.filer else None)
    if own and (state.content is None or state.status in _WRITTEN):
        return await _draft(intake, caller, application)
    content, call = known(state.content), known(state.call)
    offer = intake.programmes.offer(call)
    files = await _attached(intake, offer, content.materials)
    filing = Filing(intake.programmes.of(call), offer, content.form, files, state.submitted_at)
    return Printed(filing, call.track, state.applicant, content.code)


async def _draft(intake: Intake, caller: Principal, application: str) -> Printed:
    state, found = await own_draft(intake, caller, application)
    offer = intake.programmes.offer(found.call)
    files = await _attached(intake, offer, found.files)
    filing = Filing(intake.programmes.of(found.call), offer, normal_form(offer, found.form), files)
    return Printed(filing, found.call.track, state.applicant, intake.verdict(found).code)


async def _attached(intake: Intake, offer: Offer, materials: Sequence[Material]) -> tuple[Attached, ...]:
    """The files by name; those that the form shows with their content."""
    pictured = {code for code, kind in offer.track.materials.items() if kind.pictured}
    contents = [await _content(intake, file.sha256) if file.kind in pictured else None for file in materials]
    return tuple(Attached(file.kind, file.name, content) for file, content in zip(materials, contents, strict=True))


async def _content(intake: Intake, sha256: str) -> bytes:
    return b"".join([chunk async for chunk in await intake.files.open(sha256)])


Form = Annotated[Printed, Depends(_printed)]


@routes.get(
    "/form.pdf",
    summary="申报书 PDF The form to print, seal and scan; every page carries the code of its content",
    responses=problems("not-found", "invalid-content", "unusable-template") | served(PDF),
    response_class=Response,
)
async def printed(form: Form) -> Response:
    """The draft, while it is with its applicant; else what was filed."""
    if form.code is None:
        raise Refusal("invalid-content", Text("内容有误，不能生成校验码", "The content is such that it has no code"))
    with usable(form_template(form.filing.programme.programme, form.track, "typ")) as template:
        content = await to_thread(form_pdf, form.filing, form.code, template)
    return attachment(content, form.name("pdf"), PDF)


@routes.get(
    "/form.docx",
    summary="申报书 DOCX The form to edit in Word; it carries no code",
    responses=problems("not-found", "unusable-template") | served(DOCX),
    response_class=Response,
)
async def editable(form: Form) -> Response:
    """The draft, while it is with its applicant; else what was filed."""
    with usable(form_template(form.filing.programme.programme, form.track, "docx")) as template:
        content = await to_thread(form_docx, form.filing, template)
    return attachment(content, form.name("docx"), DOCX)
