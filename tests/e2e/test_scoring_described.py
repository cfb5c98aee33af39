"""Scoring's API as its description says, tried with what nobody thought of: no failure of ours, and no answer that is not described."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from services.chassis.issuer import Person, issue
from tests.e2e.test_described import CHECKS, EXAMPLES
from tests.support.intake import CITY
from tests.support.reviewing import AGENCY, Reviewing


def test_the_api_answers_anything_as_it_is_described(mongodb_uri: str, namespace: str, tmp_path: Path) -> None:
    with Reviewing(namespace, mongodb_uri, "127.0.0.1:1", tmp_path).reviewing(2, 6) as scoring:
        somebody = Person(("expert", "city", "agency"), (CITY,), AGENCY.uscc, next(iter(scoring.experts.values())), "李四")
        described = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("st")), "run", f"{scoring.url}/openapi.json"),
                *("--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "20240425"),
                *("--checks", CHECKS, "--continue-on-failure", "--warnings", "off"),
                *("--exclude-path-regex", "^/(ready|metrics)$", "--request-timeout", "20"),
                *("--header", f"Authorization: Bearer {issue(scoring.settings, somebody)}"),
            ],
            cwd=tmp_path,
            env=os.environ | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert described.returncode == 0, described.stdout[-6000:] + described.stderr[-2000:]
    assert "Fuzzing" in described.stdout
