"""Archives: that of a finished award is kept (材料归档), that of any other is made when it is asked for; read by bureau and supervision."""

from __future__ import annotations

from fastapi import Response

from contracts.refusal import Refusal
from services.chassis.api.downloads import download, temporary
from services.chassis.api.openapi import problems, served
from services.chassis.api.routes import router
from services.chassis.filenames import file_name
from services.chassis.identity import Principal
from services.chassis.sniffing import ZIP
from services.funding import access
from services.funding.api.dependencies import ApplicationId, Held, Reader
from services.funding.api.models.awards import ArchiveDone
from services.funding.api.tasks import ByArchivist
from services.funding.domain.award import Award, known
from services.funding.funding import Funding
from services.funding.handlers import archive as handlers
from services.funding.reading import awards as reading
from services.funding.reading.archive import written

routes = router("/v1/awards/{id}/archive", "archive")


@routes.post(
    "",
    status_code=201,
    summary="归档 Put all that is known of a finished award into one file",
    responses=problems("not-found", "forbidden", "wrong-status", "conflict"),
)
async def archive(task: ByArchivist) -> ArchiveDone:
    return ArchiveDone(**await handlers.archive(task))


@routes.get(
    ".zip",
    summary="申报档案 All that is known of an application as it stands now, whatever became of it (ZIP)",
    responses=problems("not-found", "invalid-content", "unusable-template") | served(ZIP),
    response_class=Response,
)
async def as_it_stands(application: ApplicationId, caller: Reader, funding: Held) -> Response:
    """Made on demand, nothing is recorded: the same award has the same file. Once it is finished it is the file that would be archived."""
    state, _ = await reading.award(funding, caller, application)
    _require_office(caller, funding, state)
    return await temporary(await written(funding, state), _name(state), ZIP)


@routes.get("", summary="归档文件 The archive (ZIP)", responses=problems("not-found") | served(ZIP), response_class=Response)
async def archived(application: ApplicationId, caller: Reader, funding: Held) -> Response:
    state, _ = await reading.award(funding, caller, application)
    _require_office(caller, funding, state)
    file = await funding.files.facts(state.archive) if state.archive else None
    if file is None:
        raise Refusal("not-found", access.NO_FILE)
    return await download(funding.files, file, _name(state), ZIP)


def _require_office(caller: Principal, funding: Funding, state: Award) -> None:
    if not access.watches(caller, funding.programme_of(state).authority.region):
        raise Refusal("not-found", access.NO_FILE)


def _name(state: Award) -> str:
    return file_name("归档", known(state.candidate).applicant.name, state.id, extension="zip")
