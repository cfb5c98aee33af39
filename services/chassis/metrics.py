"""Every metric of the platform, declared and documented here and nowhere else; read at ``GET /metrics``.

Durations are seconds, sizes bytes. Labels are few and closed: never an id, a name, a region or anything that a client sends.
"""

from __future__ import annotations

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE

__all__ = ["CONTENT_TYPE", "render"]

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)

# API
REQUEST_SECONDS = Histogram(
    "lianzhu_request_seconds",
    "Time from a request's head to the end of its response, by route template and status",
    ("method", "route", "status"),
    buckets=_FAST,
)
REQUESTS_IN_FLIGHT = Gauge("lianzhu_requests_in_flight", "Requests that are being answered")
REFUSALS = Counter("lianzhu_refusals", "Refusals, by problem type", ("problem",))
FILE_BYTES = Counter("lianzhu_file_bytes", "Bytes of files: in (received), kept (new in the store), out (read)", ("direction",))

# decisions
HANDLER_SECONDS = Histogram(
    "lianzhu_handler_seconds", "Time of a handler, waiting for the commit included", ("service", "handler"), buckets=_FAST
)
COMMIT_GROUP_SIZE = Histogram("lianzhu_commit_group_size", "Commits written together in one bulk insert", ("service",), buckets=_COUNTS)
COMMIT_SECONDS = Histogram("lianzhu_commit_seconds", "Time of one bulk insert until it is durable", ("service",), buckets=_FAST)
CONFLICTS = Counter("lianzhu_commit_conflicts", "Decisions made again because another process wrote the stream first", ("service",))
DUPLICATES = Counter("lianzhu_duplicates", "Repeated causes answered with the first result: request or event", ("service", "kind"))

# relay
PENDING = Gauge("lianzhu_pending_commits", "Commits that are not on the bus yet", ("service",))
PENDING_AGE = Gauge("lianzhu_pending_age_seconds", "Age of the oldest pending commit", ("service",))
PUBLISHED = Counter("lianzhu_relay_published", "Events confirmed by the bus", ("service",))
PUBLISH_FAILURES = Counter("lianzhu_relay_failures", "Sends that the bus did not confirm; their stream waits", ("service",))
RELAY_ACTIVE = Gauge("lianzhu_relay_active", "1 in the process that holds the relay's lease", ("service",))

# consumers
LAG = Gauge("lianzhu_consumer_lag", "Events on the bus that this consumer has not committed", ("service", "topic", "partition"))
HANDLED = Counter("lianzhu_consumer_handled", "Events handled", ("service", "type"))
RETRIES = Counter("lianzhu_consumer_retries", "Tries of an event after the first", ("service",))
DEAD_LETTERS = Counter("lianzhu_dead_letters", "Events put among the dead letters, by class of reason", ("service", "reason"))
PARKED = Gauge("lianzhu_parked_events", "Events that wait behind a dead letter or a gap of their key", ("service",))
BREAKER_OPEN = Gauge("lianzhu_breaker_open", "1 while the breaker has stopped the consumer", ("service",))

# views and timers
VIEW_LAG = Gauge("lianzhu_view_lag_seconds", "Age of the oldest commit whose rows the relay found missing last time; 0: none", ("service",))
TIMERS_DUE = Gauge("lianzhu_timers_due", "Timers whose time has come and that nobody has carried out", ("service",))

# notifications
ATTEMPTS = Counter("lianzhu_notification_attempts", "Attempts to deliver a notification, by channel and outcome", ("channel", "outcome"))
ATTEMPT_SECONDS = Histogram("lianzhu_notification_attempt_seconds", "Time of one attempt", ("channel",), buckets=_FAST)
DELIVERY_SECONDS = Histogram(
    "lianzhu_notification_delivery_seconds",
    "Time from a notification's falling due to its recorded delivery",
    ("channel",),
    buckets=(*_FAST, 60.0, 3600.0, 86_400.0),
)
NOTIFICATION_WAITS = Gauge(
    "lianzhu_notification_waits_seconds", "How long the oldest notification that is due and not on its way has waited"
)
STREAMS_OPEN = Gauge("lianzhu_streams_open", "Streams of server-sent events that are open")


def render() -> bytes:
    """All metrics of this process in Prometheus's text format."""
    return generate_latest(REGISTRY)
