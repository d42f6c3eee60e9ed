"""What a side says in its own words and lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from amts.placeholders import unmask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.sync.merging.sides import Side


def indented_like(text: str, other: str) -> str:
    """Return lines, from the second on, indented as those of another text are, as if both stood in lists."""
    first, *rest = text.split("\n")
    ours, theirs = (_indentation(each.split("\n")[1:]) for each in (text, other))
    if not other or ours == theirs:
        return text
    return "\n".join([first, *(theirs + line[len(ours) :] if line.strip() else line for line in rest)])


def _indentation(lines: Sequence[str]) -> str:
    return min((line[: len(line) - len(line.lstrip())] for line in lines if line.strip()), key=len, default="")


def opaque_text(side: Side, index: int) -> str:
    """Return the bytes of an opaque block as text."""
    block = side.text.blocks[index]
    return side.text.body[block.start : block.end].decode("utf-8", "surrogateescape")


def text_of(side: Side, places: range) -> str:
    """Return what units that follow each other say, with what stands between them."""
    units = [side.units[place] for place in places]
    if units and units[0].segment is None:
        return opaque_text(side, units[0].block)
    units = [unit for unit in units if unit.segment is not None]
    said = [unmask(unit.segment) for unit in units if unit.segment is not None]
    # Of two blocks that become one, the sentences must not run together.
    gaps = [one.gap or " " * (one.block != other.block) for one, other in pairwise(units)]
    return "".join(text + gap for text, gap in zip(said, [*gaps, ""], strict=True))
