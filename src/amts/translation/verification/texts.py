"""Whether a translated text says about as much as its source, in the right language, with its numbers, and once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.languages import language
from amts.placeholders import ANY_PLACEHOLDER, PLACEHOLDER
from amts.translation.verification.numerals import Numbers, changed_numbers, numbers_of
from amts.translation.verification.scripts import latin_language, script_counts, wrong_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.records import Segment

# How many characters other than spaces what takes 1 in English takes in a language, measured on 60,000 pairs for
# Chinese and Spanish; for other scripts an estimate.
_WIDTHS = {"en": 1.0, "zh": 0.43, "es": 1.15}
_SCRIPT_WIDTHS = {"Hans": 0.43, "Hant": 0.43, "Jpan": 0.55, "Kore": 0.6, "Arab": 0.85, "Hebr": 0.8, "Thai": 0.95}
_OTHER_WIDTH = 1.1
# So many characters show a script.
_SAMPLE = 5000
# Of 1,000 good pairs whose source has so many characters, fewer than 3 are shorter than this share of what is expected.
_MIN_WIDTH, _MIN_SHARE = 40, 0.42
# Source sentences of so many words that come back as they were are no names or titles.
_MIN_WORDS = 4
# A decoder in a loop repeats up to so many words at least so often, one word more often.
_LOOP_WORDS, _LOOPS, _WORD_LOOPS = 16, 3, 4
_TOKEN = re.compile(rf"{ANY_PLACEHOLDER}|[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’][^\W_]+)*|[^\s\w]")


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with a translated text: a reason code, and what was expected and found."""

    reason: str
    detail: str


def expected_ratio(source_tag: str, target_tag: str) -> float:
    """Return how many times as long as its source a translated text is, in characters other than spaces."""
    return _width_of(target_tag) / _width_of(source_tag)


def guessed_ratio(source: str, target: str) -> float:
    """Return the same of languages that are not known, by the scripts of two texts in them."""
    return _script_width(target) / _script_width(source)


def _script_width(text: str) -> float:
    counts = script_counts(text[:_SAMPLE])
    most = max(counts, key=lambda script: counts[script], default="")
    return {"Hani": _WIDTHS["zh"], "Kana": _SCRIPT_WIDTHS["Jpan"], "Hang": _SCRIPT_WIDTHS["Kore"]}.get(most, 1.0)


@lru_cache(maxsize=256)
def _width_of(tag: str) -> float:
    known = language(tag)
    return _WIDTHS.get(known.primary) or _SCRIPT_WIDTHS.get(known.script, _OTHER_WIDTH)


def plain(masked: str) -> str:
    """Return a masked text without its placeholders."""
    return PLACEHOLDER.sub(" ", masked)


def objections(source: Segment, target: Segment, languages: tuple[str, str]) -> list[Objection]:
    """Return what is wrong with a translated text.

    Args:
        source: the text.
        target: its translation.
        languages: the language of both; nothing is checked if they are the same.
    """
    if language(languages[0]).tag == language(languages[1]).tag:
        return []
    texts = source.text, target.text
    checks = untranslated(*texts, languages), truncated(*texts, languages), loops(*texts), numbers(source, target)
    return [found for found in checks if found]


def untranslated(source: str, target: str, languages: tuple[str, str]) -> Objection | None:
    """Return an objection if a text is as it was, or in another language than it should be."""
    ours, theirs = (" ".join(plain(text).split()) for text in (source, target))
    words = re.findall(r"[^\W\d_]{2,}", ours)
    small = sum(word[0].islower() for word in words)
    if ours == theirs and len(words) >= _MIN_WORDS and small >= len(words) / 2 and _has_sentence(ours, languages):
        return Objection("untranslated", f"as in the source: {ours[:80]!r}")
    found = wrong_language(theirs, languages[1], languages[0])
    if not found:
        return None
    reason = "untranslated" if found == language(languages[0]).primary else "language"
    return Objection(reason, f"expected {languages[1]}, found {found}: {theirs.strip()[:80]!r}")


def _has_sentence(text: str, languages: tuple[str, str]) -> bool:
    """Whether a text is more than a list of names, which are the same in both languages."""
    if language(languages[0]).script == "Latn":
        return latin_language(text) == language(languages[0]).primary
    return script_counts(text)["Latn"] < 0.5 * script_counts(text).total()


def truncated(source: str, target: str, languages: tuple[str, str]) -> Objection | None:
    """Return an objection if a text is much shorter than translations of such a text are."""
    ours, theirs = _width(source), _width(target)
    expected = ours * expected_ratio(*languages)
    if ours < _MIN_WIDTH or theirs >= _MIN_SHARE * expected:
        return None
    return Objection("truncated", f"expected about {expected:.0f} characters, found {theirs}")


def _width(text: str) -> int:
    return sum(not letter.isspace() for letter in plain(text))


def loops(source: str, target: str) -> Objection | None:
    """Return an objection if a text repeats the same words again and again, and its source does not."""
    found = repeated(_TOKEN.findall(target.lower()))
    if not found or repeated(_TOKEN.findall(source.lower())):
        return None
    return Objection("repetition", f"again and again: {' '.join(found)[:80]!r}")


def repeated(tokens: Sequence[str]) -> list[str]:
    """Return the words that stand several times in a row, or nothing."""
    for size in range(1, _LOOP_WORDS + 1):
        needed = size * ((_WORD_LOOPS if size == 1 else _LOOPS) - 1)
        run = 0
        for index in range(size, len(tokens)):
            run = run + 1 if tokens[index] == tokens[index - size] else 0
            if run >= needed and any(map(str.isalpha, words := tokens[index - size + 1 : index + 1])):
                return list(words)
    return []


def numbers(source: Segment, target: Segment) -> Objection | None:
    """Return an objection if a number of the source is missing, or one is new; it may stand in markup instead."""
    missing, new = changed_numbers(_numbers_of(source), _numbers_of(target))
    if not missing and not new:
        return None
    return Objection("number", f"missing {missing}, new {new}")


def _numbers_of(segment: Segment) -> Numbers:
    return numbers_of(plain(segment.text), " ".join(mark.text for mark in segment.marks))
