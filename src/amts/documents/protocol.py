"""What a document format is: bytes to a `Document`, and back with some texts replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Document


class Format(Protocol):
    """A document format. `render` is the inverse of `parse`: with no change, the bytes are the same."""

    suffixes: ClassVar[tuple[str, ...]]

    def parse(self, content: bytes, name: str) -> Document:
        """Find the blocks of a document.

        Raises:
            DocumentError: the content is not UTF-8, or too large.
        """
        ...

    def render(self, document: Document, texts: Mapping[int, str]) -> bytes:
        """Return the document's bytes with the texts of the given blocks (by index) replaced."""
        ...
