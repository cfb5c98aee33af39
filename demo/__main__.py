"""``python -m demo``: two rounds on a platform of its own, from the opening to the payment, checked at the end."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import uvloop
from rich.console import Console

from contracts.programme import published
from demo import story
from demo.call import BEFORE, FIRST, PROGRAMME, SECOND, VERSION
from demo.data.company import companies
from demo.desk import Lines, Refused
from demo.gathering import gather
from demo.people import People
from demo.platform import fresh_platform
from demo.progress import Show
from demo.proof import all_events, at_rest, proofs
from demo.refusals import DemoFailure, Refusals
from demo.result import applications_table, findings_table, ledger_table, refusals_table, show
from demo.round import (
    Cast,
    Stage,
    acceptance,
    audit_proposed,
    audits,
    confirmation,
    decision,
    examination,
    filing,
    lists,
    notice,
    objections,
    opening,
    payment,
    proposal,
    review,
    second_round,
)
from demo.verdict import Finding, Outcome, judge
from demo.workshop import Workshop
from deploy.local.failures import CannotRun
from deploy.local.people import Settings, settings_of, token_for
from deploy.local.platform import RunningPlatform
from deploy.local.timekeeping import begin_time, move_time

FAILED, INTERRUPTED = 1, 130
_WIDTH = 200  # columns of the tables, where nobody looks at a terminal
_PATIENCE = 60.0  # seconds for one answer


def main() -> int:
    """The exit status: 0 where everything came out as it has to."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    begun = time.monotonic()
    workshop = Workshop(companies())
    try:
        with fresh_platform(lambda line: console.print(line, style="dim")) as platform:
            console.print(f"platform {platform.namespace} is up after {time.monotonic() - begun:.1f} s: {platform.urls['intake']}")
            right = uvloop.run(_demonstrate(platform, workshop, console))
    except (CannotRun, DemoFailure, Refused) as reason:
        console.print(f"the demo failed: {reason}", style="bold red", markup=False)
        return FAILED
    except KeyboardInterrupt:
        console.print("interrupted; everything that had started was stopped", style="yellow")
        return INTERRUPTED
    finally:
        workshop.close()
    console.print(
        f"{'done' if right else 'the result is wrong'} after {time.monotonic() - begun:.1f} s", style="bold green" if right else "bold red"
    )
    return 0 if right else FAILED


async def _demonstrate(platform: RunningPlatform, workshop: Workshop, console: Console) -> bool:
    settings, display = settings_of(platform), Show(console)
    programme = published()[PROGRAMME, VERSION]

    await begin_time(settings, BEFORE)
    display.say(f"the platform's clock was set to {BEFORE:%Y-%m-%d %H:%M} (Asia/Shanghai): the round is of 2024", "cyan")
    async with _lines(platform) as lines:
        people = People(lines, lambda holder: token_for(settings, holder), settings.oidc.issuer)
        stage = Stage(workshop, programme, display, Refusals(), lambda to: move_time(settings, to))
        cast, again = Cast(people, stage, FIRST, story.everybody()), Cast(people, stage, SECOND, story.second_round())
        with display.live():
            await _drive(cast)
            await second_round(again)
            outcome, findings = await _check(settings, (cast, again))
    tables = [applications_table(each, outcome, programme) for each in outcome.casts]
    show(console, refusals_table(cast.refusals.seen), ledger_table(outcome.ledger), *tables, findings_table(findings))
    console.print(f"the public notices were at {'  '.join((*cast.notices, *again.notices))}", highlight=False)
    return all(finding.right for finding in findings)


@asynccontextmanager
async def _lines(platform: RunningPlatform) -> AsyncIterator[Lines]:
    """A connection to each service."""
    async with AsyncExitStack() as stack:
        clients = {name: httpx.AsyncClient(base_url=url, timeout=_PATIENCE) for name, url in platform.urls.items()}
        yield {name: await stack.enter_async_context(client) for name, client in clients.items()}


async def _drive(cast: Cast) -> None:
    """The first round, from its opening on."""
    await opening(cast)
    await cast.moved(FIRST.filing)
    await filing(cast)
    await cast.moved(FIRST.examination)
    await examination(cast)
    await lists(cast)
    await cast.moved(FIRST.after)
    await acceptance(cast)
    await review(cast)
    await cast.moved(FIRST.ranked)
    await proposal(cast)
    await audits(cast)
    await decision(cast, "石政会纪〔2024〕12号", "2024-08-26")
    first = await notice(cast)
    await objections(cast, first)
    await confirmation(cast, FIRST.noticed[0], (cast.people.visitor(3), first, cast.enterprises["jiyue"].id))
    await audit_proposed(cast, {})
    await decision(cast, "石政会纪〔2024〕15号", "2024-09-04")
    await notice(cast)
    await confirmation(cast, FIRST.noticed[1])
    await payment(cast)


async def _check(settings: Settings, casts: Sequence[Cast]) -> tuple[Outcome, list[Finding]]:
    """The result, and what is to be said of it."""
    rest = [finding async for finding in at_rest(settings)]
    events = await all_events(settings)
    outcome = await gather(casts, events)
    return outcome, [*judge(outcome), *rest, *[finding async for finding in proofs(settings, events)]]


if __name__ == "__main__":
    sys.exit(main())
