"""Who may apply, and who files: the filer (报送单位) and the subject (案例主体) may differ."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.programme.source import Sourced
from contracts.programme.word import Roles
from contracts.regions import RegionCode


class ApplicantKind(StrEnum):
    """Regions, clusters and parks have no USCC."""

    ENTERPRISE = "enterprise"
    PROVIDER = "provider"
    REGION = "region"
    CLUSTER = "cluster"
    PARK = "park"


class Applicant(Sourced):
    """``kinds`` may be the subject, ``filed_by`` files for it; it lies in ``region``.

    Enterprises and providers have a USCC, and file for themselves; for the others the bureau files that takes the first step.
    """

    kinds: tuple[ApplicantKind, ...] = Field(min_length=1)
    filed_by: Roles
    region: RegionCode

    @property
    def has_uscc(self) -> bool:
        """Whether every subject has one."""
        return set(self.kinds) <= {ApplicantKind.ENTERPRISE, ApplicantKind.PROVIDER}
