"""Which texts have which terms, as arrays, kept in a file so that they need not be made again."""

from __future__ import annotations

import hashlib
import io
from array import array
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from amts.parallel.similarity import terms
from amts.progress import Progress, silent, track
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Numbers: TypeAlias = NDArray[np.int32]
Counts: TypeAlias = NDArray[np.int64]

# Part of the file's name: a change of what a term is makes a cached file another one.
_METHOD = "postings.v2"
# So many postings are read for a text, of its rarest terms first: commoner ones tell little and cost most.
_BUDGET = 100_000


class Postings:
    """An index of texts by their terms, which grows at the end; a text's number is its place."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._set(np.zeros(0, np.int32), np.zeros(0, np.int64), 0)

    def __len__(self) -> int:
        """Return the number of texts."""
        return self._size

    def extend(self, texts: Sequence[str], progress: Progress = silent) -> None:
        """Index more comparable texts."""
        found, owners = array("i"), array("i")
        for number, text in enumerate(track(texts, "index", len(texts), progress), start=self._size):
            ids = [self._ids.setdefault(term, len(self._ids)) for term in terms(text)]
            found.extend(ids)
            owners.extend([number] * len(ids))
        new, numbers = np.array(found, np.int32), np.array(owners, np.int32)
        order = np.argsort(new, kind="stable")
        counts = np.zeros(len(self._ids), np.int64)
        counts[: len(self._counts)] = self._counts
        # Behind those that a term has already; a new term stands behind all others.
        ends = np.cumsum(counts)
        self._set(
            np.insert(self._numbers, ends[new[order]], numbers[order]),
            counts + np.bincount(new, minlength=len(counts)),
            self._size + len(texts),
        )

    def sharing(self, text: str, limit: int, hidden: Sequence[int] = ()) -> list[int]:
        """Return the numbers of the texts that share the rarest terms with a comparable text, in order.

        Args:
            text: what they are compared with.
            limit: how many there are at most; of more, those with the best Dice score of inverse document frequencies.
            hidden: the numbers of those that are passed over.
        """
        known = np.array([self._ids[term] for term in terms(text) if term in self._ids], np.int64)
        known = known[np.argsort(-self._rarity[known], kind="stable")]
        used = known[: max(int(np.searchsorted(np.cumsum(self._counts[known]), _BUDGET, "right")), 1)]
        if not len(used):
            return []
        spans = [self._numbers[self._starts[term] : self._starts[term + 1]] for term in used]
        weights = np.repeat(self._rarity[used], self._counts[used])
        shared = np.bincount(np.concatenate(spans), weights, minlength=self._size)
        shared[np.asarray(hidden, np.int64)] = 0
        touched = np.flatnonzero(shared > 0)
        if len(touched) > limit:
            dice = shared[touched] / (self._total[touched] + self._rarity[known].sum())
            touched = np.sort(touched[np.argpartition(-dice, limit)[:limit]])
        numbers: list[int] = touched.tolist()
        return numbers

    def to_bytes(self) -> bytes:
        """Return the index in the format of numpy's archives."""
        archive = io.BytesIO()
        words = np.frombuffer(_joined(self._ids), np.uint8)
        np.savez(archive, terms=words, numbers=self._numbers, counts=self._counts, size=self._size)
        return archive.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Postings:
        """Return the index that `to_bytes` wrote."""
        made = cls()
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            words = arrays["terms"].tobytes().decode("utf-8", "surrogatepass").split()
            made._ids = {word: number for number, word in enumerate(words)}
            made._set(arrays["numbers"], arrays["counts"], int(arrays["size"]))
        return made

    def _set(self, numbers: Numbers, counts: Counts, size: int) -> None:
        """Take over the numbers of the texts with each term, term after term, and how many each has."""
        self._numbers, self._counts, self._size = numbers, counts, size
        self._starts = np.concatenate(([0], np.cumsum(counts)))
        self._rarity = np.log((size + 1) / np.maximum(counts, 1))
        self._total = np.bincount(numbers, np.repeat(self._rarity, counts), minlength=size)


def postings(texts: Sequence[str], cache: Path | None = None, progress: Progress = silent) -> Postings:
    """Return the index of comparable texts, from a file in the folder `cache` if that has it undamaged.

    Raises:
        PathError: the file cannot be written.
    """
    path = cache / f"{hashlib.sha256(_joined([_METHOD, *texts])).hexdigest()[:16]}.postings" if cache else None
    kept = _kept(path) if path else None
    if kept is not None:
        return Postings.from_bytes(kept)
    made = Postings()
    made.extend(texts, progress)
    if path:
        content = made.to_bytes()
        write_atomically(path, hashlib.sha256(content).digest() + content)
    return made


def _kept(path: Path) -> bytes | None:
    """Return what a file keeps behind its hash, or None if it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    size = hashlib.sha256().digest_size
    return content[size:] if hashlib.sha256(content[size:]).digest() == content[:size] else None


def _joined(texts: Iterable[str]) -> bytes:
    return "\n".join(texts).encode("utf-8", "surrogatepass")
