"""The plural of terms, where it follows a rule: in English and Spanish. Verbs have one form: `labelled` is no label."""

from __future__ import annotations

import re
import unicodedata

from amts.languages import language

_VOWELS = frozenset("aeiouáéíóú")
# What follows these words qualifies the term, and keeps its number: funciones de pérdida.
_SPANISH_LINKS = frozenset({"a", "al", "con", "de", "del", "en", "para", "por", "sin", "sobre", "y"})


def forms(text: str, tag: str) -> tuple[str, ...]:
    """Return a term in the forms that mean the same, itself first; a plural of several words with its singular."""
    primary = language(tag).primary
    if primary == "en":
        return tuple(dict.fromkeys((text, *_english_plurals(text), *_english_singular(text))))
    return tuple(dict.fromkeys((text, _spanish_plural(text)))) if primary == "es" else (text,)


def _english_plurals(text: str) -> tuple[str, ...]:
    """Return the plurals that a term may have; the less usual ones find nothing where they are not in use."""
    rules = {
        r"\bcorpus$": ("ora", 2),
        r"[^\W\d_]sis$": ("ses", 3),
        r"[^\W\d_]{2}[ie]x$": ("ices", 2),
        r"(s|x|z|ch|sh)$": ("es", 0),
        r"[^aeiou\W\d_]y$": ("ies", 1),
        r"[^\W\d_s]$": ("s", 0),
    }
    fit = [(ending, cut) for pattern, (ending, cut) in rules.items() if re.search(pattern, text, re.I)]
    return tuple(text[: len(text) - cut] + ending for ending, cut in fit)


def _english_singular(text: str) -> tuple[str, ...]:
    """Return the singular of several words of which the last is a plural; of one word (news, means) none is safe."""
    return (text[:-1],) if re.search(r"[^\Wsui]s$", text) and re.search(r"\w[\s-]\w", text) else ()


def _spanish_plural(text: str) -> str:
    """Return the plural of all words up to the first preposition: an adjective follows its noun."""
    words = text.split(" ")
    end = next((index for index, word in enumerate(words) if word in _SPANISH_LINKS), len(words))
    return " ".join([*map(_spanish_plural_word, words[:end]), *words[end:]])


def _spanish_plural_word(word: str) -> str:
    if not word.isalpha() or word.isupper() or word.endswith("s"):
        return word
    if word.endswith("z"):
        return word[:-1] + "ces"
    if word[-1] in _VOWELS:
        return word + "s"
    # The stress that was marked on the last syllable is now where it is expected: función, funciones.
    last = unicodedata.normalize("NFD", word[-2:]).replace("\u0301", "")
    return word[:-2] + unicodedata.normalize("NFC", last) + "es"
