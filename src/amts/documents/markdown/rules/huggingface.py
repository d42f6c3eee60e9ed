"""Hugging Face's documentation: components in tags of their own lines, and commands in double brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.markdown.rules.mdx import tag_lines

if TYPE_CHECKING:
    from amts.documents.markdown.lines import LineWalk

_COMMAND = re.compile(rb"\[\[[\w.-]+\]\](?:[ \t]+[\w.]+)?\Z")
_COMPONENT = re.compile(rb"</?(?:[A-Z]|(?:hfoptions?|frameworkcontent|pt|tf|jax)\b)")


def command_lines(walk: LineWalk, number: int) -> int:
    """Take a command such as `[[autodoc]] Class`, with the methods that are listed after it."""
    if not _COMMAND.match(walk.text(number)):
        return 0
    return walk.opaque_lines(number, walk.indented_until(number))


def component_lines(walk: LineWalk, number: int) -> int:
    """Take the tags of a component; those of HTML are left to Markdown."""
    match = _COMPONENT.match(walk.text(number))
    return tag_lines(walk, number) if match else 0
