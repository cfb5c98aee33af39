"""Performance evaluation: the programme's form, filed by the enterprise, judged by the bureau."""

from __future__ import annotations

from contracts.days import end_of
from contracts.form.schema import field_schema
from services.chassis.api.openapi import problems
from services.chassis.api.routes import router
from services.funding.api.dependencies import ApplicationId, Held, Reader
from services.funding.api.models.awards import AwardDone
from services.funding.api.models.evaluations import EvaluationForm, Finding, FormShown
from services.funding.api.tasks import ByApplicant, ByEvaluator
from services.funding.domain.award import known
from services.funding.domain.evaluation import Judgement
from services.funding.handlers import evaluations as handlers
from services.funding.reading import awards as reading

routes = router("/v1/awards/{id}/evaluation", "evaluations")

_MAY_NOT = ("not-found", "forbidden", "wrong-status", "conflict")


@routes.get("/form", summary="绩效评价表 The fields that the enterprise fills in", responses=problems("not-found"))
async def form(application: ApplicationId, caller: Reader, funding: Held) -> FormShown:
    state, _ = await reading.award(funding, caller, application)
    offer = funding.programmes.offer(known(state.call))
    fields = offer.track.evaluation.form if offer.track.evaluation else {}
    return FormShown(fields={name: field_schema(field, offer.choices) for name, field in fields.items()})


@routes.post("", status_code=201, summary="填报绩效 The enterprise files the form", responses=problems(*_MAY_NOT))
async def file(body: EvaluationForm, task: ByApplicant) -> AwardDone:
    return AwardDone(**await handlers.file(task, body.form))


@routes.post("/result", status_code=201, summary="绩效评价结果 The bureau's finding", responses=problems(*_MAY_NOT))
async def result(body: Finding, task: ByEvaluator) -> AwardDone:
    said = Judgement(body.outcome, body.findings, end_of(body.due) if body.due else None)
    return AwardDone(**await handlers.judge(task, said))
