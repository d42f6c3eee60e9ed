"""Phrase tables as Thot writes them: a translation, what it translates, how often it occurs, how often for that."""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = tuple[str, str, float, float]

# What Thot calls all those translations of a phrase together that it has left out.
LEFT_OUT = "<UNUSED_WORD>"


def add_table(table: Path, base: Path, weight: int, limit: int) -> None:
    """Add a base to a table in its place: each phrase counts as often as in the base and `weight` times in the table.

    In memory are the table, and of the base the phrases that the table has translations of too.

    Args:
        table: the table.
        base: what to add.
        weight: how often the table's own phrases count.
        limit: of a phrase with translations in both, so many are kept, those that occur most.
    """
    own: dict[str, float] = {}
    translations: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for target, source, count, together in _rows(table):
        own[target] = count * weight
        translations[source][target] = together * weight
    grown: dict[str, float] = {}
    with table.open("w", encoding="utf-8", newline="\n") as file:
        for target, source, count, together in _rows(base):
            total = own.get(target, 0.0) + count
            if target in own or source in translations:
                grown[target] = total
            if source in translations:
                translations[source][target] = translations[source].get(target, 0.0) + together
            else:
                file.write(_line(target, source, total, together))
        for source, found in translations.items():
            for target, together in _commonest(found, limit).items():
                file.write(_line(target, source, grown.get(target, own.get(target, 0.0)), together))


def _commonest(found: dict[str, float], limit: int) -> dict[str, float]:
    """Return the translations that occur most, and how often the others do together."""
    left_out = found.pop(LEFT_OUT, 0.0)
    kept = {target: found[target] for target in nlargest(limit, found, key=found.__getitem__)}
    left_out += sum(found.values()) - sum(kept.values())
    return kept | ({LEFT_OUT: left_out} if left_out else {})


def _rows(table: Path) -> Iterator[Row]:
    with table.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            target, source, counts = line.split(" ||| ")
            count, together = counts.split()
            yield target, source, float(count), float(together)


def _line(target: str, source: str, count: float, together: float) -> str:
    return f"{target} ||| {source} ||| {count:.8f} {together:.8f}\n"
