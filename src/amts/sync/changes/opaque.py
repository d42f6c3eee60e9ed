"""What a change of a block that is not translated means: code, mathematics, directives, pictures."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

from amts.documents.embedded.comment_syntaxes import pattern_of, syntax_of
from amts.documents.embedded.comments import comment_blocks
from amts.sync.records import Change

if TYPE_CHECKING:
    from amts.documents.embedded.comment_syntaxes import Syntax

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*([^\r\n]*)")
# A picture, a label, a definition of links.
_POINTING = re.compile(r"\s*(?:!\[|:[\w-]+:`|\[[^\]]+\]:|\.\. (?:_|image::|figure::))")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
# In these, blanks within a line say nothing but where a word ends; elsewhere any may.
_FREE = tuple(map(syntax_of, ("python", "c", "rust", "go", "java", "c#", "javascript", "dart", "php", "sql")))
_BLANKS = re.compile(r"(?<=\S)[ \t]+(?=\S)")
_LOOSE_BLANKS = re.compile(r"(?<=[\w)\]}\"'])[ \t]+(?=[^\w\s])|(?<=[^\w\s])[ \t]+(?=[\w(\[{\"'])")
_LOOSE_SPACE = re.compile(r"(?<!\w)\s+|\s+(?!\w)")


def classify_opaque(old: str, new: str) -> Change:
    """Return what a change of an opaque block means.

    Comments for people and white space that says nothing are cosmetic; addresses of pictures and labels are links;
    everything else is code. The language of code is that of its fence.
    """
    if old == new:
        return Change.NONE
    if _essence(old) == _essence(new):
        return Change.COSMETIC
    return Change.LINK if _POINTING.match(old) and _POINTING.match(new) else Change.CODE


def _essence(text: str) -> str:
    """Return a block without what says nothing."""
    text = text.replace("\r\n", "\n")
    fence = _FENCE.match(text)
    if fence:
        syntax = syntax_of(fence[1])
        return _lines(_code(text, fence[1], syntax) if syntax else text)
    if text.lstrip().startswith(("$$", "\\[", "\\begin")):
        return _LOOSE_SPACE.sub("", text)
    return _lines(_COMMENT.sub("", text) if text.lstrip().startswith("<") else text)


def _lines(text: str) -> str:
    """Return the lines that are not blank, without what is blank at their ends and before all of them."""
    return dedent("\n".join(line.rstrip() for line in text.splitlines() if line.strip()))


def _code(text: str, language: str, syntax: Syntax) -> str:
    """Return code without comments that people read, strings as they are, and blanks only where they may matter."""
    text = _without_prose(text, language)
    pieces: list[str] = []
    position = 0
    for match in pattern_of(syntax).finditer(text):
        pieces += (_tightened(text[position : match.start()], syntax), _said(match))
        position = match.end()
    return "".join([*pieces, _tightened(text[position:], syntax)])


def _without_prose(text: str, language: str) -> str:
    content = text.encode("utf-8", "surrogatepass")
    kept, position = [], 0
    for block in comment_blocks(content, 0, len(content), language):
        kept.append(content[position : block.start])
        position = block.end
    return b"".join([*kept, content[position:]]).decode("utf-8", "surrogatepass")


def _said(match: re.Match[str]) -> str:
    """Return a string or a comment as it is; a comment of which only the signs are left is nothing."""
    emptied = match.lastgroup in ("line", "block") and not any(map(str.isalnum, match[0]))
    return "" if emptied else match[0]


def _tightened(code: str, syntax: Syntax) -> str:
    code = _BLANKS.sub(" ", code)
    return _LOOSE_BLANKS.sub("", code) if syntax in _FREE else code
