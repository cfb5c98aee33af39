"""The content code of a scanned form: read from the paper, given by who sends it, or both."""

from __future__ import annotations

from collections.abc import Collection

from contracts.refusal import Fault, Refusal, Text


def code_of_scan(given: str | None, read: Collection[str]) -> str:
    """The one code that the scan shows. A Refusal where its pages show several, another than was given, or none and none was given."""
    if len(read) > 1:
        raise _several(sorted(read))
    (shown,) = read or (None,)
    if given and shown and given != shown:
        raise _other(given, shown)
    if code := given or shown:
        return code
    text = Text(
        "未能从扫描件上识别申报书编码：请以300 dpi左右重新扫描，保持二维码完整清晰，或者填写二维码旁的内容校验码",
        "No code could be read from the scan: scan it again at about 300 dpi, with the whole QR code clear, or give the code beside it",
    )
    raise Refusal("invalid-content", text, (Fault("missing", "/form_code", text),))


def _several(codes: list[str]) -> Refusal:
    shown = "、".join(codes)
    text = Text(
        f"扫描件各页的申报书编码不一致（{shown}），请将同一份打印件的各页一并扫描",
        f"The pages of the scan show several codes ({', '.join(codes)}): scan all pages of one print",
    )
    return Refusal("invalid-content", text, (Fault("several-codes", "/file", text, 1, shown),))


def _other(given: str, shown: str) -> Refusal:
    text = Text(
        f"填写的申报书编码为{given}，从扫描件上识别的为{shown}，两者应当一致；编码也可不填",
        f"The code that was given is {given}, the scan shows {shown}: they have to be the same, or leave it out",
    )
    return Refusal("invalid-content", text, (Fault("different", "/form_code", text, shown, given),))
