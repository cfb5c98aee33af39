"""Whoever files, as a story's YAML files name them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from demo.data.chance import chance
from demo.data.person import Person, person


class Filer(BaseModel):
    """One row; ``key`` is its own in the story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str

    @property
    def contact(self) -> Person:
        """Whom to call."""
        return person(chance(self.key, "contact"), self.key)

    @property
    def reached(self) -> dict[str, str]:
        """The same as a form asks for it."""
        return {"contact": self.contact.name, "phone": self.contact.phone, "email": self.contact.email}


def read(package: str, name: str) -> Any:
    """The content of a YAML file in the package."""
    return YAML(typ="safe").load(files(package).joinpath(name).read_text(encoding="utf-8"))
