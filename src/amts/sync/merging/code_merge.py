"""Code that changes in the source while a person has translated its comments, or more of it: both changes are kept."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.documents.embedded.comments import without_comments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Lines = Sequence[str]

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)")
# Of code without a fence: the syntax of comments that most languages of documents with code have.
_USUAL = "python"


def merge_opaque(base: str, source: str, target: str) -> str | None:
    """Merge what the source has changed in a block of lines into what a person has made of it.

    A line that only one side has changed is as that side has it; a line whose code one side has changed and whose
    comment the other has both.

    Args:
        base: the block as the source had it when it was translated.
        source: as the source has it now.
        target: as the translation has it.

    Returns:
        The merged block, or None if both have changed the same.
    """
    if source == base:
        return target
    if target in (base, source):
        return source
    merged: list[str] = []
    fence = _FENCE.match(base)
    language = fence["info"] if fence else _USUAL
    for lines in _chunks(_lines(base), _lines(source), _lines(target), language):
        found = _merged(*lines, language)
        if found is None:
            return None
        merged += found
    return ("\r\n" if "\r\n" in target else "\n").join(merged)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _chunks(base: Lines, source: Lines, target: Lines, language: str) -> Iterator[tuple[Lines, Lines, Lines]]:
    """Yield the lines of all three, cut at each line that the source still has and the translation too."""
    theirs = _matched(base, source)
    ours = _matched(_codes(base, language), _codes(target, language))
    kept = [(place, theirs[place], ours[place]) for place in sorted(theirs.keys() & ours.keys())]
    for last, here in pairwise([(-1, -1, -1), *kept, (len(base), len(source), len(target))]):
        sides = zip((base, source, target), last, here, strict=True)
        between = [side[start + 1 : end] for side, start, end in sides]
        if any(between):
            yield between[0], between[1], between[2]
        if here[0] < len(base):
            yield base[here[0] : here[0] + 1], source[here[1] : here[1] + 1], target[here[2] : here[2] + 1]


def _matched(ours: Lines, theirs: Lines) -> dict[int, int]:
    """Return the place of each line that the other side has too."""
    from rapidfuzz.distance import Indel

    blocks = (step for step in Indel.opcodes(ours, theirs) if step.tag == "equal")
    return {
        place: place + step.dest_start - step.src_start
        for step in blocks
        for place in range(step.src_start, step.src_end)
    }


def _codes(lines: Lines, language: str) -> list[str]:
    """Return what is equal in lines that say the same to a machine.

    Of lines with nothing but a comment, these are the first, second ... of as many: a translation that has more or
    fewer tells the same in other lines.
    """
    codes = [_squeezed(_parts(line, language)[0]) for line in lines]
    remarks = [bool(line.strip()) and not code for line, code in zip(lines, codes, strict=True)]
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and remarks[end]:
            end += 1
        codes[start:end] = [f"\0{place}/{end - start}" for place in range(end - start)]
        start = end + 1
    return codes


def _parts(line: str, language: str) -> tuple[str, str]:
    """Return the code of a line, and the comment behind it."""
    code = without_comments(line, language)
    return (code, line[len(code) :]) if line.startswith(code) else (line, "")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _merged(base: Lines, source: Lines, target: Lines, language: str) -> Lines | None:
    """Return a chunk as one side has changed it, or with the changes of both; None if that is not possible."""
    if source == base:
        return target
    if target in (base, source):
        return source
    if len(base) == len(source) == len(target):
        lines = [_merged_line(*each, language) for each in zip(base, source, target, strict=True)]
        return None if None in lines else [line for line in lines if line is not None]
    same = _codes(base, language) == _codes(target, language)
    said = [line for line, other in zip(target, base, strict=False) if line != other and _squeezed(line)]
    return source if same and (not source or not said) else None


def _merged_line(base: str, source: str, target: str, language: str) -> str | None:
    """Return a line with the code and the comment of the sides that have changed them."""
    codes, comments = zip(*(_parts(line, language) for line in (base, source, target)), strict=True)
    code, comment = _merged_text(*codes), _merged_text(*comments)
    if comment is None and _letters(comments[0]) == _letters(comments[1]):
        comment = comments[2]
    return None if code is None or comment is None else code + comment


def _merged_text(base: str, source: str, target: str) -> str | None:
    if source == base:
        return target
    return source if _squeezed(target) in (_squeezed(base), _squeezed(source)) else None


def _letters(text: str) -> str:
    """Return what is equal in comments that differ in signs only."""
    return "".join(filter(str.isalnum, text)).lower()
