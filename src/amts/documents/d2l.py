"""The Markdown flavour of "Dive into Deep Learning" (d2lbook), and display equations, as opaque lines.

CommonMark knows neither `:label:` lines nor `$$` blocks: a line `=` inside an equation would be a heading to it.
So both are found first, line by line, and blanked out before the Markdown is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from amts.records import Block, BlockKind

DIRECTIVES = "label|eqlabel|width|height|begin_tab|end_tab|bibliography|maxdepth|numbered"
_FLAVOUR = re.compile(rb":(?:label|eqlabel|numref|eqref|begin_tab|citet?):`|^#@tab ", re.M)
_DIRECTIVE = re.compile(rb":(?:" + DIRECTIVES.encode() + rb"):(?:`[^`]*`)?\s*$")
_FENCE = re.compile(rb"(`{3,}|~{3,})(.*)")
# Quote marks and list bullets, before an equation, a directive or a fence.
_PREFIX = re.compile(rb"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\$\$|:|```|~~~)))*[ \t]*")
# An equation longer than this is taken for a stray `$$`: the rest of the document stays text.
_MAX_MATH_LINES = 80


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    body: bytes
    body_start: int


def is_d2l(content: bytes) -> bool:
    """Whether a Markdown document uses d2l's own markup."""
    return _FLAVOUR.search(content) is not None


def opaque_lines(content: bytes) -> list[Block]:
    """Find the directive lines and display equations that stand outside code fences, in order."""
    lines = _lines(content)
    blocks: list[Block] = []
    index, fence = 0, b""
    while index < len(lines):
        line = lines[index]
        marker = _FENCE.match(line.body)
        if fence:
            closes = marker and marker[1].startswith(fence) and not marker[2].strip()
            fence = b"" if closes else fence
        elif marker and not (marker[1].startswith(b"`") and b"`" in marker[2]):
            fence = marker[1]
        elif _DIRECTIVE.match(line.body):
            blocks.append(_block(BlockKind.DIRECTIVE, content, line, line))
        elif line.body.startswith(b"$$") and (last := _math_end(lines, index)) is not None:
            blocks.append(_block(BlockKind.MATH, content, line, lines[last]))
            index = last
        index += 1
    return blocks


def blank(content: bytes, blocks: list[Block]) -> bytes:
    """Return the content with the blocks' bytes replaced by spaces, line breaks and quote marks kept."""
    blanked = bytearray(content)
    for block in blocks:
        for line in _lines(content[block.start : block.end], block.start):
            size = len(line.body)
            blanked[line.body_start : line.body_start + size] = b" " * size
    return bytes(blanked)


def _lines(content: bytes, offset: int = 0) -> list[_Line]:
    lines = []
    for raw in content.splitlines(keepends=True):
        prefix = _PREFIX.match(raw)
        skip = prefix.end() if prefix else 0
        body = raw[skip:].rstrip(b"\r\n")
        lines.append(_Line(offset, offset + len(raw), body, offset + skip))
        offset += len(raw)
    return lines


def _math_end(lines: list[_Line], first: int) -> int | None:
    """Return the line on which the equation that opens on line `first` is closed by `$$`, if any."""
    body = lines[first].body.rstrip()
    if len(body) > 3 and body.endswith(b"$$"):
        return first if body.count(b"$$") == 2 else None
    if body.count(b"$$") != 1:
        return None
    for index in range(first + 1, min(first + _MAX_MATH_LINES, len(lines))):
        body = lines[index].body.rstrip()
        if b"$$" in body:
            return index if body.endswith(b"$$") and body.count(b"$$") == 1 else None
        if _FENCE.match(body) or _DIRECTIVE.match(body):
            return None
    return None


def _block(kind: BlockKind, content: bytes, first: _Line, last: _Line) -> Block:
    start, end = first.body_start, last.body_start + len(last.body.rstrip())
    block = Block(kind, start, end)
    return replace(block, key=_key(kind, content[start:end].decode()))


def _key(kind: BlockKind, text: str) -> str:
    """Return what must be equal in a translation; an equation's words and punctuation may differ."""
    if kind is BlockKind.DIRECTIVE:
        return "" if text.startswith((":width:", ":height:")) else text.strip()
    return equation_key(text)


def equation_key(text: str) -> str:
    """Return an equation without its words, white space and closing punctuation."""
    wordless = re.sub(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}", "", text)
    return "math:" + re.sub(r"[\s>$]|[.,;，。；]\s*(?=\$\$)|\\[,;!]", "", wordless)
