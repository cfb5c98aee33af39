"""Over which channels somebody is told, and where each reaches them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from contracts.events.notify.values import Channel, Language, Purpose, Reach, To

_MOBILE = re.compile(r"1[0-9]{10}")
_NOWHERE = To(name=None, email=None, phone=None, endpoint=None, audience=None)


class Reachable(Protocol):
    """A person with their addresses."""

    @property
    def name(self) -> str | None: ...

    @property
    def email(self) -> str | None: ...

    @property
    def phone(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """``key`` is whom (``organisation/<USCC>``); ``audience`` whose inbox, "" for none of their own; ``reach`` the channels they chose."""

    key: str
    role: str
    audience: str
    contact: Reachable | None = None
    reach: tuple[Reach, ...] = ()
    language: Language = "zh"
    opt_outs: tuple[str, ...] = ()

    def channels(self, name: str, *, obligatory: bool) -> Iterator[tuple[Channel, To]]:
        """Where they are told of this event. What is obligatory goes out also where they chose channels that cannot reach them."""
        if name in self.opt_outs and not obligatory:
            return
        if self.audience:
            yield "inbox", _NOWHERE.model_copy(update={"audience": self.audience})
        ways = _ways(self.contact) if self.contact else {}
        chosen = [channel for channel in self.reach if channel in ways]
        for channel in chosen or list(ways)[: 1 if self.reach or obligatory else 0]:
            yield channel, ways[channel]


def _ways(contact: Reachable) -> dict[Channel, To]:
    """What reaches a contact, the cheapest first; a landline takes no SMS."""
    ways: dict[Channel, To] = {}
    named = _NOWHERE.model_copy(update={"name": contact.name})
    if contact.email:
        ways["email"] = named.model_copy(update={"email": contact.email})
    if _MOBILE.fullmatch(contact.phone or ""):
        ways["sms"] = named.model_copy(update={"phone": contact.phone})
    return ways


def reached(contact: Reachable, channel: Channel) -> To | None:
    """Where this channel reaches a contact; None: nowhere."""
    return _ways(contact).get(channel)


_OF_MONEY = ("funding.payment.", "funding.account.", "funding.award.clawed-back", "funding.award.recovered")


def purpose_of(name: str) -> Purpose:
    """What concerns the money goes to whom the enterprise named for it."""
    return "finance" if name.startswith(_OF_MONEY) else "application"
