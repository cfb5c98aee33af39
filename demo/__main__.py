"""``python -m demo [PROGRAMME]``: a call's story on a platform of its own, from the opening of its round to its end, checked there."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import uvloop
from rich.console import Console

from contracts.programme.programmes import Programmes
from demo.desk import Lines, Refused
from demo.people import People
from demo.platform import fresh_platform
from demo.progress import Show
from demo.refusals import DemoFailure
from demo.stage import Stage
from demo.stories import DEFAULT, Story, story_of
from demo.tables import findings_table, refusals_table, show
from demo.workshop import Workshop
from deploy.local.failures import CannotRun
from deploy.local.people import settings_of, token_for
from deploy.local.platform import RunningPlatform
from deploy.local.timekeeping import begin_time

FAILED, INTERRUPTED = 1, 130
_WIDTH = 200  # columns of the tables, where nobody looks at a terminal
_PATIENCE = 60.0  # seconds for one answer


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 where everything came out as it has to."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it was started with the signal ignored
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    begun = time.monotonic()
    workshop = Workshop()
    try:
        story = story_of(*(arguments or [DEFAULT]))
        story.prepare(workshop)
        with fresh_platform(lambda line: console.print(line, style="dim")) as platform:
            console.print(f"platform {platform.namespace} is up after {time.monotonic() - begun:.1f} s: {platform.urls['intake']}")
            right = uvloop.run(_demonstrate(platform, story, workshop, console))
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


async def _demonstrate(platform: RunningPlatform, story: Story, workshop: Workshop, console: Console) -> bool:
    settings, display = settings_of(platform), Show(console)
    await begin_time(settings, story.begins)
    display.say(f"the platform's clock was set to {story.begins:%Y-%m-%d %H:%M} (Asia/Shanghai), the day before the round opens", "cyan")
    async with _lines(platform) as lines:
        people = People(lines, lambda holder: token_for(settings, holder), settings.oidc.issuer)
        stage = Stage(settings, people, workshop, Programmes.all_published().newest(story.programme), display)
        with display.live():
            ending = await story.play(stage)
    show(console, refusals_table(stage.refusals.seen), *ending.tables, findings_table(ending.findings))
    for remark in ending.remarks:
        console.print(remark, highlight=False, markup=False)
    return all(finding.right for finding in ending.findings)


@asynccontextmanager
async def _lines(platform: RunningPlatform) -> AsyncIterator[Lines]:
    """A connection to each service."""
    async with AsyncExitStack() as stack:
        clients = {name: httpx.AsyncClient(base_url=url, timeout=_PATIENCE) for name, url in platform.urls.items()}
        yield {name: await stack.enter_async_context(client) for name, client in clients.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
