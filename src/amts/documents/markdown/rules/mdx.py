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
    rb"[{}]|\\.|\"(?:[^\"\\\n]|\\.|(?!))*+\"|'(?:[^'\\\n]|\\.|(?!))*+'|`(?:[^`\\]|\\.|(?!))*+(?:`|\Z)|/\*(?:[^*]|\*(?!/)|(?!))*+(?:\*/|\Z)",
    re.S,
)
_SIMPLE_BRACES = re.compile(rb"\{[^{}]*+\}")
_MODULE = re.compile(
    rb"import\s+(?:[\w*${][^;]*?\sfrom\s*)?[\"'][^\"'\n]+[\"']|import\s*\{|export\s+(?:const|let|var|default|function|async|class)\b|export\s*[{*]"
)
# What stands in these is not Markdown.
_RAW_ENDS = {
    name: re.compile(rb"</(?i:" + name + rb")\s*+>")
    for name in (b"pre", b"script", b"style", b"svg", b"math", b"table")
}
_ATTRIBUTES_FOR_PEOPLE = frozenset(
    {b"title", b"label", b"description", b"alt", b"summary", b"caption", b"heading", b"subtitle", b"tagline",
     b"placeholder", b"aria-label", b"text"}
)  # fmt: skip


class UnclosedError(ValueError):
    """A tag with braces never ends."""


class JsxTag(NamedTuple):
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


def read_tag(source: bytes, start: int, end: int) -> JsxTag | None:
    """Read the JSX tag at `start`, if there is one that ends before `end`.

    Raises:
        UnclosedError: it has braces, but does not end: no tag within them needs to be looked for.
    """
    opening = _NAME.match(source, start, end)
    if opening is None:
        return None
    position, name = opening.end(), opening[2] or b""
    values: list[tuple[int, int]] = []
    braces = False
    while step := _STEP.match(source, position, end):
        position = step.end()
        if step["end"]:
            if not name and position != opening.end() + 1:
                return None
            return JsxTag(start, position, name, bool(opening[1]), bool(step["alone"]), tuple(values))
        if not name:
            return None
        if step["brace"]:
            braces, position = True, read_braces(source, position - 1, end)
            if not position:
                break
        elif step["value"] and step["name"] in _ATTRIBUTES_FOR_PEOPLE:
            values.append((step.start("value") + 1, step.end("value") - 1))
    if braces:
        raise UnclosedError
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
    start, end = walk.starts[number], walk.starts[min(number + 40, len(walk.lines))]
    if walk.indent(number) or not _MODULE.match(walk.found.source, start, end):
        return 0
    return walk.opaque_lines(number, _after_statement(walk, number), BlockKind.CODE)


def _after_statement(walk: LineWalk, number: int) -> int:
    """Return the number of the blank line after a statement, outside of its brackets unless they are never closed."""
    start = walk.starts[number]
    limit = walk.searches.limit(start)
    after, depth, first_blank = number, 0, 0
    while after < len(walk.lines) and (depth <= 0 or not first_blank or walk.starts[after] < limit):
        if walk.is_blank(after):
            if depth <= 0:
                return after
            first_blank = first_blank or after
        depth += _depth(walk.lines[after])
        after += 1
    if depth <= 0 or not first_blank:
        return after
    walk.searches.give_up(start, walk.starts[after])
    return first_blank


def _depth(line: bytes) -> int:
    """Return how many more brackets are opened on a line than closed."""
    return sum(map(line.count, (b"{", b"(", b"["))) - sum(map(line.count, (b"}", b")", b"]")))


def expression_lines(walk: LineWalk, number: int) -> int:
    """Take an expression in braces, or several, with nothing else on their lines."""
    source, start = walk.found.source, walk.body(number)
    limit = walk.searches.limit(start)
    position = start
    while source[position : position + 1] == b"{":
        end = read_braces(source, position, limit)
        if not end:
            return walk.searches.give_up(start, limit)
        position = _after_blanks(source, end)
    after = _line_after(walk, position)
    return walk.opaque_lines(number, after, BlockKind.CODE) if after else walk.searches.give_up(start, position)


def tag_lines(walk: LineWalk, number: int) -> int:
    """Take tags with nothing else on their lines; what stands between them is Markdown."""
    source, start = walk.found.source, walk.body(number)
    limit = walk.searches.limit(start)
    try:
        tags = list(_tags(walk, start, limit))
    except UnclosedError:
        return walk.searches.give_up(start, limit)
    if not tags:
        return 0
    first = tags[0]
    if first.name.lower() in _RAW_ENDS and not first.closes and not first.alone:
        return _raw_lines(walk, number, first)
    position = _after_blanks(source, tags[-1].end)
    after = _line_after(walk, position)
    if not after:
        return walk.searches.give_up(start, position)
    indent = walk.indent(number)
    texts = [text for tag in tags for value in tag.values if (text := attribute_text(source, *value))]
    walk.opaque_lines(number, after, BlockKind.HTML, texts)
    for tag in tags:
        name = tag.name or b"<>"
        if tag.closes:
            walk.leave({name})
        elif not tag.alone:
            walk.enter(indent, -1, name)
    return after


def _tags(walk: LineWalk, start: int, limit: int) -> Iterator[JsxTag]:
    """Yield the tags and comments from `start` on, as long as there is nothing but blanks between them."""
    source, position = walk.found.source, start
    while source[position : position + 1] == b"<":
        end = walk.comment_end(position) if source.startswith(b"<!--", position) else 0
        tag = (
            JsxTag(position, end, b"!", closes=False, alone=True, values=())
            if end
            else read_tag(source, position, limit)
        )
        if tag is None:
            return
        yield tag
        position = _after_blanks(source, tag.end)


def _raw_lines(walk: LineWalk, number: int, tag: JsxTag) -> int:
    """Take an element with all that is in it."""
    closing = walk.searches.following(_RAW_ENDS[tag.name.lower()], tag.end)
    after = _line_after(walk, _after_blanks(walk.found.source, closing.end())) if closing else 0
    return walk.opaque_lines(number, after, BlockKind.HTML) if after else 0


def _after_blanks(source: bytes, position: int) -> int:
    while source[position : position + 1] in (b" ", b"\t"):
        position += 1
    return position


def _line_after(walk: LineWalk, position: int) -> int:
    """Return the number of the line after the one that ends at `position`; 0 if none ends there."""
    number = walk.line_at(position)
    return 0 if walk.found.source[position : walk.starts[number + 1]].strip(b"\r\n") else number + 1
