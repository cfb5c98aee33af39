"""An archive has every file of an award under a name for people, says what each is, and is one set of bytes."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from contracts.events.deferred import Deferred
from contracts.events.funding.dossier import DossierOpened
from contracts.events.funding.notice import Evidence
from contracts.events.funding.proposal import ProposalRanked, Struck
from contracts.events.scoring.ranking import Place
from services.funding.documents.archive import (
    Archived,
    Head,
    Record,
    Stored,
    Written,
    archive_files,
    archive_manifest,
    named_by,
    shown_in,
)
from services.funding.documents.archive_page import archive_html
from services.funding.documents.archive_zip import MANIFEST, SUMS, ArchiveZip
from services.funding.documents.form_page import form_html
from services.funding.domain import notice as rules
from services.funding.domain.objection import Said, lodge
from tests.unit.funding.awards import (
    BY,
    ENDS,
    ID,
    MINUTES,
    NOW,
    OBJECTOR,
    OFFER,
    OTHER_ID,
    PROGRAMME,
    TRACK,
    confirmed,
    decision,
    noticed,
    ordered,
    paid,
    proposed,
    then,
)
from tests.unit.intake.cases import CALL, content

LINK = "https://example.cn/notices/sjz-2024-chain/2024-08/chain-case/1"
AT = datetime(2024, 8, 29, 16, 30, 5, tzinfo=UTC)
HEADS = (Head("funding", f"award/{ID}", 2, 3, "a" * 64), Head("intake", f"application/{ID}", None, 7, "b" * 64))
AWKWARD = "<script>alert('x')</script>&“案例”"


def dossier(**form: Any) -> DossierOpened:
    filed = content(**form)
    kept = (filed.materials[0].model_copy(update={"name": "../执照/扫描:件.PDF"}), *filed.materials[1:])
    return DossierOpened(
        application=ID,
        call=CALL,
        content=Deferred.of(filed.model_copy(update={"materials": kept})),
        submitted_at=NOW,
        recommendation=None,
        paper=None,
        filer=None,
        by=BY,
    )


def ranked() -> ProposalRanked:
    places = tuple(
        Place(rank=rank, application=key, uscc=None, total="90.5", adjusted=None, passed=True) for rank, key in ((1, ID), (2, OTHER_ID))
    )
    return ProposalRanked(call=CALL, region="1301", places=places, ties=(), passing="60", ranking="2" * 64)


def finished() -> Archived:
    """An award with everything that there can be."""
    assert TRACK.notice is not None
    file = Evidence(name="照片.png", media_type="image/png", size=7, sha256="7" * 64)
    state = then(noticed(), lodge(noticed(), Said("1301", 1, NOW, OBJECTOR, "不属实不属实不属实"), (OTHER_ID, (file,)), TRACK.notice, NOW))
    assert state.audit is not None
    payments = paid(ordered(confirmed())).payments
    kept = state.model_copy(update={"audit": state.audit.model_copy(update={"report": "4" * 64}), "payments": payments})
    page = rules.Page(1, LINK, "5" * 64, "6" * 64, rules.Period(NOW, ENDS), (rules.row(kept, OFFER, TRACK.notice),))
    notice = rules.publish(decision(1, ID), page, BY)
    released = {"inputs": {"cases": [{"case": ID, "sheets": {"p": "90.50"}}]}, "result": {"ranked": [{"case": OTHER_ID}, {"case": ID}]}}
    return Archived(
        programme=PROGRAMME,
        offer=OFFER,
        award=kept,
        dossier=dossier(),
        form=b"%PDF",
        ranked=ranked(),
        released=json.dumps(released).encode(),
        decision=named_by(kept, [decision(1, ID), decision(2, OTHER_ID)]),
        notice=shown_in(kept, [notice]),
        record=Record({"奖补": (b"one", b"two"), "申报": (b"filed",)}, HEADS, AT),
    )


def bare() -> Archived:
    """An award that fell before anything was decided, of before there were dossiers."""
    award = proposed().model_copy(update={"audit": None})
    return replace(finished(), award=award, dossier=None, form=None, ranked=None, released=None, decision=None, notice=None)


async def chunks(stored: Stored) -> AsyncIterator[bytes]:
    for part in ("the file ", stored.sha256):
        yield part.encode()


async def zipped(given: Archived) -> bytes:
    target, files = io.BytesIO(), archive_files(given)
    archive = ArchiveZip(target, given.record.at)
    archive.write("index.html", "首页", archive_html(given, files))
    for file in files:
        if isinstance(file, Written):
            archive.write(file.name, file.title, file.content)
        else:
            await archive.copy(file.name, file.title, chunks(file))
    archive.close(archive_manifest(given))
    return target.getvalue()


def made(given: Archived | None = None) -> bytes:
    return asyncio.run(zipped(given or finished()))


def test_every_part_of_the_procedure_has_its_files() -> None:
    files = {file.name: file for file in archive_files(finished())}
    assert [name for name, file in files.items() if isinstance(file, Stored) and "材料" not in name] == [
        "2-评审/评审排序公开文件.json",
        "3-奖补/专项审计报告.pdf",
        "4-公示/公示.html",
        "4-公示/公示.pdf",
        "5-异议/01/附件01-照片.png",
    ]
    said = {name: json.loads(file.content) for name, file in files.items() if isinstance(file, Written) and name.endswith(".json")}
    assert said["1-申报/申报内容.json"]["form"]["title"] == content().form["title"]
    assert said["2-评审/评审结果.json"]["places"][0]["total"] == "90.5"
    assert said["2-评审/评审结果.json"]["released"] == {"inputs": {"case": ID, "sheets": {"p": "90.50"}}, "result": {"case": ID}}
    assert said["3-奖补/奖补决策.json"]["minutes"]["number"] == MINUTES.number
    assert said["3-奖补/资金拨付.json"][0]["made"]["voucher"] == "记-1"
    assert said["5-异议/01/异议.json"]["lodged"]["objector"]["name"] == OBJECTOR.name
    assert all(file.title for file in files.values())


def test_the_content_is_the_bytes_of_the_record() -> None:
    given = finished()
    assert given.dossier is not None
    (kept,) = [file.content for file in archive_files(given) if file.name == "1-申报/申报内容.json" and isinstance(file, Written)]
    assert kept == given.dossier.content.encoded


def test_every_material_is_there_under_its_kind_and_a_name_that_stays_in_its_folder() -> None:
    given = finished()
    assert given.dossier is not None
    materials = [file for file in archive_files(given) if file.name.startswith("1-申报/材料/")]
    assert [file.sha256 for file in materials if isinstance(file, Stored)] == [one.sha256 for one in given.dossier.content.value.materials]
    assert materials[0].name == "1-申报/材料/01-法人营业执照-扫描_件.pdf"
    assert all(file.name.count("/") == 2 and ".." not in file.name for file in materials)
    assert len({file.name for file in materials}) == len(materials)


@pytest.mark.parametrize("sent", [f"a.{'汉' * 190}", "x.pdf:a", "C:\\证据\\a.b\\c", "汉" * 190, ".", "a.png\u0000", "a.b "])
def test_whatever_a_stranger_calls_the_evidence_its_entry_unpacks_everywhere_and_ends_as_what_it_is(sent: str) -> None:
    given = finished()
    objection = given.award.objections[0]
    (file,) = objection.lodged.files
    renamed = objection.lodged.model_copy(update={"files": (file.model_copy(update={"name": sent}),)})
    award = given.award.model_copy(update={"objections": (objection.model_copy(update={"lodged": renamed}),)})
    (name,) = [one.name for one in archive_files(replace(given, award=award)) if isinstance(one, Stored) and one.name.startswith("5-异议/")]
    folder, _, entry = name.rpartition("/")
    assert folder == "5-异议/01"
    assert entry.startswith("附件01") and entry.endswith(".png")
    assert len(entry.encode()) <= 255
    assert not set(entry) & set('\\/:*?"<>|\0')


def test_what_there_was_not_has_no_file() -> None:
    assert [file.name for file in archive_files(bare())] == ["3-奖补/奖补.json", *(f"6-记录/{name}" for name in _records())]


def _records() -> list[str]:
    return ["奖补/0001.jsonl", "奖补/0002.jsonl", "申报/0001.jsonl"]


def test_a_struck_name_has_the_decision_that_struck_it() -> None:
    award, other = finished().award, decision(1, OTHER_ID)
    struck = other.model_copy(update={"struck": (Struck(application=ID, reason="已迁出"),)})
    assert named_by(award, [other]) is None
    assert named_by(award, [struck, other]) == struck


def test_the_manifest_and_the_sums_have_the_digest_of_every_file_and_the_heads_of_the_chains() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        digests = {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        sums = {line[66:]: line[:64] for line in archive.read(SUMS).decode().splitlines()}
    assert {file["name"]: file["sha256"] for file in manifest["files"]} == {k: v for k, v in digests.items() if k not in {MANIFEST, SUMS}}
    assert sums == {name: digest for name, digest in digests.items() if name != SUMS}
    assert [(head["stream"], head["version"], head["sequence"]) for head in manifest["heads"]] == [
        (f"award/{ID}", 2, 3),
        (f"application/{ID}", None, 7),
    ]
    assert (manifest["application"], manifest["at"]) == (ID, "2024-08-29T16:30:05.000Z")


def test_the_same_award_has_the_same_archive_and_another_has_another() -> None:
    assert made() == made()
    assert made(replace(finished(), released=b"{}")) != made()


def test_an_entry_is_dated_by_the_record_and_says_nothing_of_where_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        told = {(entry.date_time, entry.create_system, entry.compress_type) for entry in archive.infolist()}
        named_in_utf8 = {bool(entry.flag_bits & 0x800) for entry in archive.infolist() if not entry.filename.isascii()}
    assert told == {((2024, 8, 30, 0, 30, 4), 3, zipfile.ZIP_STORED)}
    assert named_in_utf8 == {True}


def test_the_first_page_says_whose_it_is_how_it_went_and_what_each_file_is() -> None:
    given = finished()
    page = archive_html(given, archive_files(given)).decode()
    for words in (
        "河北链动装备有限公司",
        "500,000元（大写：伍拾万元整）",
        MINUTES.number,
        LINK,
        "专项审计报告",
        "sha256sum -c SHA256SUMS",
        "a" * 64,
    ):
        assert words in page
    assert 'href="1-%E7%94%B3%E6%8A%A5/%E7%94%B3%E6%8A%A5%E4%B9%A6.html"' in page
    assert "src=" not in page


def test_the_form_page_has_every_field_under_the_programmes_titles_and_the_words_of_options() -> None:
    page = form_html(PROGRAMME, OFFER, dossier(), ["材料/14-插图-a.png"]).decode()
    assert [field.title.zh for field in OFFER.track.form.fields.values() if field.title.zh not in page] == []
    for words in ("平台赋能", "先进专用设备制造业", "河北省石家庄市长安区", content().code, content().digest, "法人营业执照"):
        assert words in page
    assert '<img src="%E6%9D%90%E6%96%99/14-%E6%8F%92%E5%9B%BE-a.png"' in page


def test_what_an_applicant_wrote_is_text_in_every_page() -> None:
    given = replace(finished(), dossier=dossier(title=AWKWARD))
    assert given.dossier is not None
    pages = [file.content for file in archive_files(given) if isinstance(file, Written) and file.name.endswith(".html")]
    assert b"&lt;script&gt;" in pages[0]
    assert all(b"<script" not in page for page in (*pages, archive_html(given, archive_files(given))))
