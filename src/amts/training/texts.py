"""Texts in one language: of documents, of folders of documents, of plain files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.formats import SELDOM_DOCUMENTS, find_documents, read_document
from amts.placeholders import has_words
from amts.segments.masks import mask
from amts.segments.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amts.records import Segment

_ALSO = frozenset({".txt", ".tsv", ".csv", ".jsonl"}) & SELDOM_DOCUMENTS


def blocks_of(path: Path) -> Iterator[Segment]:
    """Yield the masked text of each block with words, of a document or of all in a folder.

    Raises:
        PathError: there is no such document, or none in the folder.
        DocumentError: one cannot be read.
    """
    for file in find_documents(path, also=_ALSO):
        yield from (mask(block) for block in read_document(file).blocks if block.text and has_words(block.text))


def sentences_of(path: Path, tag: str) -> Iterator[Segment]:
    """Yield the masked sentences with words of a document, or of all in a folder, in a language."""
    for block in blocks_of(path):
        yield from (each.segment for each in split(block, tag) if has_words(each.segment.text))
