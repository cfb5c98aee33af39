"""材料归档: made by the bureau when an award is finished; read by the bureau and the supervision."""

from __future__ import annotations

from fastapi import Response

from contracts.refusal import Refusal
from services.chassis.api.downloads import download
from services.chassis.api.openapi import problems, served
from services.chassis.api.routes import router
from services.chassis.filenames import file_name
from services.chassis.sniffing import ZIP
from services.funding import access
from services.funding.api.dependencies import ApplicationId, Held, Reader
from services.funding.api.models.awards import ArchiveDone
from services.funding.api.tasks import ByArchivist
from services.funding.domain.award import known
from services.funding.handlers import archive as handlers
from services.funding.reading import awards as reading

routes = router("/v1/awards/{id}/archive", "archive")


@routes.post(
    "",
    status_code=201,
    summary="归档 Put all that is known of a finished award into one file",
    responses=problems("not-found", "forbidden", "wrong-status", "conflict"),
)
async def archive(task: ByArchivist) -> ArchiveDone:
    return ArchiveDone(**await handlers.archive(task))


@routes.get("", summary="归档文件 The archive (ZIP)", responses=problems("not-found") | served(ZIP), response_class=Response)
async def archived(application: ApplicationId, caller: Reader, funding: Held) -> Response:
    state, _ = await reading.award(funding, caller, application)
    file = await funding.files.facts(state.archive) if state.archive else None
    if file is None or not access.watches(caller, funding.programme_of(state).authority.region):
        raise Refusal("not-found", access.NO_FILE)
    name = file_name("归档", known(state.candidate).applicant.name, state.id, extension="zip")
    return await download(funding.files, file, name, ZIP)
