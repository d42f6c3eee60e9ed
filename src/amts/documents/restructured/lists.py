"""The items of lists, fields, options of commands, and lines of verse.

Each function finds one that begins on the line `index` at column `margin`, where `match` found what opens it, and
returns the line after it (0 if it is none after all); `last` is the line at which it ends at the latest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured.lines import column
from amts.documents.restructured.writing import ENUMERATOR, FIELD
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.restructured.body import Body

# What these fields hold is a type, not text.
_TYPE_FIELDS = re.compile(r"(?:type|rtype|vartype|kwtype|paramtype)\b")


def item(body: Body, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find an item of a list, whose lines stand where its text begins."""
    page = body.page
    if match.end() == len(page.contents[index]):
        return loose_item(body, match, index, last, margin, kind)
    inner = column(match[0], margin)
    end = page.extent(index + 1, last, inner)
    page.take(index, match.end(), inner)
    body.parse(index, end, inner, _kind_in(kind))
    return end


def loose_item(body: Body, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find what stands behind a marker, and deeper than it below."""
    page = body.page
    end = page.extent(index + 1, last, margin + 1)
    inner = page.margin(index + 1, end, margin + 1)
    page.take(index, match.end(), inner)
    body.parse(index, end, inner, _kind_in(kind))
    return end


def _kind_in(kind: BlockKind) -> BlockKind:
    return BlockKind.CELL if kind is BlockKind.CELL else BlockKind.ITEM


def numbered_item(body: Body, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find an item that begins like `1. `; a paragraph may begin with a number too."""
    page, after = body.page, index + 1
    alone = after >= last or page.columns[after] != margin or ENUMERATOR.match(page.contents[after])
    return item(body, match, index, last, margin, kind) if alone else 0


def field(body: Body, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find a field; a type stays as it is."""
    if not _TYPE_FIELDS.match(match[1]):
        return loose_item(body, match, index, last, margin, kind)
    end = body.page.extent(index + 1, last, margin + 1)
    body.page.add_opaque(BlockKind.DIRECTIVE, index, end)
    return end


def front_matter(body: Body, index: int, last: int, margin: int) -> int:
    """Find the fields that open a document: they are for tools, unless the reader asks for some."""
    page = body.page
    while index < last and page.columns[index] == margin and (match := FIELD.match(page.contents[index])):
        end = max(page.extent(index + 1, last, margin + 1), index + 1)
        if match[1] in body.metadata:
            loose_item(body, match, index, last, margin, BlockKind.PARAGRAPH)
        else:
            page.add_opaque(BlockKind.FRONT_MATTER, index, end, f"field:{match[1]}")
        index = end
    return index


def option(body: Body, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find an option of a command with its description."""
    page = body.page
    described = match.end() < len(page.contents[index]) or (index + 1 < last and page.columns[index + 1] > margin)
    return loose_item(body, match, index, last, margin, kind) if described else 0


def verse(body: Body, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find a line of verse or of an address, and what of it is continued below."""
    page = body.page
    page.take(index, match.end(), margin)
    end = index + 1
    while end < last and page.columns[end] > margin:
        end += 1
    if page.contents[index]:
        page.add_text(kind, index, end, "rst-line")
    return end
