"""How a text is written down within another syntax, by the name in `Block.encoding`.

An encoder gets the new text of a block with its markup in place, the block, and the body that it stands in. It returns
what to write at the block's place; line breaks (LF) in it become the block's own breaks. A text that stays what it was
is never encoded anew: there may be several ways to write it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Block

    Encoder = Callable[[str, Block, bytes], str]

# The tables of encoders, by name: each stands beside the reader of what it writes, which itself needs this module.
_TABLES = (
    "amts.documents.asciidoc.inline:ASCIIDOC_ENCODERS",
    "amts.documents.markup.character_data:TAG_ENCODERS",
    "amts.documents.embedded.comments:COMMENT_ENCODERS",
    "amts.documents.office.runs:OFFICE_ENCODERS",
    "amts.documents.datasets.fields:FIELD_ENCODERS",
    "amts.documents.embedded.front_matter:FRONT_MATTER_ENCODERS",
    "amts.documents.json_strings:JSON_ENCODERS",
    "amts.documents.restructured.writing:RESTRUCTURED_ENCODERS",
    "amts.documents.xliff.targets:XLIFF_ENCODERS",
)


def encoder(name: str) -> Encoder:
    """Return the encoder of a name."""
    return _encoders()[name]


@cache
def _encoders() -> dict[str, Encoder]:
    found: dict[str, Encoder] = {}
    for table in _TABLES:
        module, _, name = table.partition(":")
        found |= getattr(import_module(module), name)
    return found
