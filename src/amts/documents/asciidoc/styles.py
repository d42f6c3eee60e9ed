"""What the attributes and the delimiters of a block of AsciiDoc say of it: its kind, its style, its language."""

from __future__ import annotations

import re

from amts.records import BlockKind

_VERBATIM = frozenset({
    "source", "listing", "literal", "synopsis", "plantuml", "ditaa", "graphviz", "mermaid", "d2", "svgbob", "vega",
    "bytefield", "blockdiag", "seqdiag", "nomnoml", "wavedrom", "msc", "gnuplot", "a2s", "diag", "packetdiag", "erd",
})  # fmt: skip
STYLES = {
    "stem": BlockKind.MATH, "latexmath": BlockKind.MATH, "asciimath": BlockKind.MATH,
    "pass": BlockKind.HTML, "comment": BlockKind.DIRECTIVE,
} | dict.fromkeys(_VERBATIM, BlockKind.CODE)  # fmt: skip
DELIMITED = {
    "-": BlockKind.CODE,
    ".": BlockKind.CODE,
    "`": BlockKind.CODE,
    "+": BlockKind.HTML,
    "/": BlockKind.DIRECTIVE,
}
_STYLE = re.compile(r"\[([\w-]*)")
# The second attribute of a listing, and what stands behind a fence.
_LANGUAGE = re.compile(r"(?:\[(?:source|listing)?(?:[#.%][\w-]+)*,[ ]*\"?|`{3,})([\w+#-]+)")


def style_of(attributes: str) -> str:
    """Return the style of a block by the line of its attributes."""
    found = _STYLE.match(attributes)
    return found[1] if found else ""


def language_of(opening: str) -> str:
    """Return the language of the code that a line opens."""
    found = _LANGUAGE.match(opening)
    return found[1] if found else ""
