"""A form is made in memory: where a call sets no limit to its pictures, the platform does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import installed
from tests.support.files import jpeg, png
from tests.support.intake import Installation, fault, ok

EXTRA = {"LIANZHU_DOCUMENTS_PICTURES": "1", "LIANZHU_DOCUMENTS_PICTURE_BYTES": "1000"}


@pytest.fixture(scope="module")
def narrow(mongodb_uri: str, namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(Installation(namespace, mongodb_uri, "127.0.0.1:1", tmp_path_factory.mktemp("intake"), EXTRA)) as made:
        yield made


def test_more_pictures_and_larger_ones_than_the_platform_prints_are_refused_when_they_come(narrow: Installation) -> None:
    applicant, large = narrow.applicant().begin(), jpeg(1000, 1000)
    with narrow.unchanged():
        refused = fault(applicant.attach("figure", ("大图.jpg", large)), "invalid-content", "file-size", "/file")
    assert (refused["limit"], refused["actual"]) == (1000, len(large))
    for name in ("图.png", "again.png"):
        ok(applicant.attach("figure", (name, png(9, 9))))
    with narrow.unchanged():
        refused = fault(applicant.attach("figure", ("第二张.png", png(8, 8))), "invalid-content", "too-many-files", "/file")
    assert (refused["limit"], refused["actual"]) == (1, 2)
    ok(applicant.attach("other", ("不排入.jpg", large)))
    assert applicant.caller.get(f"{applicant.path}/form.docx").is_success
