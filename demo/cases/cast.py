"""All who take part: besides the bureaus, enterprises and providers at desks of their own."""

from __future__ import annotations

from collections.abc import Sequence

from demo.cases.call import ROUND
from demo.cases.filers import filers, offices
from demo.desk import Desk
from demo.lists import SummaryList
from demo.reporting import Reporting
from demo.stage import Stage


class Cast(Reporting):
    """``desks`` by the keys of enterprises and providers."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, ROUND, offices())
        self.desks: dict[str, Desk] = {}
        self.own_lists: list[SummaryList] = []

    @property
    def lists(self) -> Sequence[SummaryList]:
        return (*self.bureaus.values(), *self.own_lists)

    def open_own_lists(self) -> None:
        """服务商报送案例汇总表, of each who filed directly: it goes by the USCC."""
        direct = {one.provider for one in filers().solutions if one.way == "direct"}
        for provider in filers().providers:
            if provider.key in direct:
                path = f"/v1/lists/{self.stage.programme.programme}/{ROUND}/{provider.uscc}"
                self.own_lists.append(SummaryList(self.desks[provider.key], path, provider.name, self.stage.workshop))
