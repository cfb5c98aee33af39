"""The embedded servers are the real ones, and each module of tests has its own part of them."""

from __future__ import annotations

import pymongo
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaTimeoutError


def test_mongodb_is_a_replica_set_that_takes_journaled_majority_writes(mongodb_uri: str, namespace: str) -> None:
    with pymongo.MongoClient[dict[str, object]](mongodb_uri, w="majority", journal=True) as client:
        things = client[f"{namespace}_intake"].things
        things.insert_one({"_id": 1})
        assert client.admin.command("hello")["setName"] == "rs0"
        assert things.count_documents({}) == 1


def test_a_message_that_kafka_acknowledged_is_read_again(kafka_bootstrap: str, namespace: str) -> None:
    topic = f"{namespace}.intake.events"
    admin = KafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    admin.close()
    producer = KafkaProducer(bootstrap_servers=kafka_bootstrap, acks="all")
    producer.send(topic, key=b"application/1", value="石家庄".encode()).get(timeout=10)
    producer.close()
    consumer = KafkaConsumer(topic, bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=10_000)
    assert next(consumer).value.decode() == "石家庄"
    consumer.close()


def test_a_topic_is_never_made_by_a_misspelt_name(kafka_bootstrap: str, namespace: str) -> None:
    producer = KafkaProducer(bootstrap_servers=kafka_bootstrap, max_block_ms=500)
    with pytest.raises(KafkaTimeoutError):
        producer.send(f"{namespace}.misspelt", b"")
    producer.close()
    admin = KafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    assert f"{namespace}.misspelt" not in admin.list_topics()
    admin.close()
