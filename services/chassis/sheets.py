"""A table on A4 paper, whatever it is written as: heading, head, and blocks of rows under their column headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.cells import Value

_LABEL_WIDTH = 14  # characters


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in characters; ``span``: over how many columns of the sheet it stands."""

    heading: str
    width: int
    centred: bool
    span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under column headings of their own. The ``label`` of a block stands before it, over all its rows."""

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``tab`` is the name below; ``at`` is written as the file's date of creation. Of several blocks each has a label, and all stand over
    the same columns: the spans of each have the same sum, and one has no span but 1. ValueError where they do not."""

    tab: str
    annex: str | None
    heading: str
    subject: str
    head: tuple[str, ...]
    blocks: tuple[Block, ...]
    at: datetime

    def __post_init__(self) -> None:
        if len({sum(column.span for column in block.columns) for block in self.blocks}) != 1:
            raise ValueError("the blocks of a sheet do not stand over the same columns")
        if len({block.label is None for block in self.blocks}) != 1 or (len(self.blocks) > 1 and not self.labelled):
            raise ValueError("of several blocks each has a label")

    @property
    def labelled(self) -> bool:
        return self.blocks[0].label is not None

    @property
    def widths(self) -> tuple[int, ...]:
        """Of the sheet's columns, that of the labels first, in characters."""
        finest = next(block.columns for block in self.blocks if all(column.span == 1 for column in block.columns))
        return ((_LABEL_WIDTH,) if self.labelled else ()) + tuple(column.width for column in finest)
