"""What this process's metrics have gained since a test began to look."""

from __future__ import annotations

from prometheus_client import REGISTRY


def sample(name: str, **labels: str) -> float:
    """The value that Prometheus would read now; 0 for what nobody has reported."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


class Gains:
    """Samples before and after: ``gains.of("lianzhu_…_total", service="counter")`` is what was added since it was last asked for."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, frozenset[tuple[str, str]]], float] = {
            (one.name, frozenset(one.labels.items())): one.value for family in REGISTRY.collect() for one in family.samples
        }

    def of(self, name: str, **labels: str) -> float:
        key, now = (name, frozenset(labels.items())), sample(name, **labels)
        before, self._seen[key] = self._seen.get(key, 0.0), now
        return now - before
