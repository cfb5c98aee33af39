"""Prometheus's alert rules name metrics that the platform has: a renamed one would never ring again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from prometheus_client import REGISTRY
from ruamel.yaml import YAML

from deploy.local.folders import PROJECT
from services.chassis import metrics

RULES = PROJECT / "deploy" / "prometheus" / "alerts.yml"
NAME = re.compile(r"\blianzhu_\w+")
BY = re.compile(r"\bby \(([^)]*)\)")
LABEL = re.compile(r"\$labels\.(\w+)")
SUFFIXES = ("_total", "_bucket", "_count", "_sum", "_created")


def check() -> list[str]:
    metrics.render()
    return unknown(YAML(typ="safe", pure=True).load(RULES.read_text(encoding="utf-8")), known())


def known() -> set[str]:
    """Every sample that a process can report."""
    families = {family.name for family in REGISTRY.collect() if family.name.startswith("lianzhu_")}
    return families | {f"{family}{suffix}" for family in families for suffix in SUFFIXES}


def unknown(rules: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Alerts that speak of a metric that nobody reports, or that say nothing to the person who is woken."""
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    mute = [f"alerts.yml: {rule['alert']}: has no summary" for rule in alerts if not rule.get("annotations", {}).get("summary")]
    wrong = [
        f"alerts.yml: {rule['alert']}: {name} is no metric"
        for rule in alerts
        for name in NAME.findall(rule["expr"])
        if name not in set(names)
    ]
    lost = [f"alerts.yml: {rule['alert']}: its expression has no label {label}" for rule in alerts for label in _lost_labels(rule)]
    return mute + wrong + lost


def _lost_labels(rule: dict[str, Any]) -> set[str]:
    """The labels that a summary speaks of and an aggregation has left out; an expression without one keeps all."""
    kept = {label.strip() for labels in BY.findall(rule["expr"]) for label in labels.split(",")}
    said = set(LABEL.findall(rule.get("annotations", {}).get("summary", "")))
    return said - kept if BY.search(rule["expr"]) else set()
