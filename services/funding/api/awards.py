"""Awards: listed and read by who may see them; confirmed, withdrawn, revoked, clawed back and recovered."""

from __future__ import annotations

from services.chassis.api.routes import router

routes = router("/v1/awards", "awards")
