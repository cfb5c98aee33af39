"""Topics are data: a wrong file is refused with its name and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.events.catalogue import EVENTS
from contracts.topics import FOLDER, TOPICS, TopicError, load_topics, topic_of, topics_owned_by

INTAKE = (FOLDER / "intake.events.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "intake.events.yaml").write_text(INTAKE, encoding="utf-8")
    return tmp_path


def test_every_event_has_one_topic_and_every_topic_one_owner() -> None:
    services = {event_type: event_type.split(".")[1] for event_type in EVENTS}
    assert {event_type: topic_of(event_type).topic for event_type in EVENTS} == {each: f"{name}.events" for each, name in services.items()}
    assert {name: topics_owned_by(name) for name in services.values()} == {name: (TOPICS[f"{name}.events"],) for name in services.values()}


def test_a_topic_carries_the_namespace_on_the_bus_and_keeps_events_for_ever() -> None:
    topic = TOPICS["intake.events"]
    assert topic.on("demo") == "demo.intake.events"
    assert (topic.configs()["retention.ms"], topic.configs()["retention.bytes"], topic.configs()["cleanup.policy"]) == (
        "-1",
        "-1",
        "delete",
    )


@pytest.mark.parametrize(
    ("was", "wrong", "said"),
    [
        ("owner: intake", "owner: nobody", "owner: Input should be 'intake'"),
        ("partitions: 12", "partitions: 0", "partitions: .*greater than or equal to 1"),
        ("partitions: 12", 'partitions: "12"', "partitions: .*valid integer"),
        ("retention: forever", "retention: 7d", "retention: Input should be 'forever'"),
        ("cleanup: delete", "cleanup: compact", "cleanup: "),
        ("key: stream", "key: region", "key: "),
        ("key: stream", "keys: stream", "keys: Extra inputs"),
        ("topic: intake.events", "topic: intake.facts", "should be called intake.facts.yaml"),
        ("  - lianzhu.intake.round.moved.v1", "  - lianzhu.scoring.round.moved.v1", "belongs to scoring, not to intake"),
        ("  - lianzhu.intake.round.moved.v1", "  - round.moved", "round.moved is not lianzhu"),
        (
            "  - lianzhu.intake.round.moved.v1",
            "  - lianzhu.intake.round.opened.v1",
            "lianzhu.intake.round.opened.v1 is named in intake.events already",
        ),
        ("topic: intake.events", "topic: [", "while parsing"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(folder: Path, was: str, wrong: str, said: str) -> None:
    assert was in INTAKE
    (folder / "intake.events.yaml").write_text(INTAKE.replace(was, wrong), encoding="utf-8")
    with pytest.raises(TopicError, match=rf"(?s)intake\.events\.yaml: .*{said}"):
        load_topics(folder)


def test_a_topic_without_events_is_refused(folder: Path) -> None:
    (folder / "intake.events.yaml").write_text(INTAKE.split("events:\n")[0] + "events: []\n", encoding="utf-8")
    with pytest.raises(TopicError, match=r"events: .*at least 1 item"):
        load_topics(folder)


def test_a_type_in_two_topics_is_refused(folder: Path) -> None:
    (folder / "intake.copies.yaml").write_text(INTAKE.replace("topic: intake.events", "topic: intake.copies"), encoding="utf-8")
    with pytest.raises(TopicError, match=r"is named in intake\.copies already"):
        load_topics(folder)
