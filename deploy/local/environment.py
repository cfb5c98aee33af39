"""What every process of a local platform is told by environment variables (see services/chassis/settings.py)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from services.chassis.issuer import ensure_keys

_COMPILE_ALWAYS = "PYTHONDONTWRITEBYTECODE"
"""A dozen processes import the same modules: what one has compiled, the others read."""


def environment_of_processes(namespace: str, folder: Path, addresses: Mapping[str, str]) -> dict[str, str]:
    """The caller's own variables, with what this platform adds to them. A key set for tokens is made once.

    What the caller may choose (an issuer, a folder for seals) is kept; what makes the platform this one is not up for choice.
    """
    keys = folder / "keys"
    chosen = {
        "LIANZHU_ENVIRONMENT": "development",
        "LIANZHU_OIDC_KEYS": str(keys),
        "LIANZHU_OIDC_JWKS": str(ensure_keys(keys)),
        "LIANZHU_SEALS_DIR": str(folder / "seals"),
        "LIANZHU_CONSUMER_FOLDER": str(folder / "consumers"),
        "LIANZHU_SMS_FILE": str(folder / "sms.jsonl"),
        "LIANZHU_WEBHOOKS_LOOPBACK": "true",
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHU_PORT_") and name != _COMPILE_ALWAYS}
    return {**chosen, **own, **addresses, "LIANZHU_NAMESPACE": namespace}


def settings_of_platform(environment: Mapping[str, str]) -> dict[str, str]:
    """The part of it that a command line needs to speak with the platform."""
    return {name: value for name, value in environment.items() if name.startswith(("LIANZHU_", "MONGODB_", "KAFKA_"))}
