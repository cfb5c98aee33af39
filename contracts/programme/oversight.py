"""How awards are controlled: the special audit, the government's decision, the public notice, the performance evaluation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.programme.fields import Meaning
from contracts.programme.form import Fields
from contracts.programme.source import Sourced
from contracts.programme.word import Period, Positive, Roles, Yes


class Audit(Sourced):
    """专项审计 of each award before its payment; ``fund_report``: also one over the fund. Not by the firm named in ``not_by``."""

    of: Literal["award"]
    fund_report: Yes
    within: Period
    not_by: Meaning | None = None


class Decision(Sourced):
    """政府决策: proposed by one role, approved by another person; ``minutes``: number and date of the meeting's minutes are required."""

    proposed_by: Roles
    approved_by: Roles
    minutes: Yes


SHOWABLE = frozenset(
    {
        Meaning.APPLICANT_NAME,
        Meaning.APPLICANT_USCC,
        Meaning.CASE_TITLE,
        Meaning.MODE,
        Meaning.INDUSTRY,
        Meaning.SCOPE,
        Meaning.CONTACT_NAME,
        Meaning.CONTACT_PHONE,
        Meaning.CONTACT_EMAIL,
    }
)
"""What a public notice may show; what reaches or names a person is masked."""


class Notice(Sourced):
    """公示 of ``working_days`` Chinese working days; ``shows`` are meanings of form fields, ``objections`` how one may object."""

    working_days: Positive
    shows: tuple[Meaning, ...] = Field(min_length=1)
    objections: Literal["real-name"]
    answer_within: Period


class Evaluation(Sourced):
    """绩效评价 ``after`` the payment, by a form; ``failing`` is what follows when it is not passed.

    Who has filed nothing is reminded ``remind_days`` days before it is due, and once more on the last day.
    """

    after: Period
    by: Roles
    form: Fields
    failing: Literal["clawback", "recorded"]
    remind_days: Positive = 14
