"""Explicit markup, what begins with `.. `: targets, footnotes, substitutions, directives, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured.directives import Directive
from amts.documents.restructured.inline_finder import NAME
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.restructured.body import Body
    from amts.documents.restructured.lines import Page

_OPENING = re.compile(
    rf"\.\.[ \t]+(?:(?P<note>\[(?:\d+|\#(?:{NAME})?|\*|{NAME})\](?:[ \t]+|$))"
    r"|(?P<target>_(?![ \t_]|$)|__(?=:))"
    rf"|(?P<substitution>\|(?![ |])[^|\n]*\|[ \t]+)?(?P<name>{NAME})[ \t]?::(?:[ \t]+|$))"
)


def explicit(body: Body, _match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find the explicit markup that begins on a line; return the line after it."""
    page = body.page
    match = _OPENING.match(page.contents[index])
    end = page.extent(index + 1, last, margin + 1)
    if not match:
        return _comment(page, index, end)
    if match["target"]:
        return page.add_until_blank(index, end)
    if match["note"]:
        page.add_stretch(BlockKind.DIRECTIVE, page.firsts[index], page.firsts[index] + len(match[0].rstrip()))
        inner = page.margin(index + 1, end, margin + 1)
        page.take(index, match.end(), inner)
        body.parse(index, end, inner, BlockKind.PARAGRAPH)
    else:
        Directive(body, match, index, end, margin, kind).parse()
    return end


def anonymous(body: Body, _match: re.Match[str], index: int, last: int, margin: int, _kind: BlockKind) -> int:
    """Find the target of a reference without a name; return the line after it."""
    return body.page.add_until_blank(index, body.page.extent(index + 1, last, margin + 1))


def _comment(page: Page, index: int, end: int) -> int:
    """Add a comment; one without text ends before a blank line."""
    if page.contents[index] == ".." and index + 1 < end and not page.contents[index + 1]:
        end = index + 1
    page.add_opaque(BlockKind.DIRECTIVE, index, end)
    return end
