"""Which sentences of a document and of its translation belong together, by their places: an alignment seen as beads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.alignment.book import align
from amts.placeholders import PLACEHOLDER
from amts.records import Bitext, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.progress import Progress
    from amts.records import Pair, Passage

# A bead holds at most so many sentences of a side.
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that translate each other, by their places among all sentences of their documents, and as a pair."""

    sources: range
    targets: range
    pair: Pair


def aligned(bitexts: Sequence[Bitext], source_tag: str, target_tag: str, progress: Progress) -> list[list[Bead]]:
    """Align documents with their translations, all together, and return for each its beads in order.

    What was left untranslated is a bead too: somebody has decided so.
    """
    alignment = align(bitexts, source_tag, target_tag, progress)
    copied = (each.pair for each in alignment.rejected if each.reason == "untranslated")
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in (*alignment.pairs, *copied):
        if pair.level is Level.SENTENCE:
            pairs[pair.document].append(pair)
    return [_beads(bitext, pairs[bitext.name]) for bitext in bitexts]


def _beads(bitext: Bitext, pairs: Sequence[Pair]) -> list[Bead]:
    """Find the sentences of each pair again, whose texts may stand in several places: no sentence is in two beads."""
    sides = _windows(bitext.source), _windows(bitext.target)
    taken: tuple[set[int], set[int]] = set(), set()
    found = []
    for pair in pairs:
        places = [
            next((window for window in windows.get(_plain(text), ()) if not used.intersection(window)), None)
            for windows, text, used in zip(sides, (pair.source.text, pair.target.text), taken, strict=True)
        ]
        if places[0] and places[1]:
            taken[0].update(places[0])
            taken[1].update(places[1])
            found.append(Bead(places[0], places[1], pair))
    return sorted(found, key=lambda bead: bead.sources.start)


def _windows(passages: Sequence[Passage]) -> dict[str, list[range]]:
    """Return where each text of one to four sentences stands."""
    texts = [_plain(sentence.segment.text) for passage in passages for sentence in passage.sentences]
    found: dict[str, list[range]] = defaultdict(list)
    for start in range(len(texts)):
        for stop in range(start + 1, min(start + _LONGEST, len(texts)) + 1):
            found[" ".join(texts[start:stop])].append(range(start, stop))
    return found


def _plain(text: str) -> str:
    return " ".join(PLACEHOLDER.sub("⟦", text).split())
