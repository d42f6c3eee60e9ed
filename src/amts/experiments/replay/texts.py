"""The contents of a history as documents and sentences, each read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from amts.documents.formats import format_of
from amts.documents.protocol import AS_USUAL
from amts.mining.book import passages
from amts.sync.units import units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Document, Passage, ReadingOptions, Segment
    from amts.sync.records import Unit


@dataclass(frozen=True)
class Text:
    """A content as a document in a language."""

    document: Document
    tag: str

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Its sentences and opaque blocks."""
        return units(self.document, self.tag)

    @cached_property
    def places(self) -> list[int]:
        """The places of the sentences among the units."""
        return [place for place, unit in enumerate(self.units) if unit.segment is not None]

    @cached_property
    def sentences(self) -> list[Segment]:
        """The sentences, their markup masked."""
        return [unit.segment for unit in self.units if unit.segment is not None]

    @cached_property
    def number(self) -> dict[int, int]:
        """The number of each sentence by its place among the units."""
        return {place: number for number, place in enumerate(self.places)}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its blocks with their sentences."""
        return passages(self.document, self.tag)


@dataclass(slots=True)
class Library:
    """Reads contents as documents.

    Attributes:
        contents: by identifier.
        languages: of the sources and of the translations.
        suffix: of the documents' names, which tells their format.
        reading: how they are read.
    """

    contents: Mapping[str, bytes]
    languages: tuple[str, str]
    suffix: str
    reading: ReadingOptions = AS_USUAL
    _known: dict[tuple[str, int], Text] = field(default_factory=dict)

    def source(self, blob: str) -> Text:
        """Return a content as a source."""
        return self._text(blob, 0)

    def target(self, blob: str) -> Text:
        """Return a content as a translation."""
        return self._text(blob, 1)

    def _text(self, blob: str, side: int) -> Text:
        if (blob, side) not in self._known:
            name = blob[:12] + self.suffix
            document = format_of(name).parse(self.contents[blob], name, self.reading)
            self._known[blob, side] = Text(document, self.languages[side])
        return self._known[blob, side]
