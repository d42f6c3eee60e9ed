"""A person's word that a translation is right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.placeholders import unmask
from amts.sync.ledgers.standing import base_units, stand
from amts.sync.records import Row
from amts.sync.units import blob, units
from amts.translation.links.places import Places

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from amts.mining.book import Entry
    from amts.records import Document
    from amts.sync.records import Bead, Unit
    from amts.sync.translations import Translations


def confirm(translations: Translations, entry: Entry, lines: Collection[int] = ()) -> int:
    """Let the ledger say that a person has read a translation and found it right.

    Args:
        translations: those that it belongs to.
        entry: the document.
        lines: the lines that were read; none: all.

    Returns:
        How many sentences were not known to be right before.

    Raises:
        InputError: it has no ledger, or its source has changed since the last sync, or nothing stands in a line.
    """
    ledger = translations.journal.read(entry.name)
    source, target = entry.read_source(), entry.read_target()
    if not ledger:
        msg = f"{entry.target}: nobody knows what it was made from: run `amts adopt` first"
        raise InputError(msg)
    if ledger.source != blob(source.content):
        msg = f"{entry.target}: {entry.source} has changed since: run `amts sync` first, then read again"
        raise InputError(msg)
    ours = base_units(ledger, units(source, translations.languages[0]))
    theirs = units(target, translations.languages[1])
    beads = stand(ledger, theirs)
    chosen = _in_lines(beads, target, theirs, lines, entry)
    rows = [_row(bead, ours, theirs) for bead in beads]
    read = [replace(row, reviewed=True, follows="") if at in chosen else row for at, row in enumerate(rows)]
    known = replace(ledger, target=blob(target.content), rows=tuple(read))
    translations.journal.write(entry.name, entry.target, target.content, known, source.content)
    return sum(one != other for one, other in zip(rows, read, strict=True))


def _row(bead: Bead, ours: Sequence[Unit], theirs: Sequence[Unit]) -> Row:
    sources = tuple(ours[place].mention for place in bead.sources)
    targets = tuple(theirs[place].mention for place in bead.targets)
    return Row(sources, targets, bead.origin, bead.reviewed, bead.follows)


def _in_lines(
    beads: Sequence[Bead], target: Document, theirs: Sequence[Unit], lines: Collection[int], entry: Entry
) -> set[int]:
    """Return the indexes of the beads with sentences that begin in these lines; without lines, of all with any."""
    places = Places(target)
    begin: dict[int, set[int]] = {}
    for at, bead in enumerate(beads):
        for place in bead.targets:
            if not theirs[place].mention.opaque:
                begin.setdefault(line_of(target, theirs, place, places), set()).add(at)
    for line in lines:
        if line not in begin:
            msg = f"{entry.target}: no sentence begins in line {line}: take the numbers that `amts diff` shows"
            raise InputError(msg)
    return {at for line in lines or begin for at in begin[line]}


def line_of(document: Document, found: Sequence[Unit], place: int, places: Places) -> int:
    """Return the line that a unit begins in."""
    block = found[place].block
    line = places.line(document.blocks[block].start)
    for unit in reversed(found[:place]):
        if unit.block != block:
            break
        line += (unmask(unit.segment).count("\n") if unit.segment else 0) + unit.gap.count("\n")
    return line
