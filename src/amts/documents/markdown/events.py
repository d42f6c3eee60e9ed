"""The walk along pyromark's events, one block after the other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from amts.documents.embedded.code import code_key
from amts.documents.markdown.runs import Run, blocks_of, line_opening
from amts.documents.markdown.text_marks import USUAL_TEXT_MARKS, TextMarks
from amts.records import Block, BlockKind, MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.documents.markdown.found_markup import FoundMarkup
    from amts.documents.views import View
    from amts.records import ReadingOptions

_CONTAINERS = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image", "Superscript", "Subscript"})
_LEAVES = {
    "InlineMath": MarkKind.MATH,
    "DisplayMath": MarkKind.MATH,
    "InlineHtml": MarkKind.HTML,
    "FootnoteReference": MarkKind.NOTE,
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


class Events:
    """Walks along pyromark's events once: a run is opened by the first inline event and closed by the next block."""

    def __init__(self, found: FoundMarkup, view: View, read: bytes, options: ReadingOptions,
                 text_marks: TextMarks = USUAL_TEXT_MARKS, *,
                 slides: bool = False) -> None:  # fmt: skip
        """Prepare the walk.

        Args:
            found: the document, and the markup that was found in it before.
            view: what of the document is left, and where that stands in it.
            read: the bytes of the view, with opaque lines blanked out.
            options: how the document is to be read.
            text_marks: see `amts.documents.markdown.runs.blocks_of`.
            slides: whether d2l's brackets around what is shown on slides are markup.
        """
        self.blocks: list[Block] = []
        self._found, self._view, self._read = found, view, read
        self._options, self._text_marks, self._slides = options, text_marks, slides
        self._captions = sorted(found.captions)
        self._extra = sorted(found.marks)
        self._stack: list[str] = []
        self._heading = 0
        self._run: Run | None = None
        # Of each open container: where its closing mark begins (None: not known yet) and ends.
        self._closings: list[tuple[int | None, int]] = []
        # Where the last inline event ended, and the same if it was text.
        self._position = self._text_end = 0
        self._opaque: tuple[str, int, int, str] | None = None

    def walk(self) -> list[Block]:
        """Return the blocks, in the order in which they end."""
        read_events = _reader()
        handlers: Mapping[str, Callable[[Any, int, int], None]] = {
            "Text": self._text, "Start": self._start, "End": self._end, "Code": self._code,
            **{name: self._leaf_of(kind) for name, kind in _LEAVES.items()},
        }  # fmt: skip
        # There are some 40,000 events in a megabyte, two thirds of them text and line breaks.
        for event, span in read_events(self._read.decode()):
            if type(event) is str:
                if event == "HardBreak":
                    self._break(span["start"], span["end"])
                continue
            ((name, value),) = event.items()
            if name == "Text" and self._run:
                self._position = self._text_end = end = span["end"]
                if end > self._run.end:
                    self._run.end = end
            elif value == "Paragraph" and name in ("Start", "End"):
                if self._run:
                    self._close_run()
            elif name in handlers:
                handlers[name](value, span["start"], span["end"])
        self._close_run()
        return self.blocks

    def _text(self, _: str, start: int, end: int) -> None:
        """Open a run with a text; the walk itself adds those that follow."""
        if self._opaque:
            return
        if self._read[start - 1 : start] == b"\\":
            start -= 1  # an escape that opens a block: its backslash is no part of the event
        self._extended(start, end)
        self._position = self._text_end = end

    def _leaf_of(self, kind: MarkKind) -> Callable[[Any, int, int], None]:
        def leaf(_: Any, start: int, end: int) -> None:
            if not self._opaque:
                self._extended(start, end).marks.append((start, end, kind))
                self._position, self._text_end = end, 0

        return leaf

    def _code(self, _: str, start: int, end: int) -> None:
        run = self._extended(start, end)
        kind = MarkKind.CODE
        if self._read[start - 1 : start] == b":":
            role = _ROLE.search(self._read[max(run.start, start - 40) : start].decode(errors="ignore"))
            if role:
                kind, start = MarkKind.ROLE, start - len(role[0].encode())
        run.marks.append((start, end, kind))
        self._position, self._text_end = end, 0

    def _break(self, start: int, end: int) -> None:
        """Take a hard break with what opens the line after it, such as `> `."""
        run = self._extended(start, end)
        opening = line_opening(run.quotes).match(self._view.text, end)
        if opening:
            end = opening.end()
        run.marks.append((start, end, MarkKind.BREAK))
        self._position, self._text_end = end, 0

    def _start(self, tagged: Any, start: int, end: int) -> None:
        if self._opaque:
            return
        tag, value = (tagged, None) if isinstance(tagged, str) else next(iter(tagged.items()))
        if tag in _CONTAINERS:
            self._open_container(tag, value or {}, start, end)
            return
        if self._run:
            self._close_run()
        self._stack.append(tag)
        if tag in _OPAQUE:
            self._opaque = (tag, start, end, _language(value))
        elif tag == "Heading":
            self._heading = int((value or {})["level"][1:])

    def _end(self, tagged: Any, start: int, end: int) -> None:
        tag = tagged if isinstance(tagged, str) else next(iter(tagged))
        if self._opaque:
            if tag == self._opaque[0]:
                self._close_opaque(*self._opaque)
            return
        if tag in _CONTAINERS:
            self._close_container()
            return
        if self._run:
            self._close_run()
        self._stack.pop()
        if tag == "Heading":
            self._heading = 0

    def _open_container(self, tag: str, value: Mapping[str, Any], start: int, end: int) -> None:
        run = self._extended(start, end)
        self._text_end, text_end = 0, self._text_end
        link_type = value.get("link_type")
        closing: int | None = None
        if link_type in _WHOLE_LINKS:
            brackets = 2 * (link_type in _COLLAPSED and self._read[end : end + 2] == b"[]")
            run.end = max(run.end, end + brackets)
            run.marks.append((start, end + brackets, MarkKind.URL))
            closing = end
        elif tag in ("Link", "Image"):
            if tag == "Image" and (start, end) == (run.start, run.end):
                run.image = (value["dest_url"], start, end)
            self._position = start + (1 if tag == "Link" else 2)
            run.marks.append((start, self._position, MarkKind.OPEN))
        else:
            width = _delimiter_width(self._read, start, tag)
            self._position, closing = start + width, end - width
            bracket = int(text_end == start and self._has_slide_brackets(tag, start, end))
            end += bracket
            run.marks.append((start - bracket, self._position, MarkKind.OPEN))
        self._closings.append((closing, end))

    def _close_container(self) -> None:
        closing, end = self._closings.pop()
        if closing is None:  # of a link: the first `]` behind its last content
            closing = self._read.find(b"]", self._position, end)
        self._extended(closing, end).marks.append((closing, end, MarkKind.CLOSE))
        self._position, self._text_end = end, 0

    def _has_slide_brackets(self, tag: str, start: int, end: int) -> bool:
        """Whether d2l's brackets of a slide stand around an emphasis: they are part of its marks."""
        if not self._slides or tag not in _SLIDE_EMPHASIS:
            return False
        before, after = self._read[max(start - 2, 0) : start], self._read[end : end + 1]
        return before[-1:] + after in (b"()", b"[]") and not before.startswith(b"\\")

    def _extended(self, start: int, end: int) -> Run:
        run = self._run
        if run is None:
            run = self._run = Run(self._kind(), self._heading, self._stack.count("BlockQuote"), start, end)
        elif end > run.end:
            run.end = end
        return run

    def _kind(self) -> BlockKind:
        if self._heading:
            return BlockKind.HEADING
        if "TableCell" in self._stack:
            return BlockKind.CELL
        return BlockKind.ITEM if "Item" in self._stack else BlockKind.PARAGRAPH

    def _close_run(self) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        if self._view.moved:
            _move(run, self._view)
        if self._extra:
            self._add_found(run)
        if self._captions and self._is_caption(run.start):
            run.kind, run.level = BlockKind.CAPTION, 0
        self.blocks += blocks_of(run, self._found.source, self._text_marks)

    def _add_found(self, run: Run) -> None:
        first = bisect_left(self._extra, (run.start,))
        last = bisect_left(self._extra, (run.end,), first)
        run.marks += self._extra[first:last]

    def _is_caption(self, start: int) -> bool:
        index = bisect_right(self._captions, (start, len(self._found.source))) - 1
        return index >= 0 and start < self._captions[index][1]

    def _close_opaque(self, tag: str, start: int, end: int, language: str) -> None:
        self._opaque = None
        self._stack.pop()
        start, end = self._view.start(start), self._view.end(end)
        kind = _OPAQUE[tag]
        key = code_key(self._found.source[start:end].decode(), language) if kind is BlockKind.CODE else ""
        self.blocks.append(Block(kind, start, end, key=key))
        self.blocks += self._texts_within(kind, start, end, language)

    def _texts_within(self, kind: BlockKind, start: int, end: int, language: str) -> list[Block]:
        """Return the texts of an opaque block: of HTML, and of code and front matter if they are wanted."""
        source = self._found.source
        if kind is BlockKind.HTML and "BlockQuote" not in self._stack:
            from amts.documents.markup.html import html_blocks

            return html_blocks(source, start, end)
        if kind is BlockKind.FRONT_MATTER and self._options.front_matter:
            from amts.documents.embedded.front_matter import front_matter_blocks

            return front_matter_blocks(source, start, end, self._options.front_matter)
        if kind is BlockKind.CODE and self._options.comments and language:
            from amts.documents.embedded.comments import comment_blocks

            return comment_blocks(source, start, end, language)
        return []


@cache
def _reader() -> Callable[[str], Any]:
    """Return what reads the events of a document, each with its range."""
    import pyromark  # here: heavy parts load on use

    options = pyromark.Options
    chosen = (
        options.ENABLE_TABLES | options.ENABLE_FOOTNOTES | options.ENABLE_MATH | options.ENABLE_TASKLISTS
        | options.ENABLE_STRIKETHROUGH | options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    )  # fmt: skip
    return partial(pyromark.events_with_range, options=chosen, merge_text=True)


def _move(run: Run, view: View) -> None:
    """Lead the positions of a run from the view back into the document."""
    run.start, run.end = view.start(run.start), view.end(run.end)
    run.marks = [(view.start(first), view.end(last), kind) for first, last, kind in run.marks]
    address, first, last = run.image
    run.image = (address, view.start(first), view.end(last))


def _language(value: Any) -> str:
    """Return the first word of a code block's info string."""
    words = value.get("Fenced", "").split() if isinstance(value, dict) else ()
    return words[0] if words else ""


def _delimiter_width(source: bytes, start: int, tag: str) -> int:
    if tag == "Strong":
        return 2
    return 2 if tag == "Strikethrough" and source[start : start + 2] == b"~~" else 1
