"""Pages for people: what a browser may do with one is said in its policy."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

from fastapi import Response

MEDIA_TYPE = "text/html; charset=utf-8"
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def policy(content: bytes, *, form: bool = False) -> str:
    """The page may show itself, in its own style, and send its own form back where it has one: nothing else."""
    own = " ".join(f"'sha256-{b64encode(hashlib.sha256(style).digest()).decode()}'" for style in _STYLE.findall(content)) or "'none'"
    target = "'self'" if form else "'none'"
    return f"default-src 'none'; style-src {own}; base-uri 'none'; form-action {target}; frame-ancestors 'none'"


def page(content: bytes, status: int = 200, *, form: bool = False) -> Response:
    """A page in Chinese that changes: nobody keeps it."""
    headers = {"content-security-policy": policy(content, form=form), "content-language": "zh-CN"}
    return Response(content, status, headers, MEDIA_TYPE)
