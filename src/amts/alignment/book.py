"""A book and its translation aligned: blocks, then sentences, in rounds that learn the book's own lexicon.

Round 1 knows only lengths and repeated tokens. Each round aligns all documents with the lexicon of the one before
(Moore, 2002); after the last, a judge trained on the result gives every pair its confidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from amts.alignment.anchors import gaps
from amts.alignment.beads import BLOCK_BEADS, SENTENCE_BEADS, Bead, best_beads
from amts.alignment.confidence import Judge, learn_judge
from amts.alignment.evidence import Evidence, Lengths, Unit, learn_lengths, merged
from amts.alignment.lexicon import Lexicon, Vocabulary, learn, no_lexicon
from amts.alignment.tokens import is_shared, tokens, width
from amts.placeholders import collapsed, concatenated, has_words, matched, renumbered
from amts.progress import silent, track
from amts.records import BlockKind, Level, Pair, Rejection, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.alignment.lexicon import Ids, Reals
    from amts.progress import Progress
    from amts.records import Bitext, Passage

ROUNDS = 3
# Below this confidence a pair is rejected; the translation memory asks for more.
ACCEPTED = 0.5
# Text longer than this (characters, both sides together) is skipped by translation services and is seldom a sentence.
MAX_WIDTH = 3000
# Captions, cells and headings are translated one by one; items and paragraphs may turn into each other, or be joined.
_KIN = {BlockKind.ITEM: BlockKind.PARAGRAPH}


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences of a document and those that translate them, as if each side were one row of sentences.

    Attributes:
        sources: their indexes among the sentences of the document.
        targets: their indexes among the sentences of the translation.
        confidence: the probability that they are translations of each other, 0 to 1.
    """

    sources: range
    targets: range
    confidence: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """What aligning a book gives.

    Attributes:
        pairs: all pairs at both levels, in the order of the documents.
        rejected: what was left out, with the reason.
        runs: for each document, the runs of source and target blocks (by index) that translate each other.
        links: for each document, what of its sentences was paired, in order, also what was rejected.
    """

    pairs: tuple[Pair, ...]
    rejected: tuple[Rejection, ...]
    runs: tuple[tuple[tuple[range, range], ...], ...] = ()
    links: tuple[tuple[Link, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """The text passages of one side of a document with their sentences as units."""

    passages: tuple[Passage, ...]
    units: tuple[tuple[Unit, ...], ...]


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A run of passages on both sides, and the beads of their sentences."""

    bead: Bead
    sentences: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What one round hands to the next."""

    lexicon: Lexicon
    chance: tuple[Reals, Reals]
    lengths: Lengths


def align(bitexts: Sequence[Bitext], source_tag: str, target_tag: str, progress: Progress = silent) -> Alignment:
    """Align the documents of a book with their translations.

    Args:
        bitexts: the documents with their translations.
        source_tag: the language of the documents.
        target_tag: the language of the translations.
        progress: told about each document of each round.

    Returns:
        Pairs of paragraphs and of sentences with confidences, and rejected ones with reasons: `low-confidence`,
        `untranslated`, `too-long`, `no-counterpart`.
    """
    vocabularies = Vocabulary(), Vocabulary()
    sides = [
        (_side(each.source, source_tag, vocabularies[0]), _side(each.target, target_tag, vocabularies[1]))
        for each in track(bitexts, "read words", len(bitexts), progress)
    ]
    stretches = [list(_stretches(each)) for each in bitexts]
    chance = vocabularies[0].frequencies(), vocabularies[1].frequencies()
    lengths = learn_lengths(_lone_widths(sides, stretches), Lengths(_whole_ratio(sides)))
    knowledge = _Knowledge(no_lexicon(*vocabularies), chance, lengths)
    aligned: list[list[_Aligned]] = []
    for number in range(1, ROUNDS + 1):
        task = f"align, round {number} of {ROUNDS}"
        work = track(list(zip(sides, stretches, strict=True)), task, len(sides), progress)
        aligned = [_align_document(side, where, knowledge) for side, where in work]
        if number < ROUNDS:
            knowledge = _learn(sides, aligned, knowledge, vocabularies)
    return _judged(bitexts, sides, aligned, knowledge, _shared(*vocabularies))


def _stretches(bitext: Bitext) -> Iterable[tuple[range, range]]:
    """Return the stretches of passages that are aligned with each other."""
    if bitext.parallel:
        return ((range(index, index + 1),) * 2 for index in range(len(bitext.source)))
    return gaps(bitext.source, bitext.target)


def _side(passages: Sequence[Passage], tag: str, vocabulary: Vocabulary) -> _Side:
    units = tuple(
        tuple(Unit(vocabulary.encode(tokens(s.segment, tag)), width(s.segment)) for s in passage.sentences)
        for passage in passages
    )
    return _Side(tuple(passages), units)


def _lone_widths(
    sides: Sequence[tuple[_Side, _Side]], stretches: Sequence[list[tuple[range, range]]]
) -> list[tuple[int, int]]:
    """Return the widths of the passages that stand alone between two anchors on both sides."""
    widths = []
    for (source, target), where in zip(sides, stretches, strict=True):
        for first, second in where:
            ours, theirs = _texts(source, first), _texts(target, second)
            if len(ours) == len(theirs) == 1:
                widths.append((merged(source.units[ours[0]]).width, merged(target.units[theirs[0]]).width))
    return widths


def _whole_ratio(sides: Sequence[tuple[_Side, _Side]]) -> float:
    """Return how much wider the translated documents are together than the documents."""
    source, target = (
        sum(unit.width for pair in sides for units in pair[side].units for unit in units) for side in (0, 1)
    )
    return target / source if source and target else 1.0


def _texts(side: _Side, where: range) -> list[int]:
    return [index for index in where if side.units[index]]


def _align_document(
    sides: tuple[_Side, _Side], stretches: Sequence[tuple[range, range]], knowledge: _Knowledge
) -> list[_Aligned]:
    source, target = sides
    aligned = []
    for first, second in stretches:
        ours, theirs = _texts(source, first), _texts(target, second)
        aligned += [
            _Aligned(bead, tuple(_align_sentences(source, target, bead, knowledge)))
            for bead in _align_blocks(source, target, ours, theirs, knowledge)
        ]
    return aligned


def _align_blocks(
    source: _Side, target: _Side, ours: list[int], theirs: list[int], knowledge: _Knowledge
) -> Iterator[Bead]:
    """Yield the beads of the text blocks `ours` and `theirs`, as runs of passage indexes."""
    if not ours or not theirs:
        return
    units = [merged(source.units[i]) for i in ours], [merged(target.units[j]) for j in theirs]
    evidence = Evidence(*units, knowledge.lexicon, knowledge.chance, knowledge.lengths)
    kinds = [_kin(source.passages[i]) for i in ours], [_kin(target.passages[j]) for j in theirs]

    def score(i: int, k: int, j: int, n: int) -> float:
        run = {*kinds[0][i : i + k], *kinds[1][j : j + n]}
        fits = len(run) == 1 and (k == n == 1 or BlockKind.PARAGRAPH in run)
        return evidence.score(i, k, j, n) if fits else -np.inf

    for bead in best_beads(len(ours), len(theirs), score, BLOCK_BEADS):
        first, last = ours[bead.source], ours[bead.source + bead.sources - 1]
        start, end = theirs[bead.target], theirs[bead.target + bead.targets - 1]
        yield replace(bead, source=first, sources=last - first + 1, target=start, targets=end - start + 1)


def _kin(passage: Passage) -> BlockKind:
    return _KIN.get(passage.block.kind, passage.block.kind)


def _sentence_units(side: _Side, where: range) -> list[Unit]:
    return [unit for index in where for unit in side.units[index]]


def _align_sentences(source: _Side, target: _Side, bead: Bead, knowledge: _Knowledge) -> list[Bead]:
    ours = _sentence_units(source, bead.ours)
    theirs = _sentence_units(target, bead.theirs)
    if len(ours) == len(theirs) == 1:
        return [Bead(0, 1, 0, 1)]
    evidence = Evidence(ours, theirs, knowledge.lexicon, knowledge.chance, knowledge.lengths)
    return best_beads(len(ours), len(theirs), evidence.score, SENTENCE_BEADS)


def _learn(
    sides: Sequence[tuple[_Side, _Side]],
    aligned: Sequence[Sequence[_Aligned]],
    knowledge: _Knowledge,
    vocabularies: tuple[Vocabulary, Vocabulary],
) -> _Knowledge:
    """Learn the lexicon and the lengths from the sentence beads of a round."""
    pairs = list(_sentence_pairs(sides, aligned))
    lexicon = learn([(source.ids, target.ids) for source, target in pairs], *vocabularies)
    lengths = learn_lengths([(source.width, target.width) for source, target in pairs], knowledge.lengths)
    return replace(knowledge, lexicon=lexicon, lengths=lengths)


def _sentence_pairs(
    sides: Sequence[tuple[_Side, _Side]], aligned: Sequence[Sequence[_Aligned]]
) -> Iterator[tuple[Unit, Unit]]:
    """Yield both sides of each sentence bead as units."""
    for (source, target), runs in zip(sides, aligned, strict=True):
        for run in runs:
            ours, theirs = _sentence_units(source, run.bead.ours), _sentence_units(target, run.bead.theirs)
            for bead in run.sentences:
                yield merged([ours[index] for index in bead.ours]), merged([theirs[index] for index in bead.theirs])


def _shared(source: Vocabulary, target: Vocabulary) -> tuple[Ids, Ids]:
    """Return for each token of both sides a number that equal shared tokens have in common, 0 for others.

    Only markup and numbers count: a missing name may have been translated.
    """
    common: dict[str, int] = {}
    numbered = []
    for vocabulary in (source, target):
        numbers = np.zeros(len(vocabulary), dtype=np.int64)
        for token, number in vocabulary.ids.items():
            if is_shared(token) and not token[0].isalpha():
                numbers[number] = common.setdefault(token, len(common) + 1)
        numbered.append(numbers)
    return numbered[0], numbered[1]


def _judged(
    bitexts: Sequence[Bitext],
    sides: Sequence[tuple[_Side, _Side]],
    aligned: Sequence[Sequence[_Aligned]],
    knowledge: _Knowledge,
    shared: tuple[Ids, Ids],
) -> Alignment:
    judge = learn_judge(
        list(_sentence_pairs(sides, aligned)), knowledge.lexicon, knowledge.chance, knowledge.lengths, shared
    )
    kept: list[Pair] = []
    rejected: list[Rejection] = []
    links: list[tuple[Link, ...]] = []
    for bitext, side, runs in zip(bitexts, sides, aligned, strict=True):
        pairs = list(_pairs(bitext, side, runs, judge))
        links.append(tuple(_links(side, runs, pairs)))
        for pair in pairs:
            reason = _objection(pair)
            if reason:
                rejected.append(Rejection(pair, reason))
            else:
                kept.append(pair)
        rejected += [Rejection(pair, "no-counterpart") for pair in _unaligned(bitext, runs)]
    runs_of = tuple(tuple((run.bead.ours, run.bead.theirs) for run in runs) for runs in aligned)
    return Alignment(tuple(kept), tuple(rejected), runs_of, tuple(links))


def _links(sides: tuple[_Side, _Side], runs: Sequence[_Aligned], pairs: Iterable[Pair]) -> Iterator[Link]:
    """Yield the sentence beads of a document, each with the confidence of its pair."""
    before = [list(accumulate(map(len, side.units), initial=0)) for side in sides]
    beads = [(run, bead) for run in runs for bead in run.sentences]
    for (run, bead), pair in zip(beads, (each for each in pairs if each.level is Level.SENTENCE), strict=True):
        first, start = before[0][run.bead.source] + bead.source, before[1][run.bead.target] + bead.target
        yield Link(range(first, first + bead.sources), range(start, start + bead.targets), pair.confidence)


def _pairs(bitext: Bitext, sides: tuple[_Side, _Side], runs: Sequence[_Aligned], judge: Judge) -> Iterator[Pair]:
    """Yield each run's paragraph pair, then its sentence pairs."""
    for run in runs:
        ours, theirs = _segments(bitext.source, run.bead.ours), _segments(bitext.target, run.bead.theirs)
        units = _sentence_units(sides[0], run.bead.ours), _sentence_units(sides[1], run.bead.theirs)
        whole = Bead(0, len(ours), 0, len(theirs), run.bead.posterior)
        paragraph = _pair(ours, theirs, units, whole, judge, Level.PARAGRAPH, bitext.name)
        yield paragraph
        if len(ours) == len(theirs) == 1:
            # The same pair once more: it need not be judged twice.
            yield replace(paragraph, level=Level.SENTENCE)
            continue
        for bead in run.sentences:
            certain = replace(bead, posterior=bead.posterior * run.bead.posterior)
            yield _pair(ours, theirs, units, certain, judge, Level.SENTENCE, bitext.name)


def _segments(passages: Sequence[Passage], where: range) -> list[Segment]:
    return [each.segment for index in where for each in passages[index].sentences]


def _pair(
    ours: list[Segment],
    theirs: list[Segment],
    units: tuple[list[Unit], list[Unit]],
    bead: Bead,
    judge: Judge,
    level: Level,
    name: str,
) -> Pair:
    source = _one([ours[index] for index in bead.ours])
    target = matched(source, _one([theirs[index] for index in bead.theirs]))
    probability = judge.probability(
        merged([units[0][index] for index in bead.ours]), merged([units[1][index] for index in bead.theirs])
    )
    return Pair(source, target, level, round(probability * bead.posterior, 4), name)


def _one(segments: Sequence[Segment]) -> Segment:
    return renumbered(collapsed(concatenated(segments, [" "] * len(segments))))


def _objection(pair: Pair) -> str:
    """Return why a pair is not used, or nothing."""
    if pair.source.text == pair.target.text and has_words(pair.source.text):
        return "untranslated"
    if width(pair.source) + width(pair.target) > MAX_WIDTH:
        return "too-long"
    return "low-confidence" if pair.confidence < ACCEPTED else ""


def _unaligned(bitext: Bitext, runs: Sequence[_Aligned]) -> Iterator[Pair]:
    """Yield what has no counterpart: passages of either side in no run, and sentences of a run in no bead."""
    for side, passages in enumerate((bitext.source, bitext.target)):
        covered = {index for run in runs for index in _where(run.bead, side)}
        for index, passage in enumerate(passages):
            if passage.sentences and index not in covered:
                segments = [sentence.segment for sentence in passage.sentences]
                yield _one_sided(segments, side, Level.PARAGRAPH, bitext.name)
        for run in runs:
            paired = {index for bead in run.sentences for index in _where(bead, side)}
            for index, segment in enumerate(_segments(passages, _where(run.bead, side))):
                if index not in paired:
                    yield _one_sided([segment], side, Level.SENTENCE, bitext.name)


def _where(bead: Bead, side: int) -> range:
    return bead.theirs if side else bead.ours


def _one_sided(segments: Sequence[Segment], side: int, level: Level, name: str) -> Pair:
    """Return a pair with nothing on the other side."""
    source, target = (_one(segments), Segment("")) if side == 0 else (Segment(""), _one(segments))
    return Pair(source, target, level, 0.0, name)
