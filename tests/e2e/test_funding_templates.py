"""A bureau's own layout of its public notices, beside the programme: used from then on, and refused where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.funding import round_of
from tests.support.intake import PROGRAMME, ok, problem
from tests.support.noticing import Noticing
from tests.support.shelf import shelf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="module")
def funding(mongodb_uri: str, namespace: str, folder: Path) -> Iterator[Noticing]:
    with Noticing(namespace, mongodb_uri, "127.0.0.1:1", folder, shelf(folder)).serving_all() as made:
        yield made


def test_a_notice_is_laid_out_by_the_bureaus_own_template_and_not_published_by_a_wrong_one(funding: Noticing, folder: Path) -> None:
    round_ = funding.arrive(round_of(1))
    ok(funding.propose(round_))
    funding.decided(round_)
    own = folder / "contracts" / "programmes" / PROGRAMME / "templates"
    own.mkdir(exist_ok=True)
    (own / "notice.html").write_text("<p>{{ titel }}</p>", encoding="utf-8")
    with funding.unchanged():
        assert "notice.html" in problem(funding.publish(round_), "unusable-template")["detail_zh"]
    (own / "notice.html").write_text("<h1>本市版式：{{ rows | length }}家</h1>", encoding="utf-8")
    (own / "notice.typ").write_text('#set text(font: "Noto Serif SC")\n本市版式', encoding="utf-8")
    link = ok(funding.publish(round_))["link"]
    path = link[link.index("/notices/") :]
    assert funding.public().get(path).text == "<h1>本市版式：1家</h1>"
    assert funding.public().get(f"{path}.pdf").content.startswith(b"%PDF")
