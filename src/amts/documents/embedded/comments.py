"""Comments in code as text blocks, and how a new text is written so that the comment stays one.

What only machines read stays as it is: shebangs, pragmas, separators, code that is commented out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from string import whitespace
from typing import TYPE_CHECKING

from amts.documents.embedded.comment_syntaxes import block_closings, pattern_of, syntax_of
from amts.documents.embedded.inline_marks import inline_marks
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amts.documents.embedded.comment_syntaxes import Syntax

_NEWLINE = re.compile(r"\r\n|\r|\n")
# Without any of these there is no comment in any language.
_SIGN = re.compile(r"[#%;]|/[/*]|--|\{-")
# The line that opens a block of code in Markdown: its backticks are no strings of the code.
_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[^\r\n]*")
# What may stand before a comment that has its line for itself: also the signs of a quote or of a Python session.
_MARGIN = re.compile(r"(?:^|(?<=[\r\n]))[ \t>]*\Z")
_MARGIN_WIDTH = 80
_LINE_MARKER = re.compile(r"(?:#+['|]?|/{2,}[!<]*|-{2,}|%+|;+)[ \t]*")
_BLOCK_OPENING = re.compile(r"/\*+!?|<!--+|\{-+\|?|--\[\[|#=|<#|%\{")
_BLOCK_MARGIN = re.compile(r"[ \t>]*(?:\*(?!\*)[ \t]*)?")
_LIST_MARKER = re.compile(r"(?:[*+•]|--?|\d{1,3}[.)])[ \t]+(?=\S)")
_DECORATION = "-=*#~_+/%; \t"
_ROW = re.compile(r"([-=*#~_+/%;])\1\1")
# What tools read: of compilers, linters, editors, documentation builders and licence scanners.
_DIRECTIVE = re.compile(
    r"!|@(?:tab|save)\b|%|\$\s|>>>|\[!code|\[if |-\*-|\+build|vim?:|go:|syntax=|escape=|type:|coding[:=]|"
    r"(?:fmt:|isort:|ruff:|noqa|pylint|pragma|pyright|mypy|flake8|nosec|eslint|prettier|"
    r"tslint|istanbul|jshint|webpack|NOLINT|nolint|"
    r"clang-|codecov|shellcheck|hadolint|rubocop|yamllint|markdownlint|cspell|spell-checker|doctest|language=|"
    r"sourceMappingURL|highlight-(?:next-line|start|end)|(?:end)?region\b|SPDX-|Copyright\b|\(c\)\s|"
    r"ANCHOR(?:_END)?:|more\Z|truncate\Z|toc\Z)",
    re.I,
)
_TAG = re.compile(r"[@\\][A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# A line longer than this is prose.
_LONG = 300
# Code that is commented out, or a path, by how it begins and ends.
_CODE = re.compile(
    "|".join(
        (
            r".*[;{}\\]\Z",
            r".*[=(].*[,(\[]\Z",
            r"[)\]}|]|\+-",
            r"[\"'][^\"']*[\"']\Z|(?:true|false|null|undefined|None|nil|True|False)\Z",  # a result
            r"[\w$]+\??:\s+\w+,\Z",
            r"[\w.\[\]'\"*$-]+(?:\s*,\s*[\w.\[\]]+)*\s*(?:[-+*/|&]?=|:=|=>)\s*\S",  # an assignment
            r"(?:[\w$]+(?:\.|::|->))*[\w$]+\(.*\)\W*\Z",  # a call
            r"(?:import|from)\s+[\w.{*@'\"]+(?:\s+(?:as|import|from)\b|\s*[,;]|\Z)",
            r"(?:return|def|class|const|let|var|func|fn|function|public|private|static|print|export)"
            r"\s+[\w$@.{*/'\"-]+(?:\s*(?:[=:({<*-]|\Z))",
            r"(?:sudo|pip3?|npm|npx|yarn|pnpm|apt|apt-get|brew|docker|git|cd|curl)\s+\S+(?:\s+\S+)?\Z",
            r"(?:if|for|while|with|elif|else|try|except)\b[^.]*:\Z|(?:if|for|while|switch)\s*\(.*\)",
            r"-?\s*[a-z][\w.-]*:(?:\s+[\w./\"'\[{*&-]\S*)?\Z",  # a key of YAML
            r"</?\w[^>]*>\Z|[#<]include\b",
            r"\S*[/\\_.=(){}<>|]\S*(?<=\w)\Z",  # a path or a name
        )
    )
)


@dataclass(slots=True)
class _Comment:
    """A comment, or a run of such that have their lines for themselves: where the text of each line may stand."""

    closing: str
    margin: str | None
    lines: list[tuple[int, int]] = field(default_factory=list)


def comment_blocks(source: bytes, start: int, end: int, language: str) -> list[Block]:
    """Find the texts in the comments of code.

    Args:
        source: the body of the document.
        start: the first byte of the code in it.
        end: the byte after the code.
        language: what the code is written in: a name, or the info string of a fence; unknown ones have no comments.
    """
    syntax = syntax_of(language)
    if syntax is None:
        return []
    code = source[start:end].decode()
    blocks: list[Block] = []
    position, byte = 0, start
    for comment in _comments(code, syntax):
        for lines in _paragraphs(code, comment):
            first = byte + len(code[position : lines[0][0]].encode())
            position = lines[-1][1]
            byte = first + len(code[lines[0][0] : position].encode())
            blocks.append(_block(code, lines, first, byte, comment.closing))
    return blocks


def without_comments(code: str, language: str) -> str:
    """Return code without its comments, which is equal in a translation; of an unknown language, all of it."""
    syntax = syntax_of(language)
    if syntax is None or not _SIGN.search(code):
        return code
    first = _first_line(code)
    kept = pattern_of(syntax).sub(lambda match: "" if match.lastgroup in ("line", "block") else match[0], code[first:])
    return code[:first] + kept


def _first_line(code: str) -> int:
    """Return where the first line of code is, behind the fence that opens it, if there is one."""
    fence = _FENCE.match(code)
    return fence.end() if fence else 0


def _block(code: str, lines: list[tuple[int, int]], start: int, end: int, closing: str) -> Block:
    text = "\n".join(code[first:last] for first, last in lines)
    breaks = tuple(code[last:first] for (_, last), (first, _) in pairwise(lines))
    return Block(
        BlockKind.PARAGRAPH, start, end, text, inline_marks(text), breaks, encoding=f"comment {closing}".rstrip()
    )


def _comments(code: str, syntax: Syntax) -> Iterator[_Comment]:
    run: _Comment | None = None
    for match in pattern_of(syntax).finditer(code, _first_line(code)):
        if match.lastgroup == "line":
            margin = _margin(code, match.start())
            if not (run and margin is not None and run.margin == margin and _follows(code, run, match.start(), margin)):
                yield from [run] if run else []
                run = _Comment("", margin)
            run.lines.append((_after(_LINE_MARKER, match), match.end()))
        elif match.lastgroup == "block":
            yield from [run] if run else []
            run = _block_comment(code, match, syntax)
    yield from [run] if run else []


def _after(pattern: re.Pattern[str], match: re.Match[str]) -> int:
    """Return where the text of a comment begins, behind the sign that opens it."""
    marker = pattern.match(match.string, *match.span())
    return marker.end() if marker else match.start()


def _margin(code: str, at: int) -> str | None:
    """Return what stands on the line before a comment if that is no code; otherwise None."""
    margin = _MARGIN.search(code[max(at - _MARGIN_WIDTH, 0) : at])
    return margin[0] if margin else None


def _follows(code: str, run: _Comment, at: int, margin: str) -> bool:
    """Whether a comment stands on the line after the last one of a run."""
    return bool(run.lines) and _NEWLINE.fullmatch(code[run.lines[-1][1] : at - len(margin)]) is not None


def _block_comment(code: str, match: re.Match[str], syntax: Syntax) -> _Comment | None:
    """Return a comment with an end of its own; None if that end is missing."""
    opening, closing = next(pair for pair in syntax.blocks if match[0].startswith(pair[0]))
    if len(match[0]) < len(opening) + len(closing) or not match[0].endswith(closing):
        return None
    start, end = _after(_BLOCK_OPENING, match), match.end() - len(closing)
    while end > start and code[end - 1] in "*-" and code[end - 1] in closing:
        end -= 1
    comment = _Comment(closing, None)
    for line in _lines(code, start, end):
        margin = _BLOCK_MARGIN.match(code, *line) if comment.lines and closing == "*/" else None
        comment.lines.append((margin.end() if margin else line[0], line[1]))
    return comment


def _lines(code: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for newline in _NEWLINE.finditer(code, start, end):
        yield start, newline.start()
        start = newline.end()
    yield start, max(start, end)


def _paragraphs(code: str, comment: _Comment) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines of each text of a comment; what is no text, a list item and a tag end the one before."""
    lines: list[tuple[int, int]] = []
    fenced = False
    for start, end in comment.lines:
        first, last, opens = _visible(code, start, end)
        fence = code.startswith(("```", "~~~"), first)
        fenced ^= fence
        prose = not (fence or fenced) and _is_prose(code[first:last], tags=bool(comment.closing))
        if lines and (opens or not prose):
            yield lines
            lines = []
        if prose:
            lines.append((first, last))
    if lines:
        yield lines


def _visible(code: str, start: int, end: int) -> tuple[int, int, bool]:
    """Return where the words of a line stand, and whether they begin a text: behind a list's sign, at a tag."""
    start += len(code[start:end]) - len(code[start:end].lstrip())
    item = _LIST_MARKER.match(code, start, end)
    opens = bool(item) or code.startswith(("@", "\\"), start)
    start = item.end() if item else start
    text = code[start:end].rstrip()
    end = start + len(text)
    before, after = len(text) - len(text.lstrip(_DECORATION)), len(text.rstrip(_DECORATION))
    if _ROW.search(text, 0, before):
        start, opens = start + before, True
    if _ROW.search(text, after):
        end, opens = end - (len(text) - after), True
    return start, max(start, end), opens


def _is_prose(line: str, *, tags: bool) -> bool:
    """Whether people read a line of a comment; `tags` such as `@param` open a text, but in comments of one line."""
    if _DIRECTIVE.match(line) or not _WORD.search(line):
        return False
    if _TAG.match(line):
        return tags and _WORD.search(_TAG.sub("", line)) is not None
    return len(line) > _LONG or not _CODE.match(line)


def _line_encoder(text: str, block: Block, _body: bytes) -> str:
    """Write a comment that ends with its line: no line break of any kind, no backslash that joins two lines."""
    lines = (line.rstrip("\\" + whitespace) if line.endswith("\\") else line for line in _kept_lines(text, block))
    return "\n".join(re.sub(r"\?(?=>)", "? ", line) for line in lines)


def _block_encoder(opening: str, closing: str) -> Callable[[str, Block, bytes], str]:
    """Return what writes a comment that ends with a sign: it cannot stand in the text, nor come about around it."""
    inner = [re.compile(f"{re.escape(sign[0])}(?={re.escape(sign[1])})") for sign in (closing[-2:], opening[:2])]
    if closing == "-->":
        inner = [re.compile("-(?=-)"), re.compile("-(?=>)")]
    edges = frozenset(opening + closing)

    def encode(text: str, block: Block, _body: bytes) -> str:
        return "\n".join(_apart(line, inner, edges) for line in _kept_lines(text, block))

    return encode


def _apart(line: str, inner: list[re.Pattern[str]], edges: frozenset[str]) -> str:
    for pattern in inner:
        line = pattern.sub(lambda match: match[0] + " ", line)
    before = " " if line[:1] in edges and line else ""
    return before + line + (" " if line[-1:] in edges and line else "")


def _kept_lines(text: str, block: Block) -> list[str]:
    """Return the lines of a new text: one, unless the comment had more."""
    if not block.breaks:
        text = text.replace("\n", " ")
    return [" ".join(line.splitlines()) for line in text.split("\n")]


COMMENT_ENCODERS: dict[str, Callable[[str, Block, bytes], str]] = {
    "comment": _line_encoder,
    **{f"comment {closing}": _block_encoder(opening, closing) for closing, opening in block_closings().items()},
}
