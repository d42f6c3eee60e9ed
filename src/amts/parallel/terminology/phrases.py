"""Finds many phrases in texts at once: whole words, the longest first, in time that depends on the text alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = TypeVar("Value")
# Scripts without spaces fall into characters: words as jieba cuts them for `zh` might cross a phrase.
_BY_CHARACTER = "ja"
_HYPHENS = frozenset("-‐‑")


class _Token(NamedTuple):
    """A word of a text as it is compared, and where it stands."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A phrase found in a text at `start` to `end`, and the values that it was given with."""

    start: int
    end: int
    values: tuple[Value, ...]


class Phrases(Generic[Value]):
    """Phrases to look for, each with a value.

    A hyphen between words counts as a space; what crosses a placeholder or a sign is not found.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value, bool]]) -> None:
        """Take phrases, what each stands for, and whether it must be written in just these letters."""
        self._values: dict[tuple[str, ...], list[tuple[Value, str]]] = defaultdict(list)
        for text, value, exact in phrases:
            tokens = _tokens(text)
            if tokens:
                self._values[tuple(token.key for token in tokens)].append((value, _letters(text, tokens) * exact))
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._values:
            lengths[key[0]].add(len(key))
        self._lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}

    def find(self, text: str) -> list[Found[Value]]:
        """Return the phrases in a text, in order; none overlaps another."""
        tokens = _tokens(text)
        found: list[Found[Value]] = []
        position = 0
        while position < len(tokens):
            longest = self._longest(text, tokens, position)
            if longest:
                found.append(longest[0])
            position += longest[1] if longest else 1
        return found

    def _longest(self, text: str, tokens: list[_Token], position: int) -> tuple[Found[Value], int] | None:
        """Return the longest phrase at a position with the number of its words, or None if there is none."""
        for length in self._lengths.get(tokens[position].key, ()):
            part = tokens[position : position + length]
            start, end = part[0].start, part[-1].end
            # batch_size is one word to those who wrote it.
            if "_" in (text[start - 1 : start], text[end : end + 1]):
                continue
            candidates = self._values.get(tuple(token.key for token in part), ())
            values = [value for value, letters in candidates if letters in ("", _letters(text, part))]
            if values:
                return Found(start, end, tuple(values)), length
        return None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for word in split_words(text, _BY_CHARACTER):
        start = text.index(word.text, end)
        end = start + len(word.text)
        if word.spaced or word.text not in _HYPHENS:
            tokens.append(_Token(word.text.lower().replace("’", "'"), start, end))
    return tokens


def _letters(text: str, tokens: list[_Token]) -> str:
    return " ".join(text[token.start : token.end].replace("’", "'") for token in tokens)
