"""MDX (Docusaurus, Astro, Hugging Face's documentation): JSX, expressions in braces, imports and exports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.markup.attribute_texts import attribute_text
from amts.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.documents.markdown.lines import LineWalk

_NAME = re.compile(rb"<(/?)([A-Za-z_$][\w.:$-]*+)?")
_STEP = re.compile(
    rb"(?P<end>\s*+(?P<alone>/?)\s*+>)|(?:\s++(?P<name>[A-Za-z_$@:#][\w.:@$-]*+))?\s*+"
    rb"(?:(?P<brace>(?:=\s*+)?\{)|=\s*+(?P<value>\"[^\"]*+\"|'[^']*+'))|\s++[A-Za-z_$@:#][\w.:@$-]*+"
)
# Within braces: strings, templates and comments may hold braces that do not count.
_IN_BRACES = re.compile(
    rb"[{}]|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+(?:`|\Z)|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)",
    re.S,
)
_SIMPLE_BRACES = re.compile(rb"\{[^{}]*+\}")
_MODULE = re.compile(
    rb"import\s+(?:[\w*${][^;]*?\sfrom\s*)?[\"'][^\"'\n]+[\"']|import\s*\{|export\s+(?:const|let|var|default|function|async|class)\b|export\s*[{*]"
)
# What stands in these is not Markdown.
_RAW = frozenset({b"pre", b"script", b"style", b"svg", b"math", b"table"})
_ATTRIBUTES_FOR_PEOPLE = frozenset(
    {b"title", b"label", b"description", b"alt", b"summary", b"caption", b"heading", b"subtitle", b"tagline",
     b"placeholder", b"aria-label", b"text"}
)  # fmt: skip
# How far away markup may end; after a search in vain not as far, which bounds the time that such searches take.
_FAR = 200_000
_NEAR = 2_000


class UnclosedError(ValueError):
    """Braces in a tag are never closed."""


class Tag(NamedTuple):
    """A JSX tag, and where the values of its attributes for people are, without quotes."""

    start: int
    end: int
    name: bytes
    closes: bool
    alone: bool
    values: tuple[tuple[int, int], ...]


def read_braces(source: bytes, start: int, end: int) -> int:
    """Return where the expression in braces ends that begins at `start`; 0 if it is never closed before `end`."""
    depth = 0
    for match in _IN_BRACES.finditer(source, start, end):
        token = match[0]
        depth += (token == b"{") - (token == b"}")
        if not depth:
            return match.end()
    return 0


def read_tag(source: bytes, start: int, end: int) -> Tag | None:
    """Read the JSX tag at `start`, if there is one that ends before `end`.

    Raises:
        UnclosedError: it has braces that are never closed.
    """
    opening = _NAME.match(source, start, end)
    if opening is None:
        return None
    position, name = opening.end(), opening[2] or b""
    values: list[tuple[int, int]] = []
    while step := _STEP.match(source, position, end):
        position = step.end()
        if step["end"]:
            if not name and position != opening.end() + 1:
                return None
            return Tag(start, position, name, bool(opening[1]), bool(step["alone"]), tuple(values))
        if not name:
            return None
        if step["brace"]:
            position = read_braces(source, position - 1, end)
            if not position:
                raise UnclosedError
        elif step["value"] and step["name"] in _ATTRIBUTES_FOR_PEOPLE:
            values.append((step.start("value") + 1, step.end("value") - 1))
    return None


class JsxReader:
    """Says where a tag or an expression ends within a text."""

    def __init__(self) -> None:
        # The end of the last text in which a brace was never closed: there only simple ones are looked for.
        self._unclosed = -1

    def __call__(self, source: bytes, start: int, end: int) -> int:
        """Return where the markup that begins at `start` ends, or 0."""
        if self._unclosed != end:
            stop = self._end_of(source, start, end)
            if stop or self._unclosed != end:
                return stop
        simple = _SIMPLE_BRACES.match(source, start, end)
        return simple.end() if simple else 0

    def _end_of(self, source: bytes, start: int, end: int) -> int:
        if source[start : start + 1] == b"<":
            try:
                tag = read_tag(source, start, end)
            except UnclosedError:
                self._unclosed = end
                return 0
            return tag.end if tag else 0
        stop = read_braces(source, start, end)
        if not stop:
            self._unclosed = end
        return stop


def module_lines(walk: LineWalk, number: int) -> int:
    """Take an import or export statement that begins a line, and the lines up to the next blank one."""
    source = walk.found.source
    if walk.indent(number) or not _MODULE.match(
        source, walk.starts[number], walk.starts[min(number + 40, len(walk.lines))]
    ):
        return 0
    after, depth = number, 0
    while after < len(walk.lines) and (depth > 0 or not walk.is_blank(after)):
        line = walk.lines[after]
        depth += sum(line.count(mark) for mark in (b"{", b"(", b"[")) - sum(
            line.count(mark) for mark in (b"}", b")", b"]")
        )
        after += 1
    return walk.opaque_lines(number, after, BlockKind.CODE)


def expression_lines(walk: LineWalk, number: int) -> int:
    """Take an expression in braces, or several, with nothing else on their lines."""
    source, start = walk.found.source, walk.body(number)
    limit = _limit(walk, start)
    position = start
    while source[position : position + 1] == b"{":
        position = read_braces(source, position, limit)
        if not position:
            walk.searched = limit
            return 0
        position = _after_blanks(source, position)
    after = _line_after(walk, number, position)
    return walk.opaque_lines(number, after, BlockKind.CODE) if after else 0


def tag_lines(walk: LineWalk, number: int) -> int:
    """Take tags with nothing else on their lines; what stands between them is Markdown."""
    source, start = walk.found.source, walk.body(number)
    limit = _limit(walk, start)
    try:
        tags = list(_tags(walk, start, limit))
    except UnclosedError:
        walk.searched = limit
        return 0
    if not tags:
        return 0
    first = tags[0]
    if first.name.lower() in _RAW and not first.closes and not first.alone:
        return _raw_lines(walk, number, first)
    after = _line_after(walk, number, _after_blanks(source, tags[-1].end))
    if not after:
        return 0
    indent = walk.indent(number)
    texts = [text for tag in tags for value in tag.values if (text := attribute_text(source, *value))]
    walk.opaque_lines(number, after, BlockKind.HTML, texts)
    for tag in tags:
        _nest(walk, tag, indent)
    return after


def _nest(walk: LineWalk, tag: Tag, indent: int) -> None:
    if tag.closes:
        for depth in range(len(walk.containers) - 1, -1, -1):
            if walk.containers[depth].name == (tag.name or b"<>"):
                del walk.containers[depth:]
                return
    elif not tag.alone:
        walk.enter(indent, -1, tag.name or b"<>")


def _limit(walk: LineWalk, start: int) -> int:
    return min(len(walk.found.source), start + (_NEAR if start < walk.searched else _FAR))


def _tags(walk: LineWalk, start: int, limit: int) -> Iterator[Tag]:
    """Yield the tags and comments from `start` on, as long as there is nothing but blanks between them."""
    source, position = walk.found.source, start
    while source[position : position + 1] == b"<":
        if source.startswith(b"<!--", position) and position < walk.last_comment:
            end = source.find(b"-->", position) + 3
            yield Tag(position, end, b"!", closes=False, alone=True, values=())
            position = _after_blanks(source, end)
            continue
        tag = read_tag(source, position, limit)
        if tag is None:
            return
        yield tag
        position = _after_blanks(source, tag.end)


def _raw_lines(walk: LineWalk, number: int, tag: Tag) -> int:
    """Take an element with all that is in it."""
    source = walk.found.source
    closing = re.compile(rb"</" + re.escape(tag.name) + rb"\s*>").search(source, tag.end)
    after = _line_after(walk, number, _after_blanks(source, closing.end())) if closing else 0
    return walk.opaque_lines(number, after, BlockKind.HTML) if after else 0


def _after_blanks(source: bytes, position: int) -> int:
    while source[position : position + 1] in (b" ", b"\t"):
        position += 1
    return position


def _line_after(walk: LineWalk, number: int, position: int) -> int:
    """Return the number of the line after the one that ends at `position`; 0 if none ends there."""
    while number < len(walk.lines) and walk.starts[number + 1] < position:
        number += 1
    if number == len(walk.lines) or walk.found.source[position : walk.starts[number + 1]].strip(b"\r\n"):
        return 0
    return number + 1
