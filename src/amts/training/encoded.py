"""An encoded corpus: pairs as the numbers of their tokens, in a folder of arrays that are mapped into memory.

Each side is one long array with all rows one after the other, and another one with the places where rows begin. A
corpus of a million pairs fits into 60 MB, opens at once, and takes no memory but for the rows that are read.
"""

from __future__ import annotations

import json
import shutil
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from amts.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    Tokens: TypeAlias = Sequence[int]
    Row: TypeAlias = tuple[Tokens, Tokens]

Numbers: TypeAlias = NDArray[Any]

SOURCES, TARGETS, ALIGNMENTS = "sources", "targets", "alignments"
# Written last, with what the corpus holds.
_CARD = "corpus.json"
# Numbers below this are written in two bytes.
_SMALL = 1 << 16


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of numbers of different lengths.

    Attributes:
        numbers: all rows, one after the other.
        offsets: where each row begins in it, and behind them where the last one ends.
    """

    numbers: Numbers
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> Numbers:
        row: Numbers = self.numbers[self.offsets[index] : self.offsets[index + 1]]
        return row

    def __iter__(self) -> Iterator[Numbers]:
        return (self[index] for index in range(len(self)))

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The length of each row."""
        return np.diff(self.offsets)


@dataclass(frozen=True, slots=True)
class EncodedCorpus:
    """Pairs as the numbers of their tokens.

    Attributes:
        sources: begin with the tag of the target language if the model has several, and end with the end token.
        targets: end with the end token.
        alignments: which tokens translate each other: flat rows of a source position, a target position, and so on;
            None if that is not known.
    """

    sources: Rows
    targets: Rows
    alignments: Rows | None = None

    def __len__(self) -> int:
        return len(self.sources)

    @classmethod
    def open(cls, folder: Path) -> EncodedCorpus:
        """Open the corpus in a folder.

        Raises:
            InputError: the folder holds no complete corpus.
        """
        try:
            names = json.loads((folder / _CARD).read_text(encoding="utf-8"))["rows"]
            rows = {name: _rows(folder, name) for name in names}
            return cls(rows[SOURCES], rows[TARGETS], rows.get(ALIGNMENTS))
        except (OSError, ValueError, KeyError, TypeError) as error:
            msg = f"{folder} holds no encoded corpus, or not all of it: {error}; expected is what write_corpus makes"
            raise InputError(msg) from error


def opened(folder: Path) -> EncodedCorpus | None:
    """Return the corpus in a folder; None if there is none, or not all of it."""
    try:
        return EncodedCorpus.open(folder)
    except InputError:
        return None


def write_corpus(folder: Path, pairs: Iterable[Row], alignments: Iterable[Tokens] | None = None) -> EncodedCorpus:
    """Write a corpus into a folder; one that is there is replaced.

    Args:
        folder: gets the corpus.
        pairs: the tokens of source and target.
        alignments: of each pair, a flat row of a source position, a target position, and so on.

    Raises:
        InputError: there are more or fewer alignments than pairs.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources, targets, links = _Growing(), _Growing(), _Growing()
    for source, target in pairs:
        sources.append(source)
        targets.append(target)
    for row in alignments or ():
        links.append(row)
    if alignments is not None and len(links) != len(sources):
        msg = f"{len(sources)} pairs and {len(links)} alignments: each pair needs one, be it empty"
        raise InputError(msg)
    kinds = {SOURCES: sources, TARGETS: targets} | ({ALIGNMENTS: links} if alignments is not None else {})
    for name, rows in kinds.items():
        rows.write(folder, name)
    (folder / _CARD).write_text(json.dumps({"pairs": len(sources), "rows": list(kinds)}), encoding="utf-8")
    return EncodedCorpus.open(folder)


class _Growing:
    """Rows that are being collected."""

    def __init__(self) -> None:
        self._numbers = array("I")
        self._offsets = array("q", [0])

    def append(self, row: Tokens) -> None:
        self._numbers.extend(map(int, row))
        self._offsets.append(len(self._numbers))

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def write(self, folder: Path, name: str) -> None:
        numbers = np.frombuffer(self._numbers, dtype=np.uint32) if self._numbers else np.zeros(0, np.uint32)
        small = not len(numbers) or int(numbers.max()) < _SMALL
        np.save(folder / f"{name}.npy", numbers.astype(np.uint16) if small else numbers)
        np.save(folder / f"{name}.offsets.npy", np.frombuffer(self._offsets, dtype=np.int64))


def _rows(folder: Path, name: str) -> Rows:
    # An array without any number cannot be mapped.
    offsets = np.load(folder / f"{name}.offsets.npy")
    path = folder / f"{name}.npy"
    return Rows(np.load(path, mmap_mode="r") if offsets[-1] else np.load(path), offsets)
