"""What people made of each sentence in the end, and what there was of it before: the yardstick of a replay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.experiments.replay.costs import words
from amts.placeholders import collapsed, concatenated, has_words, matched, renumbered
from amts.records import Pair, Segment
from amts.sync.following.revision import follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.experiments.replay.beads import Bead
    from amts.experiments.replay.events import Event
    from amts.experiments.replay.texts import Library, Text

# A text that so many later commits on its file leave alone has settled.
QUIET = 2


class Standing(StrEnum):
    """What a sentence of the new source is to the translation that there was."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Judged:
    """Sentences of a new source that people have translated together.

    Attributes:
        document: the document that they stand in.
        places: their numbers among all sentences of the source.
        source: the text, with the numbers of marks that the others have too.
        standing: whether the source has changed there.
        final: the translation that people left alone in the end; None if nothing was found to belong to them.
        later: what it became after that, and what it was called elsewhere.
        words: the length of the final translation, or an estimate.
        old: for changed ones, what the source was and its translation.
        kept: for unchanged ones, the translation that there was.
        soon: that translation after as many commits as make a text quiet; empty if it cannot be followed.
        first: what the translation was at the event.
        by_person: whether the translation that there was is a person's, as far as can be told.
        beside: whether a neighbour has changed, though they have not.
    """

    document: str
    places: range
    source: Segment
    standing: Standing
    final: Segment | None
    later: tuple[str, ...]
    words: float
    old: Pair | None = None
    kept: str = ""
    soon: str = ""
    first: Segment | None = None
    by_person: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """An event with all that is needed to judge it."""

    event: Event
    judged: tuple[Judged, ...]


class Chain:
    """The sentences of a translation's last state, followed back through the states before.

    Args:
        versions: the states, the oldest first.
    """

    def __init__(self, versions: Sequence[Text]) -> None:
        self.versions = versions
        self._origins = [follow(old.units, new.units) for old, new in pairwise(versions)]

    def texts(self, numbers: range) -> list[Segment | None]:
        """Return what some sentences of the last state were in each state, None where one of them cannot be found."""
        paths = [self._path(self.versions[-1].places[number]) for number in numbers]
        return [
            _joined([version.units[place].segment for place in places if place is not None])
            if None not in places
            else None
            for version, places in zip(self.versions, zip(*paths, strict=True), strict=True)
        ]

    def _path(self, place: int | None) -> list[int | None]:
        found = [place]
        for origins in reversed(self._origins):
            place = None if place is None else origins[place].base
            found.append(place)
        return found[::-1]


def _joined(segments: Sequence[Segment | None]) -> Segment:
    """Return sentences as one segment, as alignment joins them."""
    known = [segment for segment in segments if segment is not None]
    return renumbered(collapsed(concatenated(known, [" "] * len(known))))


def judge(
    event: Event, library: Library, before: Sequence[Bead], final: Sequence[Bead], ratio: float, tag: str
) -> Case:
    """Find out what became of each sentence of an event's source.

    Args:
        event: the event.
        library: reads its contents.
        before: the beads of the source that was followed with the translation that there was.
        final: those of the new source with the last state of the translation.
        ratio: how many words of translation a word of the source has, on average.
        tag: the language of the source.
    """
    view = _View(event, library, before)
    found = [view.judged(bead) for bead in final]
    covered = {place for bead in final for place in bead.sources}
    found += [view.unmatched(place, ratio, tag) for place in range(len(view.source.sentences)) if place not in covered]
    worded = [each for each in sorted(found, key=lambda each: each.places.start) if has_words(each.source.text)]
    return Case(event, tuple(_with_neighbours(worded)))


class _View:
    """An event's texts, and what is known of them."""

    def __init__(self, event: Event, library: Library, before: Sequence[Bead]) -> None:
        self.document = event.document
        self.source = library.source(event.source)
        self.chain = Chain([library.target(blob) for blob in event.versions])
        self.followed = library.source(event.followed) if event.followed else None
        self.said = library.target(event.before) if event.before else None
        drafted = library.target(event.draft).units if event.draft else ()
        self._drafted = {unit.mention.key for unit in drafted}
        fates = follow(self.followed.units, self.source.units) if self.followed else ()
        self._fates = [fates[place] for place in self.source.places] if self.followed else []
        self._bead_of = {place: bead for bead in before for place in bead.sources}

    def judged(self, bead: Bead) -> Judged:
        """Return what became of sentences that have a translation in the end."""
        texts = [text and matched(bead.pair.source, text) for text in self.chain.texts(bead.targets)]
        settled = _settled([text.text if text else None for text in texts])
        later = tuple(dict.fromkeys(text.text for text in texts[settled + 1 :] if text))
        final = texts[settled]
        assert final is not None  # the last one is there
        length = len(words(final.text, self.chain.versions[-1].tag))
        soon = texts[min(QUIET, len(texts) - 1)]
        made = self._made(bead.sources, bead.pair.source)
        return Judged(self.document, bead.sources, bead.pair.source, made[0], final, later, length,
                      made[1], made[2], soon.text if soon else "", texts[0], made[3])  # fmt: skip

    def unmatched(self, place: int, ratio: float, tag: str) -> Judged:
        """Return what became of a sentence for which no translation was found in the end."""
        source = renumbered(collapsed(self.source.sentences[place]))
        places = range(place, place + 1)
        standing, old, kept, by_person = self._made(places, source)
        length = len(words(source.text, tag)) * ratio
        return Judged(self.document, places, source, standing, None, (), length, old, kept, by_person=by_person)

    def _made(self, places: range, source: Segment) -> tuple[Standing, Pair | None, str, bool]:
        """Return the standing of sentences, what they were in both languages, and whether a person said it."""
        fates = [self._fates[place] for place in places] if self._fates else []
        origins = (
            [self.followed.number.get(fate.base) for fate in fates if fate.base is not None] if self.followed else []
        )
        beads = list(dict.fromkeys(self._bead_of[place] for place in origins if place in self._bead_of))
        if not beads or not self.said:
            return Standing.NEW, None, "", False
        pair = _one_pair([bead.pair for bead in beads])
        keys = [self.said.units[self.said.places[place]].mention.key for bead in beads for place in bead.targets]
        by_person = any(key not in self._drafted for key in keys)
        if len(origins) == len(fates) and all(fate.same for fate in fates):
            whole = sorted(place for place in origins if place is not None) == [p for b in beads for p in b.sources]
            return Standing.SAME, None, matched(source, pair.target).text if whole else "", by_person
        return Standing.CHANGED, pair, "", by_person


def _one_pair(pairs: Sequence[Pair]) -> Pair:
    if len(pairs) == 1:
        return pairs[0]
    source = _joined([pair.source for pair in pairs])
    return Pair(
        source, matched(source, _joined([pair.target for pair in pairs])), confidence=min(p.confidence for p in pairs)
    )


def _settled(texts: Sequence[str | None]) -> int:
    """Return the place of the first text that the next commits leave alone, or the last place."""
    for place in range(len(texts) - QUIET):
        if texts[place] is not None and len(set(texts[place : place + QUIET + 1])) == 1:
            return place
    return len(texts) - 1


def _with_neighbours(judged: Sequence[Judged]) -> Iterator[Judged]:
    """Tell of each unchanged sentence whether one beside it has changed."""
    touched = [each.standing is not Standing.SAME for each in judged]
    for place, each in enumerate(judged):
        near = touched[max(place - 1, 0) : place + 2]
        yield replace(each, beside=each.standing is Standing.SAME and any(near))
