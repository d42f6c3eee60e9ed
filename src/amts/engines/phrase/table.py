"""Phrase tables as Thot writes them: a translation, what it translates, how often it occurs, how often for that."""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = tuple[str, str, float, float]


def add_table(table: Path, base: Path, weight: int, limit: int) -> None:
    """Add a base to a table in its place: each phrase counts as often as in the base and `weight` times in the table.

    Of the base, which is the larger one, no more is held in memory than phrases that the table has translations of too.

    Args:
        table: the table.
        base: what to add.
        weight: how often the table's own phrases count.
        limit: of a phrase with translations in both, so many are kept, those that occur most.
    """
    totals: dict[str, float] = {}
    translations: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for target, source, count, together in _rows(table):
        totals[target] = count * weight
        translations[source][target] = together * weight
    own = dict(totals)
    with table.open("w", encoding="utf-8", newline="\n") as file:
        for target, source, count, together in _rows(base):
            total = own.get(target, 0.0) + count
            if target in own or source in translations:
                totals[target] = total
            if source in translations:
                translations[source][target] = translations[source].get(target, 0.0) + together
            else:
                file.write(_line(target, source, total, together))
        for source, found in translations.items():
            for target in nlargest(limit, found, key=found.__getitem__):
                file.write(_line(target, source, totals[target], found[target]))


def _rows(table: Path) -> Iterator[Row]:
    with table.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            target, source, counts = line.split(" ||| ")
            count, together = counts.split()
            yield target, source, float(count), float(together)


def _line(target: str, source: str, count: float, together: float) -> str:
    return f"{target} ||| {source} ||| {count:.8f} {together:.8f}\n"
