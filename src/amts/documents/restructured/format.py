"""reStructuredText, as docutils and Sphinx read it, with exact byte positions.

A lexer of lines and indentation of our own: docutils does not say where its texts stand. Nothing is ever
re-serialised, except a title's adornment, which must be as wide as the title, and a table whose texts have changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from amts.documents.embedded.comments import comment_blocks
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.restructured.body import Body
from amts.documents.restructured.inline_finder import normalised
from amts.documents.restructured.lines import Page, blocks_of
from amts.documents.restructured.redrawing import with_tables
from amts.documents.splice import decode, splice
from amts.records import BlockKind, Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Address, Block, Links, ReadingOptions

# Looking back from the sign is much faster than before it.
_PHRASE_END = re.compile(r"`_(?<=[^`\s>]`_)(?![_`])")
_NAME_END = re.compile(r"_(?<=[^\W_]_)(?![\w`])")
_NAME = re.compile(r"[^\W_][\w.+:-]*\Z")
# Deeper code is not written.
_WIDEST_MARGIN = 100
# A longer name is none that people refer to.
_LONGEST = 200


class RestructuredText:
    """The reStructuredText format."""

    suffixes: ClassVar[tuple[str, ...]] = (".rst", ".rest")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the texts, and what must stay as it is."""
        page = _page(decode(content, name), options.front_matter)
        blocks = blocks_of(page)
        if options.comments:
            blocks = _with_comments(blocks, page, content)
        return Document(name, "restructured", content, tuple(blocks), content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some blocks, or some addresses."""
        return splice(document, *with_tables(document, texts, addresses))

    def links(self, document: Document) -> Links:
        """Find where links, pictures and included files lead, and the explicit targets."""
        from amts.documents.restructured.links import links_of

        return links_of(document)


def _page(text: str, metadata: tuple[str, ...]) -> Page:
    """Return the page with the blocks found; its lines are given up, as they take much memory."""
    page = Page(text, _referred(text), _targeted(text))
    Body(page, metadata).parse(0, len(page), 0, BlockKind.PARAGRAPH)
    page.contents, page.firsts, page.columns = [], [], []
    return page


def _with_comments(blocks: list[Block], page: Page, content: bytes) -> list[Block]:
    """Return the blocks with the comments in code behind the code."""
    found: list[Block] = []
    for block, draft in zip(blocks, page.drafts, strict=True):
        found.append(block)
        if language := page.languages.get(draft.start, "") if block.kind is BlockKind.CODE else "":
            margin = content[max(block.start - _WIDEST_MARGIN, 0) : block.start]
            line = block.start - len(margin) + len(margin.rstrip(b" \t"))
            found += comment_blocks(content, line, block.end, language)
    return found


_TARGET = re.compile(r"^[ \t]*\.\. _`?([^`:\n]+)`?:", re.M)


def _targeted(text: str) -> frozenset[str]:
    """Return the names of explicit targets: no title needs to keep one of those."""
    return frozenset(normalised(match[1]) for match in _TARGET.finditer(text)) if ".. _" in text else frozenset()


def _referred(text: str) -> frozenset[str]:
    """Return the names that are referred to: the text of a link that has one is its address."""
    if "_" not in text:
        return frozenset()
    ends = [match.start() for match in _PHRASE_END.finditer(text)]
    phrases = {normalised(text[text.rfind("`", max(end - _LONGEST, 0), end) + 1 : end]) for end in ends}
    ends = [match.start() for match in _NAME_END.finditer(text)]
    words = (text[max(end - _LONGEST, 0) : end].rsplit(None, 1)[-1] for end in ends)
    return frozenset(phrases.union(normalised(name[0]) for name in map(_NAME.search, words) if name))
