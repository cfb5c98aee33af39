"""What an application was, whole, for its archive. Stream: ``dossier/<application>``; no award is folded through it."""

from __future__ import annotations

from contracts.events.deferred import Deferred
from contracts.events.event import Event
from contracts.events.intake.content import Call, Content
from contracts.events.intake.examination import PaperReceipt, Recommendation
from contracts.events.parties import Officer
from contracts.events.values import ApplicationId, Instant, Words


class DossierOpened(Event):
    """Intake's city accepted the application, as ``content`` says; its materials are stored files.

    ``by`` accepted it; ``filer`` is the system that filed it, null where the applicant's own people did.
    """

    type = "lianzhu.funding.dossier.opened.v1"
    application: ApplicationId
    call: Call
    content: Deferred[Content]
    submitted_at: Instant
    recommendation: Recommendation | None
    paper: PaperReceipt | None
    filer: Words | None
    by: Officer
