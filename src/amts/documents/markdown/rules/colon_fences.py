"""Containers between lines of colons.

These are `:::note Title` (Docusaurus, VitePress), `:::{note} Title` (MyST), `::: {.note}` (Pandoc).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.markup.attribute_texts import attribute_text

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_COLONS = re.compile(rb":{3,}[ \t]*(?P<name>[\w.-]+(?=[\s{\[]|\Z))?(?P<rest>.*)\Z", re.S)
_LABEL = re.compile(rb"\[(?P<title>.*)\][ \t]*(?:\{[^{}]*\})?\Z")
_ATTRIBUTES = re.compile(rb"\{[^{}]*\}")
_TITLE_VALUE = re.compile(rb"\btitle=(?:\"([^\"]*)\"|'([^']*)')")
# mkdocstrings: `::: module.name`, then options that are indented.
_IDENTIFIER = re.compile(rb":::[ \t]+[A-Za-z_]\w*(?:[.:]\w+)+\Z")


def container_lines(walk: LineWalk, number: int) -> int:
    """Take a line of colons; what stands after its name is a title."""
    text = walk.text(number)
    match = _COLONS.match(text)
    if match is None:
        return 0
    start = walk.body(number)
    rest = match["rest"]
    label = _LABEL.match(rest)
    if label and label["title"].strip():
        first = start + match.start("rest") + label.start("title")
        return walk.title(number, first, first + len(label["title"]))
    words = _ATTRIBUTES.sub(lambda found: b" " * len(found[0]), rest)
    if match["name"] and words.strip() and rest[:1] in b" \t{":
        first = start + match.start("rest") + len(words) - len(words.lstrip())
        return walk.title(number, first, first + len(words.strip()))
    if not match["name"] and words.strip():
        return 0
    spans = [value.span(1 if value[1] is not None else 2) for value in _TITLE_VALUE.finditer(text)]
    texts = [attribute_text(walk.found.source, start + first, start + last) for first, last in spans]
    return walk.opaque_lines(number, number + 1, texts=[caption for caption in texts if caption])


def identifier_lines(walk: LineWalk, number: int) -> int:
    """Take what mkdocstrings replaces by the documentation of code, with its indented options."""
    if not _IDENTIFIER.match(walk.text(number)):
        return 0
    return walk.opaque_lines(number, walk.indented_until(number))
