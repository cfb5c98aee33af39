"""What is wrong on purpose is wrong of whoever tries it first: that differs from run to run."""

from __future__ import annotations

import pytest

from contracts.text import length
from demo.cases.filers import Subject, filers
from demo.cases.filing import MORE
from demo.cases.writing import local_mode


@pytest.mark.parametrize("subject", filers().subjects, ids=lambda subject: subject.key)
def test_whichever_bureau_writes_first_its_measures_become_too_long(subject: Subject) -> None:
    measures = str(local_mode(subject)["measures"])
    assert length(measures) <= 1800 < length(measures + MORE)
