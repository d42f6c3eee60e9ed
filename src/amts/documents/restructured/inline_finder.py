"""Finds the inline markup of reStructuredText in a text, by its rules of what may stand around it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = r"[^\W_]+(?:[-._+:][^\W_]+)*"
# Bounded, as a search for one begins at each of many colons.
_ROLE = r":[^\W_]{1,60}(?:[-._+:][^\W_]{1,60}){0,8}:"
_START = (
    r"(?P<escape>\\(?:[^\n]|(?=\n)|\Z))"
    r"|(?P<strong>\*\*(?=\S))|(?P<emphasis>\*(?=[^\s*]))|(?P<literal>``(?=\S))"
    r"|(?P<target>_`(?=[^\s`]))"
    rf"|(?P<interpreted>(?P<role>{_ROLE})?`(?=[^\s`]))"
    r"|(?P<substitution>\|(?=[^\s|]))"
    rf"|(?P<note>\[(?:\d+|\#(?:{NAME})?|\*|{NAME})\]_)"
    r"|(?P<url>(?<![A-Za-z0-9_])(?:https?|ftp)://[^\s<>()\[\]{}\"'`*|\\\x80-\U0010ffff]*[^\s<>()\[\]{}\"'`*|\\.,;:!?\x80-\U0010ffff])"
    r"|(?P<bracket>[⟦⟧])"
)
# What markup begins with: most characters are passed over by it.
_PLAIN = re.compile(rf"(?=[\\*`_:|\[⟦⟧hf])(?:{_START})")
# Only a text with such an end can hold `name_`; looking at every word for one takes time.
_WITH_NAMES = re.compile(rf"{_START}|(?P<name>(?<![\w.+:-])[^\W_]++(?:[-._+:][^\W_]++|(?!))*+__?(?![\w`]))")
_NAME_END = re.compile(r"_(?<=[^\W_]_)_?(?![\w`])")
_ENDS = {
    "strong": re.compile(r"\\.|(?<=\S)\*\*", re.S),
    "emphasis": re.compile(r"\\.|(?<=[^\s*])\*", re.S),
    "literal": re.compile(r"(?<=\S)``(?!`)"),
    "target": re.compile(r"\\.|(?<=\S)`", re.S),
    "interpreted": re.compile(rf"\\.|(?<=\S)`(?:(?P<role>{_ROLE})|(?P<reference>__?))?", re.S),
    "substitution": re.compile(r"\\.|(?<=\S)\|_{0,2}", re.S),
}
_SINGLE = {
    "escape": MarkKind.ESCAPE, "note": MarkKind.NOTE, "url": MarkKind.URL, "bracket": MarkKind.LITERAL,
    "name": MarkKind.URL,
}  # fmt: skip
# Their `<...>` is no target.
_UNTITLED = frozenset({
    "math", "code", "sub", "sup", "subscript", "superscript", "raw", "samp", "file", "kbd", "literal", "command",
    "regexp", "abbr", "guilabel", "menuselection",
})  # fmt: skip
_TEXT_ROLES = frozenset({"emphasis", "strong", "title", "title-reference", "t"})
_QUOTES = {'"': '"', "'": "'", "(": ")", "[": "]", "{": "}", "<": ">", "“": "”", "‘": "’", "«": "»"}


class Found(NamedTuple):
    """A stretch of markup in a text."""

    kind: MarkKind
    start: int
    end: int


def find(
    text: str, held: frozenset[str] = frozenset(), known: frozenset[str] = frozenset(), *, escapes: bool = True
) -> list[Found]:
    """Return the markup in a text, in order.

    Args:
        text: what to search.
        held: names that other places refer to.
        known: markup that needs no white space or punctuation around it to be recognised.
        escapes: whether a backslash escapes what follows it.
    """
    return _Finder(text, held, known, escapes=escapes).found()


class _Finder:
    """Searches a text once: where a kind of markup ends next, or that it does not any more, is found out once.

    Known markup is told by its length before it is looked at, so that what begins often and ends late takes no time.
    """

    def __init__(self, text: str, held: frozenset[str], known: frozenset[str], *, escapes: bool) -> None:
        self._text = text
        self._held = held
        self._known = known
        self._lengths = set(map(len, known))
        self._escapes = escapes
        self._next: dict[str, re.Match[str]] = {}
        self._endless: set[tuple[str, bool]] = set()
        # The last `<` before a place.
        self._opened: dict[int, int] = {}

    def found(self) -> list[Found]:
        found: list[Found] = []
        scanner = _WITH_NAMES if "_" in self._text and _NAME_END.search(self._text) else _PLAIN
        position = 0
        while match := scanner.search(self._text, position):
            marks = self._marks(match)
            found += marks
            position = marks[-1].end if marks else match.end()
        return found

    def _marks(self, match: re.Match[str]) -> list[Found]:
        name = match.lastgroup or ""
        name = "interpreted" if name == "role" else name
        if name in _SINGLE:
            return [Found(_SINGLE[name], *match.span())] if self._is_single(name, match) else []
        for strict in (False, True) if self._known else (True,):
            if strict and not self._may_start(match):
                continue
            end = self._end(name, match.end(), strict=strict)
            marks = self._spanned(name, match, end) if end else []
            if marks and (strict or all(map(self._is_known, marks))):
                return [marks[0], *self._inner(marks[0].end, marks[1].start), marks[1]] if marks[1:] else marks
        return []

    def _is_single(self, name: str, match: re.Match[str]) -> bool:
        if name == "escape":
            return self._escapes
        if name in ("url", "bracket") or match[0] in self._known:
            return True
        return self._may_start(match) and self._may_end(match.end())

    def _is_known(self, mark: Found) -> bool:
        return mark.end - mark.start in self._lengths and self._text[mark.start : mark.end] in self._known

    def _may_start(self, match: re.Match[str]) -> bool:
        start = match.start()
        # A role is meant wherever one stands, although without white space before it, it is none yet.
        if start == 0 or match.lastgroup == "role" or match["role"]:
            return True
        before = self._text[start - 1]
        if _QUOTES.get(before, "\n") == self._text[match.end() : match.end() + 1]:
            return False
        return opens_after(before)

    def _may_end(self, end: int) -> bool:
        return end == len(self._text) or closes_before(self._text[end])

    def _end(self, name: str, position: int, *, strict: bool) -> re.Match[str] | None:
        """Return where markup of this kind, begun before `position`, ends."""
        if (name, strict) in self._endless:
            return None
        position += 2 if self._text.startswith("\\", position) and name != "literal" else 1
        found = None if strict else self._next.get(name)
        if found and position <= found.start():
            return found
        for match in _ENDS[name].finditer(self._text, position):
            if not match[0].startswith("\\") and (not strict or self._may_end(match.end())):
                if not strict:
                    self._next[name] = match
                return match
        self._endless.add((name, strict))
        return None

    def _spanned(self, name: str, start: re.Match[str], end: re.Match[str]) -> list[Found]:
        """Return the marks of markup that has a beginning and an end."""
        if name == "literal":
            return [Found(MarkKind.CODE, start.start(), end.end())]
        if name == "substitution":
            return [Found(MarkKind.LITERAL, start.start(), end.end())]
        if name == "interpreted":
            return self._interpreted(start, end)
        if name == "target" and self._holds(start.end(), end.start()):
            return [Found(MarkKind.URL, start.start(), end.end())]
        return _pair(start, end.start(), end.end())

    def _interpreted(self, start: re.Match[str], end: re.Match[str]) -> list[Found]:
        role = (start["role"] or end["role"] or "").strip(":")
        closing = self._closing(start.end(), end.start())
        if end["reference"]:
            anonymous = end["reference"] == "__"
            titled = closing < end.start()
            if not anonymous and (not titled or self._holds(start.end(), closing)):
                return [Found(MarkKind.URL, start.start(), end.end())]
        elif role in _TEXT_ROLES:
            closing = end.start()
        elif closing == end.start() or not role or role.rpartition(":")[2] in _UNTITLED:
            kind = MarkKind.MATH if role == "math" else MarkKind.ROLE
            return [Found(kind, start.start(), end.end())]
        return _pair(start, closing, end.end())

    def _closing(self, first: int, last: int) -> int:
        """Return where the text of `text <target>` ends; `last` if there is no target, or no text."""
        if self._text[last - 1] != ">":
            return last
        if last not in self._opened:
            self._opened[last] = self._text.rfind("<", 0, last)
        closing = self._opened[last]
        while closing > first and self._text[closing - 1].isspace():
            closing -= 1
        return closing if closing > first else last

    def _holds(self, first: int, last: int) -> bool:
        return bool(self._held) and last - first < _LONGEST_NAME and normalised(self._text[first:last]) in self._held

    def _inner(self, first: int, last: int) -> Iterator[Found]:
        """Yield what stands between the two marks of a pair."""
        for match in _INNER.finditer(self._text, first, last):
            if self._escapes or match.lastgroup != "escape":
                yield Found(_SINGLE[match.lastgroup or ""], *match.span())


def _pair(start: re.Match[str], last: int, end: int) -> list[Found]:
    return [Found(MarkKind.OPEN, *start.span()), Found(MarkKind.CLOSE, last, end)]


# References are read up to a lesser length.
_LONGEST_NAME = 1000
_INNER = re.compile(r"(?P<escape>\\(?:[^\n]|(?=\n)|\Z))|(?P<bracket>[⟦⟧])")


def normalised(name: str) -> str:
    """Return a reference name as names are compared: white space and capitals do not count."""
    return " ".join(name.replace("\\", "").split()).lower()


@lru_cache(maxsize=4096)
def opens_after(before: str) -> bool:
    """Whether inline markup may begin after this character."""
    if before.isascii():
        return before.isspace() or before in "'\"([{<-/:"
    return before.isspace() or unicodedata.category(before) in ("Ps", "Pi", "Pf", "Pd", "Po")


@lru_cache(maxsize=4096)
def closes_before(after: str) -> bool:
    """Whether inline markup may end before this character."""
    if after.isascii():
        return after.isspace() or after in "'\")]}>-/:.,;!?\\\0"
    return after.isspace() or unicodedata.category(after) in ("Pe", "Pi", "Pf", "Pd", "Po")
