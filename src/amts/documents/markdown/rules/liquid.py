"""Tags of Liquid on lines of their own, as Jekyll has them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_TAGS = re.compile(rb"(?:\{%-?\s*(?P<name>\w+)[^%]*%\}[ \t]*|\{\{[^{}]*\}\}[ \t]*(?=\Z|\{))+\Z", re.S)
_CODE = frozenset({b"highlight", b"raw", b"comment"})


def liquid_lines(walk: LineWalk, number: int) -> int:
    """Take a line of tags; what `highlight`, `raw` and `comment` enclose is code."""
    match = _TAGS.match(walk.text(number))
    if match is None or match["name"] is None:
        return 0
    if match["name"] in _CODE:
        closing = re.compile(rb"\{%-?\s*end" + match["name"])
        closed = _last_ends(walk.found.source).get(match["name"], -1) > walk.starts[number]
        for following in range(number, len(walk.lines) if closed else 0):
            if closing.search(walk.lines[following]):
                return walk.opaque_lines(number, following + 1, BlockKind.CODE)
    return walk.opaque_lines(number, number + 1)


@lru_cache(maxsize=1)
def _last_ends(source: bytes) -> dict[bytes, int]:
    """Return the names of all tags that enclose something, and where each ends for the last time."""
    return {match[1]: match.start() for match in re.finditer(rb"\{%-?\s*end(\w+)", source)}
