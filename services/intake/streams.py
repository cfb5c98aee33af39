"""The streams that intake decides on."""

from __future__ import annotations

from services.chassis.aggregates import Aggregate
from services.intake.domain.application import Application
from services.intake.domain.application import fold as fold_application
from services.intake.domain.entry import Entry
from services.intake.domain.entry import fold as fold_entry
from services.intake.domain.imports import Import
from services.intake.domain.imports import fold as fold_import
from services.intake.domain.organisation import Registration
from services.intake.domain.organisation import fold as fold_organisation
from services.intake.domain.round import Round
from services.intake.domain.round import fold as fold_round
from services.intake.domain.summary_list import SummaryList
from services.intake.domain.summary_list import fold as fold_list

APPLICATION = Aggregate("application", Application(), fold_application)
ENTRY = Aggregate("entry", Entry(), fold_entry)
IMPORT = Aggregate("import", Import(), fold_import)
LIST = Aggregate("list", SummaryList(), fold_list, long=True)
ORGANISATION = Aggregate("organisation", Registration(), fold_organisation)
ROUND = Aggregate("round", Round(), fold_round, long=True)

ALL = (APPLICATION, ENTRY, IMPORT, LIST, ORGANISATION, ROUND)
