"""``make bench``: every figure of the platform's speed, as a ratio to a floor of the same run. ``python -m bench NAME …`` runs some."""

from __future__ import annotations

import sys

import uvloop

from bench import consumer, draw, fund, imports, notification, relay, report, scale, submission, tables
from bench.platform import running

BENCHES = {
    "submission": submission.run,
    "consumer": consumer.run,
    "relay": relay.run,
    "scale": scale.run,
    "imports": imports.run,
    "draw": draw.run,
    "fund": fund.run,
    "notification": notification.run,
    "tables": tables.run,
}


def main(names: list[str]) -> int:
    """Run the named benches, or all; the README has the table of a run of all."""
    rows = []
    for name in names or BENCHES:
        with running() as bench:  # servers of its own for each: none finds another's leavings
            rows += uvloop.run(BENCHES[name](bench))
    report.show(rows)
    sys.stdout.write(f"written to {report.write(rows)}\n")
    if not names:
        report.into_readme(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
