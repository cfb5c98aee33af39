"""The filing of one application, with whatever its enterprise does wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from demo.chain.enterprise import Enterprise
from demo.chain.slips import Slip, Stage
from demo.desk import Body
from demo.refusals import DemoFailure, Refusals


class Filing:
    """Takes the steps in their order; before each, the slips of that stage are tried and refused."""

    def __init__(self, one: Enterprise, slips: Sequence[Slip], refusals: Refusals) -> None:
        self._one, self._slips, self._refusals = one, slips, refusals

    async def run(self) -> None:
        one = self._one
        await self._slip(Stage.REGISTER)
        await one.register_once()
        await one.begin()
        await self._slip(Stage.WRITE)
        await one.refresh()
        await one.write()
        await self._slip(Stage.PROVE)
        await one.prove()
        await self._slip(Stage.SEAL)
        await self._write_again()
        self._require_ready((await one.seal())["check"])
        await self._submit()
        await self._slip(Stage.DONE)

    async def _slip(self, stage: Stage) -> None:
        for slip in self._slips:
            if slip.stage is stage:
                await self._refusals.expect(self._one.name, slip.wrong, slip.attempt(self._one))
                if slip.mend:
                    await slip.mend(self._one)

    async def _write_again(self) -> None:
        """What a slip may have left in the draft goes."""
        if any(slip.stage is Stage.SEAL for slip in self._slips):
            await self._one.refresh()
            await self._one.write()

    def _require_ready(self, check: Body) -> None:
        if not check["ready"]:
            raise DemoFailure(f"{self._one.name}: the check still finds {check['faults']}")

    async def _submit(self) -> None:
        """The same command sent again, as after a lost answer, does nothing more and answers the same."""
        key = str(uuid4())
        first = await self._one.submit(key)
        again = await self._one.submit(key)
        if first != again:
            raise DemoFailure(f"{self._one.name}: the same submission answered {first}, then {again}")
