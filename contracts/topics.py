"""The topics of the bus, each declared in one file of ``contracts/topics``: who owns it, what it carries, how it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from contracts.events.catalogue import CatalogueError, owner_of

FOLDER = Path(__file__).parent / "topics"
Service = Literal["intake", "scoring", "funding", "notify"]
SERVICES: tuple[Service, ...] = get_args(Service)


class TopicError(ValueError):
    """A topic's file is wrong; the message names the file and the reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Title(_Strict):
    zh: str
    en: str


class Topic(_Strict):
    """One topic. On the bus its name carries the platform's namespace in front (``dev.intake.events``)."""

    topic: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z]+$")]
    owner: Service
    title: Title
    key: Literal["stream"]
    partitions: Annotated[int, Field(ge=1, le=1000)]
    retention: Literal["forever"]
    cleanup: Literal["delete"]
    max_message_bytes: Annotated[int, Field(ge=1024, le=16 * 1024 * 1024)]
    events: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]

    def on(self, namespace: str) -> str:
        """The name on the bus."""
        return f"{namespace}.{self.topic}"

    def configs(self) -> dict[str, str]:
        """The topic's settings in Kafka's words."""
        return {
            "cleanup.policy": self.cleanup,
            "retention.ms": "-1",
            "retention.bytes": "-1",
            "max.message.bytes": str(self.max_message_bytes),
        }


def load_topics(folder: Path = FOLDER) -> Mapping[str, Topic]:
    """The declared topics by name. TopicError for a wrong file, a type of another service or a type in two topics."""
    topics = [read_topic(path) for path in sorted(folder.glob("*.yaml"))]
    _require_one_topic_each(topics)
    return {topic.topic: topic for topic in topics}


def read_topic(path: Path) -> Topic:
    """One topic's file."""
    try:
        topic = Topic.model_validate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except (YAMLError, ValidationError) as error:
        raise TopicError(f"{path.name}: {_reason(error)}") from None
    if path.stem != topic.topic:
        raise TopicError(f"{path.name}: declares {topic.topic}, so it should be called {topic.topic}.yaml")
    for event_type in topic.events:
        _require_owner(path, topic, event_type)
    return topic


def topic_of(event_type: str) -> Topic:
    """The topic that carries the type; KeyError where none does."""
    return _by_event_type()[event_type]


def topics_owned_by(service: str) -> tuple[Topic, ...]:
    """The topics that a service publishes."""
    return tuple(topic for topic in TOPICS.values() if topic.owner == service)


def _require_owner(path: Path, topic: Topic, event_type: str) -> None:
    try:
        owner = owner_of(event_type)
    except CatalogueError as error:
        raise TopicError(f"{path.name}: {error}") from None
    if owner != topic.owner:
        raise TopicError(f"{path.name}: {event_type} belongs to {owner}, not to {topic.owner}")


def _require_one_topic_each(topics: Iterable[Topic]) -> None:
    seen: dict[str, str] = {}
    for topic in topics:
        for event_type in topic.events:
            if seen.setdefault(event_type, topic.topic) != topic.topic or topic.events.count(event_type) > 1:
                raise TopicError(f"{topic.topic}.yaml: {event_type} is named in {seen[event_type]} already")


def _reason(error: YAMLError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(_faults(error))
    return " ".join(str(error).split())


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        yield f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}"


@cache
def _by_event_type() -> Mapping[str, Topic]:
    return {event_type: topic for topic in TOPICS.values() for event_type in topic.events}


TOPICS = load_topics()
