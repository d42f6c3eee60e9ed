"""Tags of Liquid on lines of their own, as Jekyll has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_TAGS = re.compile(rb"(?:\{%-?\s*(?P<name>\w+)[^%]*%\}[ \t]*|\{\{[^{}]*\}\}[ \t]*(?=\Z|\{))+\Z", re.S)
# The spaces in its braces hide from Markdown that this defines a link: `[1]: {{ site.url }}/page`.
_DEFINITION = re.compile(rb" {0,3}\[[^\[\]]+\]:[ \t]*[^\s{}]*\{\{[^{}\r\n]*\}\}[^\r\n]*\Z")
_CODE_ENDS = {name: re.compile(rb"\{%-?\s*end" + name) for name in (b"highlight", b"raw", b"comment")}


def liquid_lines(walk: LineWalk, number: int) -> int:
    """Take a line of tags, or one that defines a link with them; what `highlight`, `raw`, `comment` enclose is code."""
    if _DEFINITION.match(walk.text(number)):
        return walk.opaque_lines(number, number + 1)
    match = _TAGS.match(walk.text(number))
    if match is None or match["name"] is None:
        return 0
    end = _CODE_ENDS.get(match["name"])
    closing = walk.searches.following(end, walk.starts[number]) if end else None
    if closing:
        return walk.opaque_lines(number, walk.line_at(closing.end()) + 1, BlockKind.CODE)
    return walk.opaque_lines(number, number + 1)
