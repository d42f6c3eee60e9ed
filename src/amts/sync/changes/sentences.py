"""What a change of a sentence means for its translation."""

from __future__ import annotations

import re
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from amts.languages import language
from amts.sync.changes.alarms import alarms
from amts.sync.changes.english import NAMES, is_correction
from amts.sync.changes.polarity import turns
from amts.sync.changes.tokens import tokens
from amts.sync.changes.typos import is_misspelling
from amts.sync.records import Change
from amts.words import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from amts.records import Segment
    from amts.sync.changes.tokens import Token

    Stretch = tuple[Sequence[Token], Sequence[Token]]

_NO_BOOK: Mapping[str, int] = MappingProxyType({})
_ORDER = {change: place for place, change in enumerate(Change)}
_HARMLESS = frozenset({Change.NONE, Change.COSMETIC})
# What the number of a figure or a chapter stands behind.
_PLACE_NAMES = "figure figures fig section sections sec chapter chapters table tables equation eq appendix"
_PLACES = frozenset(_PLACE_NAMES.split())
_DIGITS = re.compile(r"\d+")
# Words that must not come or go unseen.
_APART = frozenset({"no", "not", *NAMES})
_CODE_SIGNS = re.compile(r"\\(?:mathrm|mathbf|text)\b|[`$\\{}^,\s]")
# Words that say little by themselves; exchanged for one another, they change what the others say.
_LITTLE_SAID = (
    "about above after again against all already also always any as at be because been before below between both "
    "but by can could despite does during each either else even ever every few finally first following for from "
    "further had has hence her here hers him his how however i if in into is it its itself just last later less let "
    "like many may me might more most much must my neither next none nor not now of off often on once only or other "
    "others our out over own same several shall she should simply since so some still such than that their them "
    "then there therefore they this though through thus to too under until up upon us use usually very via was we "
    "well what when where whether which while who whose why will with within would yet you your he one two "
)
_FUNCTION_WORDS = frozenset(_LITTLE_SAID.split())
_SHORTEST_CONTENT = 3
# Of scripts without spaces, a word has so many characters.
_UNSPACED_WORD = re.compile(f"[{UNSPACED}]{{2,4}}")


def rolls_forward(change: Change) -> bool:
    """Whether a translation stays as it is when its source changes so."""
    return change in _HARMLESS


def severity(change: Change) -> int:
    """Return how grave a change is, from 0."""
    return _ORDER[change]


def classify(
    old: Segment,
    new: Segment,
    tag: str,
    terms: Collection[str] = (),
    vocabulary: Mapping[str, int] = _NO_BOOK,
) -> Change:
    """Return what a change of a sentence means for its translation; in doubt the graver.

    Args:
        old: the sentence as the translation has it.
        new: as it is now.
        tag: its language. English is known best; of other languages, what warns, denies and asks in es fr de pt ru
            zh ja; of all of them marks, numbers and punctuation.
        terms: the terminology's terms in that language, in small letters.
        vocabulary: how often the book has each word, in small letters (`counted_words`), by which misspellings are
            known; without it only slips in long words are.
    """
    if _collapsed(old) == _collapsed(new):
        return Change.NONE
    primary = language(tag).primary
    found = _stretches(tokens(old, primary), tokens(new, primary))
    stretches = [part for stretch in found for part in _apart(stretch, terms)]
    if not stretches:
        return Change.COSMETIC
    kinds = [_kind_of(*stretch, terms, vocabulary) for stretch in stretches]
    change = _gravest(kinds, stretches)
    said_anew = [
        (_spaced(before), _spaced(after))
        for kind, (before, after) in zip(kinds, stretches, strict=True)
        if kind is not Change.COSMETIC
    ]
    if turns(old.text, new.text, said_anew, primary):
        change = Change.NEGATION
    return Change.SECURITY if _warns(old.text, new.text, primary, change) else change


def _warns(old: str, new: str, language: str, change: Change) -> bool:
    """Whether a warning has come, gone, or changed in more than its spelling and its links."""
    if change in (Change.COSMETIC, Change.LINK):
        return alarms(old, language) != alarms(new, language)
    return bool(alarms(old, language) or alarms(new, language))


def _collapsed(segment: Segment) -> tuple[list[str], list[list[str]]]:
    return segment.text.split(), [mark.text.split() for mark in segment.marks]


def _stretches(old: list[Token], new: list[Token]) -> Iterator[Stretch]:
    """Yield what stands on each side where two rows of tokens differ."""
    from rapidfuzz.distance import Levenshtein

    codes = Levenshtein.opcodes(old, new)
    for same, group in groupby(codes, key=lambda code: code.tag == "equal"):
        run = list(group)
        if not same:
            before, after = old[run[0].src_start : run[-1].src_end], new[run[0].dest_start : run[-1].dest_end]
            # A word too many is one that its neighbour repeats.
            neighbours = old[max(run[0].src_start - 1, 0) : run[0].src_start] + old[run[-1].src_end :][:1]
            if not _repeats(before, after, neighbours):
                yield before, after


def _apart(stretch: Stretch, terms: Collection[str]) -> list[Stretch]:
    """Return a stretch as pairs, so that a word exchanged twice is seen to be one, if both sides have the same kinds.

    Terms stay whole, and words of scripts without spaces, whose characters are no words.
    """
    before, after = stretch
    alike = [token.kind for token in before] == [token.kind for token in after]
    whole = any(_spaced(side) in terms for side in stretch) or any(
        token.kind == "word" and len(token.key) == 1 for token in (*before, *after)
    )
    if whole or not alike:
        return [stretch]
    return [([old], [new]) for old, new in zip(before, after, strict=True) if old != new]


def _repeats(before: Sequence[Token], after: Sequence[Token], neighbours: Sequence[Token]) -> bool:
    """Whether only a word has come or gone that stands beside it again; in Chinese that is no mistake."""
    only = [*before, *after]
    return len(only) == 1 and only[0] in neighbours and len(only[0].key) > 1 and only[0].key not in _APART


def _keys(stretch: Sequence[Token]) -> list[str]:
    return [token.key for token in stretch]


def _gravest(kinds: Sequence[Change], stretches: Sequence[Stretch]) -> Change:
    """Return the gravest change of all stretches; more than one word exchanged is a change of meaning."""
    exchanged = {
        tuple(_joined(side).removesuffix("s") for side in stretch)
        for kind, stretch in zip(kinds, stretches, strict=True)
        if kind is Change.TERM
    }
    return Change.MEANING if len(exchanged) > 1 else max(kinds, key=severity)


def _kind_of(
    before: Sequence[Token], after: Sequence[Token], terms: Collection[str], vocabulary: Mapping[str, int]
) -> Change:
    kinds = {token.kind for token in (*before, *after)}
    if kinds == {"link"} or _is_reference(before, after) or _is_reference(after, before):
        return Change.LINK
    if "code" in kinds and (kinds <= {"code", "number", "sign"} or _same_as_code(before, after)):
        return Change.CODE
    if kinds == {"number"} and len(before) == len(after):
        return Change.NUMBER
    if kinds <= {"word", "number"}:
        return _wording(before, after, terms, vocabulary)
    return Change.MEANING


def _is_reference(links: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether a link has come in the place of words such as "Figure 14.6", or the other way round."""
    return (
        bool(links and words)
        and all(token.kind == "link" for token in links)
        and all(token.kind == "number" or token.key in _PLACES for token in words)
    )


def _same_as_code(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether words or numbers have only become code or mathematics, or the other way round."""
    return _CODE_SIGNS.sub("", _joined(before)).casefold() == _CODE_SIGNS.sub("", _joined(after)).casefold()


def _wording(
    before: Sequence[Token], after: Sequence[Token], terms: Collection[str], vocabulary: Mapping[str, int]
) -> Change:
    old, new = _joined(before), _joined(after)
    if _same_letters(before, after) or is_correction(old, new):
        return Change.COSMETIC
    if len(before) == len(after) == 1 and is_misspelling(old, new, vocabulary):
        return Change.COSMETIC
    if before and after and (_spaced(before) in terms or _spaced(after) in terms):
        return Change.TERM
    return Change.TERM if _is_exchange(before, after) else Change.MEANING


def _is_exchange(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether one word is put for another that is no form of it."""
    old, new = _content_word(before), _content_word(after)
    stem = max(min(len(old), len(new)) - 2, 1)
    return bool(old and new) and old[:stem] != new[:stem]


def _content_word(stretch: Sequence[Token]) -> str:
    """Return the word that a stretch is, if it is one that says something by itself."""
    word = _joined(stretch)
    if len(stretch) == 1:
        says = stretch[0].kind == "word" and len(word) >= _SHORTEST_CONTENT and word not in _FUNCTION_WORDS
    else:
        says = _UNSPACED_WORD.fullmatch(word) is not None
    return word if says else ""


def _joined(stretch: Sequence[Token]) -> str:
    """Return the keys of tokens without spaces, hyphens and apostrophes between or within them."""
    return "".join(_keys(stretch)).replace("'", "").replace("’", "")


def _same_letters(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether only spaces and hyphens have changed, none of which keeps numbers or a "not" apart."""
    whole = {token.key for token in (*before, *after)}
    return (
        _joined(before).casefold() == _joined(after).casefold()
        and whole.isdisjoint(_APART)
        and _DIGITS.findall(_spaced(before)) == _DIGITS.findall(_spaced(after))
    )


def _spaced(stretch: Sequence[Token]) -> str:
    return " ".join(_keys(stretch))
