"""Checks that an officer records clause by clause: the eligibility of an applicant, the declarations of a province."""

from __future__ import annotations

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Code, FieldName
from contracts.programme.workflow import StepName


class Check(Sourced):
    """One clause to confirm or deny at ``step``, by whom that step is done; ``when`` limits it to some values of a choice field."""

    title: Bilingual
    step: StepName
    when: dict[FieldName, tuple[Code, ...]] = Field(default_factory=dict)

    def applies(self, content: dict[str, object]) -> bool:
        """Whether the form's content calls for this check. A named other option is ``other``."""
        return all(_option(content.get(name)) in codes for name, codes in self.when.items())


def _option(value: object) -> object:
    return "other" if isinstance(value, dict) else value
