"""What in a workbook goes by the text of cells: columns of tables, formulas, filters. Such cells must stay as they are.

A formula that compares cells with "Done" no longer counts them once they say it in another language, and a table whose
header is not what its column is called is a damaged file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.markup.tree import attributes
from amts.documents.markup.tree_text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.documents.office.parts import Parts

_PARTS = ("main", "worksheet", "table", "pivotCacheDefinition")
_NAMING = re.compile(
    rb"<(?:x:)?(?P<tag>tableColumn|cacheField|filter|customFilter)(?P<attributes>\s(?:[^<>\"']|\"[^<\"]*\"|'[^<']*'|(?!))*+)>"
    rb"|<(?:x:)?(?:f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)(?:\s[^<>]*)?>(?P<formula>[^<]+)<"
)
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def name_of(text: str) -> str:
    """Return a text as those compare it that go by it: capitals and white space make no difference."""
    return " ".join(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).casefold().split())


def names_in(parts: Parts) -> frozenset[str]:
    """Return the texts by which something in a workbook goes, as `name_of` returns them."""
    return frozenset(name_of(text) for part in parts.of(*_PARTS) for text in _names(parts.read(part))) - {""}


def _names(raw: bytes) -> Iterator[str]:
    for match in _NAMING.finditer(raw):
        if match["tag"]:
            said = attributes(match["attributes"])
            yield decoded(said.get("name", "") or said.get("val", ""))
        else:
            for literal in _LITERAL.findall(decoded(match["formula"].decode())):
                # The values of a list to choose from are one literal: "Yes,No".
                yield from (literal.replace('""', '"'), *literal.split(","))
