"""The content code of a form: printed on the paper that is sealed, it says which content a scan shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from contracts.canonical import canonical
from contracts.form.facts import MaterialFacts
from contracts.programme.track import Offer

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to confuse
_GROUPS, _GROUP = 3, 4
CONTENT_CODE = re.compile("-".join([f"[{_ALPHABET}]{{{_GROUP}}}"] * _GROUPS))
"""A code as it is printed, as text and as QR code."""


def content_code(content: Mapping[str, Any], pictures: Iterable[str] = ()) -> str:
    """Twelve characters in three groups that a person can compare (7K3M-Q9TA-4XWE): 60 bit of the content's SHA-256.

    ``pictures`` are the SHA-256 of the pictures printed with it, in any order. NotCanonical for what has no canonical bytes.
    """
    digest = hashlib.sha256(canonical({"content": dict(content), "pictures": sorted(pictures)})).digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    characters = [_ALPHABET[(number >> shift) & 31] for shift in range(55, -1, -5)]
    return "-".join("".join(characters[start : start + _GROUP]) for start in range(0, _GROUPS * _GROUP, _GROUP))


def form_code(offer: Offer, content: Mapping[str, Any], materials: Iterable[MaterialFacts]) -> str:
    """The code of what is printed: header, body and pictures; what is asked beside the form may change without a new seal."""
    form = offer.track.form
    printed = {name: content[name] for name in (*form.header, *form.body) if name in content}
    pictured = {kind for kind, material in offer.track.materials.items() if material.pictured}
    return content_code(printed, (facts.sha256 for facts in materials if facts.kind in pictured))
