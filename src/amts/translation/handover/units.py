"""Texts handed to a translator's own tool.

A unit is a text block with its markup as placeholders. It is named by its place and a hash of its text, so that a
translation finds its text again after other parts of the document have changed, and is never put in place of a text
that the translator has not seen.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.placeholders import collapsed, keeps_marks, pairs, placeholder
from amts.records import Segment
from amts.segments.masks import mask

if TYPE_CHECKING:
    from amts.records import Block, Document


_BREAK = r"\n\s*+"


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to translate, as translators' tools get it.

    Attributes:
        id: the index of its block and a hash of its text, such as `12-3fa9c1d2`.
        document: the name of its document.
        kind: what its block is, such as `heading`.
        line: where it begins in the document; of documents that are no text, the number of its block.
        source: the text with its marks, without line breaks.
        target: the translation that the document holds, with the source's placeholders; empty if there is none.
        approved: whether that translation is finished.
        note: what else a translator should know.
    """

    id: str
    document: str
    kind: str
    line: int
    source: Segment
    target: str = ""
    approved: bool = False
    note: str = ""


def extract(document: Document) -> list[Unit]:
    """Return the texts of a document, in order."""
    units: list[Unit] = []
    line = position = 0
    for index, block in enumerate(document.blocks):
        if block.text:
            line += document.body.count(b"\n", position, block.start)
            position = block.start
            place = line + 1 if document.body == document.content else index + 1
            units.append(_unit(index, block, document.name, place))
    return units


def masked_like(source: Segment, text: str) -> str:
    """Replace the markup in a translation by the placeholders that it has in the source.

    The n-th of equal marks is the n-th in the source; one that could close what was opened last closes it. Line breaks
    are equal, however the next line is indented.
    """
    waiting: dict[str, list[int]] = defaultdict(list)
    for number, mark in enumerate(source.marks, start=1):
        waiting[_spelling(mark.text)].append(number)
    if not waiting:
        return text
    closings = pairs(source)
    opened: list[int] = []

    def replaced(match: re.Match[str]) -> str:
        numbers = waiting[_spelling(match[0])]
        if not numbers:
            return match[0]
        number = closings[opened[-1]] if opened and closings[opened[-1]] in numbers else numbers[0]
        numbers.remove(number)
        if number in closings:
            opened.append(number)
        elif opened and closings[opened[-1]] == number:
            opened.pop()
        return placeholder(number)

    longest_first = sorted(waiting, key=len, reverse=True)
    return re.sub("|".join(_BREAK if mark == "\n" else re.escape(mark) for mark in longest_first), replaced, text)


def _spelling(mark: str) -> str:
    return "\n" if re.fullmatch(_BREAK, mark) else mark


def index_of(unit_id: str) -> int:
    """Return the index of the block that an id was made for; -1 if it is no id of a unit."""
    digits = unit_id.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


def digest_of(unit_id: str) -> str:
    """Return what an id says of its text; empty if it is no id of a unit."""
    return unit_id.partition("-")[2]


def _unit(index: int, block: Block, name: str, line: int) -> Unit:
    masked = mask(block)
    source = collapsed(masked)
    digest = hashlib.sha256(block.text.encode()).hexdigest()[:8]
    # Marks may be line breaks: they are found before white space is collapsed.
    held = collapsed(Segment(masked_like(masked, block.target or ""), masked.marks))
    fits = keeps_marks(source, held)
    return Unit(
        f"{index}-{digest}", name, block.kind, line, source,
        held.text if fits else "", block.approved and fits,
        "" if fits or not block.target else f"translated so far, with other markup, as: {block.target}",
    )  # fmt: skip
