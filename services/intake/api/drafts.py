"""Drafts: the form, the materials, what is still wrong, and the form to print, seal and scan."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, File, Form, Path, Response, UploadFile

from services.chassis.api.downloads import download
from services.chassis.api.openapi import problems, served
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.chassis.files import StoredFile
from services.chassis.sniffing import DOCX, JPEG, PDF, PNG, XLSX
from services.intake import access, reading
from services.intake.api.dependencies import ApplicationId, Commanded, Edited, Held, Reader
from services.intake.api.models.drafts import Check, DraftShown, FormContent, MaterialShown
from services.intake.domain.application import Application
from services.intake.drafts import Draft
from services.intake.handlers import materials as handlers
from services.intake.handlers.applications import ensure_draft
from services.intake.intake import Intake

routes = router("/v1/applications/{id}", "drafts")

MaterialId = Annotated[str, Path(pattern="^[0-9a-f]{26}$", description="A file's id within its draft")]
FileName = Annotated[str, Path(alias="material", pattern="^[0-9a-f]{64}$", description="A file's SHA-256")]


@routes.get("/form", summary="草稿 The draft: form, materials, and what is still wrong", responses=problems("not-found"))
async def draft(application: ApplicationId, caller: Reader, intake: Held, response: Response) -> DraftShown:
    _, found = await own_draft(intake, caller, application)
    response.headers["etag"] = etag(found.edition)
    return reading.draft_shown(found, intake.verdict(found))


@routes.put(
    "/form",
    summary="填写申报书 Replace the form's content",
    responses=problems("not-found", "forbidden", "wrong-status", "stale-version", "precondition-required"),
)
async def write(body: FormContent, expected: IfMatch, on: Edited, response: Response) -> DraftShown:
    """A draft may be incomplete and too long: what is wrong with it is in ``check``. The ETag is the edition; name it in If-Match."""
    state, _ = await handlers.editable(on.intake, on.caller, on.application)
    await ensure_draft(on.intake, on.application)
    written = await on.intake.drafts.write(on.application, expected, body.form, state.submission)
    response.headers["etag"] = etag(written.edition)
    return reading.draft_shown(written, on.intake.verdict(written))


async def _upload(
    file: Annotated[UploadFile, File(description="The file; what it is, is told from its content")],
    kind: Annotated[str, Form(description="The kind of material, by the programme", max_length=40, examples=["sme-proof"])],
    row: Annotated[
        str | None, Form(description="For a proof per row: the row's USCC", max_length=40, examples=["91130108MA0QYE0011"])
    ] = None,
    form_code: Annotated[
        str | None,
        Form(description="For a scan of the form: the code beside the QR code, needed where the scan cannot be read", max_length=40),
    ] = None,
) -> handlers.Upload:
    return handlers.Upload(kind, (file.filename or kind)[:200], file.file, row, form_code)


@routes.post(
    "/materials",
    status_code=201,
    summary="上传材料 Add a file to the draft",
    responses=problems(
        "not-found",
        "forbidden",
        "wrong-status",
        "invalid-content",
        "wrong-file-type",
        "unreadable-file",
        "encrypted-file",
        "body-too-large",
    ),
)
async def attach(upload: Annotated[handlers.Upload, Depends(_upload)], on: Commanded) -> MaterialShown:
    """The code on a scan of the form is read from it. Where ``form_code`` is given too, both have to be the same."""
    return MaterialShown(**await handlers.attach(on.intake, on.asked, on.application, upload))


@routes.delete(
    "/materials/{material}", status_code=204, summary="删除材料 Take a file off the draft", responses=problems("not-found", "wrong-status")
)
async def detach(material: MaterialId, on: Edited) -> None:
    await handlers.detach(on.intake, on.caller, on.application, material)


@routes.get(
    "/materials/{material}",
    summary="材料文件 A file of the draft or of what was filed",
    responses=problems("not-found") | served(PDF, PNG, JPEG, DOCX, XLSX),
    response_class=Response,
)
async def material(application: ApplicationId, sha256: FileName, caller: Reader, intake: Held) -> Response:
    state, _ = await reading.application(intake, caller, application)
    files = list(state.content.materials) if state.content else []
    if access.owns(caller, state.uscc, state.filer.subject if state.filer else None):
        files += (await ensure_draft(intake, application)).files
    for file in files:
        if file.sha256 == sha256:
            return await download(intake.files, StoredFile(file.sha256, file.size), file.name, file.media_type)
    raise access.unknown("没有这个文件", "There is no such file")


@routes.get("/check", summary="校验 All that is still wrong with the draft", responses=problems("not-found"))
async def check(application: ApplicationId, caller: Reader, intake: Held) -> Check:
    _, found = await own_draft(intake, caller, application)
    return reading.check_shown(intake.verdict(found))


async def own_draft(intake: Intake, caller: Reader, application: str) -> tuple[Application, Draft]:
    """The draft of an application, which only its applicant sees."""
    state = await intake.application(application)
    if not access.owns(caller, state.uscc, state.filer.subject if state.filer else None):
        raise access.unknown("没有这件申报", "There is no such application")
    return state, await ensure_draft(intake, application)
