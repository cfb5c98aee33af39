"""Pictures as they are meant to be seen, in a form that every program of an office reads."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from services.chassis.inspection import BROKEN

_ORIENTATION, _UPRIGHT = 0x0112, 1  # EXIF
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_COMMON_JPEG = (b"JFIF", b"Exif")
_KIND = 6  # bytes before the word


def printable(picture: bytes) -> bytes:
    """The picture itself where it is upright and a PNG, or a JPEG of the two common kinds (JFIF, Exif); else the same picture written anew.

    Not every program of an office turns a picture by its EXIF, and Word's writers know no JPEG as Photoshop has it (Adobe, CMYK).
    ValueError where it is no picture.
    """
    try:
        image = Image.open(BytesIO(picture))
        if _is_common(picture) and image.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT:
            return picture
        return _written_anew(image)
    except BROKEN as error:
        raise ValueError(f"a picture cannot be printed: {error}") from error


def _is_common(picture: bytes) -> bool:
    return picture.startswith(_PNG) or (picture.startswith(_JPEG) and picture[_KIND : _KIND + 4] in _COMMON_JPEG)


def _written_anew(image: Image.Image) -> bytes:
    upright, written = ImageOps.exif_transpose(image), BytesIO()
    if image.format == "PNG":
        upright.save(written, "PNG")
    elif upright.mode in ("RGB", "L"):
        upright.save(written, "JPEG", quality=95, icc_profile=upright.info.get("icc_profile"))
    else:  # a CMYK JPEG is never JFIF; its profile is one for ink
        upright.convert("RGB").save(written, "JPEG", quality=95)
    return written.getvalue()
