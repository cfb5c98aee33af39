from __future__ import annotations

import pytest

from contracts.programme.programmes import Programmes
from demo.refusals import DemoFailure
from demo.stories import DEFAULT, STORIES, story_of


@pytest.mark.parametrize("programme", STORIES)
def test_each_story_is_of_a_published_programme(programme: str) -> None:
    assert story_of(programme).programme == programme
    assert Programmes.all_published().newest(programme).programme == programme


def test_an_unknown_programme_is_refused_with_the_names_of_those_that_exist() -> None:
    with pytest.raises(DemoFailure, match=f"'miit-2022'.*{', '.join(STORIES)}"):
        story_of("miit-2022")


def test_without_a_name_it_is_the_city_s_call() -> None:
    assert DEFAULT == "sjz-2024-chain"
