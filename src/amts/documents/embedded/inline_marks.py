"""Markup within a text that has no markup language of its own, such as a comment or a title in front matter."""

from __future__ import annotations

import re

from amts.records import Inline, MarkKind

_MARKS = re.compile(
    r"(?P<code>`[^`\n]+`|\{@[^{}\n]*\}|[@\\](?:param|arg|tparam|property|throws|exception)\b(?:[ \t]+\{[^{}\n]*\})?"
    r"[ \t]+[\w.$\[\]=]+|(?<!\S)[@\\][A-Za-z]+\b(?:[ \t]+\{[^{}\n]*\})?)"
    r"|(?P<url>\bhttps?://[^\s<>()\[\]{}\"'`，。；：、（）]*[^\s<>()\[\]{}\"'`.,;:!?，。；：、（）])"
    r"|(?P<html></?[A-Za-z][^<>\n]*>)"
    r"|(?P<role>\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\})"
    r"|(?P<literal>[⟦⟧])"
)


def inline_marks(text: str) -> tuple[Inline, ...]:
    """Find code in backticks, tags of documentation comments, addresses, HTML, templates and placeholder brackets."""
    return tuple(Inline(MarkKind(match.lastgroup or "literal"), *match.span()) for match in _MARKS.finditer(text))
