"""How to repair a fuzzy match: which words of its target to replace, and what to ask for them.

It says no when unsure. The differing words must be translated by one stretch of the target, by which nothing else is
translated; and what is said for the new words alone must be said in the whole sentence too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.adaptation.word_links import tokens
from amts.engines.surface import is_capital
from amts.engines.wrappers import flaw
from amts.languages import language
from amts.placeholders import PLACEHOLDER, placeholder
from amts.records import Segment
from amts.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.adaptation.word_links import Link, Token, WordLinks
    from amts.records import Match

    # Where words begin and end in a text.
    _Place = tuple[int, int]

# More differences than this make another sentence of it.
MAX_EDITS = 3
# Of these, a person's are kept: languages set them differently.
_SIGNS = ".,;:!?…。，、；：！？"


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of a match's target that are to be replaced.

    Attributes:
        old: those of the match's source that they translate.
        words: the words.
        question: the new words to be translated in their place.
    """

    old: Segment
    words: str
    question: Segment


@dataclass(frozen=True, slots=True)
class Plan:
    """How to repair a match: its gaps, and what is kept before, between and behind them.

    Attributes:
        segment: the segment to translate.
        match: the match.
        kept: pieces of the match's target, one more than gaps.
        gaps: what stands between them.
    """

    segment: Segment
    match: Match
    kept: tuple[str, ...]
    gaps: tuple[Gap, ...]

    def carried_out(self, answers: Mapping[Segment, str], plain: str, tag: str) -> Segment | None:
        """Return the repaired translation, or None if an answer cannot be trusted, or markup would be lost.

        Args:
            answers: the translations of the questions; of what has no words, none is needed.
            plain: the engine's translation of the segment.
            tag: the language of the target.
        """
        text = self.kept[0]
        for gap, kept in zip(self.gaps, self.kept[1:], strict=True):
            said = _trusted(gap.question.text, answers.get(gap.question, gap.question.text), plain, tag)
            if not said:
                return None
            first = not text or not said.start()
            text += (_cased_like(gap.words, said[0]) if first else said[0]) + kept
        if _ending(self.segment.text) != _ending(self.match.pair.source.text):
            text = text.rstrip(_SIGNS) + _ending(plain)
        if is_capital(self.segment) and language(tag).bicameral:
            text = capitalised(text)
        return None if flaw(self.segment, text) else Segment(text, self.segment.marks)


def _trusted(question: str, answer: str, plain: str, tag: str) -> re.Match[str] | None:
    """Return where the whole segment's translation says what the answer says, if that keeps numbers and marks."""
    answer = answer.strip().rstrip(_SIGNS)
    edge = r"(?<!\w){}(?!\w)" if language(tag).spaced else "{}"
    kept = answer and _figures(answer) == _figures(question)
    return re.search(edge.format(re.escape(answer)), plain, re.IGNORECASE) if kept else None


def _figures(text: str) -> Counter[str]:
    """Return the placeholders and numbers of a text."""
    return Counter(re.findall(r"⟦?\d+", text))


def _cased_like(words: str, answer: str) -> str:
    """Return an answer with a large or small first letter, as the words have that it replaces."""
    return (answer[:1].upper() if words[:1].isupper() else answer[:1].lower()) + answer[1:]


def _ending(text: str) -> str:
    return text[len(text.rstrip(_SIGNS)) :]


@dataclass(frozen=True, slots=True)
class _Edit:
    """The places of words of a match's source, and of those that the segment has in their place."""

    old: range
    new: range

    def located(self, old: Sequence[Token], links: set[Link]) -> tuple[range, range, range] | None:
        """Return the places of the source's words, of the target's to replace, and of the segment's to ask for.

        None if that is unclear. What is inserted or left out is looked at together with the next word or the one
        before, no article if possible.
        """
        choices = [self]
        if not self.old or not self.new:
            neighbours = [place for place in (self.old.stop, self.old.start - 1) if 0 <= place < len(old)]
            neighbours.sort(key=lambda place: not old[place].matters)
            choices = [self._with(place) for place in neighbours if old[place].is_word]
        found = ((each.old, _translated(each.old, old, links), each.new) for each in choices)
        return next(((words, where, new) for words, where, new in found if where), None)

    def _with(self, place: int) -> _Edit:
        before = place < self.old.start
        return _Edit(*(range(each.start - before, each.stop + (not before)) for each in (self.old, self.new)))


def _translated(source: range, words: Sequence[Token], links: set[Link]) -> range | None:
    """Return the places of the target that translate these of the source, if nothing else is translated there."""
    there = {link.target for link in links if link.source in source}
    if not there:
        return None
    stretch = range(min(there), max(there) + 1)
    others = any(link.target in stretch and link.source not in source for link in links)
    linked = {link.source for link in links}
    silent = any(words[place].matters for place in source if place not in linked)
    return None if others or silent or len(stretch) - len(there) > 1 else stretch


def plan(segment: Segment, match: Match, links: WordLinks, languages: tuple[str, str], threshold: float) -> Plan | None:
    """Return how to repair a match, or None if it is not clear how.

    Args:
        segment: the segment to translate.
        match: a pair with a similar source.
        links: tell which word translates which.
        languages: translated from, and into.
        threshold: the smallest share of words in common.
    """
    if flaw(match.pair.source, match.pair.target.text):
        return None
    old, new = (tokens(each, languages[0]) for each in (match.pair.source, segment))
    common = _common(old, new, threshold)
    edits = list(_edits(common, old, new))
    if not common or len(edits) > MAX_EDITS:
        return None
    target = tokens(match.pair.target, languages[1])
    found = links.find(old, target)
    located = [place for edit in edits if (place := edit.located(old, found))]
    names = {old[here].number: new[there].number for here, there in common}
    if len(located) < len(edits):
        return None
    changes = [(_stretch(target, where), _stretch(old, words), _stretch(new, now)) for words, where, now in located]
    return _cut(segment, match, changes, names)


def _stretch(words: Sequence[Token], places: range) -> _Place:
    """Return where in the text words begin and end."""
    return words[places[0]].start, words[places[-1]].end


def _cut(
    segment: Segment, match: Match, changes: Sequence[tuple[_Place, _Place, _Place]], names: Mapping[int, int]
) -> Plan | None:
    """Return the plan to replace stretches of the target by stretches of the segment; None if they overlap.

    Args:
        segment: the segment to translate.
        match: the match.
        changes: where the stretches begin and end, in the target, in the match's source, in the segment.
        names: the number that each placeholder of the match has in the segment.
    """
    source, text = match.pair.source, match.pair.target.text
    kept, gaps = [], []
    position = 0
    for (start, end), (first, last), (new_start, new_end) in sorted(changes):
        if start < position:
            return None
        kept.append(text[position:start])
        old = Segment(source.text[first:last], source.marks)
        gaps.append(Gap(old, text[start:end], Segment(segment.text[new_start:new_end], segment.marks)))
        position = end
    # A placeholder that the segment does not have becomes ⟦0⟧, by which the check of all of them fails.
    renamed = (
        PLACEHOLDER.sub(lambda found: placeholder(names.get(int(found[1]), 0)), piece)
        for piece in (*kept, text[position:])
    )
    return Plan(segment, match, tuple(renamed), tuple(gaps))


def _common(old: Sequence[Token], new: Sequence[Token], threshold: float) -> list[tuple[int, int]]:
    """Return the places of the words in common; none if these are too few."""
    from rapidfuzz.distance import Levenshtein

    keys = [token.key for token in old], [token.key for token in new]
    if Levenshtein.normalized_similarity(*keys) < threshold:
        return []
    blocks = [step for step in Levenshtein.opcodes(*keys) if step.tag == "equal"]
    here = (place for step in blocks for place in range(step.src_start, step.src_end))
    there = (place for step in blocks for place in range(step.dest_start, step.dest_end))
    return list(zip(here, there, strict=True))


def _edits(common: Sequence[tuple[int, int]], old: Sequence[Token], new: Sequence[Token]) -> Iterator[_Edit]:
    """Yield what differs between the words in common, signs aside."""
    for (left, left_), (right, right_) in pairwise([(-1, -1), *common, (len(old), len(new))]):
        differing = [*old[left + 1 : right], *new[left_ + 1 : right_]]
        if any(token.text not in _SIGNS for token in differing):
            yield _Edit(range(left + 1, right), range(left_ + 1, right_))
