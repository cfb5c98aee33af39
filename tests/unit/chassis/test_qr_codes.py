"""QR codes are read in a process of its own: a file that breaks the readers is one without codes."""

from __future__ import annotations

import asyncio
import io
import re
import zlib
from pathlib import Path

import pytest
import segno
from PIL import Image
from structlog.testing import capture_logs

from services.chassis import qr_codes
from services.chassis.qr_codes import QrReader
from services.chassis.settings import Scans

WANTED = re.compile("[A-Z]{4}-[0-9]{4}")


def page(*texts: str) -> Image.Image:
    """A page of 2000 px with these QR codes below each other."""
    sheet = Image.new("L", (1400, 2000), 255)
    for number, text in enumerate(texts):
        file = io.BytesIO()
        segno.make(text).save(file, kind="png", scale=5)
        sheet.paste(Image.open(file).convert("L"), (100, 100 + 400 * number))
    return sheet


def picture(sheet: Image.Image) -> bytes:
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def pdf(*pages: Image.Image) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:])
    return file.getvalue()


async def texts(scan: bytes, limits: Scans | None = None) -> frozenset[str]:
    return await QrReader(limits or Scans()).texts(io.BytesIO(scan), WANTED)


async def test_all_that_is_wanted_is_read_and_nothing_else() -> None:
    others = ["https://example.cn/?ABCD-1234", "ABCD-12345", " ABCD-1234", "ABCD-1234\n", "abcd-1234"]
    assert await texts(pdf(page(*others[:4]), page(others[4], "WXYZ-0001"), page("ABCD-1234"))) == {"WXYZ-0001", "ABCD-1234"}
    assert await texts(picture(page(*others[:4]))) == frozenset()


async def test_a_code_beside_a_larger_one_of_somebody_else_is_read() -> None:
    sheet = page("https://example.cn/").resize((5600, 8000))
    sheet.paste(page("ABCD-1234").crop((100, 100, 300, 300)), (3000, 4000))
    assert await texts(picture(sheet)) == {"ABCD-1234"}


async def test_the_first_pages_are_looked_at() -> None:
    scan = pdf(page("ABCD-0001"), page("ABCD-0002"), page("ABCD-0003"))
    assert await texts(scan, Scans(pages=2)) == {"ABCD-0001", "ABCD-0002"}


async def test_a_picture_without_a_background_is_on_white_paper() -> None:
    ink = page("ABCD-1234").point(lambda light: 255 - light)
    sheet = Image.new("LA", ink.size)
    sheet.putalpha(ink)
    assert await texts(picture(sheet)) == {"ABCD-1234"}


async def test_the_scan_is_left_at_its_beginning() -> None:
    content = picture(page("ABCD-1234"))
    scan = io.BytesIO(content)
    scan.read(10)
    await QrReader(Scans()).texts(scan, WANTED)
    assert scan.read() == content


def bomb(side: int) -> bytes:
    """A PDF of some kilobytes whose one picture unpacks to the square of the side, in bytes."""
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(bytes(side)) for _ in range(side)]) + packer.flush()
    dictionary = f"/Subtype/Image/Width {side}/Height {side}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    drawing = b"595 0 0 842 0 0 cm /P Do"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<<%s/Length %d>>stream\n%s\nendstream" % (dictionary.encode(), len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize(
    "scan",
    [b"", b"%PDF-1.4 and no more", b"neither", picture(page("ABCD-1234"))[:900], bomb(30_000)],
    ids=["empty", "pdf", "unknown", "cut", "bomb"],
)
async def test_a_file_that_cannot_be_read_shows_nothing(scan: bytes) -> None:
    assert await texts(scan) == frozenset()


@pytest.mark.parametrize("bound", [{"seconds": 0.01}, {"memory": 1_000_000}])
async def test_what_takes_too_much_shows_nothing_and_is_logged(bound: dict[str, float]) -> None:
    with capture_logs() as logged:
        assert await texts(pdf(page("ABCD-1234")), Scans.model_validate(bound)) == frozenset()
    assert [line["event"] for line in logged] == ["scan.unread"]


@pytest.mark.parametrize("does", ["import os; os.abort()", "print(7)", "print('[[]]')", "print('{')", "print('\\xff')", "1 / 0"])
async def test_a_program_that_crashes_or_answers_nonsense_has_read_nothing(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text(does)
    monkeypatch.setattr(qr_codes, "_PROGRAM", program)
    assert await texts(b"") == frozenset()


async def test_no_more_scans_are_read_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most = 0, 0

    async def read(*_: object) -> frozenset[str]:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return frozenset()

    monkeypatch.setattr(qr_codes, "to_thread", read)
    reader = QrReader(Scans(at_once=2))
    await asyncio.gather(*(reader.texts(io.BytesIO(), WANTED) for _ in range(6)))
    assert most == 2
