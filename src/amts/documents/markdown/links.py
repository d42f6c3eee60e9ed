"""Where a Markdown document points, and what in it can be pointed to.

Addresses are found in the bytes of the document, with code, mathematics, comments and escapes blanked out by what the
parser found; names come from headings, explicit identifiers and HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from amts.documents.slugs import HeadingNames, generator_of
from amts.records import Address, Anchor, BlockKind, Links, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Block, Document

_HIDDEN_BLOCKS = frozenset({BlockKind.CODE, BlockKind.MATH, BlockKind.FRONT_MATTER})
_HIDDEN_MARKS = frozenset({MarkKind.CODE, MarkKind.MATH, MarkKind.ESCAPE})
_UNSEEN = re.compile(rb"<!--[\s\S]*?(?:-->|\Z)|<(script|style)\b[\s\S]*?(?:</\1\s*>|\Z)", re.I)
_VISIBLE = re.compile(rb"[^\r\n]")

_DESTINATION = rb"(?:<([^<>\r\n]*)>|((?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()\\]*\))*\))+))"
_TITLE = rb"(?:[\s>]+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\)))?"
_SIZE = rb"(?:\s+=[\d.%]*+(?:x[\d.%]*+)?)?"
_INLINE = re.compile(rb"\]\([ \t]*" + _DESTINATION + _TITLE + _SIZE + rb"[\s>]*\)")
_DEFINITION = re.compile(rb"^[ \t>]*\[(?!\^)[^\]\r\n]+\]:[ \t]*(?:\r?\n[ \t]*)?" + _DESTINATION, re.M)
_AUTOLINK = re.compile(rb"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_TAG = re.compile(
    rb"<([A-Za-z][\w.:-]*)((?:\s|/)(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|\{[^{}]{0,4000}\}|[^<>\"'{}]+|(?!)){0,100}+)>"
    rb"|\{\{[<%]([^{}]*)[>%]\}\}"
)
_ATTRIBUTE = re.compile(
    rb"(?<![^\s\"'=<>/{}])([^\s\"'=<>/{}]++)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)'|(?:\{[^{}]*\}|([^\s\"'<>{}]+)))"
)
_OF_INTEREST = frozenset({b"href", b"src", b"poster", b"id", b"name"})
# What a page takes from elsewhere: of MDX, and of MyST.
_IMPORT = re.compile(rb"^(?:import|export)\b[^\r\n]*?[\"'](\.{1,2}/[^\"'\r\n]+)[\"']", re.M)
_TAKEN_IN = re.compile(
    rb"^[ \t]*(?:`{3,}|~{3,}|:{3,})\{(?:image|figure|include|literalinclude)\}[ \t]+([^\s{}]+)", re.M
)

# The last word in braces that begins with `#`; that they are closed is seen first, or each word might be tried in vain.
_IDENTIFIER = r"\{(?=[^{}\r\n]*+\})(?::|/\*)?(?:[^{}\r\n]*\s)?#([^\s{}*]+)[^{}\r\n]*\}"
_EXPLICIT = re.compile(_IDENTIFIER + r"|\[\[([\w.:-]+)\]\][ \t]*\Z")
_EXPLICIT_ANYWHERE = re.compile(_IDENTIFIER.encode())
_TARGET = re.compile(rb"^[ \t]*\(([^()\s][^()\r\n]*)\)=[ \t]*\r?$|:label:`([^`\r\n]+)`", re.M)
_REST_OF_LINE = re.compile(rb"[^\r\n]*")
_ROLE_TEXT = re.compile(r"[^`]*`+([\s\S]*?)`+\Z")
# What a document is taken for that shows no other flavour: whether explicit names are understood is not known.
_UNSURE = frozenset({"", "github"})


def markdown_links(document: Document) -> Links:
    """Find the addresses of links and pictures, and the names of headings and other places.

    A name of a heading, generated or explicit, has the index of the heading's block.
    """
    body = _blanked(document)
    spans = sorted([*_address_spans(body), *_defined_spans(document, body)])
    return Links(tuple(_disjoint(document.body, spans)), tuple(_anchors(document, body)))


def _blanked(document: Document) -> bytes:
    """Return the body with spaces in place of what holds no links, whatever it looks like."""
    body = bytearray(document.body)
    for block in document.blocks:
        modules = document.flavour == "mdx" and _IMPORT.match(document.body, block.start)
        if block.kind in _HIDDEN_BLOCKS and not block.text and not modules:
            _blank(body, block.start, block.end)
        elif block.text and not block.encoding:
            for start, end in _hidden_marks(block):
                _blank(body, start, end)
    for match in _UNSEEN.finditer(bytes(body)):
        _blank(body, *match.span())
    return bytes(body)


def _blank(body: bytearray, start: int, end: int) -> None:
    body[start:end] = _VISIBLE.sub(b" ", body[start:end])


def _hidden_marks(block: Block) -> Iterator[tuple[int, int]]:
    """Yield where code, mathematics and escapes of a text stand in the body."""
    marks = [mark for mark in block.inlines if mark.kind in _HIDDEN_MARKS]
    if marks:
        bytes_at = _ByteOffsets(block)
        for mark in marks:
            yield bytes_at(mark.start), bytes_at(mark.end)


class _ByteOffsets:
    """Where the characters of a text stand in the body; asked in order."""

    def __init__(self, block: Block) -> None:
        self._text = block.text
        self._breaks = iter(block.breaks)
        self._character, self._byte = 0, block.start

    def __call__(self, character: int) -> int:
        first, *rest = self._text[self._character : character].split("\n")
        self._byte += len(first.encode())
        for line in rest:
            self._byte += len((next(self._breaks, "\n") + line).encode())
        self._character = character
        return self._byte


def _disjoint(body: bytes, spans: Sequence[tuple[int, int]]) -> Iterator[Address]:
    end = 0
    for first, last in spans:
        if end <= first < last:
            yield Address(first, last, body[first:last].decode())
            end = last


def _address_spans(body: bytes) -> Iterator[tuple[int, int]]:
    for pattern in (_INLINE, _AUTOLINK, _IMPORT, _TAKEN_IN):
        for match in pattern.finditer(body):
            yield match.span(match.lastindex or 0)
    for _, name, start, end in _attributes(body):
        if name in (b"href", b"src", b"poster"):
            yield start, end


def _defined_spans(document: Document, body: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the addresses of definitions stand; what only looks like one is within a text."""
    texts = [block for block in document.blocks if block.text]
    starts = [block.start for block in texts]
    for match in _DEFINITION.finditer(body):
        first, last = match.span(match.lastindex or 0)
        before = bisect_right(starts, first) - 1
        if before < 0 or texts[before].end <= first:
            yield first, last


def _attributes(body: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Yield the attributes of HTML and of shortcodes that matter here: tag, name, and where the value stands."""
    for tag in _TAG.finditer(body):
        for match in _ATTRIBUTE.finditer(body, *tag.span(2 if tag[1] else 3)):
            value = match.lastindex or 0
            if value > 1 and match[1].lower() in _OF_INTEREST:
                yield (tag[1] or b"").lower(), match[1].lower(), *match.span(value)


def _anchors(document: Document, body: bytes) -> Iterator[Anchor]:
    """Yield the names of headings, and of other places."""
    seen: set[str] = set()
    for index, name in _heading_names(document):
        seen.add(name)
        yield Anchor(name, index)
    for name in _other_names(body):
        if name not in seen:
            seen.add(name)
            yield Anchor(name)


def _heading_names(document: Document) -> Iterator[tuple[int, str]]:
    names = HeadingNames(document.flavour)
    for index, block in enumerate(document.blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        rest = _REST_OF_LINE.match(document.body, block.end)
        line = block.text + (rest[0].decode() if rest else "")
        explicit = _EXPLICIT.search(line)
        if explicit:
            name = explicit[1] or explicit[2]
            names.reserve(name)
            yield index, name
        if not explicit or document.flavour in _UNSURE:
            yield index, names.name(_plain(block, generator_of(document.flavour)))


def _plain(block: Block, generator: str) -> str:
    """Return what a generator makes a heading's name of; Hugo takes the source with all its markup."""
    if generator == "hugo":
        return _EXPLICIT.sub("", block.text.rsplit("\n", 1)[-1])
    pieces: list[str] = []
    position = 0
    for mark in block.inlines:
        pieces += (block.text[position : mark.start], _shown(mark.kind, block.text[mark.start : mark.end]))
        position = mark.end
    text = "".join(pieces) + block.text[position:]
    return " ".join(_EXPLICIT.sub("", text).split("\n")).strip()


def _shown(kind: MarkKind, source: str) -> str:
    """Return what readers see of markup in a heading."""
    if kind in (MarkKind.OPEN, MarkKind.CLOSE, MarkKind.NOTE, MarkKind.HTML):
        return ""
    if kind in (MarkKind.CODE, MarkKind.ROLE):
        code = _ROLE_TEXT.match(source)
        return code[1].strip() if code else source
    if kind is MarkKind.MATH:
        return source.strip("$")
    if kind is MarkKind.ESCAPE:
        return _unescaped(source)
    return source


def _unescaped(source: str) -> str:
    from html import unescape

    return source[1:] if source.startswith("\\") else unescape(source)


def _other_names(body: bytes) -> Iterator[str]:
    """Yield the names of places that are no headings: of HTML, of attribute lists, of MyST's and d2l's labels."""
    for tag, name, start, end in _attributes(body):
        if name == b"id" or (tag, name) == (b"a", b"name"):
            yield body[start:end].decode()
    for pattern in (_EXPLICIT_ANYWHERE, _TARGET):
        for match in pattern.finditer(body):
            yield match[match.lastindex or 0].decode()
