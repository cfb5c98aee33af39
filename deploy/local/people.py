"""Tokens for the people of a platform on this machine, by its local issuer."""

from __future__ import annotations

import os
from dataclasses import dataclass

from contracts.roles import Role
from deploy.local.platform import RunningPlatform
from services.chassis.issuer import Person, issue
from services.chassis.settings import Settings

__all__ = ["Holder", "Settings", "settings_of", "token_for"]


def settings_of(platform: RunningPlatform) -> Settings:
    """The settings with which this process speaks to the platform, from here on."""
    os.environ.update(platform.environment)
    return Settings()


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token is for: role, name, and what they are responsible for (division codes) or act for (USCC)."""

    role: Role
    subject: str
    name: str
    regions: tuple[str, ...] = ()
    organisation: str | None = None


def token_for(settings: Settings, holder: Holder) -> str:
    """A token of the local issuer, good for an hour."""
    person = Person((holder.role.value,), holder.regions, holder.organisation, holder.subject, holder.name)
    return issue(settings, person, hours=1.0)
