"""Pages (HTML) by templates (jinja) that a clerk may edit: what is put into them is text, never markup. They run in a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.chassis.placeholders import unknown_names
from services.chassis.template_fault import TemplateFault

_SANDBOX = ImmutableSandboxedEnvironment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)


def html_page(template: Path, words: Mapping[str, Any]) -> bytes:
    """The page, UTF-8. TemplateFault where the template is wrong."""
    try:
        return _SANDBOX.from_string(template.read_text(encoding="utf-8")).render(words).encode()
    except TemplateSyntaxError as error:
        raise _at(template, error.lineno, str(error.message)) from error
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise TemplateFault(str(error), template.name) from error


def html_faults(template: Path, words: Mapping[str, Any]) -> list[TemplateFault]:
    """The names in it that nothing stands behind, each at its line, and what cannot be read; ``words`` are a complete sample."""
    try:
        tree = _SANDBOX.parse(template.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return [TemplateFault("is not UTF-8", template.name)]
    except TemplateSyntaxError as error:
        return [_at(template, error.lineno, str(error.message))]
    return [_at(template, each.line, each.reason) for each in unknown_names(tree, words)]


def _at(template: Path, line: int, reason: str) -> TemplateFault:
    return TemplateFault(reason, f"{template.name}:{line}")
