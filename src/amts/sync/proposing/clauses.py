"""A clause that the source has no more, at its beginning or its end, and the clause of the translation that says it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.adaptation.word_links import tokens
from amts.engines.surface import is_capital
from amts.languages import language
from amts.placeholders import numbers
from amts.sync.proposing.versions import SIGNS, differences
from amts.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.word_links import Link, Token, WordLinks
    from amts.sync.proposing.versions import Versions

# The least share of its words, and of those that say it, that translate each other.
_LINKED = 0.5
# Fewer words are no clause.
_WORDS = 3
_WIDE = dict(zip(".,;:!?", "。，；：！？", strict=True))


def without_clause(versions: Versions, links: WordLinks, languages: tuple[str, str]) -> Versions | None:
    """Return the translation without the clause that the source has no more; None if that is not all, or not clear."""
    found = differences(versions.old, versions.new, languages[0])
    if len(found) != 1 or not found[0].old or any(token.is_word or token.number for token in found[0].new):
        return None
    old, target = tokens(versions.old, languages[0]), tokens(versions.target, languages[1])
    first = next(place for place, token in enumerate(old) if token.start == found[0].old[0].start)
    gone = _first_clause(old, range(first, first + len(found[0].old)))
    ends = _ends(old, gone)
    if ends is None or sum(token.is_word for token in found[0].old) < _WORDS:
        return None
    # Signs stand at the end of many a clause.
    linked = {link for link in links.find(old, target) if old[link.source].text not in SIGNS}
    cuts = [
        place for place in range(1, len(target)) if target[place - 1].text in SIGNS and target[place].text not in SIGNS
    ]
    clauses = [range(cut, len(target)) if ends else range(cut) for cut in cuts]
    said = [clause for clause in clauses if _says(clause, gone, linked, old, target)]
    if len(said) != 1:
        return None
    text = versions.target.text
    kept = text[: target[said[0].start].start] if ends else text[target[said[0].stop].start :]
    if set(numbers(text)) - set(numbers(kept)) != set(numbers(versions.old.text)) - set(numbers(versions.new.text)):
        return None
    kept = _ended(kept.rstrip(), text, versions) if ends else kept
    if is_capital(versions.new) and language(languages[1]).bicameral:
        kept = capitalised(kept)
    return replace(versions, old=versions.new, target=replace(versions.target, text=kept))


def _first_clause(words: Sequence[Token], gone: range) -> range:
    """Return the words that have gone; of `The tree, the house`, either `The tree,` or `tree, the`."""
    while gone.start and words[gone.start - 1].key == words[gone.stop - 1].key and _ends(words, gone) is None:
        gone = range(gone.start - 1, gone.stop - 1)
    return gone


def _ends(words: Sequence[Token], clause: range) -> bool | None:
    """Whether a clause ends a sentence, or else begins it; None if it does neither, or is no clause."""

    def is_sign(place: int) -> bool:
        return words[place].text in SIGNS

    if all(map(is_sign, range(clause.stop, len(words)))):
        return True if clause.start and (is_sign(clause.start) or is_sign(clause.start - 1)) else None
    return False if not clause.start and (is_sign(clause[-1]) or is_sign(clause.stop)) else None


def _says(clause: range, gone: range, links: set[Link], old: Sequence[Token], target: Sequence[Token]) -> bool:
    """Whether these words of the translation say what has gone, and nothing else."""
    if any((link.source in gone) != (link.target in clause) for link in links):
        return False
    sides = (gone, old, {link.source for link in links}), (clause, target, {link.target for link in links})
    for places, words, linked in sides:
        mattering = [place in linked for place in places if words[place].matters]
        if sum(mattering) < max(_LINKED * len(mattering), 1):
            return False
    # What is linked to nothing, in the clause or beside it, may belong to either.
    beside = (part for part in _parts(target) if part.start <= clause.stop + 1 and part.stop >= clause.start - 1)
    return all(any(link.target in part for link in links) for part in beside)


def _parts(words: Sequence[Token]) -> list[range]:
    """Return the stretches between signs."""
    signs = [-1, *(place for place, word in enumerate(words) if word.text in SIGNS), len(words)]
    return [range(left + 1, right) for left, right in pairwise(signs) if right > left + 1]


def _ended(kept: str, before: str, versions: Versions) -> str:
    """Return a text that ends as the translation did, or as the source does now if that ends in another way."""
    ending = before[len(before.rstrip(SIGNS)) :]
    old, new = (text[len(text.rstrip(SIGNS)) :] for text in (versions.old.text, versions.new.text))
    if old != new:
        wide = any(sign in before for sign in _WIDE.values())
        ending = "".join(_WIDE[sign] if wide else sign for sign in new if sign in _WIDE)
    return kept.rstrip(SIGNS) + ending
