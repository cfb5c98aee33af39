"""``make bench``: every figure of the platform's speed, as a ratio to a floor of the same run."""

from __future__ import annotations

import sys

import uvloop

from bench import consumer, relay, submission
from bench.platform import running

BENCHES = {"submission": submission.run, "consumer": consumer.run, "relay": relay.run}


def main(names: list[str]) -> int:
    """Run the named benches, or all."""
    with running() as bench:
        rows = [row for name in names or BENCHES for row in uvloop.run(BENCHES[name](bench))]
    for row in rows:
        print(row)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
