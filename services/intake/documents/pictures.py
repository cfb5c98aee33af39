"""Pictures as they are meant to be seen."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

_ORIENTATION, _UPRIGHT = 0x0112, 1  # EXIF


def upright(picture: bytes) -> bytes:
    """A picture that its camera held otherwise, turned: not every program of an office reads EXIF. ValueError where it is no picture."""
    try:
        image = Image.open(BytesIO(picture))
        if image.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT:
            return picture
        turned = BytesIO()
        ImageOps.exif_transpose(image).save(turned, image.format, quality=95)
    except (UnidentifiedImageError, OSError) as error:
        raise ValueError(f"a picture cannot be printed: {error}") from error
    return turned.getvalue()
