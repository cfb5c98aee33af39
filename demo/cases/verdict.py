"""Whether the round came out as it has to, beyond what holds for every call."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

from demo.cases.call import LOCAL_MODE, SME_CASE, SOLUTION
from demo.cases.examination import ranked
from demo.cases.filers import filers
from demo.findings import Finding
from demo.reported import Outcome


async def judge(outcome: Outcome) -> AsyncIterator[Finding]:
    yield _quotas(outcome)
    yield _priorities(outcome)


def _quotas(outcome: Outcome) -> Finding:
    """5 giants of 116 and 1 other, 3 modes, 2 solutions of a province; 2 of a provider directly."""
    counts = {code: Counter(row["track"] for row in rows) for code, rows in outcome.rows.items()}
    hebei = counts["13"]
    direct = [counts[one.uscc][SOLUTION] for one in filers().providers if one.uscc in counts]
    found = f"河北 {hebei[SME_CASE]} SMEs, {hebei[LOCAL_MODE]} modes, {hebei[SOLUTION]} solutions; directly {direct}"
    right = (hebei[SME_CASE], hebei[LOCAL_MODE], hebei[SOLUTION]) == (6, 3, 2) and max(direct) == 2
    return Finding("quotas are used up, and held", found, right)


def _priorities(outcome: Outcome) -> Finding:
    """Each list has the SME cases in the order in which its bureau ranked them."""
    reporting = outcome.reporting
    wrong = [code for code in reporting.bureaus if _listed(outcome, code) != ranked(reporting.of(code, SME_CASE))]
    return Finding("SME cases stand in the order of priority", "、".join(wrong) or f"{len(reporting.bureaus)} lists", not wrong)


def _listed(outcome: Outcome, code: str) -> list[str]:
    return [row["application"] for row in outcome.rows[code] if row["track"] == SME_CASE]
