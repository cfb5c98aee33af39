"""The form and the files as the applicant is writing them."""

from __future__ import annotations

from typing import Any

from services.chassis.api.models import Input, Output
from services.chassis.api.words import example
from services.intake.api.models.answers import ANSWERS
from services.intake.api.models.faults import FaultShown


class FormContent(Input):
    """The form as far as it is filled in: the fields of the programme's form by name (see the form's JSON Schema)."""

    model_config = example(form={"title": "XX企业通过工业互联网平台推动产业链协同", "mode": "platform"})
    form: dict[str, Any]


class MaterialShown(Output):
    """A file of a draft."""

    example = ANSWERS["MaterialShown"]
    id: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    row: str | None
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    form_code: str | None = None


class Check(Output):
    """All that is still wrong with a draft, what an officer should look at, and the code that its printed form carries."""

    example = ANSWERS["Check"]
    ready: bool
    faults: tuple[FaultShown, ...]
    warnings: tuple[FaultShown, ...]
    form_code: str | None


class DraftShown(Output):
    """A draft: its edition is the ETag."""

    example = ANSWERS["DraftShown"]
    application: str
    edition: int
    form: dict[str, Any]
    materials: tuple[MaterialShown, ...]
    check: Check
