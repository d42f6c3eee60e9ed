"""Word links that were learnt from pairs, kept on disk: of a book's pairs they take seconds to learn."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from amts.adaptation.digests import digest
from amts.adaptation.word_links import WordLinks, word_links
from amts.alignment.lexicon import Lexicon, Vocabulary
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.records import Pair

# Words with a smaller product of their probabilities to be each other's translation are none; most cells are so.
_LEAST = 1e-3
_METHOD = "word-links.v1"


def learnt_links(pairs: Sequence[Pair], languages: tuple[str, str], cache: Path) -> WordLinks:
    """Return the word links of pairs, from the cache if the same were learnt before.

    Args:
        pairs: the pairs to learn from.
        languages: of their sources, and of their targets.
        cache: the folder in which they are kept; what is damaged there is learnt anew.
    """
    name = hashlib.sha256(" ".join((_METHOD, *languages, digest(pairs))).encode()).hexdigest()[:16]
    path = cache / f"{name}.npz"
    try:
        return _read(path.read_bytes())
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        found = _probable(word_links(pairs, *languages))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, _written(found))
        return found


def _probable(links: WordLinks) -> WordLinks:
    """Return the links without the cells that say nothing."""
    known = links.lexicon
    kept = known.forward * known.backward >= _LEAST
    kept[0] |= not kept.any()
    lexicon = Lexicon(known.cells[kept], known.forward[kept], known.backward[kept], known.targets, known.repeated)
    return WordLinks(lexicon, links.source, links.target)


def _written(links: WordLinks) -> bytes:
    file = io.BytesIO()
    lexicon = links.lexicon
    np.savez(
        file,
        cells=lexicon.cells,
        forward=lexicon.forward,
        backward=lexicon.backward,
        repeated=lexicon.repeated,
        source=_bytes(links.source),
        source_counts=np.array(links.source.counts, dtype=np.int64),
        target=_bytes(links.target),
        target_counts=np.array(links.target.counts, dtype=np.int64),
    )
    return file.getvalue()


def _read(content: bytes) -> WordLinks:
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        source, target = (_vocabulary(found[side], found[f"{side}_counts"]) for side in ("source", "target"))
        cells, forward, backward, repeated = (found[name] for name in ("cells", "forward", "backward", "repeated"))
    return WordLinks(Lexicon(cells, forward, backward, len(target), repeated), source, target)


def _bytes(vocabulary: Vocabulary) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer("\n".join(vocabulary.ids).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _vocabulary(
    text: np.ndarray[tuple[int], np.dtype[np.uint8]], counts: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Vocabulary:
    return Vocabulary(text.tobytes().decode("utf-8", "surrogatepass").split("\n"), counts.tolist())
