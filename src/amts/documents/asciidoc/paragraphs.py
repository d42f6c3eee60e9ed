"""Paragraphs, the items and terms of lists, verse, and paragraphs whose style says that they are no text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.asciidoc.lines import (
    ADMONITION,
    ATTRIBUTE_LIST,
    DELIMITER,
    ITEM,
    TABLE,
    TERM,
    Line,
    indentation,
    is_meta,
)
from amts.documents.asciidoc.styles import STYLES, language_of, style_of
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.documents.asciidoc.walk import Walk

_QUOTE = re.compile(r"[ \t]*>[ \t]*")


def content(walk: Walk, line: Line) -> Iterator[Block]:
    """Yield an item of a list, or a paragraph of some style."""
    style, language = style_of(walk.attributes), language_of(walk.attributes)
    kind = STYLES.get(style)
    walk.attributes = ""
    if kind:
        yield _unread(walk, kind, line, language)
    elif item := ITEM.match(line.text):
        walk.in_list, walk.after_term = True, False
        yield from _running(walk, line, BlockKind.ITEM, item.end())
    elif term := TERM.match(line.text):
        yield from _term(walk, line, term)
    elif line.text[0] in " \t" and not walk.after_term:
        yield _unread(walk, BlockKind.CODE, line)
    elif style == "verse":
        yield from verse(walk, "")
    else:
        yield from _free(walk, line)


def verse(walk: Walk, closing: str) -> Iterator[Block]:
    """Yield the lines of a verse, each of which stays a line."""
    while (line := walk.line) and line.text != closing:
        walk.at += 1
        if line.text:
            yield walk.pieces.paragraph(BlockKind.PARAGRAPH, [(line.start + indentation(line.text), line.end)])


def _unread(walk: Walk, kind: BlockKind, first: Line, language: str = "") -> Block:
    """Return a paragraph that is not read, such as an indented one."""
    end = first.end
    while (line := walk.line) and line.text and line.text != "+":
        if end > first.end and DELIMITER.match(line.text):
            break
        end = line.end
        walk.at += 1
    return walk.opaque(kind, first.start, end, language)


def _term(walk: Walk, line: Line, term: re.Match[str]) -> Iterator[Block]:
    """Yield the term of a list, and what stands behind it."""
    walk.in_list = True
    yield walk.pieces.paragraph(BlockKind.ITEM, [(line.start + term.start(1), line.start + term.end(1))])
    walk.after_term = term.end() == len(line.text)
    if walk.after_term:
        walk.at += 1
    else:
        yield from _running(walk, line, BlockKind.ITEM, term.end())


def _free(walk: Walk, line: Line) -> Iterator[Block]:
    """Yield a paragraph; the label of an admonition stays."""
    kind = BlockKind.ITEM if walk.after_term else BlockKind.PARAGRAPH
    attached = walk.at > 0 and walk.lines[walk.at - 1].text == "+"
    walk.in_list = walk.in_list and (walk.after_term or attached)
    walk.after_term = False
    label = ADMONITION.match(line.text)
    yield from _running(walk, line, kind, label.end() if label else indentation(line.text))


def _running(walk: Walk, first: Line, kind: BlockKind, skip: int) -> Iterator[Block]:
    """Yield the text of the lines from here, in pieces where comments or conditions come between."""
    quoted = kind is BlockKind.PARAGRAPH and first.text.startswith("> ")
    spans = [(first.start + (2 if quoted else skip), first.end)]
    walk.at += 1
    while (line := walk.line) and _goes_on(walk, line):
        if is_meta(line.text):
            if spans:
                yield walk.pieces.paragraph(kind, spans)
            spans = []
            yield walk.meta(line)
            continue
        opening = _QUOTE.match(line.text) if quoted else None
        lead = opening.end() if opening else indentation(line.text)
        if lead < len(line.text):
            spans.append((line.start + lead, line.end))
        walk.at += 1
    if spans:
        yield walk.pieces.paragraph(kind, spans)


def _goes_on(walk: Walk, line: Line) -> bool:
    """Whether a line belongs to the paragraph or item before it."""
    text = line.text
    if not text or text == "+" or DELIMITER.match(text) or TABLE.match(text) or ATTRIBUTE_LIST.match(text):
        return False
    return not (walk.in_list and (ITEM.match(text) or TERM.match(text)))
