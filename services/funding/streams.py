"""The streams that funding decides on."""

from __future__ import annotations

from services.chassis.aggregates import Aggregate
from services.funding.domain.award import Award
from services.funding.domain.award import fold as fold_award
from services.funding.domain.dossier import Dossier
from services.funding.domain.dossier import fold as fold_dossier
from services.funding.domain.fund import Fund
from services.funding.domain.fund import fold as fold_fund
from services.funding.domain.grantee import Grantee
from services.funding.domain.grantee import fold as fold_grantee
from services.funding.domain.proposal import Proposal
from services.funding.domain.proposal import fold as fold_proposal

AWARD = Aggregate("award", Award(), fold_award)
DOSSIER = Aggregate("dossier", Dossier(), fold_dossier)
FUND = Aggregate("fund", Fund(), fold_fund, long=True)
GRANTEE = Aggregate("grantee", Grantee(), fold_grantee)
PROPOSAL = Aggregate("proposal", Proposal(), fold_proposal, long=True)

ALL = (AWARD, DOSSIER, FUND, GRANTEE, PROPOSAL)
