"""How an enterprise is told."""

from __future__ import annotations

from fastapi import Response

from services.chassis.api.authentication import Caller
from services.chassis.api.commands import Command
from services.chassis.api.openapi import problems
from services.chassis.api.preconditions import IfMatch, etag
from services.chassis.api.routes import router
from services.notify import reading
from services.notify.api.dependencies import Held, UsccKey
from services.notify.api.models import NewSettings, SettingsDone, SettingsShown
from services.notify.domain.organisation import Settings
from services.notify.handlers import settings as handlers

routes = router("/v1/organisations", "recipients")


@routes.get("/{uscc}/settings", summary="通知设置 How the enterprise is told", responses=problems("not-found"))
async def settings(uscc: UsccKey, caller: Caller, notify: Held, response: Response) -> SettingsShown:
    shown, version = await reading.settings(notify, caller, uscc)
    response.headers["etag"] = etag(version)
    return shown


@routes.put(
    "/{uscc}/settings",
    summary="修改通知设置 Replace the settings",
    responses=problems("not-found", "invalid-content", "stale-version", "precondition-required"),
)
async def change(uscc: UsccKey, body: NewSettings, expected: IfMatch, asked: Command, notify: Held) -> SettingsDone:
    wanted = Settings(contacts=body.named, channels=body.channels, language=body.language, opt_outs=body.opt_outs)
    return SettingsDone(**await handlers.change(notify, asked, uscc, wanted, expected))
