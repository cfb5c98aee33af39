"""Cases in review: listed and read by who may see them, withdrawn by the applicant, agreed on by the panel."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Path, Query, Request, Response, UploadFile
from pydantic import Field

from services.chassis.api.downloads import download
from services.chassis.api.openapi import problems, served
from services.chassis.api.pages import Listing, Page, PageQuery
from services.chassis.api.routes import router
from services.chassis.files import StoredFile
from services.chassis.mongo import Document
from services.chassis.sniffing import DOCX, JPEG, PDF, PNG, XLSX
from services.scoring import access, showing
from services.scoring.api.case_models import CaseRow, CaseShown, Done, JointOpinion, Minutes, Withdrawal
from services.scoring.api.on_cases import CaseId, Commanded, Held, Reader
from services.scoring.domain.case import Status
from services.scoring.handlers import cases as handlers
from services.scoring.looking import look, watch
from services.scoring.views import CASES

routes = router("/v1/cases", "cases")

FileName = Annotated[str, Path(alias="material", pattern="^[0-9a-f]{64}$", description="A file's SHA-256")]


class Filters(PageQuery):
    """What a list of cases is narrowed to. ``region`` is a division code, all below it included; ``status`` is for who runs the review."""

    programme: str | None = Field(default=None, max_length=40)
    round: str | None = Field(default=None, max_length=40)
    track: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, pattern="^([0-9]{2}){1,3}$")
    status: Status | None = None

    @property
    def document(self) -> Document:
        """The filter on the rows."""
        chosen = self.model_dump(mode="json", exclude={"region", "limit", "cursor"}, exclude_none=True)
        return chosen | ({"within": self.region} if self.region else {})


@routes.get("", summary="案例列表 Cases that the caller may see")
async def cases(request: Request, caller: Reader, scoring: Held, filters: Annotated[Filters, Query()]) -> Page[CaseRow]:
    """Experts have their own list: /v1/assignments."""
    seen = await watch(scoring, caller)
    some = seen.office() + ([] if filters.status else seen.party())
    listing = Listing({"$and": [{"$or": some} if some else {"_id": None}, filters.document]})
    return await filters.reader(request).read(CASES.collection(scoring.database), listing, lambda row: showing.case_row(scoring, seen, row))


@routes.get("/{id}", summary="案例 One case, as the caller may see it", responses=problems("not-found", "undertaking-required"))
async def case(case: CaseId, caller: Reader, scoring: Held) -> CaseShown:
    """For an expert with the file and the rubric of its mode; for the applicant where it stands, and after the ranking what it came to."""
    return showing.case_shown(await look(scoring, caller, case))


@routes.get(
    "/{id}/materials/{material}",
    summary="案例材料 A file of the case",
    responses=problems("not-found", "undertaking-required") | served(PDF, PNG, JPEG, DOCX, XLSX),
    response_class=Response,
)
async def material(case: CaseId, sha256: FileName, caller: Reader, scoring: Held) -> Response:
    file = showing.case_shown(await look(scoring, caller, case)).file
    for each in file.materials if file else ():
        if each.sha256 == sha256:
            return await download(scoring.files, StoredFile(each.sha256, each.size), each.name, each.media_type)
    raise access.unknown(access.NO_FILE)


@routes.post(
    "/{id}/withdrawal",
    status_code=201,
    summary="撤回申报 The applicant takes the case out of the review",
    responses=problems("not-found", "forbidden", "held-elsewhere", "wrong-status"),
)
async def withdrawal(body: Withdrawal, on: Commanded) -> Done:
    """The other cases are not affected. After the ranking another service holds it: `link` leads there."""
    return Done(**await handlers.withdraw(on.scoring, on.asked, on.case, body.reason))


@routes.post(
    "/{id}/minutes",
    status_code=201,
    summary="合议记录 Keep the signed minutes of the panel's meeting",
    responses=problems("not-found", "forbidden", "wrong-file-type", "unreadable-file", "encrypted-file", "body-too-large"),
)
async def minutes(file: Annotated[UploadFile, File(description="A PDF")], on: Commanded) -> Minutes:
    return Minutes(**await handlers.keep_minutes(on.scoring, on.asked, on.case, file.file))


@routes.post(
    "/{id}/joint-opinion",
    status_code=201,
    summary="合议意见 Record what the panel agreed on, after an extra review that did not bring the sheets together",
    responses=problems("not-found", "forbidden", "wrong-status", "invalid-content"),
)
async def joint_opinion(body: JointOpinion, on: Commanded) -> Done:
    return Done(**await handlers.record_opinion(on.scoring, on.asked, on.case, body.stated))
