"""One process of the platform: ``python -m services.chassis.process SERVICE api|worker|relay|sender``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run it; the exit status."""
    gc.disable()  # what imports make stays: to look through it again and again takes a tenth of the start
    from services.chassis.roles import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
