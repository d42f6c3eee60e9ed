"""The ledger of a translation that AMTS has just made whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amts.sync.records import Ledger, Origin, Row
from amts.sync.units import blob, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.records import Document
    from amts.sync.records import Unit
    from amts.translation.document import TranslatedDocument

ORIGINS: Mapping[str, Origin] = {"memory": Origin.MEMORY, "source": Origin.COPIED, "kept": Origin.COPIED}


def origin_of(origin: str) -> Origin:
    """Return who made a translation, by what the engine says of it."""
    return ORIGINS.get(origin, Origin.MACHINE)


def recorded(
    source: Document, target: Document, made: TranslatedDocument, languages: tuple[str, str], commit: str
) -> Ledger:
    """Return what is to be known of a translation whose blocks are those of its source.

    Args:
        source: the document.
        target: its translation, as it was written.
        made: who made its sentences.
        languages: that of the document, and that of the translation.
        commit: the commit that the document is from, if known.
    """
    origins = {block.index: [origin_of(each) for each in block.origins] for block in made.blocks}
    engine = next((each.engine for _, each in made.sentences if each.engine), "")
    ours, theirs = (_by_block(units(each, tag)) for each, tag in zip((source, target), languages, strict=True))
    rows = (row for index in sorted(ours.keys() | theirs.keys())
            for row in _rows(ours.get(index, []), theirs.get(index, []), origins.get(index, [])))  # fmt: skip
    return Ledger(blob(source.content), blob(target.content), tuple(rows), commit, engine)


def _by_block(found: Sequence[Unit]) -> dict[int, list[Unit]]:
    blocks: dict[int, list[Unit]] = {}
    for unit in found:
        blocks.setdefault(unit.block, []).append(unit)
    return blocks


def _rows(ours: Sequence[Unit], theirs: Sequence[Unit], origins: Sequence[Origin]) -> Iterator[Row]:
    """Yield the rows of a block: its sentences one by one, or all together if their numbers differ."""
    origins = origins or [Origin.COPIED] * len(ours)
    sources, targets = ([unit.mention for unit in side] for side in (ours, theirs))
    if len(sources) == len(targets) == len(origins):
        for one, other, origin in zip(sources, targets, origins, strict=True):
            yield Row((one,), (other,), origin)
    else:
        machine = Origin.MACHINE if Origin.MACHINE in origins else origins[0]
        yield Row(tuple(sources), tuple(targets), machine)


def rekeyed(ledger: Ledger, target: Document, tag: str) -> Ledger:
    """Return the ledger of a translation in which only addresses of links were changed after it was made."""
    found = [unit.mention for unit in units(target, tag)]
    if len(found) != sum(len(row.targets) for row in ledger.rows):
        return ledger
    mentions = iter(found)
    rows = tuple(replace(row, targets=tuple(next(mentions) for _ in row.targets)) for row in ledger.rows)
    return replace(ledger, target=blob(target.content), rows=rows)
