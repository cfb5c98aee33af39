"""What is wrong with a Word template, before anything is printed with it: every place, with what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from services.chassis.placeholders import unknown_names
from services.chassis.template_fault import TemplateFault
from services.chassis.word import WordTemplate, opened, sandbox

_TAGS = re.compile(r"<[^>]+>")
_LONGEST_PLACE = 60  # characters


def word_faults(template: bytes, known: Mapping[str, Any]) -> list[TemplateFault]:
    """The placeholders that nothing stands behind and what cannot be read; ``known`` is a shape as :func:`unknown_names` takes it."""
    try:
        document = opened(template)
    except TemplateFault as fault:
        return [fault]
    environment = sandbox()
    environment.filters["picture"] = str
    return [fault for source in _sources(document) for fault in _faults(source, known, environment)]


def _sources(document: WordTemplate) -> Iterator[str]:
    """The body, headers and footers as jinja reads them, each paragraph on a line of its own."""
    parts = [part for uri in (document.HEADER_URI, document.FOOTER_URI) for _, part in document.get_headers_footers(uri)]
    for xml in (document.get_xml(), *map(document.get_part_xml, parts)):
        yield re.sub(r"<w:p([ >])", r"\n<w:p\1", document.patch_xml(xml))


def _faults(source: str, known: Mapping[str, Any], environment: SandboxedEnvironment) -> Iterator[TemplateFault]:
    lines = source.split("\n")
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield TemplateFault(str(error.message), _place(lines, error.lineno))
        return
    for unknown in unknown_names(tree, known):
        yield TemplateFault(unknown.reason, _place(lines, unknown.line))


def _place(lines: list[str], number: int) -> str:
    """The paragraph's text."""
    text = _TAGS.sub("", lines[number - 1]).strip()
    return f"“{text[:_LONGEST_PLACE]}{'…' if len(text) > _LONGEST_PLACE else ''}”"
