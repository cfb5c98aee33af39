"""材料归档: one ZIP with all that is known of an award, as JSON and as the files themselves; the same award, the same bytes."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, cast

from contracts.events.funding.notice import NoticePublished
from contracts.events.funding.proposal import DecisionMade
from services.funding.domain.award import Award

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
_IN_MEMORY = 5_000_000  # bytes
_KINDS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Attached:
    """A stored file, and its name in the archive."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """An award with the decision and the notice that name it, where there are such. ``ranking`` is the SHA-256 of the published ranking."""

    award: Award
    decision: DecisionMade | None
    notice: NoticePublished | None
    ranking: str | None

    @property
    def attached(self) -> tuple[Attached, ...]:
        """The files that belong to it."""
        audit = self.award.audit
        files = [Attached("audit/report.pdf", audit.report)] if audit and audit.report else []
        files += [Attached("notice/notice.html", self.notice.page)] if self.notice else []
        for objection in self.award.objections:
            for number, file in enumerate(objection.lodged.files, 1):
                files.append(Attached(f"objections/{objection.id}/{number}.{_KINDS.get(file.media_type, 'bin')}", file.sha256))
        return tuple(files)

    @property
    def documents(self) -> Mapping[str, Any]:
        """The JSON documents by their names."""
        award = self.award
        return {
            "application.json": award.model_dump(mode="json", include={"id", "call", "candidate", "account"}),
            "ranking.json": {"rank": award.rank, "total": award.total, "position": award.position, "ranking": self.ranking},
            "award.json": award.model_dump(mode="json", include={"id", "status", "fen", "why", "reason", "confirmed_at", "clawback_due"}),
            "decision.json": _plain(self.decision),
            "audit.json": _plain(award.audit),
            "notice.json": _plain(self.notice),
            "objections.json": [_plain(objection) for objection in award.objections],
            "payments.json": [_plain(payment) for payment in award.payments],
            "evaluation.json": _plain(award.evaluation),
        }


def _plain(part: Any) -> Any:
    return part.model_dump(mode="json") if part is not None else None


def dossier(award: Award, decisions: Iterable[DecisionMade], notices: Iterable[NoticePublished], ranking: str | None) -> Dossier:
    """What belongs to the award, out of its round's decisions and notices. What was struck was decided on too."""
    named = [one for one in decisions if award.id in (*one.approved, *(struck.application for struck in one.struck))]
    shown = [one for one in notices if award.id in one.applications]
    return Dossier(award, named[-1] if named else None, shown[-1] if shown else None, ranking)


def archive_zip(given: Dossier, files: Mapping[str, BinaryIO]) -> BinaryIO:
    """The ZIP, from its beginning. ``files`` are the attached ones by name. Nothing in it is packed: packers differ from one to the next.

    ``manifest.json`` has the SHA-256 of every entry.
    """
    made = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 the caller closes it
    digests: dict[str, str] = {}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, document in given.documents.items():
            content = _json(document)
            digests[name] = sha256(content).hexdigest()
            archive.writestr(_entry(name), content)
        for file in given.attached:
            digests[file.name] = file.sha256
            with archive.open(_entry(file.name), "w") as target:
                while chunk := files[file.name].read(1 << 20):
                    target.write(chunk)
        archive.writestr(_entry(MANIFEST), _json({"application": given.award.id, "sha256": digests}))
    made.seek(0)
    return made


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that tells nothing of when and where it was made."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
