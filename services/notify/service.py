"""The notify service: it runs and says how it is; what it does comes with its rules."""

from __future__ import annotations

from services.chassis.service import Service

SERVICE = Service(name="notify", title="通知服务", summary="Status updates to enterprises, officers, experts and other systems")
