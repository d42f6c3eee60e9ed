"""What makes it doubtful that new words can be put in the place of others in a person's sentence.

Words with a meaning of their own can, if it is known what they are called. Those that hold a sentence together cannot:
other languages hold theirs together by other means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amts.adaptation.word_links import tokens
from amts.placeholders import PLACEHOLDER, numbers
from amts.records import MarkKind, Segment
from amts.sync.proposing.versions import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.adaptation.fuzzy_repair import Gap
    from amts.adaptation.word_links import Token, WordLinks

# How probable it must be that a word is translated so, of those that the links know.
USUAL = 0.5
# A word with so great a share of all words holds sentences together, unless one word and no other is its translation:
# the product of the probabilities of both to be each other's.
FREQUENT, ITSELF = 1e-3, 0.45
# English ones come and go with the words behind them.
_ARTICLES = frozenset({"a", "an", "the"})
_BRACKETS = ("()", "[]", "{}", "（）", "「」", "《》", "“”")
_PAIRED = frozenset({MarkKind.OPEN, MarkKind.CLOSE})


@dataclass(frozen=True, slots=True)
class Exchange:
    """Words of a person's sentence that are to be exchanged.

    Attributes:
        gap: the words, what they translate, and what is to be said in their place.
        answer: what an engine says for it.
        before: the sentence before the gap.
        after: the sentence behind it.
    """

    gap: Gap
    answer: str
    before: str
    after: str


def doubt(exchange: Exchange, links: WordLinks, languages: tuple[str, str]) -> str:
    """Return why an exchange is doubtful, as a reason code, or nothing.

    Args:
        exchange: the exchange.
        links: tell which word translates which.
        languages: translated from, and into.
    """
    gap = exchange.gap
    answer = Segment(exchange.answer.strip().rstrip(SIGNS), gap.question.marks)
    old, new = (tokens(each, languages[0]) for each in (gap.old, gap.question))
    said, words = (tokens(each, languages[1]) for each in (answer, Segment(gap.words, gap.old.marks)))
    gone, come = _lacking(old, new), _lacking(new, old)
    following = tokens(Segment(PLACEHOLDER.sub(".", exchange.after)), languages[1])[:1]
    checks = {
        "brackets": not all(_is_whole(each) for each in (gap.old, gap.question, Segment(gap.words), answer)),
        "untranslated": bool(_small(old) & _small(words) or _small(come) & _small(said)),
        "nothing to say": bool(new) and not any(token.matters for token in new),
        "small words": any(token.is_word and not token.matters for token in (*gone, *come)),
        "frequent": not all(_is_itself(token, links) for token in (*gone, *come)),
        "unusual": not (_is_usual(come, said, links) and _is_usual(gone, words, links)),
        "said already": any(_is_elsewhere(token, exchange) for token in said),
        "seam": _repeats(exchange, answer.text),
        # A particle behind words that come or go belongs to them, such as 的 to an adjective.
        "particle": not (come and gone) and any(_is_particle(token, exchange.after) for token in following),
    }
    return next((reason for reason, doubtful in checks.items() if doubtful), "")


def _lacking(words: Sequence[Token], others: Sequence[Token]) -> list[Token]:
    """Return the words and marks that the others lack, articles aside."""
    keys = {_key(token) for token in others} | _ARTICLES
    return [token for token in words if (token.number or token.is_word) and _key(token) not in keys]


def _key(token: Token) -> str:
    return token.text if token.number else token.key


def _is_whole(segment: Segment) -> bool:
    """Whether all brackets in a segment are closed, and no paired mark is in it."""
    closed = all(segment.text.count(pair[0]) == segment.text.count(pair[1]) for pair in _BRACKETS)
    return closed and not any(
        segment.marks[number - 1].kind in _PAIRED for number in numbers(segment.text) if segment.marks
    )


def _small(words: Iterable[Token]) -> set[str]:
    """Return the words of the Latin script that are no abbreviations, which a translation would not repeat."""
    texts = (token.text for token in words)
    return {
        text.lower() for text in texts if text.isascii() and text.isalpha() and text[1:].islower() and len(text) > 2
    }


def _is_itself(token: Token, links: WordLinks) -> bool:
    """Whether a word is rare, or one word, and none other, is its translation."""
    number = links.number(token)
    if not number or links.source.frequencies()[number] < FREQUENT:
        return True
    forward, backward = links.lexicon.tables(np.array([number]), np.arange(1, len(links.target)))
    return float((forward * backward).max()) >= ITSELF


def _is_usual(source: Sequence[Token], target: Sequence[Token], links: WordLinks) -> bool:
    """Whether each word that the links know is translated by a word that is usual for it."""
    known = [number for token in source if (number := links.number(token))]
    if not known:
        return True
    forward, _ = links.lexicon.tables(
        np.array(known), np.array([links.number(token, there=True) for token in target] or [0])
    )
    return bool((forward.max(axis=1) >= USUAL).all())


def _is_elsewhere(token: Token, exchange: Exchange) -> bool:
    """Whether a word of an answer is not what it replaces, but stands elsewhere in the sentence."""
    elsewhere = token.text in exchange.before + exchange.after and token.text not in exchange.gap.words
    return elsewhere and token.matters and not token.is_fixed


def _repeats(exchange: Exchange, answer: str) -> bool:
    """Whether an answer begins or ends with the letter that stands beside it, and what it replaces does not."""
    words = exchange.gap.words
    sides = (words[-1:], answer[-1:], exchange.after[:1]), (words[:1], answer[:1], exchange.before[-1:])
    return any(new.isalnum() and new == beside != old for old, new, beside in sides)


def _is_particle(token: Token, text: str) -> bool:
    return token.is_word and not token.matters and not text[:1].isspace()
