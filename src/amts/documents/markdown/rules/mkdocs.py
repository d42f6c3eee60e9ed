"""Lines of MkDocs and Python-Markdown: admonitions, tabs, snippets, definition lists. What is in them is indented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_BLOCK = re.compile(rb"(?:!!!|\?\?\?\+?|===[!+]*)(?=[ \t])[^\"]*+(?:\"(?P<title>.*)\")?\Z", re.S)
_TAB = re.compile(rb"===[!+]*[ \t]+\"")
_SNIPPET = re.compile(rb"-{1,}8<-{1,}(?:[ \t]+[\"'].*)?\Z")
_INCLUDE = re.compile(rb"\{[*!%].*[*!%]\}\Z")
_ABBREVIATION = re.compile(rb"\*\[[^\]]+\]:[ \t]*")
_CONTENTS = re.compile(rb"\[+(?i:toc)\]+\Z")
_DEFINITION = re.compile(rb":[ \t]{1,3}(?=\S)")


def admonition_lines(walk: LineWalk, number: int) -> int:
    """Take the line that opens an admonition or a tab; its title is a text, what is indented after it is Markdown."""
    text = walk.text(number)
    match = _BLOCK.match(text)
    if match is None or (text.startswith(b"===") and not _TAB.match(text)):
        return 0
    if match["title"] and match["title"].strip():
        start = walk.body(number)
        walk.title(number, start + match.start("title"), start + match.end("title"))
    else:
        walk.opaque_lines(number, number + 1)
    indent = walk.indent(number)
    walk.enter(indent, indent + 4)
    return number + 1


def snippet_lines(walk: LineWalk, number: int) -> int:
    """Take a line that includes another file, or the lines between two scissors."""
    text = walk.text(number)
    if not _SNIPPET.match(text):
        return 0
    after = number + 1
    if not text.endswith((b'"', b"'")):
        while after < len(walk.lines) and not walk.is_blank(after):
            after += 1
            if _SNIPPET.match(walk.text(after - 1)):
                break
    return walk.opaque_lines(number, after)


def inclusion_lines(walk: LineWalk, number: int) -> int:
    """Take a line that is one command in braces."""
    return walk.opaque_lines(number, number + 1) if _INCLUDE.match(walk.text(number)) else 0


def contents_lines(walk: LineWalk, number: int) -> int:
    """Take a line that stands for the table of contents."""
    return walk.opaque_lines(number, number + 1) if _CONTENTS.match(walk.text(number)) else 0


def abbreviation_lines(walk: LineWalk, number: int) -> int:
    """Take an abbreviation; what it stands for is a text."""
    match = _ABBREVIATION.match(walk.text(number))
    start = walk.body(number)
    if match is None or start + match.end() >= walk.end(number):
        return 0
    return walk.title(number, start + match.end(), walk.end(number))


def definition_lines(walk: LineWalk, number: int) -> int:
    """Open the definition of a term; its text and what is indented after it is Markdown."""
    match = _DEFINITION.match(walk.text(number))
    if match is None or not number:
        return 0
    start, indent = walk.body(number), walk.indent(number)
    walk.found.cut(start, start + match.end(), b"\n" + walk.found.source[walk.starts[number] : start])
    walk.stretches.append((start + match.end(), walk.starts[number + 1]))
    walk.enter(indent, indent + 4)
    return number + 1
