"""The first line in which two blocks differ, and how far down it is."""

from __future__ import annotations

from itertools import dropwhile, takewhile, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapidfuzz.distance import Opcode

# So much of a line is shown.
_SHOWN = 80


def first_difference(expected: str, found: str, told: Callable[[str], str] = str.strip) -> tuple[int, str]:
    """Return how many lines of the new text come before the first difference, and the lines in words.

    Args:
        expected: the text.
        found: the new one.
        told: what of a line counts; lines of which nothing does are passed over, unless nothing else differs.
    """
    from rapidfuzz.distance import LCSseq

    ours, theirs = ([(line, told(line), at) for at, line in enumerate(text.splitlines())] for text in (expected, found))
    kept, other = ([line for line in side if line[1]] for side in (ours, theirs))
    codes = LCSseq.opcodes([line[1] for line in kept], [line[1] for line in other])
    changed = [*takewhile(_changes, dropwhile(lambda code: not _changes(code), codes))]
    if changed:
        gone, new = kept[changed[0].src_start : changed[-1].src_end], other[changed[0].dest_start :]
        is_new = changed[0].dest_start < changed[-1].dest_end
        at = new[0][2] if new else max(len(theirs) - 1, 0)
        return at, shown(gone[0][0] if gone else "", new[0][0] if is_new else "")
    pairs = enumerate(zip_longest(expected.splitlines(), found.splitlines(), fillvalue=""))
    at, (here, there) = next(((at, pair) for at, pair in pairs if pair[0] != pair[1]), (0, ("", "")))
    return min(at, max(len(theirs) - 1, 0)), shown(here, there)


def _changes(code: Opcode) -> bool:
    return code.tag != "equal"


def shown(expected: str, found: str) -> str:
    """Return what was expected and what was found, in words."""
    return f"expected {expected.strip()[:_SHOWN]!r}, found {found.strip()[:_SHOWN]!r}"
