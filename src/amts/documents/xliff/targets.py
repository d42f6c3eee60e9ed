"""How a translation is written as the target of an XLIFF unit, so that any text leaves the file well-formed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.markup.tree_text import safe, split_at_marks
from amts.records import MarkKind

if TYPE_CHECKING:
    from amts.records import Block

_OPENING_TAG = re.compile(r"<([^\s/>!?]+)(?:[^\"'/>]|\"[^\"]*\"|'[^']*'|/(?!>)|(?!))*+>")
_CLOSING_TAG = re.compile(r"</([^\s>]+)\s*>")
_END_OF_SOURCE = re.compile(rb"</((?:[^\s<>/:]+:)?)((?:seg-)?source)\s*>\Z")
_EMPTY_TARGET = re.compile(r"(<([^\s/>]+)[^>]*?)\s*/>")


def xliff_target(text: str, block: Block, body: bytes) -> str:
    """Return a target as XML, with its tags if it has none yet."""
    inner = _written(text, block)
    if block.target:
        return inner
    here = body[block.start : block.end].decode()
    empty = _EMPTY_TARGET.fullmatch(here)
    if empty:
        return f"{empty[1]}>{inner}</{empty[2]}>"
    # No longer than a name in a tag ever is.
    end_of_source = _END_OF_SOURCE.search(body, max(block.start - 200, 0), block.start)
    return _new_target(inner, end_of_source, block, body) if end_of_source and not here else inner


def _new_target(inner: str, end_of_source: re.Match[bytes], block: Block, body: bytes) -> str:
    """Return a target as it stands behind its source: on a line of its own, and with the same blanks within."""
    prefix, name = end_of_source[1], end_of_source[2]
    start = body.rfind(b"<" + prefix + name, 0, end_of_source.start())
    # The break of a text that has none is that before its source.
    newline = "\n" if block.breaks and "\n" not in block.text else ""
    source = body[body.find(b">", start) + 1 : end_of_source.start()].decode()
    before, after = source[: len(source) - len(source.lstrip(" \t"))], source[len(source.rstrip(" \t")) :]
    tag = f"{prefix.decode()}target"
    return f"{newline}<{tag}>{before}{inner}{after}</{tag}>"


def _written(text: str, block: Block) -> str:
    pieces = split_at_marks(text, block)
    marks = [piece for piece, kind in pieces if kind not in (None, MarkKind.ESCAPE, MarkKind.LITERAL)]
    if not _balanced(marks):
        return safe(text)
    return "".join(safe(piece) if kind is None else piece for piece, kind in pieces)


def _balanced(marks: list[str]) -> bool:
    """Whether each closing tag closes what was opened last, and nothing stays open."""
    opened: list[str] = []
    for mark in marks:
        opening, closing = _OPENING_TAG.fullmatch(mark), _CLOSING_TAG.fullmatch(mark)
        if opening:
            opened.append(opening[1])
        elif closing and (not opened or opened.pop() != closing[1]):
            return False
    return not opened


XLIFF_ENCODERS = {"xliff": xliff_target}
