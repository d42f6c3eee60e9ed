"""The lines of a Markdown document, and the walk along them that finds what its flavour adds to CommonMark.

A flavour has rules for lines, by the byte that such a line begins with. A rule looks at one line outside of code
fences and returns the number of the line after what it took, or 0. What no rule took is searched for inline markup.
Columns that belong to a container (the four spaces within `!!! note`) are cut out of the parser's view.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from amts.documents.markdown.searches import Searches
from amts.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from amts.documents.markdown.found_markup import FoundMarkup
    from amts.records import Block, ReadingOptions

    Rule = Callable[["LineWalk", int], int]

_OPENING = re.compile(rb"(?:[ \t]*>)*[ \t]*")
_COMMENT_END = re.compile(rb"-->")
_FENCE = re.compile(rb"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)")
_YAML = re.compile(rb"(?:---|\+\+\+)[ \t]*\Z")


@dataclass(slots=True)
class Container:
    """Lines that are indented because they stand within something.

    Attributes:
        indent: the column of what opens it.
        content: the column that its lines begin at; less: not known before the first line.
        name: what closes it, if not a line that is indented less.
        cut: how many columns of its lines are cut.
    """

    indent: int
    content: int
    name: bytes = b""
    cut: int = 0


@dataclass(slots=True)
class LineWalk:
    """A walk along the lines of a document.

    Attributes:
        found: where to put what is found.
        lines: the lines with their line breaks.
        starts: the first byte of each, and the end of the document.
        options: how the document is to be read.
        containers: those that the current line stands in.
        stretches: bytes of text in which inline markup is to be looked for.
        names: how many containers of each name the current line stands in.
        fence: of the code that the current line stands in.
        searches: what was searched in all of the document.
    """

    found: FoundMarkup
    lines: Sequence[bytes]
    starts: Sequence[int]
    options: ReadingOptions
    containers: list[Container] = field(default_factory=list)
    stretches: list[tuple[int, int]] = field(default_factory=list)
    names: Counter[bytes] = field(default_factory=Counter)
    fence: bytes = b""
    searches: Searches = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing searched."""
        self.searches = Searches(self.found.source)

    def body(self, number: int) -> int:
        """Return the first byte of a line after indentation and quote marks."""
        return _OPENING.match(self.found.source, self.starts[number]).end()  # type: ignore[union-attr]

    def end(self, number: int) -> int:
        """Return the byte after the last visible one of a line (its beginning, if there is none)."""
        return self.starts[number] + len(self.lines[number].rstrip())

    def text(self, number: int) -> bytes:
        """Return a line without what opens it, and without white space at its end."""
        return self.found.source[self.body(number) : self.end(number)]

    def indent(self, number: int) -> int:
        """Return how many columns a line is indented; a tab counts for four."""
        line = self.lines[number]
        return len(line[: len(line) - len(line.lstrip(b" \t"))].replace(b"\t", b"    "))

    def is_blank(self, number: int) -> bool:
        """Whether there is nothing to see on a line."""
        return not self.lines[number].strip()

    def indented_until(self, number: int) -> int:
        """Return the number of the first line after a line that is not blank and not indented more than that."""
        last = following = number + 1
        while following < len(self.lines) and (
            self.is_blank(following) or self.indent(following) > self.indent(number)
        ):
            following += 1
            if not self.is_blank(following - 1):
                last = following
        return last

    def opaque_lines(
        self, first: int, after: int, kind: BlockKind = BlockKind.DIRECTIVE, texts: Sequence[Block] = ()
    ) -> int:
        """Take whole lines out of the view; returns the number of the line after them."""
        self.found.opaque(self.body(first), max(self.end(after - 1), self.body(first)), kind, texts)
        return after

    def title(self, number: int, first: int, last: int) -> int:
        """Make a caption of bytes `first` to `last` of a line whose rest is markup; returns the number of the next."""
        start = self.body(number)
        opening = self.found.source[self.starts[number] : start]
        self.found.title(start, first, last, self.end(number), opening)
        return number + 1

    def line_at(self, position: int) -> int:
        """Return the number of the line that holds the byte before a position."""
        return max(bisect_left(self.starts, position) - 1, 0)

    def walk(self, rules: Mapping[int, Sequence[Rule]]) -> None:
        """Apply the rules to every line outside of code fences."""
        number = self._after_front_matter()
        while number < len(self.lines):
            if self.containers:
                self._leave_containers(number)
                self.cut(number)
            number = self._take(number, rules)

    def _take(self, number: int, rules: Mapping[int, Sequence[Rule]]) -> int:
        start = self.body(number)
        text = self.found.source[start : self.end(number)]
        if text and not self.fence:
            after = self._after_rules(number, rules.get(text[0], ()))
            if not after and text.startswith(b"<!--"):
                end = self.comment_end(start)
                after = self.line_at(end) + 1 if end else 0
            if after:
                for passed in range(number + 1, after):
                    self.cut(passed)
                return after
        if not self._is_code(text) and text:
            self.stretches.append((start, self.starts[number + 1]))
        return number + 1

    def _after_rules(self, number: int, rules: Sequence[Rule]) -> int:
        for rule in rules:
            after = rule(self, number)
            if after:
                return after
        return 0

    def comment_end(self, start: int) -> int:
        """Return where the HTML comment ends that begins at `start`; 0 if it never does."""
        closing = self.searches.following(_COMMENT_END, start)
        return closing.end() if closing else 0

    def _is_code(self, text: bytes) -> bool:
        """Whether a line is a code fence, or stands between two."""
        marker = _FENCE.match(text)
        if self.fence:
            if marker and marker[1].startswith(self.fence) and not marker[2].strip():
                self.fence = b""
            return True
        if marker and not (marker[1].startswith(b"`") and b"`" in marker[2]):
            self.fence = marker[1]
            return True
        return False

    def _leave_containers(self, number: int) -> None:
        if self.is_blank(number):
            return
        indent = self.indent(number)
        while self.containers and not self.containers[-1].name and indent < self.containers[-1].content:
            self.names[self.containers.pop().name] -= 1
            self.fence = b""
        if self.containers and self.containers[-1].content < 0:
            container = self.containers[-1]
            container.content = indent
            container.cut += max(indent - container.indent, 0)

    def enter(self, indent: int, content: int, name: bytes = b"") -> None:
        """Note that the lines that follow stand in a container; `content` is -1 if the next one shows its column."""
        self.names[name] += 1
        outer = self.containers[-1].cut if self.containers else 0
        self.containers.append(Container(indent, content, name, outer + max(content - indent, 0)))

    def leave(self, names: Collection[bytes]) -> bool:
        """Leave the innermost container of one of some names, with all in it; returns whether there is one."""
        if not any(self.names[name] for name in names):
            return False
        while True:
            last = self.containers.pop()
            self.names[last.name] -= 1
            if last.name in names:
                return True

    def cut(self, number: int) -> None:
        """Cut the columns of containers out of the view of a line."""
        columns = self.containers[-1].cut if self.containers else 0
        if not columns:
            return
        start = position = self.starts[number]
        source = self.found.source
        while columns > 0 and source[position : position + 1] in (b" ", b"\t"):
            columns -= 1 if source[position : position + 1] == b" " else 4
            position += 1
        if position > start:
            self.found.cut(start, position)

    def _after_front_matter(self) -> int:
        """Return the number of the first line after front matter."""
        if not self.lines or not _YAML.match(self.lines[0].rstrip(b"\r\n")):
            return 0
        fence = self.lines[0].strip()
        for number in range(1, len(self.lines)):
            if self.lines[number].rstrip() == fence:
                if fence == b"+++":
                    self._take_toml(self.end(number))
                return number + 1
        return 0

    def _take_toml(self, end: int) -> None:
        """Take front matter that pyromark does not know."""
        texts: list[Block] = []
        if self.options.front_matter:
            from amts.documents.embedded.front_matter import front_matter_blocks

            texts = front_matter_blocks(self.found.source, 0, end, self.options.front_matter)
        self.found.opaque(0, end, BlockKind.FRONT_MATTER, texts)


def walk_lines(
    found: FoundMarkup, rules: Mapping[int, Sequence[Rule]], options: ReadingOptions
) -> list[tuple[int, int]]:
    """Apply the rules of a flavour to the lines of a document; returns the stretches that are texts, joined."""
    lines = found.source.splitlines(keepends=True)
    walk = LineWalk(found, lines, list(accumulate(map(len, lines), initial=0)), options)
    walk.walk(rules)
    joined: list[tuple[int, int]] = []
    for start, end in [*walk.stretches, *found.captions]:
        if joined and source_is_blank(found.source, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def source_is_blank(source: bytes, start: int, end: int) -> bool:
    """Whether a line begins at `end`, and nothing but what opens it stands between the two."""
    return start <= end and not source[start:end].strip(b" \t>") and b"\n" not in source[start:end]
