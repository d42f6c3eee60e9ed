"""A sentence as the row of what can change its meaning: words, numbers, signs, code and links, each by a key.

What is not in the row is cosmetic: white space, emphasis, capital letters, punctuation, and in English articles,
contractions and the spelling of other countries.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import category, normalize

from amts.placeholders import ANY_PLACEHOLDER
from amts.records import MarkKind
from amts.sync.changes.english import NAMES, NUMBERS, PLENTY, spelled_out
from amts.words import SIGNS, UNSPACED

if TYPE_CHECKING:
    from amts.records import Mark, Segment


Kind = Literal["word", "number", "sign", "code", "link"]


class Token(NamedTuple):
    """A piece of a sentence; pieces with the same key mean the same."""

    kind: Kind
    key: str


# ASCII first, because it is quick to tell.
_LETTER = rf"(?:[A-Za-z]|(?![{UNSPACED}])[^\W\d_])"
# A number with its minus and its unit, such as -5, .01, 1,000, 5th, 32k, 10GB.
_NUMBER = rf"(?:(?<![\w)\]⟧])[-−](?=[\d.]))?(?:\d+(?:[.,]\d+)*|(?<!\w)\.\d+){_LETTER}{{0,4}}"
_WORD = rf"(?:[A-Za-z]++|{_LETTER})(?:[A-Za-z]++|{_LETTER}|[\d{SIGNS}])*(?:['’]{_LETTER}+)*|[{UNSPACED}]"
# The number of a reference, such as [1] or [2, 3].
_REFERENCE = r"\[\d+(?:\s*[,–-]\s*\d+)*\]"
# The most frequent first.
_TOKEN = re.compile(rf"{_WORD}|{ANY_PLACEHOLDER}|{_REFERENCE}|{_NUMBER}|[^\w\s]|_")
_ARTICLES = frozenset({"a", "an", "A"})
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?!\d)")
# These say something, unlike other punctuation.
_TELLING = frozenset("%‰#@&/\\*_+<>=")
_POINTING = frozenset({MarkKind.ROLE, MarkKind.URL, MarkKind.NOTE})
_SILENT = frozenset({MarkKind.BREAK})
# Markup around text that leads somewhere, in Markdown, HTML and reStructuredText.
_ADDRESS = re.compile(r"\]\s*[(\[]|://|\b(?:href|src)\b|\s<[^>]+>`")
# What is no emphasis, though it stands around text.
_RAISED = re.compile(r"</?su[bp]\b")
_LOOSE_SPACE = re.compile(r"(?<!\w)\s+|\s+(?!\w)")


def tokens(segment: Segment, language: str) -> list[Token]:
    """Return the tokens of a sentence in a language, given by its primary subtag."""
    english = language == "en"
    text = segment.text if segment.text.isascii() else normalize("NFKC", segment.text)
    found: list[Token] = []
    for piece in _TOKEN.findall(text):
        found += _marked(segment.marks[int(piece[1:-1]) - 1]) if piece[0] == "⟦" else _written(piece, english=english)
    return _without_articles(found) if english else found


@lru_cache(maxsize=65536)
def _written(piece: str, *, english: bool) -> tuple[Token, ...]:
    if piece[0].isalpha():
        return _words(piece) if english else (Token("word", piece.casefold()),)
    if any(map(str.isdigit, piece)):
        return (Token("link", piece) if piece[0] == "[" else Token("number", _number(piece, english=english)),)
    return (Token("sign", piece),) if piece in _TELLING or category(piece)[0] not in "PCZ" else ()


def _words(piece: str) -> tuple[Token, ...]:
    words = (piece,) if piece in NAMES else spelled_out(piece)
    return tuple(
        Token("number", NUMBERS[word]) if word in NUMBERS else Token("word", word) for word in words if word != "the"
    )


def _number(text: str, *, english: bool) -> str:
    text = text.replace("−", "-")
    if english:
        text = _GROUPED.sub(lambda match: match[0].replace(",", ""), text)
    return f"0{text}" if text.startswith(".") else text


@lru_cache(maxsize=4096)
def _marked(mark: Mark) -> tuple[Token, ...]:
    """Return the token that a mark is, if it is one."""
    kind, text = mark.kind, " ".join(mark.text.split())
    if kind is MarkKind.ESCAPE:
        return tuple(token for sign in unescape(text.lstrip("\\") or "\\") for token in _written(sign, english=False))
    if kind in (MarkKind.OPEN, MarkKind.CLOSE):
        if _ADDRESS.search(text):
            return (Token("link", text),)
        return (Token("code", text),) if _RAISED.match(text) else ()
    if kind in _SILENT or text.startswith("<!--"):
        return ()
    if kind is MarkKind.MATH:
        text = _LOOSE_SPACE.sub("", text)
    return (Token("link" if kind in _POINTING else "code", text),)


def _without_articles(found: list[Token]) -> list[Token]:
    """Return the tokens without articles ("the" is none already); "few" and "a few" are not the same."""
    following = [*(token.key for token in found), ""][1:]
    return [
        token
        for place, (token, after) in enumerate(zip(found, following, strict=True))
        if token.key not in _ARTICLES or after in PLENTY or (token.key == "A" and place)
    ]
