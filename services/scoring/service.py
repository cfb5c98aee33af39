"""The scoring service: it runs and says how it is; what it does comes with its rules."""

from __future__ import annotations

from services.chassis.service import Service

SERVICE = Service(name="scoring", title="评审服务", summary="Expert review of accepted applications against the programme's rubric")
