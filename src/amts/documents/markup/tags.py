"""The lexer of everything that is written in tags: HTML, XML, SVG, XLIFF, Word, and HTML within Markdown.

Tokens tile their source, whatever it is: together they are the source. As in browsers, `a < 6` is text, and what never
ends (a comment, a quoted value) goes on to the end. Template languages pass through. No pattern looks at a byte more
than a few times: hostile input takes linear time.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the parser of HTML reads as plain characters up to the end tag.
HTML_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})

# Jinja, Liquid, Go, Handlebars, Angular, Vue; a brace ends the search for the end, which keeps it linear.
TEMPLATE = (
    r"\{\{-?[ \t]*+/\*(?:[^*]++|\*(?!/)|(?!))*+(?:\*/[ \t]*+-?\}\}|\Z)"
    r"|\{\{\{[^{}]*+\}\}\}|\{\{(?:[^{}]++|\{[^{}]*+\}|(?!))*+\}\}|\{%[^%{}]*+%\}|\{#[^#{}]*+#\}"
)
_SPACE = r"[ \t\r\n\f]"
# Within a value the code of a server page ends before the next tag.
IN_VALUE = rf"{TEMPLATE}|<%[^<]*?%>|<\?[^<]*?\?>"
_DOUBLE = rf'"(?:[^"{{<]++|{IN_VALUE}|[{{<]|(?!))*+(?:"|\Z)'
_SINGLE = rf"'(?:[^'{{<]++|{IN_VALUE}|[{{<]|(?!))*+(?:'|\Z)"
_BARE = rf"(?:[^ \t\r\n\f>{{]++|{TEMPLATE}|\{{|(?!))*+"
_ATTRIBUTES = rf"(?:[^>={{<]++|={_SPACE}*+(?:{_DOUBLE}|{_SINGLE}|{_BARE})|{IN_VALUE}|[{{<]|(?!))*+"
_STRING = r"""\"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)"""
_SUBSET = rf"(?:[^\]\"'<]++|{_STRING}|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<|(?!))*+"
# What a name may begin with: in XML also a colon, or a letter that is not ASCII.
_HTML_NAME = "[A-Za-z_]"
_XML_NAME = r"[^\x00-\x39\x3b-\x40\x5b-\x5e\x60\x7b-\x7f]"
_TOKEN = (
    rf"<(?P<start>NAME[^ \t\r\n\f/>]*+){_ATTRIBUTES}(?:>|\Z)"
    r"|</(?P<end>NAME[^ \t\r\n\f/>]*+)[^>]*+(?:>|\Z)"
    r"|(?P<comment><!--COMMENT)"
    r"|(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))"
    rf"|(?P<doctype><!(?i:doctype)(?:[^>\[\"']++|{_STRING}|\[{_SUBSET}(?:\]|\Z)|(?!))*+(?:>|\Z))"
    r"|(?P<instruction><\?.*?(?:\?>|\Z))"
    rf"|(?P<template><%.*?(?:%>|\Z)|{TEMPLATE})"
    r"|(?P<bogus></[^>]*+(?:>|\Z)|<![^>]*+(?:>|\Z))"
)
_HTML_TOKEN = _TOKEN.replace("NAME", _HTML_NAME).replace("COMMENT", r"(?:-?>|.*?(?:--!?>|\Z))")
_XML_TOKEN = _TOKEN.replace("NAME", _XML_NAME).replace("COMMENT", r".*?(?:-->|\Z)")
_ATTRIBUTE = (
    rf"(?:{_SPACE}|/|(?!))*+(?:{IN_VALUE}|(?P<name>[^ \t\r\n\f/>][^ \t\r\n\f/>=]*+)"
    rf"(?:{_SPACE}*+={_SPACE}*+(?P<value>{_DOUBLE}|{_SINGLE}|{_BARE})|(?!))?+)"
)


class TokenKind(StrEnum):
    """What a token is; `bogus` is what browsers take for a comment, `raw` the inside of a script or the like."""

    TEXT = "text"
    START = "start"
    END = "end"
    COMMENT = "comment"
    CDATA = "cdata"
    DOCTYPE = "doctype"
    INSTRUCTION = "instruction"
    TEMPLATE = "template"
    BOGUS = "bogus"
    RAW = "raw"


class Token(NamedTuple):
    """A token at `start` to `end` of its source.

    Attributes:
        kind: what it is.
        start: where it begins.
        end: where it ends.
        name: of a tag, as it is written.
    """

    kind: TokenKind
    start: int
    end: int
    name: str = ""


class Attribute(NamedTuple):
    """An attribute of a tag: its name, its value as it is written, and where that is, without quotes.

    Attributes:
        name: its name.
        value: its value; entities are not decoded.
        start: where the value begins.
        end: where it ends; where it begins if there is none.
        quote: `"`, `'` or nothing.
    """

    name: str
    value: str
    start: int
    end: int
    quote: str


def tokens(
    source: bytes | str, start: int = 0, end: int | None = None, raw: frozenset[str] = HTML_RAW, *, xml: bool = False
) -> Iterator[Token]:
    """Yield the tokens of a source, which tile it.

    Args:
        source: what is written in tags.
        start: where to begin.
        end: where to stop; None: at its end.
        raw: the elements (in small letters) that hold no tags; in XML there are none.
        xml: whether the names of XML, which may begin with any letter, are names.
    """
    pattern = _compiled(_XML_TOKEN if xml else _HTML_TOKEN, isinstance(source, bytes))
    position, last = start, len(source) if end is None else end
    while match := pattern.search(source, position, last):
        begins, ends = match.span()
        if begins > position:
            yield Token(TokenKind.TEXT, position, begins)
        position = ends
        kind = match.lastgroup or ""
        name = _name(match[kind]) if kind in ("start", "end") else ""
        yield Token(_KINDS[kind], begins, ends, name)
        if raw and kind == "start" and name.lower() in raw:
            closing = _compiled(rf"(?i:</{name}(?=[ \t\r\n\f/>]))", isinstance(source, bytes))
            found = closing.search(source, position, last)
            stop = found.start() if found else last
            if stop > position:
                yield Token(TokenKind.RAW, position, stop)
            position = stop
    if position < last:
        yield Token(TokenKind.TEXT, position, last)


def attributes(source: bytes | str, tag: Token) -> Iterator[Attribute]:
    """Yield the attributes of a start tag, in order."""
    pattern = _compiled(_ATTRIBUTE, isinstance(source, bytes))
    inside = tag.start + 1 + len(tag.name if isinstance(source, str) else tag.name.encode())
    for match in pattern.finditer(source, inside, tag.end):
        if match["name"] is None:
            continue
        name, value = _text(match["name"]), _text(match["value"] or "")
        start, end = match.span("value") if value else (match.end(), match.end())
        quote = value[:1] if value[:1] in ("'", '"') else ""
        closed = len(value) > 1 and value.endswith(quote)
        yield Attribute(name, value[1 : len(value) - closed] if quote else value,
                        start + bool(quote), end - (closed if quote else 0), quote)  # fmt: skip


def is_empty(source: bytes | str, tag: Token) -> bool:
    """Whether a start tag ends in `/>`, a slash that does not belong to a value without quotes."""
    if source[tag.end - 2 : tag.end] not in (b"/>", "/>"):
        return False
    ending = _text(source[max(tag.end - 3, tag.start) : tag.end])
    return ending[0] in " \t\r\n\f\"'}" or "=" not in _text(source[tag.start : tag.end])


_KINDS = {kind.value: kind for kind in TokenKind}


@cache
def _compiled(pattern: str, binary: bool) -> re.Pattern[Any]:  # noqa: FBT001
    return re.compile(pattern.encode() if binary else pattern, re.S)


@lru_cache(maxsize=1024)
def _name(piece: bytes | str) -> str:
    """Return the name of a tag; there are few of them, but many tags."""
    return _text(piece)


def _text(piece: bytes | str) -> str:
    return piece.decode(errors="replace") if isinstance(piece, bytes) else piece
