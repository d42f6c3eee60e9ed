"""Where a walk over the lines of AsciiDoc is, and what the lines it has passed say of those to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.asciidoc.lines import PREPROCESSOR, heading_level, underlined_level
from amts.documents.asciidoc.pieces import Pieces
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from amts.documents.asciidoc.lines import Line, Lines


class Walk:
    """A walk over lines; what takes blocks from it moves it on.

    Attributes:
        text: the whole document.
        lines: the lines to walk over, all of them or those of a cell.
        cell: whether they stand in a table, where a `|` is written with a backslash and nothing is a title.
        pieces: makes the blocks.
        at: the number of the next line.
        attributes: the line of attributes before it, if there is one.
        in_list: whether it may go on with a list.
        after_term: whether it explains the term of a list.
        opened: the delimiters of the blocks that are open, with whether a list goes on after them.
        languages: by where a block of code begins, what it is written in.
    """

    __slots__ = ("after_term", "at", "attributes", "cell", "in_list", "languages", "lines", "opened", "pieces", "text")

    def __init__(self, text: str, lines: Lines, *, cell: bool = False) -> None:
        self.text = text
        self.lines = lines
        self.cell = cell
        self.pieces = Pieces(text, cell=cell)
        self.at = 0
        self.attributes = ""
        self.in_list = False
        self.after_term = False
        self.opened: list[tuple[str, bool]] = []
        self.languages: dict[int, str] = {}

    @property
    def line(self) -> Line | None:
        """The next line; None at the end."""
        return self.lines[self.at] if self.at < len(self.lines) else None

    def title_level(self, line: Line) -> int:
        """Return the level of the title that begins with the next line, or 0."""
        if self.cell:
            return 0
        if level := heading_level(line.text):
            return level
        return underlined_level(line.text, self.lines[self.at + 1].text) if self.at + 1 < len(self.lines) else 0

    def directive(self, line: Line) -> Block:
        """Take a line that stays as it is."""
        self.at += 1
        return Block(BlockKind.DIRECTIVE, line.start, line.end)

    def meta(self, line: Line) -> Block:
        """Take a comment, or a line for the preprocessor; one with text in it is out of reach."""
        condition = PREPROCESSOR.match(line.text)
        self.at += 1
        if condition and line.text.startswith(("ifdef", "ifndef")) and condition[1]:
            return Block(BlockKind.OPAQUE, line.start, line.end)
        return Block(BlockKind.DIRECTIVE, line.start, line.end, key="" if condition else "comment")

    def opaque(self, kind: BlockKind, start: int, end: int, language: str) -> Block:
        """Return what is not read, such as code."""
        if language and kind is BlockKind.CODE:
            self.languages[start] = language
        return self.pieces.opaque(kind, start, end, language)
