"""The archive over HTTP: what is finished goes into one file that anybody opens and checks without anything of ours."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.files import pdf
from tests.support.funding import MINUTES, PICTURE, SECOND_ROUND, Round, accepted, round_of, scored, withdrawn
from tests.support.intake import ok, problem
from tests.support.noticing import OBJECTION, Noticing

CASES = 4
FORM = {"smes_served": 12, "use_of_funds": "用于平台开发", "effect": "带动12家中小企业上云"}


@pytest.fixture(scope="module")
def first(funding: Noticing) -> Round:
    """Two are paid, the first of them evaluated; one is confirmed, one fell by an objection, with a file."""
    round_ = funding.ranked(CASES)
    funding.hear([scored(case, total, round_.code) for case, _, total in round_.places])
    notice = funding.on_notice(round_)
    fallen = ok(funding.object_to(notice, round_.cases[3], files=[("证据.pdf", pdf(2))]))
    problem(funding.city().post(f"/v1/awards/{round_.cases[3]}/archive"), "wrong-status")
    ok(funding.resolve(fallen["objection"], "upheld"))
    funding.confirmed(round_.cases[:3], notice)
    for case in round_.cases[:2]:
        funding.paid_out(case)
    ok(funding.enterprise(round_.uscc(round_.cases[0])).post(f"/v1/awards/{round_.cases[0]}/evaluation", {"form": FORM}))
    ok(funding.city().post(f"/v1/awards/{round_.cases[0]}/evaluation/result", {"outcome": "passed", "findings": "达到目标"}))
    return round_


def archive(funding: Noticing, case: str) -> bytes:
    """The archive of an award, made by the bureau and read by the supervision."""
    made = ok(funding.city().post(f"/v1/awards/{case}/archive"))
    reply = funding.overseer().get(f"/v1/awards/{case}/archive")
    assert reply.headers["etag"] == f'"{made["archive"]}"'
    assert sha256(reply.content).hexdigest() == made["archive"]
    assert "filename*=UTF-8''%E5%BD%92%E6%A1%A3" in reply.headers["content-disposition"]
    return reply.content


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def damaged(files: dict[str, bytes]) -> list[str]:
    """The files that are not what the manifest and the sums say of them."""
    manifest = {file["name"]: file["sha256"] for file in json.loads(files["manifest.json"])["files"]}
    sums = {line[66:]: line[:64] for line in files["SHA256SUMS"].decode().splitlines()}
    assert set(manifest) == files.keys() - {"manifest.json", "SHA256SUMS"}
    assert set(sums) == files.keys() - {"SHA256SUMS"}
    return [name for name, digest in (sums | manifest).items() if {digest, sums[name]} != {sha256(files[name]).hexdigest()}]


def test_a_finished_award_goes_into_one_file_with_all_that_is_known(funding: Noticing, first: Round) -> None:
    case = first.cases[0]
    files = opened(archive(funding, case))
    said = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}
    assert said["1-申报/申报内容.json"] == accepted(case, first.uscc(case)).content.model_dump(mode="json")
    assert {files[name] for name in files if name.startswith("1-申报/材料/")} == {pdf(3), PICTURE}
    assert said["2-评审/评审结果.json"]["released"]["result"]["total"] == "94.99"
    assert (said["3-奖补/奖补决策.json"]["decision"], said["3-奖补/奖补决策.json"]["minutes"]) == (1, MINUTES)
    assert files["3-奖补/专项审计报告.pdf"] == pdf()
    assert said["3-奖补/资金拨付.json"][0]["made"]["voucher"] == "记-1"
    assert said["3-奖补/绩效评价.json"]["form"] == FORM
    link = said["4-公示/公示.json"]["link"]
    path = link[link.index("/notices/") :]
    assert files["4-公示/公示.html"] == funding.public().get(path).content
    assert files["4-公示/公示数据.json"] == funding.public().get(f"/v1{path}").content
    assert files["4-公示/公示.pdf"] == funding.public().get(f"{path}.pdf").content
    page = files["index.html"].decode()
    for words in (case, "500,000元（大写：伍拾万元整）", "第1名，94.99分", "记-1", MINUTES["number"]):
        assert words in page
    assert funding.award(case)["archive"]


def test_every_file_has_its_digest_and_a_changed_byte_shows(funding: Noticing, first: Round) -> None:
    files = opened(archive(funding, first.cases[0]))
    assert damaged(files) == []
    for name in ("1-申报/申报内容.json", "4-公示/公示.pdf", "6-记录/奖补/0002.jsonl"):
        content = bytearray(files[name])
        content[len(content) // 2] ^= 1
        assert damaged(files | {name: bytes(content)}) == [name]


@pytest.mark.skipif(not (shutil.which("unzip") and shutil.which("sha256sum")), reason="missing here: unzip or sha256sum")
def test_unzip_and_sha256sum_alone_open_and_check_it(funding: Noticing, first: Round, tmp_path: Path) -> None:
    (tmp_path / "archive.zip").write_bytes(archive(funding, first.cases[0]))
    assert said_by(tmp_path, "unzip", "-q", "archive.zip") == (0, "")
    assert (tmp_path / "1-申报" / "申报书.html").is_file()
    code, told = said_by(tmp_path, "sha256sum", "--strict", "-c", "SHA256SUMS")
    assert (code, told.count(": OK\n")) == (0, len(list(tmp_path.rglob("*.*"))) - 1)
    with (tmp_path / "index.html").open("ab") as page:
        page.write(b" ")
    code, told = said_by(tmp_path, "sha256sum", "-c", "SHA256SUMS")
    assert (code, told.count("FAILED\n")) == (1, 1)


def said_by(folder: Path, *command: str) -> tuple[int, str]:
    """A program's exit status, and what it said."""
    done = subprocess.run(
        command, cwd=folder, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_each_record_carries_the_digest_of_the_one_before_and_the_last_is_the_head_of_its_chain(funding: Noticing, first: Round) -> None:
    case = first.cases[0]
    files = opened(archive(funding, case))
    heads = {head["stream"]: head["digest"] for head in json.loads(files["manifest.json"])["heads"]}
    for name, stream in (("奖补", f"award/{case}"), ("申报", f"dossier/{case}")):
        before = "0" * 64
        for record in (files[each] for each in sorted(files) if each.startswith(f"6-记录/{name}/")):
            assert json.loads(record.splitlines()[1])["prev"] == before
            before = sha256(record).hexdigest()
        assert before == heads[stream]
    with funding.store() as store:
        stored = {part["digest"] for commit in store["commits"].find({}, {"parts.digest": 1}) for part in commit["parts"]}
    kinds = {stream.partition("/")[0]: digest for stream, digest in heads.items()}
    assert len(kinds) == len(heads)
    assert kinds.keys() == {"award", "dossier", "fund", "grantee", "proposal", "application", "case", "review"}
    assert {digest for kind, digest in kinds.items() if kind not in {"application", "case", "review"}} <= stored
    assert heads[f"case/{case}"] == sha256(scored(case, "94.99").encoded()).hexdigest()
    assert heads[f"application/{case}"] == sha256(accepted(case, first.uscc(case)).encoded()).hexdigest()


def test_archived_again_it_is_the_same_file_until_something_changes(funding: Noticing, first: Round) -> None:
    archive(funding, first.cases[0])
    before = funding.award(first.cases[0])
    with funding.unchanged():
        assert ok(funding.city().post(f"/v1/awards/{first.cases[0]}/archive"))["archive"] == before["archive"]
    case = first.cases[1]
    made = ok(funding.city().post(f"/v1/awards/{case}/archive"))["archive"]
    ok(funding.enterprise(first.uscc(case)).post(f"/v1/awards/{case}/evaluation", {"form": FORM}))
    assert ok(funding.city().post(f"/v1/awards/{case}/archive"))["archive"] != made


def test_what_fell_is_archived_with_the_objection_that_it_fell_by(funding: Noticing, first: Round) -> None:
    files = opened(archive(funding, first.cases[3]))
    assert json.loads(files["3-奖补/奖补.json"])["why"] == "objection-upheld"
    assert json.loads(files["5-异议/01/异议.json"])["lodged"]["objector"]["name"] == OBJECTION["name"]
    assert files["5-异议/01/附件01-证据.pdf"] == pdf(2)
    assert "3-奖补/资金拨付.json" not in files


def as_it_stands(funding: Noticing, case: str) -> tuple[bytes, dict[str, bytes]]:
    """The archive that is made on demand, and its files."""
    with funding.unchanged():
        reply = funding.overseer().get(f"/v1/awards/{case}/archive.zip")
        assert funding.city().get(f"/v1/awards/{case}/archive.zip").content == reply.content
    assert reply.headers["etag"] == f'"{sha256(reply.content).hexdigest()}"'
    assert "filename*=UTF-8''%E5%BD%92%E6%A1%A3" in reply.headers["content-disposition"]
    return reply.content, opened(reply.content)


def test_of_what_is_finished_the_archive_on_demand_is_the_one_that_is_kept(funding: Noticing, first: Round) -> None:
    assert as_it_stands(funding, first.cases[0])[0] == archive(funding, first.cases[0])


def test_an_application_has_an_archive_whatever_became_of_it(funding: Noticing, first: Round) -> None:
    """Confirmed and not paid yet; received and not ranked yet; withdrawn before it was ranked."""
    files = as_it_stands(funding, first.cases[2])[1]
    assert damaged(files) == []
    assert json.loads(files["3-奖补/奖补.json"])["status"] == "confirmed"
    later = round_of(2, SECOND_ROUND)
    funding.hear([accepted(case, uscc, later.code) for case, uscc, _ in later.places])
    funding.hear([withdrawn(later.cases[1], later.code)])
    for case, status in zip(later.cases, ("candidate", "withdrawn"), strict=True):
        files = as_it_stands(funding, case)[1]
        assert damaged(files) == []
        assert json.loads(files["3-奖补/奖补.json"])["status"] == status
        assert "2-评审/评审结果.json" not in files
        assert f"dossier/{case}" in {head["stream"] for head in json.loads(files["manifest.json"])["heads"]}


def test_the_form_is_in_the_archive_as_pdf_with_the_code_of_its_content(funding: Noticing, first: Round) -> None:
    case = first.cases[0]
    content = accepted(case, first.uscc(case)).content
    paper = PdfReader(io.BytesIO(as_it_stands(funding, case)[1]["1-申报/申报书.pdf"]))
    said = "".join("".join(page.extract_text().split()) for page in paper.pages)
    assert content.applicant.name in said
    assert all(content.code in page.extract_text() for page in paper.pages)


def test_only_the_bureau_archives_and_nobody_else_but_the_supervision_reads_it(funding: Noticing, first: Round) -> None:
    case = first.cases[0]
    archive(funding, case)
    with funding.unchanged():
        problem(funding.city().post(f"/v1/awards/{first.cases[2]}/archive"), "wrong-status")
        for caller in (funding.overseer(), funding.finance(), funding.enterprise(first.uscc(case))):
            problem(caller.post(f"/v1/awards/{case}/archive"), "forbidden")
        others = (funding.finance(), funding.county(), funding.enterprise(first.uscc(case)), funding.person("overseer", regions=["130102"]))
        for caller in others:
            problem(caller.get(f"/v1/awards/{case}/archive"), "not-found")
            problem(caller.get(f"/v1/awards/{case}/archive.zip"), "not-found")
        problem(funding.city().get(f"/v1/awards/{first.cases[2]}/archive"), "not-found")
