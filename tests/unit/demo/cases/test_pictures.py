from __future__ import annotations

from io import BytesIO

from PIL import Image

from demo.cases.filers import filers
from demo.cases.pictures import of_enterprise, of_solution, of_subject, too_wide

MOST = 1000  # px


def _widest(content: bytes) -> int:
    return max(Image.open(BytesIO(content)).size)


def test_pictures_keep_to_the_limit_and_the_spoilt_one_passes_it_by_a_pixel() -> None:
    every = filers()
    papers = [*of_subject(every.subjects[0]), *of_enterprise(every.enterprises[0])]
    assert len(papers) == 4
    assert all(_widest(paper.content) <= MOST for paper in papers)
    assert _widest(too_wide(every.enterprises[0]).content) == MOST + 1


def test_a_solution_comes_with_its_diagram() -> None:
    (paper,) = of_solution(filers().solutions[0])
    assert (paper.kind, Image.open(BytesIO(paper.content)).format) == ("architecture", "PNG")
