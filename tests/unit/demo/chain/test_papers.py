from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from contracts.form import FaultCode, MaterialFacts, check_file, check_materials
from contracts.programme import Offer
from contracts.programme.programmes import Programmes
from contracts.refusal import Refusal
from demo.chain.data.company import Company, companies
from demo.chain.data.content import auditor, form_content
from demo.chain.data.partner import partners
from demo.chain.papers.accounts import financial_report, tax
from demo.chain.papers.bundle import figures, papers
from demo.chain.papers.figures import architecture
from demo.chain.papers.licences import auditor_licence, licence
from demo.chain.papers.statements import credit_report, sme_proof
from demo.papers import spoilt
from demo.papers.paper import Paper
from demo.papers.scans import sealed_scan
from services.chassis.inspection import FileFacts, Wanted, inspect
from services.chassis.settings import Upload


@pytest.fixture(scope="module")
def offer() -> Offer:
    return Programmes.all_published().newest("sjz-2024-chain").offers["chain-case"]


@pytest.fixture(scope="module")
def company() -> Company:
    return companies()[0]


def _text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def _facts(content: bytes, *media_types: str) -> FileFacts:
    return await inspect(BytesIO(content), Wanted(media_types), Upload())


async def _measured(offer: Offer, paper: Paper) -> MaterialFacts:
    facts = await _facts(paper.content, *(kind.media_type for kind in offer.track.materials[paper.kind].types))
    return MaterialFacts(paper.kind, facts.sha256, facts.size, facts.media_type, facts.width, facts.height, facts.pages, paper.row)


@pytest.mark.parametrize("number", range(0, 29, 7))
async def test_the_papers_of_a_company_lack_only_the_scan_of_the_form(offer: Offer, number: int) -> None:
    one = companies()[number]
    files = [await _measured(offer, paper) for paper in papers(one)]
    faults = check_materials(offer, form_content(one), files)
    assert [(fault.code, fault.pointer) for fault in faults] == [(FaultCode.MISSING_MATERIAL, "/materials/form-scan")]


def test_each_paper_says_whose_it_is(company: Company) -> None:
    for paper in (licence, tax, financial_report, credit_report):
        assert company.name in _text(paper(company)), paper.__name__
    for coded in (licence, tax, credit_report):
        assert company.uscc in _text(coded(company)), coded.__name__
    assert auditor(company).name in _text(auditor_licence(company))


def test_a_proof_names_the_sme_its_code_and_the_applicant_and_bears_the_smes_seal(company: Company) -> None:
    partner = partners(company)[0]
    proof = sme_proof(company, partner)
    assert all(word in _text(proof) for word in (partner.name, partner.uscc, company.name, company.platform))
    assert _red_pixels(proof) > 150


def _red_pixels(pdf: bytes) -> int:
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0].render(scale=0.5).to_pil().convert("RGB")
    return sum(count for count, (red, green, blue) in page.getcolors(1 << 24) if red > 150 and green < 120 and blue < 120)


def test_a_paper_is_the_same_to_the_byte_when_it_is_made_again(company: Company) -> None:
    first = {paper.name: zlib.crc32(paper.content) for paper in papers(company)}
    assert first == {paper.name: zlib.crc32(paper.content) for paper in papers(company)}


async def test_a_scan_has_the_pages_of_the_print_as_pictures_and_a_red_seal(company: Company) -> None:
    scan = sealed_scan(financial_report(company), company.name)
    facts = await _facts(scan, "application/pdf")
    assert facts.pages == 3
    assert _text(scan) == ""
    assert _red_pixels(scan) > 150


async def test_no_figure_is_larger_than_allowed_and_the_spoilt_one_is_by_a_pixel(offer: Offer, company: Company) -> None:
    for paper in figures(company):
        assert max(Image.open(BytesIO(paper.content)).size) <= 1000
    facts = await _measured(offer, Paper("figure", "宽图.png", architecture(company, width=1001)))
    (fault,) = check_file(offer.track.materials["figure"], facts, "/materials/figure")
    assert (fault.code, fault.limit, fault.actual) == (FaultCode.PICTURE_SIZE, 1000, 1001)


async def test_a_spoilt_file_is_refused_for_what_it_is(company: Company) -> None:
    report = credit_report(company)
    spoilt_ones = {"wrong-file-type": spoilt.program(), "encrypted-file": spoilt.encrypted(report), "unreadable-file": spoilt.half(report)}
    for slug, content in spoilt_ones.items():
        with pytest.raises(Refusal) as refused:
            await _facts(content, "application/pdf")
        assert refused.value.slug == slug


def test_the_template_holds_no_name_of_a_company() -> None:
    template = (Path(spoilt.__file__).parent / "papers.typ").read_text(encoding="utf-8")
    assert not [one.short for one in companies() if one.short in template]
