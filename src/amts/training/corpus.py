"""A cleaned corpus on disk: a table of masked texts for each two languages, and held-out pairs with their markup."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.parallel.rows import from_row, to_row
from amts.storage.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from amts.records import Pair

# Of the held-out pairs, training is watched by the first ones; the others score the result.
VALIDATION, TEST = "validation", "test"


@dataclass(frozen=True, slots=True)
class Text:
    """A pair of masked texts of a corpus, and where it comes from."""

    source: str
    target: str
    origin: str


def write_texts(folder: Path, languages: tuple[str, str], texts: Iterable[Text]) -> int:
    """Write the pairs of two languages, and return how many they are."""
    count = 0
    with replacing(_table(folder, languages)) as file:
        for text in texts:
            file.write(f"{text.origin}\t{text.source}\t{text.target}\n".encode())
            count += 1
    return count


def read_texts(folder: Path, languages: tuple[str, str]) -> Iterator[Text]:
    """Yield the pairs of two languages, in the order that they were written in."""
    with _table(folder, languages).open(encoding="utf-8", newline="\n") as file:
        for line in file:
            origin, source, target = line.rstrip("\n").split("\t")
            yield Text(source, target, origin)


def write_held_out(folder: Path, languages: tuple[str, str], part: str, pairs: Iterable[Pair]) -> None:
    """Write held-out pairs, one a line."""
    with replacing(_held_out(folder, languages, part)) as file:
        for pair in pairs:
            file.write(json.dumps(to_row(pair), ensure_ascii=False).encode() + b"\n")


def read_held_out(folder: Path, languages: tuple[str, str], part: str) -> list[Pair]:
    """Return the held-out pairs of a part, VALIDATION or TEST."""
    with _held_out(folder, languages, part).open(encoding="utf-8", newline="\n") as file:
        return [from_row(json.loads(line)) for line in file]


def _table(folder: Path, languages: tuple[str, str]) -> Path:
    return folder / f"{'-'.join(languages)}.tsv"


def _held_out(folder: Path, languages: tuple[str, str], part: str) -> Path:
    return folder / f"{'-'.join(languages)}.{part}.jsonl"
