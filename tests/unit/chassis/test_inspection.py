"""A file is what its content says, and has to be whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfWriter

from contracts.refusal import Refusal
from services.chassis.inspection import FileFacts, Wanted, inspect
from services.chassis.settings import Upload
from services.chassis.sniffing import DOCX, JPEG, PDF, PNG, XLSX, ZIP

LIMITS = Upload(limit=2_000_000, pixels=4_000_000, unpacked=1_000_000)


def pdf(pages: int = 2, password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def picture(kind: str, size: tuple[int, int], orientation: int = 1) -> bytes:
    image = Image.effect_noise(size, 50)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    return file.getvalue()


def packed(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return file.getvalue()


async def facts(content: bytes, *kinds: str) -> FileFacts:
    return await inspect(io.BytesIO(content), Wanted(kinds, "/materials/licence"), LIMITS)


async def refused(content: bytes, *kinds: str) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await facts(content, *kinds)
    assert [fault.pointer for fault in refusal.value.faults] == ["/materials/licence"]
    return refusal.value


async def test_a_pdf_tells_its_pages() -> None:
    found = await facts(pdf(3), PDF)
    assert (found.media_type, found.pages, found.width, len(found.sha256)) == (PDF, 3, None, 64)


@pytest.mark.parametrize(
    ("content", "width", "height"),
    [
        (picture("PNG", (120, 80)), 120, 80),
        (picture("JPEG", (120, 80)), 120, 80),
        (picture("JPEG", (120, 80), 3), 120, 80),
        (picture("JPEG", (120, 80), 6), 80, 120),
        (picture("JPEG", (120, 80), 8), 80, 120),
        (picture("PNG", (120, 80), 5), 80, 120),
    ],
)
async def test_a_picture_is_measured_as_it_is_seen(content: bytes, width: int, height: int) -> None:
    found = await facts(content, PNG, JPEG)
    assert (found.width, found.height) == (width, height)


@pytest.mark.parametrize(("name", "kind"), [("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("a.txt", ZIP)])
async def test_a_packed_file_is_told_by_what_is_inside(name: str, kind: str) -> None:
    assert (await facts(packed({name: b"x"}), kind)).media_type == kind


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"MZ\x90\0" + b"\0" * 500, "application/x-msdownload"),
        (b"\x7fELF\x02\x01" + b"\0" * 500, "application/x-executable"),
        (picture("PNG", (3, 3)), PNG),
        ("这是一段文字".encode(), "text/plain"),
        (b"", "application/octet-stream"),
        (packed({"a.exe": b"MZ"}), ZIP),
        (b" " * 100 + pdf(), None),
    ],
)
async def test_a_file_of_another_kind_is_refused_whatever_its_name_says(content: bytes, found: str | None) -> None:
    refusal = await refused(content, PDF)
    assert refusal.slug == "wrong-file-type"
    assert refusal.faults[0].limit == PDF
    assert found is None or refusal.faults[0].actual == found


@pytest.mark.parametrize("password", ["secret", ""])
async def test_an_encrypted_pdf_is_refused(password: str) -> None:
    assert (await refused(pdf(1, password), PDF)).slug == "encrypted-file"


@pytest.mark.parametrize(
    "content",
    [
        pdf()[:-200],
        pdf() + b"9 0 obj <</Type /Page>> endobj\n" * 200,  # a later revision that was cut off: readers would show the one before
        pdf(0),
        b"%PDF-1.7\n" + b"rubbish " * 500 + b"\n%%EOF",
        pdf().replace(b"/Kids", b"/Sdik"),
        pdf().replace(b"/Pages", b"/Segap"),
    ],
)
async def test_a_broken_pdf_is_refused(content: bytes) -> None:
    assert (await refused(content, PDF)).slug == "unreadable-file"


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda whole: whole[:20], lambda whole: whole[:40] + b"\0" * 500]
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
async def test_a_broken_picture_is_refused(kind: str, damage: Callable[[bytes], bytes]) -> None:
    assert (await refused(damage(picture(kind, (200, 200))), PNG, JPEG)).slug == "unreadable-file"


async def test_a_picture_that_is_too_large_to_decode_is_refused_undecoded() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    refusal = await refused(bomb.getvalue(), PNG)
    assert (refusal.slug, refusal.faults[0].code) == ("unreadable-file", "too-many-pixels")


async def test_a_packed_file_that_unpacks_to_too_much_is_refused() -> None:
    refusal = await refused(packed({"word/document.xml": b"0" * 1_000_001}), DOCX)
    assert (refusal.slug, refusal.faults[0].actual) == ("body-too-large", 1_000_001)


async def test_a_damaged_packed_file_is_refused() -> None:
    whole = packed({"word/document.xml": b"".join(str(i).encode() for i in range(5_000))})
    assert (await refused(whole[:100] + b"\xff" * 50 + whole[150:], DOCX)).slug == "unreadable-file"


async def test_a_file_that_is_too_large_is_refused() -> None:
    refusal = await refused(b"%PDF-" + b"0" * 2_000_000, PDF)
    assert (refusal.slug, refusal.faults[0].limit, refusal.faults[0].actual) == ("body-too-large", 2_000_000, 2_000_005)
