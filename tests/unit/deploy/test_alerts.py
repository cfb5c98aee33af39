"""An alert that speaks of a metric which nobody reports would never ring."""

from __future__ import annotations

from typing import Any

from deploy.checks import alerts


def rules(expression: str, **annotations: str) -> dict[str, Any]:
    return {"groups": [{"rules": [{"alert": "A", "expr": expression, "annotations": annotations}]}]}


def test_the_rules_of_the_project_are_right() -> None:
    assert alerts.check() == []


def test_a_counter_is_known_by_the_name_that_prometheus_sees() -> None:
    assert {"lianzhu_dead_letters_total", "lianzhu_request_seconds_bucket", "lianzhu_pending_age_seconds"} <= alerts.known()


def test_a_metric_that_does_not_exist_is_found() -> None:
    assert alerts.unknown(rules("rate(lianzhu_misspelt_total[5m]) > lianzhu_known", summary="x"), {"lianzhu_known"}) == [
        "alerts.yml: A: lianzhu_misspelt_total is no metric"
    ]


def test_a_summary_speaks_of_labels_that_are_still_there() -> None:
    summary = "{{ $labels.service }}: {{ $labels.view }}"
    assert alerts.unknown(rules("max by (service) (lianzhu_known) > 1", summary=summary), {"lianzhu_known"}) == [
        "alerts.yml: A: its expression has no label view"
    ]
    assert alerts.unknown(rules("max by (service, view) (lianzhu_known) > 1", summary=summary), {"lianzhu_known"}) == []


def test_an_alert_has_to_say_something() -> None:
    assert alerts.unknown(rules("up == 0"), set()) == ["alerts.yml: A: has no summary"]
