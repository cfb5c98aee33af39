"""The image's lock is the part of the project's lock that the services need: the same versions, and nothing missing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from deploy.local.folders import PROJECT

LOCK = PROJECT / "requirements.lock"
IMAGE_LOCK = PROJECT / "deploy" / "requirements.lock"
DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
NAME = re.compile(r"[A-Za-z0-9._-]+")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def check() -> list[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    whole = pins(LOCK)
    return [*compare(whole, pins(IMAGE_LOCK), project["dependencies"]), *other_tool(DOCKERFILE.read_text(encoding="utf-8"), whole["uv"])]


def compare(whole: dict[str, str], image: dict[str, str], needed: list[str]) -> list[str]:
    """Where the image would have another version than everybody else, or lack a dependency. Locks are name → version."""
    names = {canonical(found[0]) for text in needed if (found := NAME.match(text))}
    lacking = [f"deploy/requirements.lock: {name} is missing (make lock)" for name in sorted(names - image.keys())]
    other = [
        f"deploy/requirements.lock: {name} is {version}, and {whole.get(name, 'absent')} in requirements.lock (make lock)"
        for name, version in image.items()
        if whole.get(name) != version
    ]
    return lacking + other


def other_tool(dockerfile: str, version: str) -> list[str]:
    """Whether the image is built with another uv than the project uses."""
    return [
        f"deploy/Dockerfile: uv is {found}, and {version} in requirements.lock"
        for found in re.findall(r"\buv==(\S+)", dockerfile)
        if found != version
    ]


def pins(lock: Path) -> dict[str, str]:
    """What a lock pins: canonical name → version."""
    return {canonical(pin["name"]): pin["version"] for pin in PINNED.finditer(lock.read_text(encoding="utf-8"))}


def canonical(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
