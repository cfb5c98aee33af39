"""Data as Word templates see it: text is text, whatever it looks like, and a name is found by a dot, whatever Python calls so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})  # docxtpl reads {_{ as an escaped {{


def xml_text(text: str) -> Markup:
    """A text as it stands in XML; what XML cannot hold is shown as such."""
    return Markup(str(escape(_NO_XML.sub("\ufffd", _LINE_ENDS.sub("\n", text)))).translate(_BRACES))  # noqa: S704 (escaped)


def placed(value: Any) -> Any:
    """The data as templates see them."""
    match value:
        case str():
            return xml_text(value)
        case Mapping():
            return SimpleNamespace(**{name: placed(one) for name, one in value.items()})
        case list() | tuple():
            return [placed(one) for one in value]
    return value
