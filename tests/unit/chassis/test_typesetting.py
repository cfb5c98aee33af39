"""What cannot be typeset says whose fault it is: a picture's, by its name, or the template's."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.chassis.picture_fault import PictureFault
from services.chassis.template_fault import TemplateFault
from services.chassis.typesetting import typeset
from tests.support.files import png

BROKEN = png(30, 20)[:60]


def test_the_picture_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    template = tmp_path / "two.typ"
    template.write_text('#image("/good") #image("/bad")')
    with pytest.raises(PictureFault) as fault:
        typeset(template, {}, {"good": png(9, 9), "bad": BROKEN})
    assert fault.value.name == "bad"


def test_a_picture_of_the_templates_own_is_the_templates_fault(tmp_path: Path) -> None:
    template = tmp_path / "own.typ"
    template.write_text(f'#image("/good") #image(bytes({tuple(BROKEN)}))')
    with pytest.raises(TemplateFault):
        typeset(template, {}, {"good": png(9, 9)})
