"""Shortcodes of Hugo: `{{< name >}}` and `{{% name %}}`, on lines of their own or within a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.markup.attribute_texts import attribute_text
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk
    from amts.records import Block

# What follows its first brace. A quoted value may hold what otherwise ends a shortcode; outside of one, the beginning
# of another ends the search.
SHORTCODE = (
    r"\{[<%]\s*+(?P<ends>/?)\s*+(?P<name>[\w./-]*+)"
    r"(?:[^\"`{}>%]|[>%](?!\}\})|\{(?!\{)|\}|\"(?:[^\"\\\n]|\\.|(?!))*+\"|`[^`]*+`|(?!))*+[>%]\}\}"
)
# Within a text: one value for people, as in `{{< glossary_tooltip text="node" term_id="node" >}}`.
SHORTCODE_WITH_TEXT = (
    r"\{[<%]\s*[\w./-]+(?:\s+(?!text=|title=)[\w-]+=(?:\"[^\"\n]*\"|[^\s\">]+))*\s+(?:text|title)=\"(?P<title>[^\"\\\n]+)\""
    r"(?:\s+(?!text=|title=)[\w-]+=(?:\"[^\"\n]*\"|[^\s\">]+))*\s*/?[>%]\}\}"
)
_SHORTCODE = re.compile(b"{" + SHORTCODE.encode(), re.S)
_LONGEST = 6000
# What these enclose is not Markdown.
_CODE = frozenset(b"highlight mermaid code math katex chem comment plantuml markmap chart diagram".split())
# A line that begins so is no line of a paragraph.
_NO_TEXT = (b"{{", b"#", b"```", b"~~~", b"<!--", b"---", b"|")
_VALUE = re.compile(
    rb"\b(?P<key>title|text|caption|alt|description|heading|header|subtitle|summary|label|name)=\"(?P<value>[^\"\\]*)\""
)


def shortcode_lines(walk: LineWalk, number: int) -> int:
    """Take shortcodes with nothing else on their lines; what stands between two of them stays Markdown."""
    source, position = walk.found.source, walk.body(number)
    found: list[re.Match[bytes]] = []
    while match := _SHORTCODE.match(source, position, position + _LONGEST):
        found.append(match)
        position = match.end()
        while source[position : position + 1] in (b" ", b"\t"):
            position += 1
    if not found or source[position : position + 1].strip(b"\r\n"):
        return 0
    last = walk.line_at(position)
    if _encloses_code(found):
        return _code_lines(walk, number, last, found[-1])
    if _is_within_text(walk, number, last, found):
        return 0
    texts = [text for match in found for text in _texts(source, match)]
    return walk.opaque_lines(number, last + 1, texts=texts)


def _is_within_text(walk: LineWalk, number: int, last: int, found: list[re.Match[bytes]]) -> bool:
    """Whether shortcodes that enclose nothing stand between the lines of a paragraph."""
    if {match["name"] for match in found} & walk.searches.once(_closed_names):
        return False
    before = walk.text(number - 1) if number else b""
    after = walk.text(last + 1) if last + 1 < len(walk.lines) else b""
    return any(text and not text.startswith(_NO_TEXT) for text in (before, after))


def _closed_names(source: bytes) -> set[bytes]:
    """Return the names of all shortcodes that enclose something."""
    return set(re.findall(rb"\{\{[<%]\s*+/\s*+([\w./-]++)", source))


def _encloses_code(found: list[re.Match[bytes]]) -> bool:
    last = found[-1]
    return not last["ends"] and (last["name"] in _CODE or (last["name"] == b"tab" and b"codelang" in last[0]))


def _code_lines(walk: LineWalk, number: int, last: int, match: re.Match[bytes]) -> int:
    """Take the lines as far as the shortcode that ends the one at hand; if there is none, only the line at hand."""
    end = re.compile(rb"\{\{[<%]\s*+/\s*+" + re.escape(match["name"]) + rb"\s*+[>%]\}\}")
    closing = walk.searches.following(end, walk.starts[last + 1])
    if closing is None:
        return walk.opaque_lines(number, last + 1)
    after = walk.line_at(closing.end()) + 1
    return walk.opaque_lines(number, after, BlockKind.CODE, _texts(walk.found.source, match))


def _texts(source: bytes, shortcode: re.Match[bytes]) -> list[Block]:
    return [
        text
        for value in _VALUE.finditer(source, shortcode.start(), shortcode.end())
        if (value["key"] != b"name" or shortcode["name"] == b"tab")
        and (text := attribute_text(source, value.start("value"), value.end("value")))
    ]
