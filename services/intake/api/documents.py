"""The form (申报书) of a draft or of what was filed: to print, seal and scan, and to edit."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Response

from contracts.events.intake.content import Material
from contracts.form import normal_form
from contracts.programme import Offer, Programme
from contracts.refusal import Fault, Refusal, Text
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import problems, served
from services.chassis.api.routes import router
from services.chassis.identity import Principal
from services.chassis.picture_fault import PictureFault
from services.chassis.sniffing import DOCX, PDF
from services.chassis.templates import usable
from services.forms.filing import Attached, Filing
from services.forms.form import form_docx, form_filename, form_pdf
from services.forms.template_files import form_template
from services.intake import access, reading
from services.intake.api.dependencies import ApplicationId, Held, Reader
from services.intake.api.drafts import own_draft
from services.intake.domain.application import Status, known
from services.intake.domain.pictures import pictured, require_printable
from services.intake.intake import Intake

routes = router("/v1/applications/{id}", "documents")

_WRITTEN = (Status.DRAFT, Status.RETURNED)
"""An application that is with its applicant."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed, of which track and whose; without a ``code`` where the content allows none. ``content`` is in its normal form,
    ``at`` when it was submitted."""

    programme: Programme
    offer: Offer
    track: str
    applicant: str
    content: Mapping[str, Any]
    materials: Sequence[Material]
    code: str | None
    at: datetime | None = None

    def name(self, extension: str) -> str:
        return form_filename(self.programme, self.applicant, extension)


async def _printed(application: ApplicationId, caller: Reader, intake: Held) -> Printed:
    """The draft while its applicant is writing it; to everybody else, and when it is filed, what was filed."""
    state, _ = await reading.application(intake, caller, application)
    own = access.owns(caller, state.uscc, state.filer.subject if state.filer else None)
    if own and (state.content is None or state.status in _WRITTEN):
        return await _draft(intake, caller, application)
    content, call = known(state.content), known(state.call)
    offer, programme = intake.programmes.offer(call), intake.programmes.of(call)
    whose = call.track, state.applicant
    return Printed(programme, offer, *whose, content.form, content.materials, content.code, state.submitted_at)


async def _draft(intake: Intake, caller: Principal, application: str) -> Printed:
    state, found = await own_draft(intake, caller, application)
    offer, programme = intake.programmes.offer(found.call), intake.programmes.of(found.call)
    whose = found.call.track, state.applicant
    return Printed(programme, offer, *whose, normal_form(offer, found.form), found.files, intake.verdict(found).code)


async def made(intake: Intake, form: Printed, make: Callable[[Filing], bytes]) -> bytes:
    """The document, when it is its turn: only then are its pictures read."""
    limits = intake.settings.documents
    require_printable(form.offer, form.materials, (limits.pictures, limits.picture_bytes), "/materials")
    async with intake.press:
        filing = Filing(form.programme, form.offer, form.content, await _attached(intake, form), form.at)
        try:
            return await to_thread(make, filing)
        except PictureFault as fault:
            raise _unprintable(filing, fault) from fault


async def _attached(intake: Intake, form: Printed) -> tuple[Attached, ...]:
    """The files by name; those that the form shows with their content."""
    kinds = pictured(form.offer)
    contents = [await intake.files.read(file.sha256) if file.kind in kinds else None for file in form.materials]
    return tuple(Attached(file.kind, file.name, content) for file, content in zip(form.materials, contents, strict=True))


def _unprintable(filing: Filing, fault: PictureFault) -> Refusal:
    picture, file = filing.pictured(fault.name)
    zh = f"图片“{file.name}”（图{picture.number}）无法排入申报书，请另存为常规的 PNG 或 JPEG 后重新上传"
    text = Text(zh, f"The picture {file.name!r} (number {picture.number}) cannot be printed: save it anew as PNG or JPEG and send it again")
    return Refusal("invalid-content", text, (Fault("unprintable-picture", f"/materials/{picture.kind}", text, actual=file.name),))


Form = Annotated[Printed, Depends(_printed)]


@routes.get(
    "/form.pdf",
    summary="申报书 PDF The form to print, seal and scan; every page carries the code of its content",
    responses=problems("not-found", "invalid-content", "unusable-template") | served(PDF),
    response_class=Response,
)
async def printed(form: Form, intake: Held) -> Response:
    """The draft, while it is with its applicant; else what was filed."""
    code = form.code
    if code is None:
        raise Refusal("invalid-content", Text("内容有误，不能生成校验码", "The content is such that it has no code"))
    with usable(form_template(form.programme.programme, form.track, "typ")) as template:
        content = await made(intake, form, lambda filing: form_pdf(filing, code, template))
    return attachment(content, form.name("pdf"), PDF)


@routes.get(
    "/form.docx",
    summary="申报书 DOCX The form to edit in Word; it carries no code",
    responses=problems("not-found", "invalid-content", "unusable-template") | served(DOCX),
    response_class=Response,
)
async def editable(form: Form, intake: Held) -> Response:
    """The draft, while it is with its applicant; else what was filed."""
    with usable(form_template(form.programme.programme, form.track, "docx")) as template:
        content = await made(intake, form, lambda filing: form_docx(filing, template))
    return attachment(content, form.name("docx"), DOCX)
