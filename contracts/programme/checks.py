"""Checks that an officer records clause by clause: the eligibility of an applicant, the declarations of a province."""

from __future__ import annotations

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.when import When, holds
from contracts.programme.word import Bilingual, Yes
from contracts.programme.workflow import StepName


class Check(Sourced):
    """One clause to confirm or deny at ``step``, by whom that step is done; ``when`` limits it to some values of a choice field.

    ``declared``: somebody answers for it in person. Each such check is recorded with who confirmed it and when; they need not come
    all at once, nor from one person.
    """

    title: Bilingual
    step: StepName
    declared: Yes = False
    when: When = Field(default_factory=dict)

    def applies(self, content: dict[str, object]) -> bool:
        """Whether the form's content calls for this check. A named other option is ``other``."""
        return holds(self.when, content)
