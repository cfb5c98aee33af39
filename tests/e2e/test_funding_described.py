"""Funding's API as its description says, tried with what nobody thought of: no failure of ours, and no answer that is not described."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from services.chassis.issuer import Person, issue
from tests.support.funding import Funding, round_of
from tests.support.intake import CITY, COUNTY, ok
from tests.support.servers import drop_databases

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance"
EXAMPLES = "10"


def test_the_api_answers_anything_as_it_is_described(mongodb_uri: str, tmp_path: Path) -> None:
    namespace = f"t{os.getpid() % 100_000}-described"
    with Funding(namespace, mongodb_uri, "127.0.0.1:1", tmp_path).funding() as funding:
        funding.open(3)
        round_ = funding.arrive(round_of(5))
        ok(funding.propose(round_))
        roles = ("enterprise", "county", "city", "approver", "finance", "audit-firm")
        somebody = Person(roles, (CITY, COUNTY), round_.places[0][1], "somebody", "某人")
        described = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("st")), "run", f"{funding.url}/openapi.json"),
                *("--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "20240820"),
                *("--checks", CHECKS, "--continue-on-failure", "--warnings", "off"),
                *("--exclude-path-regex", "^/(ready|metrics)$", "--request-timeout", "20"),
                *("--header", f"Authorization: Bearer {issue(funding.settings, somebody)}"),
            ],
            cwd=tmp_path,
            env=os.environ | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
    drop_databases(mongodb_uri, namespace)
    assert described.returncode == 0, described.stdout[-6000:] + described.stderr[-2000:]
    assert "Fuzzing" in described.stdout
