"""Units that have changed from one version of a document to the next, found by their words and by where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from amts.parallel.similarity import terms
from amts.placeholders import unmask
from amts.sync.following.likeness import Index, overlap, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from amts.sync.following.correspondence import Correspondence
    from amts.sync.records import Unit

    # How alike they are, a unit of the base, one of the source.
    Candidate = tuple[float, int, int]

# From the first likeness on a unit comes from one that stands anywhere, from the second on from one that stands beside
# the same neighbour, from the third on from the only one between the same neighbours. Of unrelated sentences of a
# document (the history of Dive into Deep Learning) half are less alike than 0.2, one in fifty more than 0.4.
_SURE, _LIKELY, _LEAST = 0.75, 0.5, 0.2
# A text of fewer characters has its like in many places.
_TELLING = 30
# Of so many units on either side each is compared with each.
_FEW = 8
# The beginning of a text tells enough.
_BEGINNING = 2000
# So much of a sentence must be in another one whose rest does not say it, for it to be a part of that: of what the
# rest does not say, and of all.
_CONTAINED, _TOLD = 0.5, 0.25


def find_changed(found: Correspondence) -> None:
    """Find the units that have changed."""
    texts = _Texts(found)
    _find_in_gaps(texts, lambda _: _SURE)
    _find_anywhere(texts)
    _find_in_gaps(texts, lambda _: _LIKELY)
    for edge in found.edges():
        _find_between(texts, *edge, _LIKELY)
    # What is found cuts a gap into smaller ones, in which less likeness is enough.
    _find_in_gaps(texts, _least)
    _find_in_gaps(texts, _least)
    _find_by_place(found)
    _find_parts(texts)


@dataclass(frozen=True, slots=True)
class Text:
    """What a unit says: its text as it is compared, and its words; and whether it is opaque."""

    text: str
    words: frozenset[str]
    opaque: bool


class _Texts:
    """The texts of the units that are not the same in the other version, by side."""

    def __init__(self, found: Correspondence) -> None:
        self.found = found
        self.ours = _read(found.base, found.heirs)
        self.theirs = _read(found.source, found.origins)
        self._scores: dict[tuple[int, int], float] = {}

    def unknown(self, ours: Iterable[int], theirs: Iterable[int]) -> tuple[list[int], list[int]]:
        """Return those of these units that have texts and of which nothing is known still."""
        return (
            [at for at in ours if self.found.heirs[at] is None and at in self.ours],
            [at for at in theirs if self.found.origins[at] is None and at in self.theirs],
        )

    def candidates(self, ours: Sequence[int], theirs: Sequence[int], least: float) -> Iterator[Candidate]:
        """Yield which units are how alike: of a few all that are, of more those with most words in common."""
        few = max(len(ours), len(theirs)) <= _FEW
        index = Index({at: self.ours[at].words for at in ours if not few})
        for place in theirs:
            for origin in ours if few else index.near(self.theirs[place].words):
                score = self._score(origin, place)
                if score >= least:
                    yield score, origin, place

    def _score(self, origin: int, place: int) -> float:
        if (origin, place) not in self._scores:
            self._scores[origin, place] = _likeness(self.ours[origin], self.theirs[place])
        return self._scores[origin, place]


def _read(units: Sequence[Unit], known: Sequence[int | None]) -> dict[int, Text]:
    return {at: said(unit) for at, unit in enumerate(units) if known[at] is None and _text(unit)}


def said(unit: Unit) -> Text:
    """Return what a unit says; nothing if only its key is left."""
    text = " ".join(_text(unit)[:_BEGINNING].lower().split())
    return Text(text, frozenset(terms(text)), unit.mention.opaque)


def _text(unit: Unit) -> str:
    return unmask(unit.segment) if unit.segment else unit.text


def _likeness(ours: Text, theirs: Text) -> float:
    """Return how alike two texts are: half by their characters, half by their words, if they have any."""
    from rapidfuzz.fuzz import ratio

    if ours.opaque is not theirs.opaque:
        return 0.0
    by_characters = float(ratio(ours.text, theirs.text)) / 100
    if not ours.words and not theirs.words:
        return by_characters
    return (by_characters + overlap(ours.words, theirs.words)) / 2


def _least(units: int) -> float:
    """Return from which likeness on a unit comes from one of so many between the same neighbours."""
    return min(_LEAST + log2(units) / 12, _LIKELY)


def _find_in_gaps(texts: _Texts, least: Callable[[int], float]) -> None:
    for ours, theirs in texts.found.gaps():
        _find_between(texts, ours, theirs, least(max(len(ours), len(theirs))))


def _find_between(texts: _Texts, ours: range, theirs: range, least: float) -> None:
    """Take the most alike units of two stretches that are in the same order."""
    for _, origin, place in _best_chain(list(texts.candidates(*texts.unknown(ours, theirs), least))):
        texts.found.take(origin, place)


def _find_anywhere(texts: _Texts) -> None:
    """Take the most alike units that are left, wherever they stand."""
    ours, theirs = texts.unknown(texts.ours, texts.theirs)
    telling = [at for at in theirs if len(texts.theirs[at].text) >= _TELLING]
    for _, origin, place in sorted(texts.candidates(ours, telling, _SURE), key=lambda each: -each[0]):
        texts.found.take(origin, place)


def _best_chain(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates that are in the same order on both sides and together the most alike."""
    candidates.sort(key=lambda each: (each[1], -each[2]))
    ranks = {place: rank for rank, place in enumerate(sorted({place for _, _, place in candidates}), start=1)}
    # A Fenwick tree: of the chains that end at a place or before, how good the best one is, and its last candidate.
    tree = [(0.0, -1)] * (len(ranks) + 1)
    before = []
    for index, (score, _, place) in enumerate(candidates):
        rank = ranks[place]
        best, last = _best_until(tree, rank - 1)
        before.append(last)
        while rank < len(tree):
            tree[rank] = max(tree[rank], (best + score**2, index))
            rank += rank & -rank
    chain = []
    _, index = _best_until(tree, len(ranks))
    while index >= 0:
        chain.append(candidates[index])
        index = before[index]
    return chain


def _best_until(tree: Sequence[tuple[float, int]], rank: int) -> tuple[float, int]:
    best = tree[0]
    while rank:
        best = max(best, tree[rank])
        rank &= rank - 1
    return best


def _find_by_place(found: Correspondence) -> None:
    """Take units whose likeness tells nothing, if there are as many and of the same sort between two neighbours.

    These are units of which only the keys are left, and short ones that are alone: a heading, a label, a cell.
    """
    for sort in (_opaque, _sort):
        for ours, theirs in found.gaps():
            mine = [at for at in ours if sort(found.base[at])]
            yours = [at for at in theirs if sort(found.source[at])]
            if [sort(found.base[at]) for at in mine] == [sort(found.source[at]) for at in yours]:
                for origin, place in zip(mine, yours, strict=True):
                    text, other = _text(found.base[origin]), _text(found.source[place])
                    if not text or (len(ours) == len(theirs) == 1 and max(len(text), len(other)) < _TELLING):
                        found.take(origin, place)


def _opaque(unit: Unit) -> str:
    return "opaque" if unit.mention.opaque else ""


def _sort(unit: Unit) -> str:
    return _opaque(unit) or ("first" if unit.mention.first else "further")


def _find_parts(texts: _Texts) -> None:
    """Find the sentences that are split off others, and those that were put into others."""
    found = texts.found
    for place, origin in _parts(texts.theirs, texts.ours, found.origins, found.heirs):
        found.also.setdefault(place, []).append(origin)
    for origin, place in _parts(texts.ours, texts.theirs, found.heirs, found.origins):
        found.also.setdefault(place, []).append(origin)


def _parts(
    texts: Mapping[int, Text],
    others: Mapping[int, Text],
    known: Sequence[int | None],
    known_of_others: Sequence[int | None],
) -> list[tuple[int, int]]:
    """Return the unknown units that are in what the other version has for a unit beside them, each with that."""
    wholes: dict[int, int] = {}
    for step, order in ((1, sorted(texts)), (-1, sorted(texts, reverse=True))):
        for part in order:
            beside = part - step
            if known[part] is not None or part in wholes or not 0 <= beside < len(known):
                continue
            whole = wholes.get(beside, known[beside])
            if whole is None or whole not in others:
                continue
            rest = known_of_others[whole]
            if rest is not None and rest in texts and _is_part(texts[part], others[whole], texts[rest]):
                wholes[part] = whole
    return list(wholes.items())


def _is_part(part: Text, whole: Text, rest: Text) -> bool:
    """Whether a sentence stands in another one, and not just because what is left of that says the same."""
    if part.opaque or whole.opaque:
        return False
    shared = told((part.words & whole.words) - rest.words)
    return shared >= _CONTAINED * told(part.words - rest.words) and shared >= max(_TOLD * told(part.words), 1)
