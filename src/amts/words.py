"""Words of a text, and texts of words: how every language-dependent stage sees a masked sentence.

Chinese is cut by jieba; other scripts without spaces fall apart into characters; a placeholder is one word.
What spaces stand between words is learnt from real text, because no rule knows a project's style.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unicodedata import category

from amts.languages import language
from amts.placeholders import ANY_PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Scripts without spaces, as a class of a regular expression: Han, kana, Thai, Lao, Khmer, Burmese.
UNSPACED = _HAN + "\u3040-\u30ff\u31f0-\u31ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Vowel signs and accents, which belong to the letter before them (Unicode category M).
SIGNS = "".join(
    chr(code)
    for code in range(0x300, 0x1E00)
    if category(chr(code))[0] == "M" and not re.match(f"[{UNSPACED}]", chr(code))
)
_LETTER = rf"(?:(?![{UNSPACED}])[^\W\d_])"
_WORD = re.compile(
    rf"(?P<placeholder>{ANY_PLACEHOLDER})"
    rf"|(?P<han>[{_HAN}]+)"
    rf"|(?P<other>[{UNSPACED}])"
    rf"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<clitic>(?<=\w)['’](?:s|t|re|ve|ll|d|m)\b)"
    rf"|(?P<word>{_LETTER}(?:{_LETTER}|[\d{SIGNS}])*)"
    rf"|(?P<sign>\S)"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number, sign or placeholder, and whether white space stands before it."""

    text: str
    spaced: bool


def split_words(text: str, tag: str) -> list[Word]:
    """Cut a text into words."""
    words: list[Word] = []
    end = 0
    chinese = language(tag).primary == "zh"
    for match in _WORD.finditer(text):
        spaced = match.start() > end
        parts = _han_words(match[0], chinese=chinese) if match.lastgroup == "han" else [match[0]]
        words += [Word(part, spaced and index == 0) for index, part in enumerate(parts)]
        end = match.end()
    return words


def _han_words(run: str, *, chinese: bool) -> list[str]:
    return list(_jieba().cut(run)) if chinese else list(run)


@lru_cache(maxsize=1)
def _jieba() -> Any:
    import logging

    import jieba  # here, because its dictionary takes 0.6 s to load

    jieba.setLogLevel(logging.ERROR)
    return jieba


def count_words(text: str, tag: str) -> int:
    """Return how many words a text has: what white space separates, or in scripts without it, what is no sign."""
    if language(tag).spaced:
        return len(text.split())
    return sum(any(letter.isalnum() for letter in word.text) for word in split_words(text, tag))


def kind(word: str) -> str:
    """Return what a word is for spacing: itself for a sign, otherwise the class of its characters."""
    match = _WORD.fullmatch(word)
    group = match.lastgroup if match else "word"
    # On its own a clitic such as 's, which needs a word before it, is no match.
    if group == "sign" or word.startswith(("'", "’")):
        return word
    return "han" if group == "other" else str(group)


@dataclass(slots=True)
class Spacing:
    """Where spaces stand between words, learnt from texts by counting.

    A context is the kinds of two neighbours; for placeholders the caller says which kind of markup each one is.
    """

    spaced: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def learn(self, words: Sequence[Word], kinds: Sequence[str]) -> None:
        """Count the spaces of one text; `kinds[i]` is the kind of `words[i]`."""
        for index in range(1, len(words)):
            context = (kinds[index - 1], kinds[index])
            self.seen[context] += 1
            self.spaced[context] += words[index].spaced

    def between(self, left: str, right: str) -> bool:
        """Whether a space stands between neighbours of these kinds, by majority; by rule where none was seen."""
        context = (left, right)
        if self.seen[context]:
            return self.spaced[context] * 2 > self.seen[context]
        return _by_rule(left, right)

    def join(self, words: Sequence[str], kinds: Sequence[str]) -> str:
        """Return the text of these words."""
        spaces = (" " * self.between(left, right) for left, right in pairwise(kinds))
        return "".join([*words[:1], *(space + word for space, word in zip(spaces, words[1:], strict=True))])


_NO_SPACE_BEFORE = frozenset(",.;:!?)]}%’”»、。，；：？！）】」』…")
_NO_SPACE_AFTER = frozenset("([{¿¡“‘«（【「『#/-_")


def _by_rule(left: str, right: str) -> bool:
    if right in _NO_SPACE_BEFORE or left in _NO_SPACE_AFTER or right.startswith(("'", "’", "mark:close")):
        return False
    if left == "mark:open":
        return False
    wide = any(mark in "、。，；：？！（）【】「」『』" for mark in (left, right))
    return not wide and "han" not in (left, right) and right not in ("-", "_", "/")


@dataclass(slots=True)
class Casing:
    """How words are capitalised, learnt from texts: each word's most frequent form that does not begin a text."""

    forms: dict[str, Counter[str]] = field(default_factory=dict)

    def learn(self, words: Iterable[str]) -> None:
        """Count the forms of one text's words, its first one left out."""
        for index, word in enumerate(words):
            if index:
                self.forms.setdefault(word.lower(), Counter())[word] += 1

    def form(self, word: str) -> str:
        """Return a small-letter word as it is mostly written."""
        counted = self.forms.get(word)
        return counted.most_common(1)[0][0] if counted else word


def capitalised(text: str) -> str:
    """Return the text with its first letter, behind opening signs and placeholders, as a capital."""
    match = re.match(rf"(?:{ANY_PLACEHOLDER}|[\s\"'“‘«¿¡(\[])*", text)
    start = match.end() if match else 0
    # A sentence that begins with code or mathematics goes on in small letters.
    if "⟦" in text[:start] and text[:start].strip().endswith("⟧") and text[start - 1 : start] == " ":
        return text
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
