"""What a line of AsciiDoc may be."""

from __future__ import annotations

import re
from array import array
from typing import NamedTuple


class Line(NamedTuple):
    """A line without its line break and the white space at its end; offsets are characters of the document."""

    start: int
    end: int
    text: str


COMMENT = re.compile(r"//(?!/)")
PREPROCESSOR = re.compile(r"(?:ifdef|ifndef|ifeval|endif|include)::[^\s\[]*+\[(.*)\]$")
ATTRIBUTE_ENTRY = re.compile(r":(!?\w[\w-]*!?):(?:[ \t]+|$)")
ATTRIBUTE_LIST = re.compile(r"\[(?:|[\w.#%{,\"'].*|\[(?:|[A-Za-z_:][\w:.-]*(?:,.+)?)\])\]$")
BLOCK_TITLE = re.compile(r"\.(?=\.?[^ \t.])")
HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(?=\S)")
UNDERLINES = {"=": 1, "-": 2, "~": 3, "^": 4, "+": 5}
RULE = re.compile(r"'{3,}$|<{3,}$|(?:-{3}|\*{3}|- - -|\* \* \*)$")
BLOCK_MACRO = re.compile(r"([A-Za-z_][\w-]*)::([^\s\[]*+)\[(.*)\]$")
ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+(?=\S)")
TABLE = re.compile(r"[|,:!]={3,}$")
DELIMITER = re.compile(r"(?:([-.=*_+/])\1{3,}|--|```+\S*)$")
# The white space between a marker and what follows it is part of the marker, and so is the box of a task.
ITEM = re.compile(
    r"[ \t]*(?:-|\*{1,5}|\u2022|\.{1,5}|\d+\.|[A-Za-z]\.|[IVXivx]+\)|<(?:\d+|\.)>)[ \t]+(?:\[[ xX*]\][ \t]+)?(?=\S)"
)
TERM = re.compile(r"[ \t]*(?!//)(\S.*?)(:::?:?|;;)(?:[ \t]+|$)")


# How a line for the preprocessor begins.
_META = frozenset("/ie")


class Lines:
    """The lines of a stretch of a document; in little memory, so that large documents fit too."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._starts = array("Q")
        self._texts: list[str] = []
        while start < end:
            newline = text.find("\n", start, end)
            self._starts.append(start)
            self._texts.append(text[start : newline if newline >= 0 else end].rstrip())
            start = newline + 1 if newline >= 0 else end

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> Line:
        start, text = self._starts[number], self._texts[number]
        return Line(start, start + len(text), text)

    def between(self, first: int, last: int | None) -> list[Line]:
        """Return the lines from `first` to before `last`, or to the end."""
        return [self[number] for number in range(first, len(self) if last is None else last)]

    def find(self, text: str, first: int) -> int | None:
        """Return the number of the next line that reads so, from `first` on, or None."""
        try:
            return self._texts.index(text, first)
        except ValueError:
            return None


def is_meta(line: str) -> bool:
    """Whether a line is for the preprocessor: a comment, a condition or an inclusion."""
    return line[:1] in _META and (COMMENT.match(line) is not None or PREPROCESSOR.match(line) is not None)


def indentation(line: str) -> int:
    """Return how many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


def heading_level(line: str) -> int:
    """Return the level of a title on one line, or 0."""
    match = HEADING.match(line)
    return len(match[1]) if match else 0


def underlined_level(line: str, below: str) -> int:
    """Return the level of a title with a line below it that is as long, or 0."""
    level = UNDERLINES.get(below[:1], 0)
    same = below == below[:1] * len(below) and abs(len(below) - len(line)) < 2 and len(below) > 1
    titled = level and same and re.search(r"\w", line) and not line[0].isspace()
    return level if titled else 0
