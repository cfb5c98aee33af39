"""``python -m deploy.checks``: run every check, and say what was found. Exit code 1 when anything was."""

from __future__ import annotations

import sys
from collections.abc import Callable

from deploy.checks import alerts, compatibility, compose, examples, generated, image, programmes, settings

# what holds → the function that returns, in words, where it does not
CHECKS: dict[str, Callable[[], list[str]]] = {
    "generated files are what the contracts say": generated.check,
    "no published event has changed in a breaking way": compatibility.check,
    "every event type has a topic and a golden message": examples.check,
    "programme files are right, and published ones unchanged": programmes.check,
    "the page of settings says what the settings say": settings.drift,
    "docker-compose is valid and runs every process": compose.check,
    "the image holds the locked packages": image.check,
    "alerts speak of metrics that exist": alerts.check,
}


def main() -> int:
    """Run them all; the exit status."""
    broken = 0
    for name, check in CHECKS.items():
        findings = check()
        broken += bool(findings)
        print(f"{'✗' if findings else '✓'} {name}")
        for finding in findings:
            print(f"    {finding}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
