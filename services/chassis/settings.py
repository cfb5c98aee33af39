"""Every setting of the platform: environment variables, each with its unit, its default and its meaning.

The groups are small classes, one per concern; ``docs/settings.md`` is generated from them. A default marked
``development`` is refused in production, where the value has to be chosen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "LIANZHU_"


def setting(default: object, meaning: str, unit: str = "", **constraints: Any) -> Any:
    """A field: its default, what it means, and in which unit; ``development=True`` marks a default that production refuses."""
    extra = {"unit": unit, "development": constraints.pop("development", False)}
    return Field(default=default, description=meaning, json_schema_extra=extra, **constraints)


def group(name: str) -> SettingsConfigDict:
    """How a group reads its variables; ``populate_by_name`` lets a test give values by field name."""
    return SettingsConfigDict(
        env_prefix=f"{PREFIX}{name}_", frozen=True, populate_by_name=True, extra="forbid", validate_default=True, hide_input_in_errors=True
    )


class Store(BaseSettings):
    """MongoDB."""

    model_config = group("STORE")
    uri: SecretStr = setting(
        SecretStr("mongodb://127.0.0.1:27017/?replicaSet=rs0"), "MongoDB, a replica set", validation_alias="MONGODB_URI", development=True
    )
    selection_timeout: float = setting(2.0, "how long a call waits for a primary before the store counts as away", "s", gt=0)
    timeout: float = setting(30.0, "how long one call to the store may take", "s", gt=0)
    pool: int = setting(64, "connections of one process", "connections", ge=1)


class Commits(BaseSettings):
    """The group commit."""

    model_config = group("COMMITS")
    group_size: int = setting(500, "most commits written in one bulk insert", "commits", ge=1)
    decide_within: float = setting(10.0, "how long a command that meets version conflicts is decided again", "s", gt=0)
    memory: int = setting(4096, "streams that a process remembers", "streams", ge=1)
    snapshot_every: int = setting(200, "events of one stream between two snapshots", "events", ge=1)
    document_limit: int = setting(12_000_000, "largest commit document", "bytes", ge=1)
    event_limit: int = setting(4_000_000, "largest event that the bus takes", "bytes", ge=1)


class Bus(BaseSettings):
    """Kafka."""

    model_config = group("BUS")
    servers: str = setting(
        "127.0.0.1:9092", "Kafka's bootstrap servers, comma-separated", validation_alias="KAFKA_BOOTSTRAP_SERVERS", development=True
    )
    timeout: float = setting(10.0, "how long a send waits for all acknowledgements", "s", gt=0)
    replication: int = setting(1, "replicas of a topic that is created", "copies", ge=1)


class Api(BaseSettings):
    """The HTTP server of a service."""

    model_config = group("API")
    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "port to listen on; 0 picks a free one", "port", ge=0, le=65535)
    readiness_timeout: float = setting(2.0, "how long GET /ready waits for each part", "s", gt=0)
    retry_after: int = setting(5, "Retry-After of a 503", "s", ge=1)


class Metrics(BaseSettings):
    """Prometheus, for processes without an API of their own."""

    model_config = group("METRICS")
    port: int = setting(0, "port of GET /metrics in worker and relay processes; 0 serves none", "port", ge=0, le=65535)


class Oidc(BaseSettings):
    """Tokens of people."""

    model_config = group("OIDC")
    issuer: str = setting("https://issuer.lianzhu.invalid", "the iss that a token has to carry", development=True)
    audience: str = setting("lianzhu", "the aud that a token has to carry")
    jwks: str = setting(".lianzhu/keys/jwks.json", "the issuer's public key set: an https URL or a file", development=True)
    keys: Path = setting(Path(".lianzhu/keys"), "folder of the local development issuer's key pair")
    leeway: float = setting(30.0, "difference of clocks that is forgiven in exp and nbf", "s", ge=0)
    roles_claim: str = setting("roles", "claim with the roles, a list of the words in contracts.roles")
    regions_claim: str = setting("regions", "claim with the division codes that the person is responsible for")
    organisation_claim: str = setting("organisation", "claim with the USCC that the person acts for")


class Body(BaseSettings):
    """JSON request bodies."""

    model_config = group("BODY")
    limit: int = setting(1_000_000, "largest JSON body", "bytes", ge=1)
    depth: int = setting(64, "deepest nesting of a JSON body", "levels", ge=1)


class Upload(BaseSettings):
    """Files sent by clients."""

    model_config = group("UPLOAD")
    limit: int = setting(50_000_000, "largest file", "bytes", ge=1)
    pixels: int = setting(50_000_000, "largest picture, width times height", "px", ge=1)
    unpacked: int = setting(500_000_000, "largest content of a packed file (docx, xlsx, zip) when unpacked", "bytes", ge=1)


class Documents(BaseSettings):
    """Forms that are made on request (PDF, DOCX), pictures and all, in memory."""

    model_config = group("DOCUMENTS")
    at_once: int = setting(2, "forms, and archives with one, that a process makes at the same time; others wait", "documents", ge=1)
    pictures: int = setting(40, "pictures that one form shows", "files", ge=1)
    picture_bytes: int = setting(100_000_000, "all pictures of one form together", "bytes", ge=1)


class Scans(BaseSettings):
    """Scans whose QR codes are read, each by a process of its own."""

    model_config = group("SCANS")
    at_once: int = setting(2, "scans that a process has read at the same time; others wait", "scans", ge=1)
    pages: int = setting(30, "pages of a scan that are looked at, from the first", "pages", ge=1)
    seconds: float = setting(15.0, "how long the reading of one scan may take; after that it counts as one that cannot be read", "s", gt=0)
    memory: int = setting(600_000_000, "address space that the reading of one scan may take", "bytes", ge=1)


class Cursor(BaseSettings):
    """Page cursors."""

    model_config = group("CURSOR")
    secret: SecretStr = setting(
        SecretStr("development-cursor-secret-only"), "signs page cursors; the same in all processes", min_length=16, development=True
    )


class Relay(BaseSettings):
    """From the pending commits to the bus."""

    model_config = group("RELAY")
    lease: float = setting(10.0, "how long the one active relay holds its lease, by the store's clock", "s", gt=0)
    sweep: float = setting(5.0, "longest time between two looks at what is pending", "s", gt=0)
    within: float = setting(0.05, "shortest time between two looks at what was just committed: what comes between goes together", "s", ge=0)
    batch: int = setting(500, "pending commits read at once", "commits", ge=1)


class Consumer(BaseSettings):
    """From the bus to the commits."""

    model_config = group("CONSUMER")
    instance: int = setting(0, "number of this process among the service's workers: its static group membership", ge=0)
    batch: int = setting(500, "most events handled together", "events", ge=1)
    within: float = setting(0.005, "how long a batch that is not full waits", "s", gt=0)
    attempts: int = setting(5, "tries of a retryable event before the dead letters", "tries", ge=1)
    backoff: float = setting(0.1, "wait before the second try; doubles, with jitter", "s", gt=0)
    backoff_limit: float = setting(30.0, "longest wait between two tries", "s", gt=0)
    breaker: int = setting(100, "dead letters within a minute that stop the consumer", "events", ge=1)
    watchdog: float = setting(60.0, "how long the committed offset may stand still while there is lag", "s", gt=0)
    folder: Path = setting(Path(".lianzhu/faust"), "folder for the consumer's own files")


class Timers(BaseSettings):
    """What falls due."""

    model_config = group("TIMERS")
    poll: float = setting(1.0, "time between two looks at what is due", "s", gt=0)
    lease: float = setting(30.0, "how long a claimed timer belongs to one process", "s", gt=0)


class Seals(BaseSettings):
    """Chain heads kept outside the store."""

    model_config = group("SEALS")
    dir: Path = setting(Path(".lianzhu/seals"), "folder of the sealed chain heads, outside the store")
    every: float = setting(60.0, "time between two seals", "s", gt=0)


class Sender(BaseSettings):
    """The sender of notifications."""

    model_config = group("SENDER")
    sweep: float = setting(5.0, "longest time between two looks at what is due", "s", gt=0)
    lease: float = setting(60.0, "how long a claimed notification belongs to one sender; longer than any attempt", "s", gt=0)
    writing: float = setting(10.0, "how long the one sender that gives positions in the journal holds its lease", "s", gt=0)
    batch: int = setting(200, "due notifications read and claimed at once", "notifications", ge=1)
    at_once: int = setting(128, "attempts that one sender makes at the same time over one channel", "attempts", ge=1)
    each: int = setting(16, "attempts at the same time to one address; 1 after one that did not answer in time", "attempts", ge=1)


class Webhooks(BaseSettings):
    """Webhooks to other systems."""

    model_config = group("WEBHOOKS")
    timeout: float = setting(15.0, "how long one attempt may take in all", "s", gt=0)
    answer_limit: int = setting(16_384, "how much of an answer is read", "bytes", ge=0)
    loopback: bool = setting(False, "whether http to a literal loopback address is allowed; never in production")
    rotation: float = setting(86_400.0, "how long the secret before is still good after a rotation", "s", ge=0)
    most: int = setting(20, "endpoints of one system", "endpoints", ge=1)


class Mail(BaseSettings):
    """E-mail."""

    model_config = group("MAIL")
    host: str = setting("127.0.0.1", "the SMTP server that takes our mail", development=True)
    port: int = setting(8125, "its port", "port", ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = setting("none", "how the connection is secured", development=True)
    username: str = setting("", "the account at the server, where it wants one")
    password: SecretStr = setting(SecretStr(""), "its password")
    sender: str = setting("lianzhu@lianzhu.invalid", "the From address", development=True)
    timeout: float = setting(20.0, "how long one attempt may take in all", "s", gt=0)


class Sms(BaseSettings):
    """Short messages, through a gateway that sends by template."""

    model_config = group("SMS")
    gateway: Literal["file", "http", "none"] = setting(
        "file", "file: a line in a file; http: a provider's gateway; none: nobody gets an SMS", development=True
    )
    file: Path = setting(Path(".lianzhu/sms.jsonl"), "where the file gateway writes")
    url: str = setting("", "where the http gateway is")
    secret: SecretStr = setting(SecretStr(""), "signs what is sent to the http gateway (whsec_…)")
    templates: Path | None = setting(None, "JSON file: our template's name to the gateway's code; without it our names are sent")
    timeout: float = setting(15.0, "how long one attempt may take in all", "s", gt=0)


class Feed(BaseSettings):
    """The feed of events and the streams of server-sent events."""

    model_config = group("FEED")
    heartbeat: float = setting(15.0, "longest silence of a stream", "s", gt=0)
    longest: float = setting(900.0, "how long a stream lasts before it has to be opened again, with a good token", "s", gt=0)
    streams: int = setting(500, "streams that one process keeps open", "streams", ge=1)
    each: int = setting(5, "streams that one caller keeps open in one process", "streams", ge=1)
    wait: float = setting(30.0, "longest wait that a reader of the feed may ask for", "s", ge=0)


class Reports(BaseSettings):
    """Signed reports from other systems (a receipt, a payment)."""

    model_config = group("REPORTS")
    limit: int = setting(65_536, "largest report", "bytes", ge=1)


class Public(BaseSettings):
    """What anybody may send without credentials."""

    model_config = group("PUBLIC")
    per_minute: int = setting(10, "commands from one address to one process", "requests/min", ge=1)
    files: int = setting(5, "files with one command", "files", ge=0)
    file: int = setting(10_000_000, "largest of these files", "bytes", ge=1)


class Links(BaseSettings):
    """Where clients reach the services: for links from one to another."""

    model_config = group("LINKS")
    intake: str = setting("http://127.0.0.1:8101", "base URL of intake", development=True)
    scoring: str = setting("http://127.0.0.1:8102", "base URL of scoring", development=True)
    funding: str = setting("http://127.0.0.1:8103", "base URL of funding", development=True)
    notify: str = setting("http://127.0.0.1:8104", "base URL of notify", development=True)


class Log(BaseSettings):
    """Logs, as JSON lines on stderr."""

    model_config = group("LOG")
    level: Literal["debug", "info", "warning", "error"] = setting("info", "the least severe level that is written")


class Settings(BaseSettings):
    """The platform: one named instance in one environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)
    namespace: str = setting("dev", "name of this instance; part of each database, topic and group", pattern=r"^[a-z][a-z0-9-]{0,29}$")
    environment: Literal["development", "production"] = setting("development", "production refuses every default marked so")
    store: Store = Field(default_factory=Store)
    commits: Commits = Field(default_factory=Commits)
    bus: Bus = Field(default_factory=Bus)
    api: Api = Field(default_factory=Api)
    metrics: Metrics = Field(default_factory=Metrics)
    oidc: Oidc = Field(default_factory=Oidc)
    body: Body = Field(default_factory=Body)
    upload: Upload = Field(default_factory=Upload)
    documents: Documents = Field(default_factory=Documents)
    scans: Scans = Field(default_factory=Scans)
    cursor: Cursor = Field(default_factory=Cursor)
    relay: Relay = Field(default_factory=Relay)
    consumer: Consumer = Field(default_factory=Consumer)
    timers: Timers = Field(default_factory=Timers)
    seals: Seals = Field(default_factory=Seals)
    sender: Sender = Field(default_factory=Sender)
    webhooks: Webhooks = Field(default_factory=Webhooks)
    mail: Mail = Field(default_factory=Mail)
    sms: Sms = Field(default_factory=Sms)
    feed: Feed = Field(default_factory=Feed)
    reports: Reports = Field(default_factory=Reports)
    public: Public = Field(default_factory=Public)
    links: Links = Field(default_factory=Links)
    log: Log = Field(default_factory=Log)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def database(self, service: str) -> str:
        """The name of a service's database."""
        return f"{self.namespace}_{service}"

    def topic(self, topic: str) -> str:
        """The name of a topic on the bus."""
        return f"{self.namespace}.{topic}"

    @model_validator(mode="after")
    def _production_has_chosen(self) -> Self:
        left = [row.variable for row in describe(self) if row.development and row.value == row.default]
        if self.production and left:
            raise ValueError(f"in production these have no default and must be set: {', '.join(left)}")
        return self

    @model_validator(mode="after")
    def _channels_fit(self) -> Self:
        if self.production and self.webhooks.loopback:
            raise ValueError("LIANZHU_WEBHOOKS_LOOPBACK is for development: production sends no webhook to itself")
        if self.sms.gateway == "http" and not (self.sms.url and self.sms.secret.get_secret_value()):
            raise ValueError("the http gateway for SMS needs LIANZHU_SMS_URL and LIANZHU_SMS_SECRET")
        return self


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line of the table: ``value`` is the present one; a secret's value is never in it in clear."""

    variable: str
    group: str
    unit: str
    default: object
    value: object
    meaning: str
    development: bool
    secret: bool


def describe(settings: Settings) -> list[SettingRow]:
    """The one table of all variables, with the values of these settings."""
    rows = list(_rows(settings))
    for name in type(settings).model_fields:
        part = getattr(settings, name)
        if isinstance(part, BaseSettings):
            rows.extend(_rows(part))
    return rows


def _rows(part: BaseSettings) -> Iterator[SettingRow]:
    prefix = type(part).model_config["env_prefix"]
    for name, info in type(part).model_fields.items():
        if info.default_factory is None:
            yield _row(part, name, info, prefix)


def _row(part: BaseSettings, name: str, info: FieldInfo, prefix: str) -> SettingRow:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return SettingRow(
        variable=str(info.validation_alias or f"{prefix}{name}".upper()),
        group=(type(part).__doc__ or "").split("\n")[0],
        unit=str(extra["unit"]),
        default=info.default,
        value=getattr(part, name),
        meaning=str(info.description),
        development=bool(extra["development"]),
        secret=info.annotation is SecretStr,
    )


def unknown_variables(settings: Settings) -> list[str]:
    """Variables of the environment that look like ours and are no settings: misspelt ones, or those of the local platform."""
    known = {row.variable for row in describe(settings)}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
