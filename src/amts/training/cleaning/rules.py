"""Hard rules: what can be said of a pair by looking at it alone (after bicleaner's, for documentation)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from amts.languages import language
from amts.placeholders import PLACEHOLDER, has_words, keeps_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Pair
    from amts.training.recipe import CleanSettings

    Rule = Callable[["Side", "Side"], bool]

_MOJIBAKE = re.compile(r"\ufffd|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|â€")
_REPEATED = re.compile(r"(\b\w{2,}\b)(?:\W+\1\b){3,}|(.{4,})\2{3,}")
_BRACKETS = str.maketrans("（）【】［］", "()[][]")
_LEAST_LETTERS = 0.25
_MOST_DIGITS = {True: 0.5, False: 0.7}
# Small numbers may be words in the other language, such as those of months: so many digits may differ.
_SPELT_OUT = 2
# Bytes that two short texts may differ by, whatever their ratio.
_SLACK = 20


class Side:
    """One side of a pair, without its placeholders.

    Args:
        text: the masked text.
        tag: its language.
    """

    def __init__(self, text: str, tag: str) -> None:
        self.text = PLACEHOLDER.sub(" ", text)
        self.spaced = language(tag).spaced
        self.visible = "".join(self.text.split())
        plain = unicodedata.normalize("NFKC", self.visible)
        self.digits = Counter(letter for letter in plain if letter.isdecimal())
        self.bytes = len(self.visible.encode("utf-8", "surrogatepass"))

    @property
    def balanced(self) -> bool:
        """Whether it has as many closing brackets of each kind as opening ones."""
        text = self.text.translate(_BRACKETS)
        return all(text.count(pair[0]) == text.count(pair[1]) for pair in ("()", "[]"))


def broken_rule(pair: Pair, tags: tuple[str, str], settings: CleanSettings) -> str:
    """Return the name of the first rule that a pair breaks, or nothing."""
    if not (has_words(pair.source.text) and has_words(pair.target.text)):
        return "no-words"
    if max(len(pair.source.text), len(pair.target.text)) > settings.longest:
        return "too-long"
    if not keeps_marks(pair.source, pair.target):
        return "markup-mismatch"
    sides = Side(pair.source.text, tags[0]), Side(pair.target.text, tags[1])
    if _disproportionate(*sides, settings.ratio):
        return "length-ratio"
    return next((name for name, broken in _RULES.items() if broken(*sides)), "")


def _disproportionate(source: Side, target: Side, ratio: float) -> bool:
    shorter, longer = sorted((source.bytes, target.bytes))
    return longer > ratio * shorter + _SLACK


def _is_copy(source: Side, target: Side) -> bool:
    ours, theirs = ("".join(filter(str.isalpha, side.text.lower())) for side in (source, target))
    return ours == theirs


def _lacks_letters(side: Side) -> bool:
    return sum(map(str.isalpha, side.visible)) < _LEAST_LETTERS * len(side.visible)


def _mostly_digits(side: Side) -> bool:
    return side.digits.total() > _MOST_DIGITS[side.spaced] * len(side.visible)


def _different_numbers(source: Side, target: Side) -> bool:
    apart = (source.digits - target.digits) + (target.digits - source.digits)
    return apart.total() > _SPELT_OUT


_RULES: dict[str, Rule] = {
    "identical": _is_copy,
    "mostly-digits": lambda source, target: _mostly_digits(source) or _mostly_digits(target),
    "few-letters": lambda source, target: _lacks_letters(source) or _lacks_letters(target),
    "mojibake": lambda source, target: bool(_MOJIBAKE.search(source.text) or _MOJIBAKE.search(target.text)),
    "number-mismatch": _different_numbers,
    "unbalanced": lambda source, target: source.balanced != target.balanced,
    "repeated": lambda source, target: bool(_REPEATED.search(target.text)) and not _REPEATED.search(source.text),
}
RULES = ("no-words", "too-long", "markup-mismatch", "length-ratio", *_RULES)
