"""The declared topics, made on a bus: the one place where topics come into being."""

from __future__ import annotations

import asyncio
import time

from contracts.topics import TOPICS
from services.chassis.bus import Admin, BusAway

PAUSE = 0.5


def create_topics(bootstrap: str, namespace: str, replication: int = 1, within: float = 30.0) -> list[str]:
    """Create the platform's topics that the bus does not have yet, and return their names.

    A bus that does not answer is asked again for ``within`` seconds; then BusAway. ``replication`` is copies of a partition.
    """
    return asyncio.run(_create(bootstrap, namespace, replication, within))


async def _create(bootstrap: str, namespace: str, replication: int, within: float) -> list[str]:
    wanted = {
        topic.on(namespace): {"num_partitions": topic.partitions, "replication_factor": replication, "configs": topic.configs()}
        for topic in TOPICS.values()
    }
    deadline = time.monotonic() + within
    admin = Admin(bootstrap)
    try:
        while True:
            try:
                return await admin.ensure_topics(wanted)
            except BusAway:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(PAUSE)
    finally:
        await admin.close()
