"""The API as its description says, tried with what nobody thought of: no failure of ours, and no answer that is not described."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.local.folders import PROJECT
from services.chassis.issuer import Person, issue
from tests.support.intake import CITY, COUNTY, Installation

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance"
EXAMPLES = "15"


def test_the_api_answers_anything_as_it_is_described(own_intake: Installation, tmp_path: Path) -> None:
    applicant = own_intake.applicant().filed()
    somebody = Person(("enterprise", "county", "city"), (CITY, COUNTY), applicant.uscc, "somebody", "某人")
    described = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("st")), "run", f"{own_intake.url}/openapi.json"),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "20240425"),
            *("--checks", CHECKS, "--continue-on-failure", "--warnings", "off"),
            *("--exclude-path-regex", "^/(ready|metrics)$", "--request-timeout", "20"),
            *("--header", f"Authorization: Bearer {issue(own_intake.settings, somebody)}"),
        ],
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1", "SCHEMATHESIS_HOOKS": "tests.support.described", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert described.returncode == 0, described.stdout[-6000:] + described.stderr[-2000:]
    assert "Fuzzing" in described.stdout
