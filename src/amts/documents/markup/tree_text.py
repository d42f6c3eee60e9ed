"""Text in XML: decoded with its markup for a block, and written down again so that any text is safe.

A block's text holds characters as they are read, `<` rather than `&lt;`. What in it looks like a tag or an entity is
markup, written as it must be in XML (`&lt;b&gt;`): so text and markup are never taken for one another.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from amts.records import Inline, MarkKind

if TYPE_CHECKING:
    from amts.documents.markup.tree import Node
    from amts.records import Block

# The look-behind spares trying every blank of a long row of them.
_BREAK = re.compile(r"(?<![ \t])[ \t]*(?:\r\n|\r|\n)[ \t]*")
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot|apos));")
_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
# White space by number is meant: it stays so. The characters on the right cannot stand in XML.
MEANT = {"\n": "\x00", "\r": "\x01", "\t": "\x02"}
NUMBERS = {"\x00": "&#10;", "\x01": "&#13;", "\x02": "&#9;"}
_MARKUP_LIKE = re.compile(
    r"(?P<meant>[\x00-\x02])|(?P<bracket>[⟦⟧])|</?[A-Za-z][^<>]{0,1000}>|&(?:#\w{1,8}|[A-Za-z]\w{0,31});"
)
# XML 1.0, production 2 (Char).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TextBuilder:
    """Collects the text of a block, its marks, and what stands at its line breaks."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._plain: list[str] = []
        self._inlines: list[Inline] = []
        self._breaks: list[str] = []

    def take_text(self, characters: str) -> None:
        """Add decoded characters, as `decoded` returns them."""
        self._plain.append(characters)

    def take_source(self, source: str, *, references: bool = True) -> None:
        """Add text as it is written in XML; `references` are none within CDATA."""
        self._breaks += _BREAK.findall(source)
        lines = _BREAK.sub("\n", source)
        self._plain.append(decoded(lines) if references else lines)

    def take_mark(self, kind: MarkKind, text: str) -> None:
        """Add a stretch of markup."""
        self._flush()
        self._breaks += _BREAK.findall(text)
        self._mark(kind, _BREAK.sub("\n", text))

    def finish(self) -> tuple[str, tuple[Inline, ...], tuple[str, ...]]:
        """Return text, inlines and breaks."""
        self._flush()
        return "".join(self._pieces), tuple(self._inlines), tuple(self._breaks)

    def _flush(self) -> None:
        plain, position = "".join(self._plain), 0
        self._plain.clear()
        for match in _MARKUP_LIKE.finditer(plain):
            self._add(plain[position : match.start()])
            if match["bracket"]:
                self._mark(MarkKind.LITERAL, match[0])
            else:
                self._mark(MarkKind.ESCAPE, NUMBERS.get(match[0]) or escape(match[0]))
            position = match.end()
        self._add(plain[position:])

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def _mark(self, kind: MarkKind, text: str) -> None:
        self._inlines.append(Inline(kind, self._length, self._length + len(text)))
        self._add(text)


def decoded(source: str) -> str:
    """Return characters for references; white space by number becomes a character that XML cannot hold."""
    return _REFERENCE.sub(_character, source)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    character = _PREDEFINED[name] if name else chr(int(decimal or hexadecimal, 10 if decimal else 16))
    return MEANT.get(character, character)


def take_cdata(builder: TextBuilder, content: bytes, node: Node) -> None:
    """Add the text of a CDATA section."""
    builder.take_source(content[node.start + len("<![CDATA[") : node.end - len("]]>")].decode(), references=False)


def safe(text: str) -> str:
    """Return text as XML; what XML cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text)).replace("\r", "&#13;")


def split_at_marks(text: str, block: Block) -> list[tuple[str, MarkKind | None]]:
    """Cut a text of a block into characters (None) and marks of the block, each as often as the block has it."""
    kinds = {block.text[each.start : each.end]: each.kind for each in block.inlines}
    allowed = Counter(block.text[each.start : each.end] for each in block.inlines)
    if not kinds:
        return [(text, None)]
    pieces: list[tuple[str, MarkKind | None]] = []
    position = 0
    for match in re.finditer("|".join(map(re.escape, sorted(kinds, key=len, reverse=True))), text):
        if allowed[match[0]]:
            allowed[match[0]] -= 1
            pieces += ((text[position : match.start()], None), (match[0], kinds[match[0]]))
            position = match.end()
    return [piece for piece in [*pieces, (text[position:], None)] if piece[0]]
