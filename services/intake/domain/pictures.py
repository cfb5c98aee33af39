"""How many pictures a form shows: a call may leave it open, but a document is made in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from contracts.events.intake.content import Material
from contracts.programme.track import Offer
from contracts.refusal import Fault, Refusal, Text


def pictured(offer: Offer) -> Collection[str]:
    """The kinds of files that the form shows with their content."""
    return [code for code, kind in offer.track.materials.items() if kind.pictured]


def require_printable(offer: Offer, files: Sequence[Material], most: tuple[int, int], at: str) -> None:
    """A Refusal, of the place ``at``, where the form shows more pictures or more bytes of them than the platform prints (``most``)."""
    kinds = pictured(offer)
    sizes = [file.size for file in files if file.kind in kinds]
    if len(sizes) > most[0]:
        zh = f"申报书中的图片最多 {most[0]} 张，现为 {len(sizes)} 张；请删减或合并图片"
        text = Text(zh, f"The form shows at most {most[0]} pictures, not {len(sizes)}")
        raise Refusal("invalid-content", text, (Fault("too-many-files", at, text, most[0], len(sizes)),))
    if sum(sizes) > most[1]:
        zh = f"申报书中的图片合计不超过 {most[1]} 字节，现为 {sum(sizes)} 字节；请压缩图片"
        text = Text(zh, f"The pictures of the form have at most {most[1]} bytes together, not {sum(sizes)}")
        raise Refusal("invalid-content", text, (Fault("file-size", at, text, most[1], sum(sizes)),))
