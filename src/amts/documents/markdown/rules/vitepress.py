"""Lines of VitePress and VuePress that include other files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_INCLUDE = re.compile(rb"<<<[ \t]*\S|<!--[ \t]*@include:.*-->\Z")


def include_lines(walk: LineWalk, number: int) -> int:
    """Take a line that includes a file."""
    return walk.opaque_lines(number, number + 1) if _INCLUDE.match(walk.text(number)) else 0
