"""材料归档: the files of an award's archive, each under a name that says what it is; made from the record and the stored files alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from contracts.canonical import instant
from contracts.events.funding.dossier import DossierOpened
from contracts.events.funding.notice import Evidence, NoticePublished
from contracts.events.funding.proposal import DecisionMade, ProposalRanked
from contracts.events.intake.content import Material
from contracts.programme.programme import Programme
from contracts.programme.track import Offer
from services.chassis.filenames import file_name
from services.chassis.sniffing import extension_of
from services.funding.documents.form_page import form_html, is_pictured, material_title
from services.funding.domain.award import Award

_FILED = "1-申报"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is made for the archive."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the store."""

    name: str
    title: str
    sha256: str


File = Written | Stored


@dataclass(frozen=True, slots=True)
class Head:
    """Where a hash chain stood. ``version`` of a chain of funding's own; of another service's, only the ``sequence`` of the event came
    with it."""

    service: str
    stream: str
    version: int | None
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """``chains`` has, by a name for people, the bytes of each commit of a chain in order: their SHA-256 are the chain's digests.

    ``at`` is when the award changed last.
    """

    chains: Mapping[str, tuple[bytes, ...]]
    heads: tuple[Head, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Archived:
    """An award with all that belongs to it. ``released`` is the ranking's public file, ``form`` the application's form as PDF; ``dossier``
    and the others where there are such."""

    programme: Programme
    offer: Offer
    award: Award
    dossier: DossierOpened | None
    form: bytes | None
    ranked: ProposalRanked | None
    released: bytes | None
    decision: DecisionMade | None
    notice: NoticePublished | None
    record: Record


def named_by(award: Award, decisions: Iterable[DecisionMade]) -> DecisionMade | None:
    """The last decision that names it; what was struck was decided on too."""
    named = [one for one in decisions if award.id in (*one.approved, *(struck.application for struck in one.struck))]
    return named[-1] if named else None


def shown_in(award: Award, notices: Iterable[NoticePublished]) -> NoticePublished | None:
    """The last notice that it stands in."""
    shown = [one for one in notices if award.id in one.applications]
    return shown[-1] if shown else None


def archive_files(given: Archived) -> list[File]:
    """In the order of the procedure. What there was not has no file."""
    return [*_application(given), *_review(given), *_award(given), *_notice(given), *_objections(given.award), *_record(given.record)]


def archive_manifest(given: Archived) -> dict[str, Any]:
    """Whose archive it is, of when, and where the hash chains stood."""
    call = given.award.call
    return {
        "application": given.award.id,
        "call": call.model_dump(mode="json") if call else None,
        "at": instant(given.record.at),
        "heads": [asdict(head) for head in given.record.heads],
    }


def _application(given: Archived) -> Iterator[File]:
    if given.dossier is None:
        return
    content = given.dossier.content.value
    materials = [_material(given.offer, number, one) for number, one in enumerate(content.materials, 1)]
    pictured = {one.sha256 for one in content.materials if is_pictured(given.offer, one)}
    pictures = [file.name.removeprefix(f"{_FILED}/") for file in materials if file.sha256 in pictured]
    if given.form is not None:
        yield Written(f"{_FILED}/申报书.pdf", "申报书 PDF，每页有内容校验码", given.form)
    yield Written(
        f"{_FILED}/申报书.html", "申报书网页，按受理的申报内容排印", form_html(given.programme, given.offer, given.dossier, pictures)
    )
    yield Written(f"{_FILED}/申报内容.json", "申报内容，系统记录原文", given.dossier.content.encoded)
    yield _json(f"{_FILED}/受理.json", "受理：时间、推荐、纸质材料", given.dossier.model_dump(mode="json", exclude={"content"}))
    yield from materials


def _material(offer: Offer, number: int, file: Material) -> Stored:
    kind = material_title(offer, file.kind)
    return Stored(f"{_FILED}/材料/{_named(file, f'{number:02}', kind)}", f"申报材料：{kind}（{file.name}）", file.sha256)


def _named(file: Material | Evidence, *before: str) -> str:
    """The name that a file came under, behind what the archive calls it; how it ends is told by what it is."""
    return file_name(*before, PurePosixPath(file.name).stem, extension=extension_of(file.media_type))


def _review(given: Archived) -> Iterator[File]:
    ranked, award = given.ranked, given.award
    if ranked is None:
        return
    places = [place.model_dump(mode="json") for place in ranked.places if place.application == award.id]
    ties = [tie.model_dump(mode="json") for tie in ranked.ties if award.id in tie.cases]
    shown = _released(given.released, award.id) if given.released else None
    result = {"places": places, "ties": ties, "passing": ranked.passing, "released": shown}
    yield _json("2-评审/评审结果.json", "评审结果：名次、得分，以及按规定公开的评分", result)
    yield Stored("2-评审/评审排序公开文件.json", "本批次评审排序的公开文件，可据以重新计算", ranked.ranking)


def _released(file: bytes, application: str) -> dict[str, Any]:
    """What the ranking's public file says of one application: what it was made from, and what it came to."""
    said = json.loads(file)
    sides = {"inputs": said.get("inputs", {}).get("cases", ()), "result": said.get("result", {}).get("ranked", ())}
    return {side: next((case for case in cases if case.get("case") == application), None) for side, cases in sides.items()}


def _award(given: Archived) -> Iterator[File]:
    award = given.award
    state = award.model_dump(mode="json", exclude={"audit", "objections", "payments", "evaluation", "notice", "archive"})
    yield _json("3-奖补/奖补.json", "奖补：单位、金额、状态、收款账户", state)
    if given.decision is not None:
        yield _json("3-奖补/奖补决策.json", "政府决策：会议纪要、同意和划去的名单", given.decision.model_dump(mode="json"))
    if award.audit is not None:
        yield _json("3-奖补/专项审计.json", "专项审计：机构、结论", award.audit.model_dump(mode="json"))
        if award.audit.report:
            yield Stored("3-奖补/专项审计报告.pdf", "专项审计报告", award.audit.report)
    if award.payments:
        yield _json("3-奖补/资金拨付.json", "资金拨付：每次下达、拨付和退回", [one.model_dump(mode="json") for one in award.payments])
    if award.evaluation is not None:
        yield _json("3-奖补/绩效评价.json", "绩效评价：填报内容和结论", award.evaluation.model_dump(mode="json"))


def _notice(given: Archived) -> Iterator[File]:
    notice = given.notice
    if notice is None:
        return
    yield _json("4-公示/公示.json", "公示：起止时间、公示的名单", notice.model_dump(mode="json"))
    if notice.record:
        yield Stored("4-公示/公示数据.json", "公示数据，发布时存档的原件", notice.record)
    yield Stored("4-公示/公示.html", "公示网页，发布时存档的原件", notice.page)
    if notice.paper:
        yield Stored("4-公示/公示.pdf", "公示 PDF，发布时存档的原件", notice.paper)


def _objections(award: Award) -> Iterator[File]:
    for number, objection in enumerate(award.objections, 1):
        folder = f"5-异议/{number:02}"
        yield _json(f"{folder}/异议.json", f"第{number}件异议：内容、异议人（应予保密）、处理结果", objection.model_dump(mode="json"))
        for index, file in enumerate(objection.lodged.files, 1):
            yield Stored(f"{folder}/{_named(file, f'附件{index:02}')}", f"第{number}件异议的证明材料（{file.name}）", file.sha256)


def _record(record: Record) -> Iterator[File]:
    for name, chain in record.chains.items():
        for version, content in enumerate(chain, 1):
            title = f"{name}的记录第{version}条，其 SHA-256 即哈希链的第{version}个摘要"
            yield Written(f"6-记录/{name}/{version:04}.jsonl", title, content)


def _json(name: str, title: str, value: Any) -> Written:
    return Written(name, title, json_bytes(value))


def json_bytes(value: Mapping[str, Any] | list[Any]) -> bytes:
    """For people to read, and the same for every writer."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
