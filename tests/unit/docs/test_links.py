"""Every link of a page leads to a file that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import PAGES, PROJECT, named, prose

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"(?:contracts|services|deploy|demo|bench|tests|docs)/[\w./-]+|[\w-]+\.(?:yml|toml)")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = [link for link in _LINK.findall(prose(page)) if not link.startswith(("https://", "http://"))]
    assert [link for link in links if not (page.parent / link.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_that_is_named_is_there(page: Path) -> None:
    named_paths = {word for word in re.findall(r"`([^`\n]+)`", prose(page)) if _PATH.fullmatch(word)}
    assert sorted(word for word in named_paths if not (PROJECT / word).exists()) == []


def test_a_page_that_no_other_links_to_is_no_part_of_the_book() -> None:
    linked = {(page.parent / link.partition("#")[0]).resolve() for page in PAGES for link in _LINK.findall(prose(page))}
    assert [named(page) for page in PAGES if page.resolve() not in linked and page.name != "README.md"] == []
