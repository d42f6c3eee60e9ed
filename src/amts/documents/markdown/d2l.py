"""The Markdown flavour of "Dive into Deep Learning" (d2lbook), and display equations, as opaque lines.

CommonMark knows neither `:label:` lines nor `$$` blocks: a line `=` inside an equation would be a heading to it.
So both are found first, line by line, and blanked out before the Markdown is parsed.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable

DIRECTIVES = "label|eqlabel|width|height|begin_tab|end_tab|bibliography|maxdepth|numbered"
_FLAVOUR = re.compile(rb":(?:label|eqlabel|numref|eqref|begin_tab|citet?):`")
_TAB = b"#@tab "
_DIRECTIVE = re.compile(rb":(?:" + DIRECTIVES.encode() + rb"):(?:`[^`]*`)?\s*$")
_FENCE = re.compile(rb"(`{3,}|~{3,})(.*)")
# Quote marks and list bullets, before an equation, a directive or a fence.
_PREFIX = re.compile(rb"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\$\$|:|```|~~~)))*[ \t]*")
# Any line that matters begins so after the characters of a prefix; most lines are passed over by this alone.
_PREFIX_CHARACTERS = b" \t>-*+.)0123456789"
_OPENINGS = (b"```", b"~~~", b"$$", *(b":%s:" % name for name in DIRECTIVES.encode().split(b"|")))
# An equation longer than this is taken for a stray `$$`: the rest of the document stays text.
_MAX_MATH_LINES = 80
_VISIBLE = re.compile(rb"[^\r\n]")


def is_d2l(content: bytes) -> bool:
    """Whether a Markdown document uses d2l's own markup."""
    return (
        _FLAVOUR.search(content) is not None
        or content.startswith(_TAB)
        or any(newline + _TAB in content for newline in (b"\n", b"\r"))
    )


def opaque_lines(content: bytes) -> list[Block]:
    """Find the directive lines and display equations that stand outside code fences, in order."""
    lines = content.splitlines(keepends=True)
    candidates = [
        index for index, line in enumerate(lines) if line.lstrip(_PREFIX_CHARACTERS).startswith(_OPENINGS)
    ]  # fmt: skip
    starts = list(accumulate(map(len, lines), initial=0)) if candidates else []
    blocks: list[Block] = []
    passed, fence = -1, b""
    for index in candidates:
        body = _body(lines[index])
        marker = _FENCE.match(body)
        if fence:
            closes = marker and marker[1].startswith(fence) and not marker[2].strip()
            fence = b"" if closes else fence
        elif index <= passed:
            continue
        elif marker and not (marker[1].startswith(b"`") and b"`" in marker[2]):
            fence = marker[1]
        elif _DIRECTIVE.match(body):
            blocks.append(_block(BlockKind.DIRECTIVE, content, lines, starts, index, index))
        elif body.startswith(b"$$") and (last := _math_end(lines, index)) is not None:
            blocks.append(_block(BlockKind.MATH, content, lines, starts, index, last))
            passed = last
    return blocks


def blank(content: bytes, blocks: Iterable[Block]) -> bytes:
    """Return the content with the blocks' bytes replaced by spaces, line breaks and quote marks kept."""
    blanked = bytearray(content)
    for block in blocks:
        position = block.start
        if block.kind is BlockKind.DIRECTIVE:
            blanked[position : block.end] = b" " * (block.end - position)
            continue
        for line in content[block.start : block.end].splitlines(keepends=True):
            skip = _prefix_width(line)
            blanked[position + skip : position + len(line)] = _VISIBLE.sub(b" ", line[skip:])
            position += len(line)
    return bytes(blanked)


def _prefix_width(line: bytes) -> int:
    prefix = _PREFIX.match(line)
    return prefix.end() if prefix else 0


def _body(line: bytes) -> bytes:
    return line[_prefix_width(line) :].rstrip(b"\r\n")


def _math_end(lines: list[bytes], first: int) -> int | None:
    """Return the line on which the equation that opens on line `first` is closed by `$$`, if any."""
    body = _body(lines[first]).rstrip()
    if len(body) > 3 and body.endswith(b"$$"):
        return first if body.count(b"$$") == 2 else None
    if body.count(b"$$") != 1:
        return None
    for index in range(first + 1, min(first + _MAX_MATH_LINES, len(lines))):
        if not (b"$$" in lines[index] or lines[index].lstrip(_PREFIX_CHARACTERS).startswith(_OPENINGS)):
            continue
        body = _body(lines[index]).rstrip()
        if b"$$" in body:
            return index if body.endswith(b"$$") and body.count(b"$$") == 1 else None
        if _FENCE.match(body) or _DIRECTIVE.match(body):
            return None
    return None


def _block(kind: BlockKind, content: bytes, lines: list[bytes], starts: list[int], first: int, last: int) -> Block:
    start = starts[first] + _prefix_width(lines[first])
    end = starts[last] + _prefix_width(lines[last]) + len(_body(lines[last]).rstrip())
    return Block(kind, start, end, key=_key(kind, content[start:end].decode()))


def _key(kind: BlockKind, text: str) -> str:
    """Return what must be equal in a translation; an equation's words and punctuation may differ."""
    if kind is BlockKind.DIRECTIVE:
        return "" if text.startswith((":width:", ":height:")) else text.strip()
    return equation_key(text)


def equation_key(text: str) -> str:
    """Return an equation without its words, white space and closing punctuation."""
    wordless = re.sub(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}", "", text)
    return "math:" + re.sub(r"[\s>$]|[.,;，。；]\s*(?=\$\$)|\\[,;!]", "", wordless)
