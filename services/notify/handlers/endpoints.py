"""Endpoints: registered and kept by the city systems whose they are. Their secrets lie beside the record, never in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ulid import ULID

from contracts.canonical import instant
from contracts.events.parties import Filer
from contracts.programme.notifications import VARIABLES
from contracts.refusal import Fault, Refusal, Text
from services.chassis.decisions import Decision, Streams
from services.chassis.desk import Asked
from services.chassis.editions import Expected
from services.chassis.identity import Principal
from services.notify import access
from services.notify.channels.channel import Answer, Outgoing
from services.notify.channels.endpoints import EndpointStore
from services.notify.channels.guard import Forbidden, Unresolved
from services.notify.domain import endpoint as rules
from services.notify.domain.endpoint import Changes, Endpoint, State, Wish
from services.notify.domain.machine import told_to_systems
from services.notify.notify import Notify
from services.notify.streams import DIRECTORY, ENDPOINT
from services.notify.views import ENDPOINTS

WRITE = "endpoints:write"
TEST = "notify.endpoint.tested"
_GONE = Text("没有这个回调地址", "There is no such endpoint")
Change = Callable[[Endpoint], Changes]


async def register(notify: Notify, asked: Asked, region: str, wish: Wish) -> dict[str, Any]:
    """A new endpoint for what happens within a region of the caller's; the answer has its secret."""
    system(asked.caller)
    if not asked.caller.covers(region):
        raise access.forbidden(f"region {region}")
    if await notify.answered(asked) is None:
        await _require_acceptable(notify, wish)
        await _require_room(notify, asked.caller)
    fresh = str(ULID())

    def decide(streams: Streams) -> Decision:
        events, listed = rules.register(fresh, region, wish, Filer.of(asked.caller))
        decision = Decision({"id": fresh, "at": instant(streams.now)}).on(ENDPOINT.stream(fresh), *events)
        return decision.on(DIRECTORY.stream(region), *listed)

    answer = await notify.decide(asked, "register_endpoint", decide)
    return answer | {"secret": await EndpointStore(notify).signing.put(answer["id"])}


async def amend(notify: Notify, asked: Asked, key: str, wish: Wish, expected: Expected) -> dict[str, Any]:
    """Another address, other topics, another language, if it is still the one that was read."""
    await owned(notify, asked.caller, key)
    if await notify.answered(asked) is None:
        await _require_acceptable(notify, wish)
    return await _change(notify, asked, key, lambda state: rules.amend(state, wish, Filer.of(asked.caller)), expected)


async def rotate(notify: Notify, asked: Asked, key: str) -> dict[str, Any]:
    """A new secret; what we send is signed with the one before as well, for a while."""
    answer = await _change(notify, asked, key, lambda state: rules.rotate(state, Filer.of(asked.caller)))
    return answer | {"secret": await EndpointStore(notify).signing.rotate(key, answer["version"])}


async def enable(notify: Notify, asked: Asked, key: str) -> dict[str, Any]:
    """Tell it again."""
    return await _change(notify, asked, key, lambda state: rules.enable(state, Filer.of(asked.caller)))


async def delete(notify: Notify, asked: Asked, key: str) -> dict[str, Any]:
    """Remove it for good, and its secrets."""
    answer = await _change(notify, asked, key, lambda state: rules.delete(state, Filer.of(asked.caller)))
    await EndpointStore(notify).signing.forget(key)
    return answer


async def test(notify: Notify, caller: Principal, key: str) -> Answer:
    """Send it something now, and say what came of it; the ledger has nothing of it."""
    (state, _), store = await owned(notify, caller, key), EndpointStore(notify)
    language = state.wish.language
    outgoing = Outgoing(f"test_{ULID()}", "webhook", key, "", "", language, TEST, {"endpoint": key}, notify.clock.now())
    return await notify.webhooks.send_to(state.wish.url, outgoing, await store.secrets(key))


async def owned(notify: Notify, caller: Principal, key: str) -> tuple[Endpoint, int]:
    """The caller's own endpoint, and its version; a 404 for any other."""
    row = await ENDPOINTS.collection(notify.database).find_one({"_id": key}, {"state": 1, "version": 1})
    state = Endpoint.model_validate(row["state"]) if row else Endpoint()
    return _require_own(state, system(caller)), row["version"] if row else 0


async def _change(notify: Notify, asked: Asked, key: str, change: Change, expected: Expected | None = None) -> dict[str, Any]:
    system(asked.caller)
    stream = ENDPOINT.stream(key)

    def decide(streams: Streams) -> Decision:
        state = _require_own(streams.state(ENDPOINT, key), asked.caller)
        version = streams.head(stream).version
        if expected is not None:
            expected.require(version)
        events, listed = change(state)
        decision = Decision({"id": key, "version": version + bool(events), "at": instant(streams.now)})
        if events:
            decision.on(stream, *events)
        return decision.on(DIRECTORY.stream(state.region), *listed) if listed else decision

    return await notify.decide(asked, "change_endpoint", decide, stream)


def system(caller: Principal) -> Principal:
    """The caller, which is a system whose key is for this; a 403 otherwise."""
    if caller.kind != "system" or WRITE not in caller.scopes:
        raise access.forbidden(f"API key, scope {WRITE}")
    return caller


def _require_own(state: Endpoint, caller: Principal) -> Endpoint:
    if state.client != caller.subject or state.state in (State.NONE, State.DELETED):
        raise Refusal("not-found", _GONE)
    return state


async def _require_acceptable(notify: Notify, wish: Wish) -> None:
    """The topics are known, and the address is one that a webhook may go to."""
    faults = [_unknown(index, topic) for index, topic in enumerate(wish.topics) if topic not in VARIABLES or not told_to_systems(topic)]
    try:
        await notify.webhooks.guard.require_allowed(wish.url)
    except Forbidden as error:
        faults.append(Fault(error.code, "/url", Text(error.zh, error.en)))
    except Unresolved:
        faults.append(Fault("unknown-host", "/url", Text("回调地址的域名无法解析", "The name in the address cannot be resolved")))
    if faults:
        raise Refusal("invalid-content", faults[0].text, tuple(faults))


def _unknown(index: int, topic: str) -> Fault:
    text = Text("没有这种事件，或者不向业务系统通知", "There is no such event, or systems are not told of it")
    return Fault("not-a-choice", f"/topics/{index}", text, actual=topic)


async def _require_room(notify: Notify, caller: Principal) -> None:
    most = notify.settings.webhooks.most
    own = {"client": caller.subject, "status": {"$ne": State.DELETED.value}}
    if await ENDPOINTS.collection(notify.database).count_documents(own) >= most:
        raise Refusal("conflict", Text(f"每个系统最多登记 {most} 个回调地址", f"A system has at most {most} endpoints"))
