"""Performance evaluation: the form, and the bureau's finding."""

from __future__ import annotations

from typing import Any, Literal

from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Words, example


class EvaluationForm(Input):
    """The programme's evaluation form, by the names of its fields."""

    model_config = example(form={"smes_served": 12, "use_of_funds": "用于平台开发", "effect": "带动12家中小企业上云"})
    form: dict[str, Any]


class Finding(Input):
    """The outcome with what was found. ``due``: the last day to return the money, where the programme claws a failed award back."""

    model_config = example(outcome="passed", findings="目标完成，资金使用合规")
    outcome: Literal["passed", "failed"]
    findings: Words
    due: Day | None = None


class FormShown(Output):
    """The form that the enterprise files, as JSON Schema for each field."""

    fields: dict[str, dict[str, Any]]
