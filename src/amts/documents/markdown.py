"""Markdown (CommonMark, GFM tables, math, footnotes, front matter, d2l's flavour) with exact byte positions.

pyromark, a binding of pulldown-cmark, gives a byte range for every block and every inline event. Runs of inline
events become text blocks; what is not text between them becomes their markup. Nothing is ever re-serialised.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from amts.documents.d2l import blank, is_d2l, opaque_lines
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.runs import Run, blocks_of, line_start
from amts.documents.splice import decode, splice
from amts.records import Block, BlockKind, Document, Links, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.records import Address, ReadingOptions

_BOM = b"\xef\xbb\xbf"
_CONTAINERS = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image", "Superscript", "Subscript"})
_LEAVES = {
    "Code": MarkKind.CODE,
    "InlineMath": MarkKind.MATH,
    "DisplayMath": MarkKind.MATH,
    "InlineHtml": MarkKind.HTML,
    "FootnoteReference": MarkKind.NOTE,
    "HardBreak": MarkKind.BREAK,
}
_OPAQUE = {
    "CodeBlock": BlockKind.CODE,
    "HtmlBlock": BlockKind.HTML,
    "MetadataBlock": BlockKind.FRONT_MATTER,
}
# Translating the text of such a link would break it, because its text is its address.
_WHOLE_LINKS = frozenset({"Autolink", "Email", "Shortcut", "ShortcutUnknown", "Collapsed", "CollapsedUnknown"})
_COLLAPSED = frozenset({"Collapsed", "CollapsedUnknown"})
# d2l puts brackets around the emphasis of what it shows on slides: `(**text**)`, `[**text**]`, `(~~text~~)`.
_SLIDE_EMPHASIS = frozenset({"Strong", "Strikethrough"})
_ROLE = re.compile(r":(?:[A-Za-z][\w.+-]*:)+\Z")


class Markdown:
    """The Markdown format; d2l's flavour is recognised by its markup."""

    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the text blocks and the anchors of a Markdown document."""
        decode(content, name)
        offset = len(_BOM) if content.startswith(_BOM) else 0
        body = content[offset:]
        opaque = opaque_lines(body)
        parser = _Parser(body, blank(body, opaque), d2l=is_d2l(body))
        blocks = sorted([*opaque, *parser.blocks()], key=lambda block: (block.start, block.end))
        shifted = tuple(_shifted(block, offset) for block in blocks)
        return Document(name, "markdown", content, shifted, content, options.flavour, options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some blocks, or some addresses."""
        return splice(document, texts, addresses)

    def links(self, document: Document) -> Links:
        """Find the addresses and the anchors."""
        return Links()


def _shifted(block: Block, offset: int) -> Block:
    if not offset:
        return block
    return Block(block.kind, block.start + offset, block.end + offset, block.text, block.inlines,
                 block.breaks, block.level, block.key)  # fmt: skip


class _Parser:
    """Walks pyromark's events once, opening a run at the first inline event and closing it at the next block."""

    def __init__(self, source: bytes, blanked: bytes, *, d2l: bool) -> None:
        self._source = source
        self._blanked = blanked
        self._d2l = d2l
        self._stack: list[str] = []
        self._heading = 0
        self._run: Run | None = None
        # Of each open container: where its closing mark begins (None: not known yet) and ends.
        self._closings: list[tuple[int | None, int]] = []
        # Where the last inline event ended, and the same if it was text.
        self._position = self._text_end = 0
        self._opaque: tuple[str, int, int] | None = None

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks, in the order in which they end."""
        import pyromark  # here: heavy parts load on use

        options = pyromark.Options
        chosen = (
            options.ENABLE_TABLES | options.ENABLE_FOOTNOTES | options.ENABLE_MATH | options.ENABLE_TASKLISTS
            | options.ENABLE_STRIKETHROUGH | options.ENABLE_YAML_STYLE_METADATA_BLOCKS
        )  # fmt: skip
        for event, span in pyromark.events_with_range(self._blanked.decode(), options=chosen):
            yield from self._take(event, span["start"], span["end"])
        yield from self._close_run()

    def _take(self, event: Any, start: int, end: int) -> Iterator[Block]:
        name, value = _name_and_value(event)
        if name == "Start":
            yield from self._start(*_name_and_value(value), start, end)
        elif name == "End":
            yield from self._end(_name_and_value(value)[0])
        elif self._opaque or name in ("Rule", "TaskListMarker", "Html"):
            return
        else:
            self._inline(name, start, end)

    def _start(self, tag: str, value: Any, start: int, end: int) -> Iterator[Block]:
        if self._opaque:
            return
        if tag in _CONTAINERS:
            self._open_container(tag, value or {}, start, end)
            return
        yield from self._close_run()
        self._stack.append(tag)
        if tag in _OPAQUE:
            self._opaque = (tag, start, end)
        elif tag == "Heading":
            self._heading = int(value["level"][1:])

    def _end(self, tag: str) -> Iterator[Block]:
        if self._opaque:
            if tag != self._opaque[0]:
                return
            _, start, end = self._opaque
            self._opaque = None
            yield _opaque_block(_OPAQUE[tag], self._source, start, end)
        elif tag in _CONTAINERS:
            self._close_container()
            return
        else:
            yield from self._close_run()
        self._stack.pop()
        if tag == "Heading":
            self._heading = 0

    def _inline(self, name: str, start: int, end: int) -> None:
        if name == "Text" and self._run is None and self._source[max(start - 1, 0) : start] == b"\\":
            start -= 1  # an escape that opens a block: its backslash is no part of the event
        run = self._extended(start, end)
        kind = _LEAVES.get(name)
        if kind is MarkKind.CODE:
            before = self._source[max(run.start, start - 40) : start].decode(errors="ignore")
            role = _ROLE.search(before)
            if role:
                kind, start = MarkKind.ROLE, start - len(role[0].encode())
        elif kind is MarkKind.BREAK:
            end += self._line_start_width(run, end)
        if kind:
            run.marks.append((kind, start, end))
        self._position = end
        self._text_end = end if name == "Text" else 0

    def _line_start_width(self, run: Run, at: int) -> int:
        """Return how many bytes open the line at `at`, such as `> `: they belong to the hard break before it."""
        opening = re.compile(line_start(run.quotes).encode()).match(self._source, at)
        return len(opening[0]) if opening else 0

    def _open_container(self, tag: str, value: Mapping[str, Any], start: int, end: int) -> None:
        run = self._extended(start, end)
        link_type = value.get("link_type")
        if link_type in _WHOLE_LINKS:
            brackets = 2 * (link_type in _COLLAPSED and self._source[end : end + 2] == b"[]")
            run.end = max(run.end, end + brackets)
            run.marks.append((MarkKind.URL, start, end + brackets))
            closing = end
        elif tag in ("Link", "Image"):
            if tag == "Image" and (start, end) == (run.start, run.end):
                run.image = (value["dest_url"], start, end)
            self._position = start + (1 if tag == "Link" else 2)
            run.marks.append((MarkKind.OPEN, start, self._position))
            closing = None
        else:
            width = _delimiter_width(self._source, start, tag)
            self._position, closing = start + width, end - width
            bracket = self._slide_bracket(tag, start, end)
            end += bracket
            run.marks.append((MarkKind.OPEN, start - bracket, self._position))
        self._closings.append((closing, end))

    def _close_container(self) -> None:
        closing, end = self._closings.pop()
        if closing is None:  # of a link: the first `]` behind its last content
            closing = self._source.find(b"]", self._position, end)
        self._extended(closing, end).marks.append((MarkKind.CLOSE, closing, end))
        self._position = end

    def _slide_bracket(self, tag: str, start: int, end: int) -> int:
        """Return 1 if d2l's brackets of a slide stand around an emphasis: they are part of its marks; otherwise 0."""
        if not self._d2l or tag not in _SLIDE_EMPHASIS or self._text_end != start:
            return 0
        before, after = self._source[max(start - 2, 0) : start], self._source[end : end + 1]
        return int(before[-1:] + after in (b"()", b"[]") and not before.startswith(b"\\"))

    def _extended(self, start: int, end: int) -> Run:
        if self._run is None:
            self._run = Run(self._kind(), self._heading, self._stack.count("BlockQuote"), start, end)
        self._run.end = max(self._run.end, end)
        return self._run

    def _kind(self) -> BlockKind:
        if self._heading:
            return BlockKind.HEADING
        if "TableCell" in self._stack:
            return BlockKind.CELL
        return BlockKind.ITEM if "Item" in self._stack else BlockKind.PARAGRAPH

    def _close_run(self) -> Iterator[Block]:
        run, self._run = self._run, None
        if run:
            yield from blocks_of(run, self._source)


def _name_and_value(event: Any) -> tuple[str, Any]:
    """Return an event's name and value: pyromark writes `"SoftBreak"`, or `{"Text": "..."}`."""
    if isinstance(event, str):
        return event, None
    name, value = next(iter(event.items()))
    return str(name), value


def _delimiter_width(source: bytes, start: int, tag: str) -> int:
    if tag == "Strong":
        return 2
    return 2 if tag == "Strikethrough" and source[start : start + 2] == b"~~" else 1


def _opaque_block(kind: BlockKind, source: bytes, start: int, end: int) -> Block:
    text = source[start:end].decode()
    key = _code_key(text) if kind is BlockKind.CODE else ""
    return Block(kind, start, end, key=key)


def _code_key(text: str) -> str:
    """Return code without comments, strings and white space, with its d2l tab: equal in a translation."""
    tab = re.search(r"^#@tab (.*)$", text, re.M)
    bare = re.sub(r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'', "", text)
    bare = re.sub(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", "", bare)
    bare = re.sub(r"(?:#|//).*", "", bare)
    return f"code:{tab[1].strip() if tab else ''}:{''.join(bare.split())}"
