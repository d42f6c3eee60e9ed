"""Merges that somebody has not finished: the marks that git leaves in a file."""

from __future__ import annotations

import re

_MARK = re.compile(rb"^(?:(<)<{6}|(=)={6}|(>)>{6})(?:[ \t].*)?\r?$", re.M)


def conflicts(content: bytes) -> int:
    """Return how many conflicts of a merge a file has, or shows: a page about git may show some to its readers."""
    if b"<<<<<<<" not in content:
        return 0
    signs = b"".join(match[match.lastindex or 0] for match in _MARK.finditer(content))
    return len(re.findall(b"<=+>", signs))


def unfinished(source: bytes, target: bytes) -> tuple[bool, bool]:
    """Return whether the source has a merge that is not finished, and whether the translation has.

    What a page shows to its readers is in both.
    """
    ours, theirs = conflicts(source), conflicts(target)
    return ours > theirs, theirs > ours
