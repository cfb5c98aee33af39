"""Tables of a ranked review, as data, spreadsheets and PDF: summary, ranking, the sheets by case and by expert, the experts' severity."""

from __future__ import annotations

import json
from asyncio import to_thread
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Response

from contracts.refusal import Refusal, Text
from services.chassis.api import tables
from services.chassis.api.downloads import attachment
from services.chassis.api.openapi import answers, problems, served
from services.chassis.api.routes import router
from services.chassis.sniffing import PDF, XLSX
from services.chassis.tables import Table, table_json
from services.scoring import access, publishing
from services.scoring.api.on_cases import Held, OfReview, Reader
from services.scoring.api.on_reviews import ONE
from services.scoring.api.words import ANSWERS
from services.scoring.documents.ranking_table import ranking_table
from services.scoring.documents.results import CaseName, Results
from services.scoring.documents.severity_table import severity_table
from services.scoring.documents.sheet_table import sheet_table
from services.scoring.documents.summary_table import summary_table
from services.scoring.domain.ranking import Ranking
from services.scoring.domain.ranking_file import read_whole
from services.scoring.domain.review import Ranked, Review, known
from services.scoring.handlers.rankings import scored_cases
from services.scoring.scoring import Scoring

routes = router("/v1/reviews", "documents")

Name = Annotated[Literal["summary", "ranking", "cases", "experts", "severity"], Path(alias="table", description="Which table")]
Only = Annotated[
    str | None, Query(description="Of the sheets: one case (its id) or one expert (the pseudonym)", max_length=40, pattern="^[0-9A-Za-z]+$")
]


async def _seen(key: OfReview, caller: Reader, scoring: Held) -> Review:
    state = await publishing.state_of(scoring, key)
    access.require_seen(caller, state)
    return state


Seen = Annotated[Review, Depends(_seen)]
"""A review that the caller may see, whole."""


async def _table(table: Name, review: Seen, scoring: Held, only: Only = None) -> Table:
    if review.ranking is None:
        raise Refusal("wrong-status", Text("排序公布后方可导出", "There are tables once the ranking is published"))
    results = await _results(scoring, review, review.ranking)
    if table == "summary":
        return await to_thread(summary_table, results)
    if table == "ranking":
        return await to_thread(ranking_table, results, review.ranking.inputs)
    if table == "severity":
        return await to_thread(severity_table, results)
    return await to_thread(sheet_table, results, "case" if table == "cases" else "expert", only)


async def _results(scoring: Scoring, review: Review, ranking: Ranked) -> Results:
    """From the ranking's own file: what is exported is what it was made of."""
    stored = await scoring.files.read(ranking.whole)
    names: dict[str, CaseName] = {}
    opinions: dict[str, str] = {}
    async for case in scored_cases(scoring, review):
        if case.file is not None:
            names[case.id] = CaseName(applicant=case.file.applicant, title=case.file.title, region=case.file.region.name)
        if case.joint is not None:
            opinions[case.id] = case.joint.opinion
    return Results(
        programme=scoring.programmes.of(known(review.call)),
        inputs=await to_thread(read_whole, stored),
        ranking=Ranking.model_validate(json.loads(stored)["result"]),
        cases=names,
        experts={each.pseudonym: each.entry.contact.name for each in review.pool.values()},
        opinions=opinions,
        at=ranking.at,
    )


Asked = Annotated[Table, Depends(_table)]


@routes.get(
    f"{ONE}/tables/{{table}}.xlsx",
    summary="导出 XLSX A table of the ranked review, as a spreadsheet",
    responses=problems("not-found", "wrong-status", "not-acceptable") | served(XLSX),
    response_class=Response,
)
async def spreadsheet(table: Asked) -> Response:
    return await tables.spreadsheet(table)


@routes.get(
    f"{ONE}/tables/{{table}}.pdf",
    summary="导出 PDF A table of the ranked review, on paper",
    responses=problems("not-found", "wrong-status", "unusable-template") | served(PDF),
    response_class=Response,
)
async def paper(table: Asked) -> Response:
    return await tables.printed(table)


@routes.get(
    f"{ONE}/tables/{{table}}",
    summary="导出 A table of the ranked review, as data",
    responses=problems("not-found", "wrong-status") | answers(ANSWERS["table"]),
)
async def data(table: Asked) -> dict[str, Any]:
    return {"programme": table.subject, "round": table.part} | table_json(table)


@routes.get(
    f"{ONE}/ranking/whole",
    summary="完整排序 The ranking's file with every sheet by criterion, for who runs the review and watches over it",
    responses=problems("not-found"),
    response_class=Response,
)
async def whole_ranking(review: Seen, scoring: Held) -> Response:
    return Response(await publishing.whole_ranking(scoring, review), media_type="application/json")


@routes.get(f"{ONE}/report", summary="评审报告 The agency's report (PDF)", responses=problems("not-found"), response_class=Response)
async def report(review: Seen, scoring: Held) -> Response:
    if review.report is None:
        raise Refusal("not-found", Text("评审报告尚未提交", "The report has not been filed"))
    return attachment(await scoring.files.read(review.report), "评审报告.pdf", PDF)
