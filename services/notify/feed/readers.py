"""Which audiences of the journal a caller belongs to: a person's own inbox, and what a system may know of its regions."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.refusal import Refusal, Text
from services.chassis.identity import Principal
from services.notify import access
from services.notify.domain import audience

READ = "events:read"


def audiences(caller: Principal) -> Sequence[str]:
    """All that the caller may read; a Refusal (403) for a system whose key is not for it."""
    return systems(caller) if caller.kind == "system" else access.audiences(caller)


def systems(caller: Principal, region: str | None = None) -> Sequence[str]:
    """The feeds of a system: of each of its regions, or of one that lies within them (what lies beyond is not found)."""
    if caller.kind != "system" or READ not in caller.scopes:
        raise Refusal("forbidden", Text(f"此操作须用带有 {READ} 权限的 API 密钥", f"This is for API keys with the scope {READ}"))
    if region is None:
        return [audience.system(own) for own in caller.regions]
    if not caller.covers(region):
        raise Refusal("not-found", Text("没有这个地区，或者您无权查看", "There is no such region, or you may not see it"))
    return [audience.system(region)]
