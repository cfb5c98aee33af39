"""The funding service: it runs and says how it is; what it does comes with its rules."""

from __future__ import annotations

from services.chassis.service import Service

SERVICE = Service(name="funding", title="资金服务", summary="Decisions, public notices and payments under a budget that is never overspent")
