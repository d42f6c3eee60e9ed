"""SVG drawings: opaque, unless the texts in them are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from amts.documents.markup.elements import Reader, Role
from amts.documents.markup.xml import GENERIC, Xml, check_readable
from amts.documents.protocol import AS_USUAL
from amts.records import Block, BlockKind, Document

if TYPE_CHECKING:
    from amts.records import ReadingOptions

_ROLES = {
    Role.INLINE: "tspan a textPath tref altGlyph",
    Role.OPAQUE: "style script metadata foreignObject",
}
SVG = replace(GENERIC, roles={name: role for role, names in _ROLES.items() for name in names.split()})


class Svg(Xml):
    """SVG drawings; with `ReadingOptions.drawings` what stands in `<text>`, `<title>` and `<desc>` are texts."""

    suffixes: ClassVar[tuple[str, ...]] = (".svg",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the texts if they are asked for.

        Raises:
            DocumentError: it is not well-formed, not UTF-8, or too large.
        """
        check_readable(content, name)
        start = 3 * content.startswith(b"\xef\xbb\xbf")
        if options.drawings:
            blocks = Reader(content, SVG).blocks(start, len(content))
        else:
            blocks = [Block(BlockKind.IMAGE, start, len(content))]
        return Document(name, "svg", content, tuple(blocks), content, options=options)
