"""Values of records and tables: which are texts, and what stands between them.

Every line of a value is a text of its own: in the answers of an assistant each line break counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from amts.documents.datasets.slots import value_marks
from amts.documents.splice import encoded
from amts.errors import DocumentError
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from amts.records import Document, ReadingOptions

# What the columns and keys are called that hold what people and assistants say, in the usual data sets.
_NAMES = """
    utt utterance annot_utt text sentence query question questions answer instruction input output context system prompt
    completion response content message title description summary chosen rejected
    messages.content messages.content.text message.content conversation.content conversations.content
    conversations.value dialog.text dialog.utterance dialogue.text dialogue.utterance turns.content turns.text
    turns.utterance chosen.content rejected.content prompt.content choices.text
"""
_USUAL = frozenset(_NAMES.split())
_TELLING = re.compile(r"[^\s,;|\"]")
_NAMES_OF_KEYS = ("id", "_id", "uid", "guid", "key")


@dataclass(frozen=True, slots=True)
class Value:
    """A line of a value, at characters `start` to `end` of the file; no text: it cannot be translated.

    Attributes:
        start: its first character.
        end: the character after it.
        text: what it says.
        encoding: how it is written down.
        record: what its record is called.
    """

    start: int
    end: int
    text: str
    encoding: str
    record: str


def wanted(options: ReadingOptions) -> frozenset[str]:
    """Return the names of the columns, or dotted paths of keys, whose values are texts."""
    return frozenset(options.columns) or _USUAL


def check_columns(options: ReadingOptions, found: Collection[str], name: str) -> None:
    """Check that the columns asked for are there.

    Raises:
        DocumentError: one is not.
    """
    missing = [column for column in options.columns if column not in found]
    if missing:
        there = ", ".join(sorted(found)[:20]) or "none"
        msg = f"{name}: no text in a column {missing[0]!r}; there are: {there}: correct the columns to translate"
        raise DocumentError(msg)


def record_name(values: Iterable[tuple[str, object]]) -> str:
    """Return what identifies a record, by its keys and values; nothing if it has no identifier."""
    known = {name.lower(): value for name, value in values if name.lower() in _NAMES_OF_KEYS}
    found = next((known[name] for name in _NAMES_OF_KEYS if isinstance(known.get(name), str | int)), "")
    return f"record:{found}" if found != "" else ""


def value_blocks(text: str, values: Iterable[Value], kind: BlockKind) -> Iterator[Block]:
    """Yield the blocks of a file's values, with an opaque one for what stands between two; offsets become bytes.

    Punctuation alone, as between the fields of a row, is none: so many blocks would take more memory than the texts.
    """
    position = byte = 0
    record = ""
    for value in values:
        start = byte + _size(text[position : value.start])
        end = start + _size(text[value.start : value.end])
        if _TELLING.search(text, position, value.start):
            yield Block(BlockKind.DIRECTIVE, byte, start, key=value.record if value.record != record else "")
        if value.text:
            yield Block(kind, start, end, value.text, value_marks(value.text), encoding=value.encoding)
        else:
            yield Block(BlockKind.OPAQUE, start, end)
        position, byte, record = value.end, end, value.record
    if text[position:].strip("\ufeff \t\r\n"):
        rest = BlockKind.DIRECTIVE if position else BlockKind.OPAQUE
        yield Block(rest, byte, byte + _size(text[position:]))


def with_texts(document: Document, texts: Mapping[int, str]) -> bytes:
    """Return a file with the texts of some values replaced, like `splice`.

    A row may be shorter than what Python needs to keep an edit, so that none is kept.
    """
    result = BytesIO()
    position = 0
    for index in sorted(texts):
        block = document.blocks[index]
        if texts[index] != block.text:
            result.write(document.body[position : block.start])
            result.write(encoded(block, texts[index], document.body))
            position = block.end
    result.write(document.body[position:])
    return result.getvalue()


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
