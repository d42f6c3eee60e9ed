"""Segments as a statistical engine sees them, and back: words in small letters, no emphasis or link marks.

Paired marks are taken out before translation and put back around the words that translate what they enclosed;
all other placeholders stay in the text as words.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amts.languages import language
from amts.placeholders import PLACEHOLDER, numbers, placeholder
from amts.records import MarkKind, Segment
from amts.words import Casing, Spacing, capitalised, kind, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.records import Mark, Pair

_PAIRED = frozenset({MarkKind.OPEN, MarkKind.CLOSE})
# Longer sentences teach a phrase engine little and cost it much time.
MAX_WORDS = 100
_PLACEHOLDER_AFTER_SPACE = re.compile(rf"( ?){PLACEHOLDER.pattern}")


@dataclass(frozen=True, slots=True)
class Plain:
    """A segment's words without its paired marks.

    Attributes:
        words: words as they are written, placeholders among them.
        marks: the number of each paired mark with the index of the word that it stands before.
    """

    words: tuple[str, ...]
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def lowered(self) -> list[str]:
        """The words in small letters."""
        return [word.lower() for word in self.words]


def plain(segment: Segment, tag: str) -> Plain:
    """Take the paired marks out of a segment's words."""
    words: list[str] = []
    marks: list[tuple[int, int]] = []
    for word in split_words(segment.text, tag):
        number = _number(word.text)
        if number and _is_paired(segment.marks[number - 1]):
            marks.append((number, len(words)))
        else:
            words.append(word.text)
    return Plain(tuple(words), tuple(marks))


def _number(word: str) -> int:
    match = PLACEHOLDER.fullmatch(word)
    return int(match[1]) if match else 0


def atoms_first(marks: Sequence[Mark]) -> dict[int, int]:
    """Return a new number for each mark: those that stay in the text count from 1, paired ones come after them.

    An engine learns a translation for each number, so emphasis must not change the number of an equation.
    """
    order = sorted(range(1, len(marks) + 1), key=lambda number: _is_paired(marks[number - 1]))
    return {old: new for new, old in enumerate(order, start=1)}


def renamed(text: str, names: Mapping[int, int]) -> str:
    """Return a text with its placeholders renumbered.

    Those without a new number are left out: a phrase that was learnt with a placeholder may bring one.
    """
    return _PLACEHOLDER_AFTER_SPACE.sub(
        lambda match: match[1] + placeholder(names[int(match[2])]) if int(match[2]) in names else "", text
    )


def ordered(segment: Segment) -> Segment:
    """Return the segment with the marks that stay in the text numbered first."""
    names = atoms_first(segment.marks)
    return Segment(renamed(segment.text, names), tuple(sorted(segment.marks, key=_is_paired)))


def _is_paired(mark: Mark) -> bool:
    return mark.kind in _PAIRED


def training_words(pair: Pair, source_tag: str, target_tag: str) -> tuple[list[str], list[str]] | str:
    """Return both sides' words for training, or the reason why the pair is not fit for it.

    Placeholders that only one side has would teach the engine to drop or invent markup: a source's one is left out,
    a target's one becomes the number that it holds (`$3$`), or disqualifies the pair.
    """
    count = len(pair.source.marks)
    source = ordered(pair.source)
    names = atoms_first(pair.source.marks) | {n: n for n in range(count + 1, len(pair.target.marks) + 1)}
    marks = (*source.marks, *pair.target.marks[count:])
    target = _without_unknown(Segment(renamed(pair.target.text, names), marks), set(numbers(source.text)))
    if target is None:
        return "unmatched-markup"
    words = plain(target, target_tag).lowered
    shared = set(words)
    source_words = [word for word in plain(source, source_tag).lowered if not _number(word) or word in shared]
    if not source_words or not words:
        return "empty"
    if len(source_words) > MAX_WORDS or len(words) > MAX_WORDS:
        return "too-long"
    return source_words, words


def _without_unknown(target: Segment, known: set[int]) -> Segment | None:
    """Return the target with unknown placeholders as the numbers they hold, or None if one holds something else."""
    text = target.text
    for number in numbers(target.text):
        mark = target.marks[number - 1]
        if number in known or _is_paired(mark):
            continue
        bare = mark.text.strip("$` ")
        if not re.fullmatch(r"\d[\d.,]*", bare):
            return None
        text = text.replace(placeholder(number), bare)
    return Segment(text, target.marks)


@dataclass(slots=True)
class Surface:
    """How the target language is written, learnt from the target side of parallel data."""

    tag: str
    spacing: Spacing = field(default_factory=Spacing)
    casing: Casing = field(default_factory=Casing)

    def learn(self, segments: Iterable[Segment]) -> None:
        """Count spaces and capitals."""
        for segment in segments:
            self.learn_spaces(segment)
            self.casing.learn(word.text for word in split_words(segment.text, self.tag))

    def learn_spaces(self, segment: Segment) -> None:
        """Count the spaces of one more segment."""
        words = split_words(segment.text, self.tag)
        self.spacing.learn(words, [_kind(word.text, segment.marks) for word in words])

    def written(self, words: Sequence[str], source: Plain, marks: Sequence[Mark], *, capital: bool) -> str:
        """Return the text of translated small-letter words, placeholders of paired marks among them.

        Args:
            words: the words of the translation.
            source: the words translated from: a word taken over keeps its capitals.
            marks: the marks that the placeholders stand for.
            capital: whether the text begins with a capital letter.
        """
        own = {word.lower(): word for word in source.words}
        cased = [self._cased(word, own) for word in words]
        text = self.spacing.join(cased, [_kind(word, marks) for word in cased])
        return capitalised(text) if capital and language(self.tag).bicameral else text

    def _cased(self, word: str, own: dict[str, str]) -> str:
        usual = self.casing.form(word)
        return own[word] if usual == word and word in own else usual

    def to_json(self) -> dict[str, Any]:
        """Return what was learnt as plain data."""
        return {
            "tag": self.tag,
            "spacing": [[*pair, self.spacing.spaced[pair], seen] for pair, seen in sorted(self.spacing.seen.items())],
            "casing": {
                word: self.casing.form(word) for word in sorted(self.casing.forms) if self.casing.form(word) != word
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Surface:
        """Return what `to_json` wrote."""
        surface = cls(data["tag"])
        for left, right, spaced, seen in data["spacing"]:
            surface.spacing.spaced[left, right] = spaced
            surface.spacing.seen[left, right] = seen
        surface.casing.forms = {word: Counter({form: 1}) for word, form in data["casing"].items()}
        return surface


def _kind(word: str, marks: Sequence[Mark]) -> str:
    """Return the kind of a word for spacing, a placeholder's by its mark."""
    number = _number(word)
    return f"mark:{marks[number - 1].kind}" if 0 < number <= len(marks) else kind(word)


def is_capital(segment: Segment) -> bool:
    """Whether a segment begins with a capital letter, or is in a script without them."""
    first = next((letter for letter in PLACEHOLDER.sub("", segment.text) if letter.isalpha()), "")
    return first.isupper() or first.lower() == first.upper()
