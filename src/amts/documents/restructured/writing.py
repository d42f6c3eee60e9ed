"""How new texts are written into reStructuredText: encoders, by the name in `Block.encoding`.

A new text must not become something else, such as a list because it begins with `- `, and a title's adornment must be
at least as wide as the title.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from amts.documents.restructured.inline import SPECIAL, marks_of
from amts.documents.restructured.inline_finder import closes_before, find, normalised, opens_after
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from amts.documents.restructured.inline_finder import Found
    from amts.records import Block, Inline

_OPTION = r"(?:-\w(?: ?<[^>\n]+>| ?[A-Za-z][\w-]*)?|(?:--|/)[\w][\w-]*(?:[ =](?:<[^>\n]+>|[A-Za-z][\w-]*))?)"
# What begins a line of something that is no paragraph.
BULLET = re.compile(r"[-+*•‣⁃](?:[ \t]+|$)")
ENUMERATOR = re.compile(
    r"(?:\((?:\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|#)\)|(?:\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|#)[.)])(?:[ \t]+|$)"
)
FIELD = re.compile(r":(?![: ])((?:[^:\\]|\\.|:(?![ `\t]|$))*)(?<! ):(?:[ \t]+|$)")
OPTION = re.compile(rf"{_OPTION}(?:, {_OPTION})*(?:  +| ?$)")
DOCTEST = re.compile(r">>>(?: |$)")
LINE = re.compile(r"\|(?:[ \t]+|$)")
EXPLICIT = re.compile(r"\.\.(?:[ \t]+|$)")
ANONYMOUS = re.compile(r"__(?:[ \t]+|$)")
GRID = re.compile(r"\+-[-+]+-\+$")
SIMPLE = re.compile(r"=+(?:[ ]+=+)+$")
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*$")
ATTRIBUTION = re.compile(r"(?:---?(?!-)|—)[ \t]*(?=\S)")
_STRUCTURES = (
    ADORNMENT, BULLET, ENUMERATOR, FIELD, OPTION, DOCTEST, LINE, EXPLICIT, ANONYMOUS, GRID, SIMPLE, ATTRIBUTION,
)  # fmt: skip
# The adornment comes first, as it refers to its first group.
_STRUCTURE = re.compile("|".join(each.pattern for each in _STRUCTURES))
# So far before a cell its quote is looked for.
_NEAR = 100


def paragraph(text: str, block: Block, _: bytes) -> str:
    """Write a paragraph: lines that are not blank or indented, and that begin and end nothing else."""
    lines = [line.strip() for line in text.split("\n")]
    text = write("\n".join(filter(None, lines)), block.inlines, block.text)
    return _closed("\n".join(_plain_line(line, first=not index) for index, line in enumerate(text.split("\n"))))


def line(text: str, block: Block, body: bytes) -> str:
    """Write what must stay on one line, such as a term."""
    return paragraph(_one_line(text), block, body)


def title(text: str, block: Block, body: bytes) -> str:
    """Write a title with its adornment, which is made as wide as the title at least."""
    return "\n".join(_title_lines(text, block, body))


def held_title(text: str, block: Block, body: bytes) -> str:
    """Write a title that others refer to by its words: they stay as a target above it."""
    lines = _title_lines(text, block, body)
    kept = normalised(text) == normalised(block.text)
    return "\n".join(lines if kept else [f".. _`{block.text}`:", "", *lines])


def _title_lines(text: str, block: Block, body: bytes) -> list[str]:
    """Return the lines of a title: targets that belong to it, a line over it perhaps, itself, the line under it."""
    lines = LINE_BREAK.split(body[block.start : block.end].decode())
    written = line(text, block, body)
    over = len(lines) > 2 and lines[-3] == lines[-1]
    indent = len(block.breaks[-2].lstrip("\r\n")) if over else 0
    adornment = lines[-1][0] * max(columns(written) + indent, _LEAST_WIDTH)
    return [*lines[:-3], adornment, written, adornment] if over else [*lines[:-2], written, adornment]


# A shorter adornment may be read as text.
_LEAST_WIDTH = 4
# The look-behind spares trying every blank of a long row of them.
LINE_BREAK = re.compile(r"(?<![^\S\r\n])[^\S\r\n]*(?:\r\n|\r|\n)[ \t]*")


def unparsed(text: str, _block: Block, _body: bytes) -> str:
    """Write what is read without regard to markup, such as what stands for a picture."""
    return _one_line(text)


def quoted_cell(text: str, block: Block, body: bytes) -> str:
    """Write a cell of comma-separated values."""
    written = line(text, block, body)
    before = body[max(block.start - _NEAR, 0) : block.start]
    if before.rstrip(b" ").endswith(b'"'):
        return written.replace('"', '""')
    return '"' + written.replace('"', '""') + '"' if set(written) & set(',"') else written


def _one_line(text: str) -> str:
    return " ".join(filter(None, map(str.strip, text.split("\n"))))


def _plain_line(text: str, *, first: bool) -> str:
    """Return the line with a backslash before it if it would begin something else."""
    return "\\" + text if (_STRUCTURE if first else ADORNMENT).match(text) else text


def _closed(text: str) -> str:
    """Return the text so that its end does not announce a literal block."""
    return text[:-1] + "\\:" if text.endswith("::") else text


def columns(text: str) -> int:
    """Return how many columns a text fills: wide characters two; combining ones take one off."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    return 1 + (unicodedata.east_asian_width(character) in "WF") - (unicodedata.combining(character) > 0)


def write(text: str, inlines: Iterable[Inline], source: str) -> str:
    """Return a new text as it is to be written: what is no markup is escaped, markup stands apart from words.

    Args:
        text: the new text, with its markup.
        inlines: the markup of the text that it replaces.
        source: the text that it replaces.
    """
    if not SPECIAL.search(text):
        return text
    inlines = tuple(inlines)
    escapes = any(each.kind is MarkKind.ESCAPE for each in inlines)
    found = find(text, frozenset(), marks_of(source, inlines), escapes=escapes)
    return "".join(_apart(_pieces(text, found, escapes=escapes)))


def _pieces(text: str, found: list[Found], *, escapes: bool) -> Iterator[tuple[MarkKind | None, str]]:
    """Yield the markup, and between it the text (kind None) with a backslash where it could be taken for markup."""
    position = depth = 0
    for kind, start, end in found:
        yield None, _escaped(text, position, start, inside=depth > 0, backslashes=not escapes)
        depth += (kind is MarkKind.OPEN) - (kind is MarkKind.CLOSE)
        yield kind, text[start:end]
        position = end
    yield None, _escaped(text, position, len(text), inside=False, backslashes=not escapes)


_RISKY = re.compile(r"\\|[*|](?=\S)|`|(?<=[\w\]])_{1,2}(?!\w)")
_RISKY_INSIDE = re.compile(r"[\\*|`]|(?<=[\w\]])_{1,2}(?!\w)")


def _escaped(text: str, start: int, end: int, *, inside: bool, backslashes: bool) -> str:
    def escape(match: re.Match[str]) -> str:
        sign = match[0]
        if sign == "\\":
            return "\\\\" if backslashes else sign
        # `2*3`: after a letter a sign begins nothing.
        if not inside and sign in "*|" and match.start() > start and not opens_after(text[match.start() - 1]):
            return sign
        return "".join("\\" + each for each in sign)

    return (_RISKY_INSIDE if inside else _RISKY).sub(escape, text[start:end]) if start < end else ""


_NEEDS_NO_ROOM = (None, MarkKind.ESCAPE)


def _apart(pieces: Iterator[tuple[MarkKind | None, str]]) -> Iterator[str]:
    r"""Yield the pieces with `\ ` wherever markup would touch what it must not."""
    before = ""
    waiting = False
    for kind, piece in pieces:
        if not piece:
            continue
        bracket = piece in ("⟦", "⟧")
        opens = kind not in _NEEDS_NO_ROOM and kind is not MarkKind.CLOSE and not bracket
        touches = waiting and not closes_before(piece[0])
        if touches or (opens and before and not opens_after(before)):
            yield "\\ "
        yield piece
        waiting = kind not in _NEEDS_NO_ROOM and kind is not MarkKind.OPEN and not bracket
        before = "" if kind is MarkKind.OPEN else piece[-1]


RESTRUCTURED_ENCODERS: dict[str, Callable[[str, Block, bytes], str]] = {
    "rst": paragraph,
    "rst-line": line,
    "rst-title": title,
    "rst-held-title": held_title,
    "rst-unparsed": unparsed,
    "rst-csv": quoted_cell,
}
