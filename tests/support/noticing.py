"""Public notices as the city, the public, finance offices and city systems meet them; time passes by moving the platform's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import orjson

from contracts.days import day
from services.chassis.mongo import connect, database
from services.chassis.shared_clock import platform_clock
from services.chassis.signatures import Secrets, now, sign
from tests.support.funding import AWARD_FEN, Funding, Round, round_of
from tests.support.intake import CITY, Caller, ok
from tests.support.waiting import eventually

OBJECTION = {"name": "钱实名", "phone": "13912340000", "text": "该企业带动的中小企业不足8家，请核查"}
ACCOUNT = {"holder": "河北链动装备有限公司", "bank": "中国建设银行石家庄分行", "number": "6217000130001234567"}
ENOUGH = 1000
"""Awards that a cap holds which nobody runs into."""
_caps = count(ENOUGH)


@dataclass
class Noticing(Funding):
    """One platform's funding from the decision on."""

    @contextmanager
    def serving_all(self) -> Iterator[Noticing]:
        """API and relay, whose timers end notices, with a cap that holds everything."""
        with self.funding(), self.relaying(LIANZHU_TIMERS_POLL="0.1"):
            self.open(next(_caps))
            yield self

    def pass_to(self, to: datetime) -> None:
        """Time passes, until the API has seen it, and the relay's timers have done what fell due."""
        asyncio.run(self._move(to))
        eventually(lambda: datetime.fromisoformat(self.open(next(_caps))["at"]) >= to)
        eventually(lambda: not self._waiting(to), 40)

    def _waiting(self, to: datetime) -> bool:
        """Whether a timer has still to fire: what it commits must not come into somebody's block in which nothing changes."""
        with self.store() as store:
            return any(store[view].find_one({"due": {"$lte": to}}) for view in ("proposals", "awards"))

    def ranked(self, number: int, code: str = "2024-08") -> Round:
        """So many applications, proposed for an award."""
        round_ = self.arrive(round_of(number, code))
        ok(self.propose(round_))
        return round_

    def publish(self, round_: Round, caller: Caller | None = None, key: str | None = None) -> httpx.Response:
        return (caller or self.city()).post(f"{round_.path}/notices", key=key)

    def on_notice(self, round_: Round) -> dict[str, Any]:
        """Decided, and on public notice from now on."""
        self.decided(round_)
        return ok(self.publish(round_))

    def object_to(self, notice: Mapping[str, Any], case: str, caller: Caller | None = None, **more: Any) -> httpx.Response:
        """Object to an award of a notice; ``files``: names and contents. What is None is left out."""
        files = [("files", file) for file in more.pop("files", ())]
        key = more.pop("key", None) or str(uuid4())
        fields = {name: value for name, value in (OBJECTION | {"application": case} | more).items() if value is not None}
        sent: list[Any] = [*((name, (None, value)) for name, value in fields.items()), *files]
        http = (caller or self.public()).http
        return http.post(f"{data_path(notice)}/objections", files=sent, headers={"idempotency-key": key})

    def resolve(self, objection: str, outcome: str, caller: Caller | None = None) -> httpx.Response:
        body = {"outcome": outcome, "reasons": "经核查，所述情况" + ("属实" if outcome == "upheld" else "不属实")}
        return (caller or self.city()).post(f"/v1/objections/{objection}/resolution", body)

    # From the notice to the payment

    def confirmed(self, cases: Sequence[str], notice: Mapping[str, Any]) -> None:
        """Audited, the notice over, confirmed."""
        for case in cases:
            self.audited(case)
        self.pass_to(datetime.fromisoformat(notice["ends"]))
        for case in cases:
            ok(self.city().post(f"/v1/awards/{case}/confirmation"))

    def ordered(self, case: str) -> dict[str, Any]:
        return ok(self.city().post(f"/v1/awards/{case}/payments"))

    def payment(self, case: str, **changes: Any) -> dict[str, Any]:
        """What finance says of the last order, with these changes."""
        account = self.award(case)["account"]["number"]
        return {"fen": AWARD_FEN, "account": account, "voucher": "记-1", "paid_on": self.today()} | changes

    def pay(self, case: str, attempt: int = 1, caller: Caller | None = None, **changes: Any) -> httpx.Response:
        return (caller or self.finance()).post(f"/v1/awards/{case}/payments/{attempt}/report", self.payment(case, **changes))

    def paid_out(self, case: str) -> None:
        self.ordered(case)
        ok(self.pay(case))

    def bounce(self, case: str, attempt: int = 1, reason: str = "账号与户名不符", caller: Caller | None = None) -> httpx.Response:
        return (caller or self.finance()).post(f"/v1/awards/{case}/payments/{attempt}/return", {"reason": reason})

    def today(self) -> str:
        """The platform's day in Shanghai."""
        return day(asyncio.run(self._now())).isoformat()

    async def _now(self) -> datetime:
        client = connect(self.settings.store)
        clock = platform_clock(client, self.settings)
        await clock.refresh()
        client.close()
        return clock.now()

    # City systems

    def system_with(self, client: str, *scopes: str, regions: Sequence[str] = (CITY,)) -> System:
        """A city's system, with a key and a signing secret of its own."""
        caller = self.system(client, *scopes, regions=regions)
        return System(caller, asyncio.run(self._secret(client)))

    async def _secret(self, client: str) -> str:
        store = connect(self.settings.store)
        secret = await Secrets(database(store, self.settings.database("funding")), timedelta(days=1)).put(f"key:{client}")
        store.close()
        return secret


def data_path(notice: Mapping[str, Any]) -> str:
    """Where a notice is as data, by its link."""
    return "/v1" + httpx.URL(notice["link"]).path


@dataclass
class System:
    """A city's own system."""

    caller: Caller
    secret: str

    def report(self, body: Any, *, message: str | None = None, secret: str | None = None, **changed: str) -> httpx.Response:
        """A signed report; ``changed`` are other headers than those of the signature."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        headers = sign(message or str(uuid4()), now(), content, [secret or self.secret]) if secret != "" else {}
        named = {name.replace("_", "-"): value for name, value in changed.items()}
        sent = {"content-type": "application/json", **headers, **named}
        return self.caller.http.post("/v1/payment-reports", content=content, headers=sent)
