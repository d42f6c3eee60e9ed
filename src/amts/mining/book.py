"""A source tree and its translation, read from disk as a book: documents, passages, pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from amts.alignment.book import Alignment, align
from amts.documents.formats import find_documents, format_of, read_document
from amts.documents.protocol import AS_USUAL
from amts.errors import PathError
from amts.placeholders import collapsed
from amts.progress import silent, track
from amts.records import Bitext, Passage
from amts.segments.masks import mask
from amts.segments.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from amts.alignment.paths import PathTemplate
    from amts.documents.protocol import Format
    from amts.progress import Progress
    from amts.records import Block, Document, ReadingOptions, Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """A source document of a book: its name, where it lies, where its translation lies or would lie, how to read it."""

    name: str
    source: Path
    target: Path
    reading: ReadingOptions = AS_USUAL

    @property
    def translated(self) -> bool:
        """Whether the translation exists."""
        return self.target.is_file()

    def read_source(self) -> Document:
        """Read the source document."""
        return read_document(self.source, self.name, self.reading)

    def read_target(self) -> Document:
        """Read the translation."""
        return read_document(self.target, self.name, self.reading)


def entries(root: Path, template: PathTemplate, reading: ReadingOptions = AS_USUAL) -> list[Entry]:
    """Return the source documents below a folder whose paths fit the template.

    Raises:
        PathError: there are none.
    """
    found = []
    for path in find_documents(root, PurePath(template.source).suffix, also=[".svg"] if reading.drawings else ()):
        relative = path.relative_to(root).as_posix()
        target = template.counterpart(relative)
        if target:
            found.append(Entry(template.name(relative), path, root / target, reading))
    if not found:
        msg = f"{root}: no document fits the template {template.source!r}"
        raise PathError(msg)
    # `{stem}.md` fits `x_origin.md` too: what is another one's translation is no source.
    targets = {entry.target for entry in found if entry.translated}
    return [entry for entry in found if entry.source not in targets]


def passages(document: Document, tag: str) -> tuple[Passage, ...]:
    """Return a document's blocks with their texts cut into sentences."""
    return tuple(Passage(block, split(mask(block), tag) if block.text else ()) for block in document.blocks)


def segments(found: Iterable[Passage]) -> list[Segment]:
    """Return the sentences of passages as engines read them."""
    return [collapsed(each.segment) for passage in found for each in passage.sentences]


@dataclass(frozen=True, slots=True)
class Book:
    """Translated documents in memory: parsed source documents with their formats, and both sides as passages."""

    documents: tuple[tuple[Document, Format], ...]
    bitexts: tuple[Bitext, ...]

    def align(self, source_tag: str, target_tag: str, progress: Progress = silent) -> Alignment:
        """Align all documents with their translations."""
        return align(self.bitexts, source_tag, target_tag, progress)


def read_book(found: Sequence[Entry], source_tag: str, target_tag: str, progress: Progress = silent) -> Book:
    """Read all translated documents of a book."""
    translated = [entry for entry in found if entry.translated]
    documents, bitexts = [], []
    for entry in track(translated, "read documents", len(translated), progress):
        source, target = entry.read_source(), entry.read_target()
        documents.append((source, format_of(entry.source.name)))
        bitexts.append(_bitext(source, target, source_tag, target_tag))
    return Book(tuple(documents), tuple(bitexts))


def _bitext(source: Document, target: Document, source_tag: str, target_tag: str) -> Bitext:
    """Return a document and its translation as passages; a bilingual target says itself which belong together."""
    theirs = _held_passages(source, target, target_tag) if target.bilingual else passages(target, target_tag)
    return Bitext(source.name, passages(source, source_tag), theirs, target.bilingual)


def _held_passages(source: Document, target: Document, tag: str) -> tuple[Passage, ...]:
    """Return what a bilingual document holds as translations, at the places of the source's blocks.

    The source may have become another since: texts that it no longer has are left out, new ones have no translation.
    """
    held = {block.text: _translation(block) for block in target.blocks if block.approved}
    blocks = [held.get(block.text, replace(block, text="")) for block in source.blocks]
    return tuple(Passage(block, split(mask(block), tag) if block.text else ()) for block in blocks)


def _translation(block: Block) -> Block:
    return replace(block, text=block.target or "", inlines=block.target_inlines, target=None, target_inlines=())


def align_book(found: Sequence[Entry], source_tag: str, target_tag: str, progress: Progress = silent) -> Alignment:
    """Read and align all translated documents of a book."""
    return read_book(found, source_tag, target_tag, progress).align(source_tag, target_tag, progress)
