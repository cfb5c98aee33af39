"""The local issuer of a development platform: its key pair, and tokens for whoever is needed. Production has a real one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from jwt import PyJWK
from jwt.algorithms import ECAlgorithm
from ulid import ULID

from services.chassis.clock import Clock, SystemClock
from services.chassis.settings import Settings

PRIVATE = "private.json"
PUBLIC = "jwks.json"


class RefusedInProduction(Exception):
    """Only a development platform may do this."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a development token speaks for; see Principal for the fields."""

    roles: tuple[str, ...]
    regions: tuple[str, ...] = ()
    organisation: str | None = None
    subject: str = field(default_factory=lambda: str(ULID()).lower())
    name: str = ""


def ensure_keys(folder: Path) -> Path:
    """Make the key pair where there is none, and return the path of the public set. Two processes at once agree on one pair."""
    folder.mkdir(parents=True, exist_ok=True)
    private = folder / PRIVATE
    if not private.exists():
        _write_once(private, orjson.dumps(_new_key()))
    key = orjson.loads(private.read_bytes())
    public = {name: value for name, value in key.items() if name != "d"}
    _replace(folder / PUBLIC, orjson.dumps({"keys": [public]}))
    return folder / PUBLIC


def issue(settings: Settings, person: Person, hours: float = 12.0, clock: Clock | None = None) -> str:
    """A signed token of the local issuer. RefusedInProduction: a production platform has none."""
    if settings.production:
        raise RefusedInProduction("the local issuer serves development platforms only")
    ensure_keys(settings.oidc.keys)
    key = orjson.loads((settings.oidc.keys / PRIVATE).read_bytes())
    claims = _claims(settings, person, hours, clock or SystemClock())
    return jwt.encode(claims, PyJWK(key), algorithm="ES256", headers={"kid": key["kid"]})


def _claims(settings: Settings, person: Person, hours: float, clock: Clock) -> dict[str, Any]:
    now = clock.now()
    return {
        "iss": settings.oidc.issuer,
        "aud": settings.oidc.audience,
        "sub": person.subject,
        "name": person.name,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(hours=hours)).timestamp()),
        settings.oidc.roles_claim: list(person.roles),
        settings.oidc.regions_claim: list(person.regions),
        **({settings.oidc.organisation_claim: person.organisation} if person.organisation else {}),
    }


def _new_key() -> dict[str, Any]:
    jwk: dict[str, Any] = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
    return {**jwk, "kid": f"development-{ULID()}".lower(), "use": "sig", "alg": "ES256"}


def _write_once(path: Path, content: bytes) -> None:
    """Create the file whole or not at all; the first writer wins."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        _draft(path, content).replace(path)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{ULID()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return draft
