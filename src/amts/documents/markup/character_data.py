"""The text between tags and in attributes: references decoded where that is harmless, and written again.

What is white space or cannot be seen (`&nbsp;`), what a template language might read (`&#123;`), and names that only
the document's own type knows stay markup. Everything else is plain text, and any text can be written.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.documents.markup.tags import IN_VALUE
from amts.records import Inline, MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amts.records import Block

_MARKUP = rf"(?P<reference>&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[^\W\d][\w.:-]*);?)|(?P<template>{IN_VALUE})|(?P<literal>[⟦⟧])"
_SPECIAL = re.compile(_MARKUP)
# Android's strings have escapes besides, format specifiers, and quotes around what keeps its white space.
_SPECIAL_IN_ANDROID = re.compile(
    rf"{_MARKUP}|\\(?P<escaped>['\"@?\\])|(?P<escape>\\(?:u[0-9a-fA-F]{{4}}|.)|\")"
    r"|(?P<specifier>%(?:\d+\$)?[-+ #0,(]*\d*(?:\.\d+)?(?:[a-zA-Z](?![a-zA-Z])|%))",
    re.S,
)
_MAY_BE_MARKUP = re.compile("[<&{⟦⟧%\\\\\"']")
_LINE_BREAK = re.compile(r"(?:(?<![^\S\r\n])[^\S\r\n]++)?(?:\r\n|\r|\n)[^\S\r\n]*+")
_PREDEFINED = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_QUOTES = frozenset("\"'")
_ALWAYS_HARMLESS = frozenset("&<>\"'")


def without_breaks(source: str) -> tuple[str, list[str]]:
    """Return a text with each line break and the white space around it as LF, and what stood there."""
    if "\n" not in source and "\r" not in source:
        return source, []
    return _LINE_BREAK.sub("\n", source), _LINE_BREAK.findall(source)


def decoded(source: str, encoding: str) -> tuple[str, list[Inline]]:
    """Return what people read of character data that is written down so, and the markup in it."""
    special = _SPECIAL_IN_ANDROID if encoding == "android" else _SPECIAL
    if not special.search(source):
        return source, []
    xml = encoding in ("xml", "android")
    pieces: list[str] = []
    inlines: list[Inline] = []
    position = length = 0
    for match in special.finditer(source):
        text, kind = _meaning(match, xml=xml)
        before = source[position : match.start()]
        length += len(before)
        if kind:
            inlines.append(Inline(kind, length, length + len(text)))
        pieces += (before, text)
        length += len(text)
        position = match.end()
    pieces.append(source[position:])
    return "".join(pieces), inlines


def _meaning(match: re.Match[str], *, xml: bool) -> tuple[str, MarkKind | None]:
    if match["literal"]:
        return match[0], MarkKind.LITERAL
    if match["template"]:
        return match[0], MarkKind.CODE if match[0].startswith("{{") else MarkKind.HTML
    if match.lastgroup == "escaped":
        return match["escaped"], None
    if match.lastgroup in ("escape", "specifier"):
        return match[0], MarkKind.ESCAPE if match.lastgroup == "escape" else MarkKind.CODE
    return _referred(match[0], xml)


@lru_cache(maxsize=4096)
def _referred(reference: str, xml: bool) -> tuple[str, MarkKind | None]:  # noqa: FBT001
    """Return the character of a reference; the reference itself as markup if it must stay, as text if it is none."""
    if xml and not reference.startswith("&#"):
        character = _PREDEFINED.get(reference, "")
    else:
        character = html.unescape(reference)
        if character == reference:
            return reference, None
    if reference.endswith(";") and len(character) == 1 and _is_harmless(character):
        return character, None
    return reference, MarkKind.ESCAPE


def _is_harmless(character: str) -> bool:
    if character in _ALWAYS_HARMLESS:
        return True
    return not character.isascii() and character.isprintable() and character not in "⟦⟧\ufffd"


def _in_html(text: str, block: Block, body: bytes) -> str:  # noqa: ARG001
    return "".join(_encoded(text, block, ""))


def _in_xml(text: str, block: Block, body: bytes) -> str:  # noqa: ARG001
    """Write a text where `]]>` is forbidden too: between tags of XML, or within CDATA, which it would end."""
    return "".join(_encoded(text, block, "", _escaped_in_xml))


def _in_android(text: str, block: Block, body: bytes) -> str:  # noqa: ARG001
    encoded = "".join(_encoded(text, block, "", _escaped_in_android))
    return "\\" + encoded if encoded.startswith(("@", "?")) else encoded


def _in_double_quotes(text: str, block: Block, body: bytes) -> str:  # noqa: ARG001
    return "".join(_encoded(text, block, '"'))


def _in_single_quotes(text: str, block: Block, body: bytes) -> str:  # noqa: ARG001
    return "".join(_encoded(text, block, "'"))


def _without_quotes(text: str, block: Block, body: bytes) -> str:
    """Write a value that stands without quotes in quotes, as it may now have spaces."""
    return f'"{_in_double_quotes(text, block, body)}"'


def _encoded(text: str, block: Block, quote: str, escaped: Callable[[str], str] | None = None) -> Iterator[str]:
    """Yield the pieces of a text: its own markup as it is, between them what would be read as markup as references."""
    position = 0
    inner = quote
    escaped = escaped or _escaped
    for start, end in _own_marks(text, block):
        yield _quoted(escaped(text[position:start]), inner)
        yield text[start:end]
        # Marks that begin with a quote close the value of an attribute, those that end in one open it; a lone one is
        # the quote of an Android string.
        if end - start > 1 and text[end - 1] in _QUOTES:
            inner = text[end - 1]
        elif end - start > 1 and text[start] in _QUOTES:
            inner = quote
        position = end
    yield _quoted(escaped(text[position:]), inner)


def _quoted(text: str, quote: str) -> str:
    return text.replace(quote, "&quot;" if quote == '"' else "&#39;") if quote else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _escaped_in_xml(text: str) -> str:
    return _escaped(text).replace("]]>", "]]&gt;")


def _escaped_in_android(text: str) -> str:
    return re.sub(r"(?=['\"\\])", r"\\", _escaped_in_xml(text))


def _own_marks(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield where the markup of a block stands in its new text: mostly in the order of the source."""
    marks = [block.text[inline.start : inline.end] for inline in block.inlines]
    longest_first = tuple(sorted(set(marks), key=len, reverse=True))
    position = turn = 0
    while marks and (match := _MAY_BE_MARKUP.search(text, position)):
        position = match.start() + 1
        if text.startswith(longest_first, match.start()):
            expected = turn < len(marks) and text.startswith(marks[turn], match.start())
            mark = (
                marks[turn] if expected else next(one for one in longest_first if text.startswith(one, match.start()))
            )
            turn += 1
            position = match.start() + len(mark)
            yield match.start(), position


TAG_ENCODERS = {
    "html": _in_html,
    "xml": _in_xml,
    "cdata": _in_xml,
    "android": _in_android,
    "in-double-quotes": _in_double_quotes,
    "in-single-quotes": _in_single_quotes,
    "without-quotes": _without_quotes,
}
