"""Corpora of two languages cleaned: what is kept, what is held out, and of all else the reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.errors import DataError
from amts.parallel.selection import lot
from amts.placeholders import unmask
from amts.progress import Step, silent, track
from amts.segments.sentences import split
from amts.training.cleaning.duplicates import Repetitions, Withheld
from amts.training.cleaning.identification import wrong_side
from amts.training.cleaning.likelihood import likelihoods
from amts.training.cleaning.rules import broken_rule
from amts.training.cleaning.sources import Found, read_corpus
from amts.training.texts import blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.progress import Progress
    from amts.records import Pair
    from amts.training.cleaning.sources import ReadSegment
    from amts.training.recipe import CleanSettings, CorpusSettings

    Languages = tuple[str, str]

# Of each reason, so many rejected pairs are kept for people to look at.
_EXAMPLES = 5
# At most this share of a corpus is held out.
_MOST_HELD_OUT = 0.1
# Pairs made word by word teach words, but nothing can be scored by them.
_NOT_HELD_OUT = "lexicon"


@dataclass(slots=True)
class Tally:
    """What was taken out, by reason, with examples."""

    rejected: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def reject(self, pair: Pair, reason: str) -> None:
        """Count a pair that is taken out."""
        self.rejected[reason] += 1
        if len(self.examples[reason]) < _EXAMPLES:
            self.examples[reason].append((unmask(pair.source), unmask(pair.target)))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The pairs of two languages after cleaning.

    Attributes:
        kept: those to train on.
        held_out: those that are not.
        found: how many there were.
        tally: those that were taken out.
    """

    kept: Sequence[Found]
    held_out: Sequence[Pair]
    found: int
    tally: Tally

    def report(self) -> dict[str, Any]:
        """Return the counts."""
        return {
            "found": self.found,
            "kept": len(self.kept),
            "held_out": len(self.held_out),
            "rejected": dict(self.tally.rejected.most_common()),
            "sources": dict(Counter(each.source for each in self.kept).most_common()),
            "examples": self.tally.examples,
        }


def clean_corpora(
    corpora: Sequence[CorpusSettings],
    settings: CleanSettings,
    licences: Mapping[str, str],
    read_segment: ReadSegment,
    progress: Progress = silent,
) -> dict[Languages, Cleaned]:
    """Clean corpora, those of the same two languages together; what is held out of some is not learnt from others.

    Args:
        corpora: the corpora.
        settings: what to take out.
        licences: that of each source which a column names.
        read_segment: makes a masked segment of raw text and the tag of its language.
        progress: told how far it is.

    Raises:
        DataError: nothing is left of two languages.
    """
    groups = _grouped(corpora)
    excluded = Withheld(withheld_texts(settings.exclude, tuple(dict.fromkeys(chain.from_iterable(groups)))))
    steps = {tags: _Steps(tags, settings, Tally(), progress) for tags in groups}
    divided = {}
    for tags, group in groups.items():
        found = _usable(group, licences, read_segment, steps[tags].tally, progress)
        good = list(steps[tags].alike(steps[tags].withheld(steps[tags].ruled(found), excluded, "excluded")))
        lexicons = {each.source for each in group if each.kind == _NOT_HELD_OUT}
        divided[tags] = steps[tags].divided(good, lexicons)
    held_out = chain.from_iterable(pairs for _, pairs in divided.values())
    apart = Withheld(side.text for pair in held_out for side in (pair.source, pair.target))
    return {tags: steps[tags].cleaned(rest, pairs, apart) for tags, (rest, pairs) in divided.items()}


def _grouped(corpora: Sequence[CorpusSettings]) -> dict[Languages, list[CorpusSettings]]:
    groups: dict[Languages, list[CorpusSettings]] = defaultdict(list)
    for corpus in corpora:
        groups[corpus.languages].append(corpus)
    return groups


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of cleaning, each a filter that counts what it takes out."""

    tags: tuple[str, str]
    settings: CleanSettings
    tally: Tally
    progress: Progress

    def ruled(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield pairs that break no rule, are no repetition, and are in their languages."""
        repetitions = Repetitions(self.settings.translations)
        for each in found:
            reason = broken_rule(each.pair, self.tags, self.settings) or repetitions.reason(each.pair)
            if not reason and self.settings.identify:
                reason = wrong_side(each.pair, self.tags)
            if reason:
                self.tally.reject(each.pair, reason)
            else:
                yield each

    def withheld(self, found: Iterable[Found], texts: Withheld, reason: str) -> Iterator[Found]:
        """Yield pairs neither side of which, nor a sentence of it, is one of these texts, or nearly."""
        for each in found:
            sides = zip((each.pair.source, each.pair.target), self.tags, strict=True)
            if any(texts.has_part(side, tag) for side, tag in sides):
                self.tally.reject(each.pair, reason)
            else:
                yield each

    def alike(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield pairs whose words translate each other."""
        some = list(found)
        if not self.settings.alignment or not some:
            yield from some
            return
        chances = likelihoods([each.pair for each in some], self.tags, self.progress)
        for each, chance in zip(some, chances, strict=True):
            if chance < self.settings.alignment:
                self.tally.reject(each.pair, "not-aligned")
            else:
                yield each

    def divided(self, found: Sequence[Found], made_up: set[str]) -> tuple[list[Found], list[Pair]]:
        """Return what may be learnt, and what is held out."""
        wanted = min(self.settings.held_out, int(_MOST_HELD_OUT * len(found)))
        real = (each for each in found if each.source not in made_up)
        drawn = sorted(real, key=lambda each: lot(each.pair.source.text))[:wanted]
        chosen = {id(each) for each in drawn}
        return [each for each in found if id(each) not in chosen], [each.pair for each in drawn]

    def cleaned(self, found: Sequence[Found], held_out: Sequence[Pair], apart: Withheld) -> Cleaned:
        """Return what is left of pairs apart from all that is held out."""
        told = track(found, "compare with held-out pairs", len(found), self.progress)
        kept = list(self.withheld(told, apart, "near-held-out"))
        if not kept:
            rejected = self.tally.rejected.most_common()
            reasons = ", ".join(f"{count} {reason}" for reason, count in rejected) or "no pairs found"
            msg = f"no pair of {' and '.join(self.tags)} is left after cleaning ({reasons}): give more or other corpora"
            raise DataError(msg)
        return Cleaned(kept, held_out, len(kept) + len(held_out) + self.tally.rejected.total(), self.tally)


def _usable(
    corpora: Sequence[CorpusSettings],
    licences: Mapping[str, str],
    read_segment: ReadSegment,
    tally: Tally,
    progress: Progress,
) -> Iterator[Found]:
    """Yield the pairs that can be read and whose licence is known."""
    for corpus in corpora:
        for number, each in enumerate(read_corpus(corpus, read_segment)):
            if number % 1000 == 0:
                progress(Step(f"clean {Path(corpus.path).name}", number, 0))
            licence = corpus.licence_of(each.source, licences)
            unwanted = "unwanted-source" if each.source in corpus.without else ""
            if each.reason or unwanted or not licence:
                tally.reject(each.pair, each.reason or unwanted or "unknown-licence")
            else:
                yield each


def withheld_texts(paths: Sequence[str], tags: Sequence[str]) -> Iterator[str]:
    """Yield each text of these files whole, and its sentences as each language has them."""
    for path in paths:
        for block in blocks_of(Path(path)):
            yield block.text
            yield from dict.fromkeys(each.segment.text for tag in tags for each in split(block, tag))
