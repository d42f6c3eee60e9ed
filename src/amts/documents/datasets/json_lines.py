"""JSON Lines: a record on each line, some of whose strings are texts; each string keeps its quotes and its style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from amts.documents.datasets.values import Value, check_columns, record_name, value_blocks, wanted, with_texts
from amts.documents.json_strings import encoded, leaves, literals, load, said, style_of
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode
from amts.records import BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.records import Address, ReadingOptions

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_BOM = "\ufeff"
# Within a string: white space, line breaks, anything else; each may be escaped.
_BLANK_ESCAPE = r"\\(?:[tf]|u(?:0009|000[bBcC]|001[c-fC-F]|0020|0085|00[aA]0|1680|200[0-9aA]|202[89fF]|205[fF]|3000))"
_BREAK_ESCAPE = r"\\(?:[nr]|u000[aAdD])"
_BLANK = rf"(?:[^\S\\]++|{_BLANK_ESCAPE}|(?!))"
_INK = rf"(?:[^\s\\]++|(?!{_BLANK_ESCAPE}|{_BREAK_ESCAPE})\\(?:u[0-9A-Fa-f]{{4}}|.)|(?!))"
_PIECE = re.compile(rf"(?:{_BLANK}|{_BREAK_ESCAPE}|(?!))++|(?P<ink>{_INK}++(?:{_BLANK}++{_INK}++|(?!))*+)")


class JsonLines:
    """The format of records, one line of JSON for each."""

    suffixes: ClassVar[tuple[str, ...]] = (".jsonl",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the strings that are texts."""
        text = decode(content, name)
        encoding = "json-ascii" if style_of(text).ascii else "json"
        found: set[str] = set()
        values = _values(text, name, wanted(options), encoding, found)
        blocks = tuple(value_blocks(text, values, BlockKind.PARAGRAPH))
        if text.strip("\ufeff \t\r\n"):
            check_columns(options, found, name)
        return Document(name, "jsonl", content, blocks, content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace some lines of texts within their strings."""
        return with_texts(document, texts)

    def links(self, document: Document) -> Links:
        """Return nothing: records have no links that a tool may follow."""
        return Links()


def _values(text: str, name: str, paths: frozenset[str], encoding: str, found: set[str]) -> Iterator[Value]:
    """Yield the lines of the texts in all records; what paths lead to some is added to `found`."""
    keys = frozenset(key for path in paths for key in (path, *path.split(".")))
    for number, line in enumerate(_LINE.finditer(text), start=1):
        source = line[0].removeprefix(_BOM) if number == 1 else line[0]
        if not source.strip():
            continue
        record = load(source, f"{name}: line {number}")
        called = record_name(record.items()) if isinstance(record, dict) else ""
        offset = line.end() - len(source)
        for leaf in leaves(source, keys):
            path = ".".join(key for key in leaf.path if isinstance(key, str))
            if path in paths:
                found.add(path)
                for start, end in literals(source, leaf):
                    yield from _texts(source[start + 1 : end - 1], offset + start + 1, encoding, called)


def _texts(source: str, offset: int, encoding: str, record: str) -> Iterator[Value]:
    """Yield the lines of a string, by what stands between its quotes."""
    for piece in _PIECE.finditer(source):
        if ink := piece["ink"]:
            text = said(f'"{ink}"', 0, len(ink) + 2)
            whole = text if encoded(text) is not None else ""
            yield Value(offset + piece.start(), offset + piece.end(), whole, encoding, record)
