"""What a document format is: bytes to a `Document`, and back with some texts or addresses replaced."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Protocol

from amts.records import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Address, Document, Links

AS_USUAL = ReadingOptions()
UNCHANGED: Mapping[Address, str] = MappingProxyType({})


class Format(Protocol):
    """A document format. `render` is the inverse of `parse`: with no change, the bytes are the same."""

    suffixes: ClassVar[tuple[str, ...]]

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the blocks of a document.

        Raises:
            DocumentError: the content is not what its suffix says, not UTF-8, or too large.
        """
        ...

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Return the document's bytes with the texts of some blocks, or some addresses, replaced.

        Args:
            document: the parsed document.
            texts: by index of the block; the text of one that holds a translation replaces that.
            addresses: new ones for some that `links` returns; none within a block whose text is replaced too.
        """
        ...

    def links(self, document: Document) -> Links:
        """Find where a document points, and what in it can be pointed to."""
        ...
