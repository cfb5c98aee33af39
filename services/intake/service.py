"""The intake service: applications from the draft to the city's acceptance."""

from __future__ import annotations

from services.chassis.service import Service

SERVICE = Service(name="intake", title="申报服务", summary="Applications, from the draft to the city's acceptance")
