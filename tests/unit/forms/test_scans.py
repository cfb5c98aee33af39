"""The code is read from a scan of the printed form, as scanners make them."""

from __future__ import annotations

import io
from functools import cache

import pytest

from contracts.form import CONTENT_CODE
from services.chassis.qr_codes import QrReader
from services.chassis.settings import Scans
from tests.unit.forms.samples import CODE
from tests.unit.forms.scans import as_pdf, as_picture, print_of, scanned, sealed

CITY = ("sjz-2024-chain", "chain-case")
MINISTRY = ("miit-2024-cluster", "cluster-case")


@cache
def printed(call: tuple[str, str]) -> bytes:
    return print_of(*call, CODE)


async def codes(scan: bytes) -> frozenset[str]:
    return await QrReader(Scans()).texts(io.BytesIO(scan), CONTENT_CODE)


@pytest.mark.parametrize("call", [CITY, MINISTRY], ids=["city", "ministry"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270, 2.5, -3, 92, 177])
@pytest.mark.parametrize("dpi", [150, 300])
async def test_a_scan_is_read_whichever_way_the_paper_lay(call: tuple[str, str], turn: float, dpi: int) -> None:
    assert await codes(as_pdf(scanned(printed(call), dpi, turn, pages=1), dpi)) == {CODE}


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("dpi", [150, 200, 300])
async def test_a_picture_of_one_page_is_read(kind: str, dpi: int) -> None:
    (page,) = scanned(printed(CITY), dpi, 2, pages=1)
    assert await codes(as_picture(page, kind)) == {CODE}


@pytest.mark.parametrize("dpi", [200, 300])
async def test_a_red_seal_over_the_code_does_no_harm_in_a_scan_with_colours(dpi: int) -> None:
    page = sealed(printed(CITY), dpi)
    assert await codes(as_pdf([page], dpi)) == {CODE}
    assert await codes(as_picture(page, "jpeg")) == {CODE}


async def test_the_print_itself_is_read() -> None:
    assert await codes(printed(CITY)) == {CODE}


async def test_pages_of_two_prints_show_two_codes() -> None:
    other = "0000-0000-0000"
    pages = [*scanned(printed(CITY), 150, pages=1), *scanned(print_of(*CITY, other), 150, pages=1)]
    assert await codes(as_pdf(pages, 150)) == {CODE, other}


async def test_a_scan_that_is_far_too_coarse_shows_nothing() -> None:
    assert await codes(as_pdf(scanned(printed(CITY), 30), 30)) == frozenset()
