"""What the demo shows while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Tick = Callable[[], None]


class Show:
    """A line for each thing that happened, and below them the bars of what is going on."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(28), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )

    @contextmanager
    def live(self) -> Iterator[None]:
        with self._progress:
            yield

    @contextmanager
    def stage(self, title: str, steps: int) -> Iterator[Tick]:
        """A bar of so many steps; each call of what it yields is one."""
        task = self._progress.add_task(title, total=steps)
        yield lambda: self._progress.advance(task)
        self._progress.update(task, completed=steps)

    def say(self, text: str, style: str = "") -> None:
        self._progress.console.print(text, style=style, highlight=False)
