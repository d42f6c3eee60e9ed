"""MyST: directives in fences whose content may be text, targets, comments, cell breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.markdown.rules.colon_fences import container_lines
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_DIRECTIVE = re.compile(rb"(?P<fence>`{3,}+|~{3,}+|:{3,}+)[ \t]*+\{(?P<name>[\w:.+-]++)\}[ \t]*+(?P<title>.*)\Z", re.S)
_FENCE = re.compile(rb"(`{3,}+|~{3,}+|:{3,}+)\Z")
_TARGET = re.compile(rb"\([^()\s]+\)=\Z")
_COMMENT = re.compile(rb"%(?:[ \t]|\Z)")
_BREAK = re.compile(rb"\+\+\+(?:[ \t].*)?\Z", re.S)
_OPTION = re.compile(rb":(?P<name>[\w-]+):(?:[ \t]+(?P<value>.*))?\Z", re.S)
# The content of these is Markdown; of others it is opaque, as is that of code.
_TEXT = frozenset(
    b"admonition note warning tip important hint caution danger attention error seealso todo versionadded "
    b"versionchanged versionremoved deprecated topic sidebar margin aside dropdown card card-carousel grid grid-item "
    b"grid-item-card tab-set tab-item details div container epigraph pull-quote highlights figure table list-table "
    b"glossary exercise solution proof prf:proof prf:theorem prf:axiom prf:lemma prf:definition prf:criterion "
    b"prf:remark prf:conjecture prf:corollary prf:algorithm prf:example prf:property prf:observation "
    b"prf:proposition prf:assumption theorem definition remark example centered attributions only compound rubric "
    b"blockquote panels".split()
)
# What stands after the names of these is no text: a path, a number of columns, a condition.
_ARGUMENT = frozenset(b"figure grid div container only tab-set card-carousel glossary".split())
_OPTIONS_FOR_PEOPLE = frozenset({b"alt", b"caption", b"title"})


def directive_lines(walk: LineWalk, number: int) -> int:
    """Take the lines that open and close a directive, and its options; all of it if its content is no text."""
    text = walk.text(number)
    match = _DIRECTIVE.match(text)
    if match is None:
        return _closing_lines(walk, number)
    if match["name"] not in _TEXT:
        return _code_lines(walk, number, match["fence"]) if text.startswith(b":") else 0
    if match["title"].strip() and match["name"] not in _ARGUMENT:
        walk.title(number, walk.body(number) + match.start("title"), walk.end(number))
    else:
        walk.opaque_lines(number, number + 1)
    if not text.startswith(b":"):
        walk.enter(walk.indent(number), 0, match["fence"])
    return _after_options(walk, number + 1)


def _closing_lines(walk: LineWalk, number: int) -> int:
    match = _FENCE.match(walk.text(number))
    if match is None:
        return container_lines(walk, number) if walk.text(number).startswith(b":::") else 0
    closed = {name for name in walk.names if name and match[1].startswith(name)}
    if match[1].startswith(b":") or walk.leave(closed):
        return walk.opaque_lines(number, number + 1)
    return 0


def _code_lines(walk: LineWalk, number: int, fence: bytes) -> int:
    """Take a directive between colons whose content is no text."""
    after = number + 1
    while after < len(walk.lines):
        after += 1
        closing = _FENCE.match(walk.text(after - 1))
        if closing and closing[1].startswith(fence):
            break
    return walk.opaque_lines(number, after, BlockKind.CODE)


def _after_options(walk: LineWalk, number: int) -> int:
    """Take the options of a directive (`:name: value` or YAML); returns the number of the first line of its content."""
    if number < len(walk.lines) and walk.text(number) == b"---":
        for after in range(number + 1, len(walk.lines)):
            if walk.text(after) == b"---":
                return walk.opaque_lines(number, after + 1)
        return number
    while number < len(walk.lines) and (option := _OPTION.match(walk.text(number))):
        if option["name"] in _OPTIONS_FOR_PEOPLE and option["value"]:
            walk.title(number, walk.body(number) + option.start("value"), walk.end(number))
        else:
            walk.opaque_lines(number, number + 1)
        number += 1
    return number


def mark_lines(walk: LineWalk, number: int) -> int:
    """Take a target, a comment or a cell break."""
    text = walk.text(number)
    if _TARGET.match(text) or _COMMENT.match(text) or (_BREAK.match(text) and number):
        return walk.opaque_lines(number, number + 1)
    return 0
