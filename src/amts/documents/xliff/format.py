"""XLIFF 1.x and 2.x: translation units with source and target; targets are what is written, all else stays.

The text of a block is a unit's source (1.2: its `<seg-source>`, if it has one; 2.x: that of each segment), its place
the content of `<target>`. Without a target, the place is behind the source, and a text is written there as a new
`<target>`. The attribute `state` stays what it was: only people say that a translation is finished, and the language
of the targets is not declared here (see `languages`).

A translation counts as approved if there is one, its state is not `needs-...`, `new` or `initial`, and its unit does
not say `approved="no"`. Units that say `translate="no"`, or stand in a group or file that does, are opaque.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from amts.documents.markup.tree import check_well_formed, tree
from amts.documents.markup.tree_text import TextBuilder, take_cdata
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.errors import DocumentError
from amts.records import Block, BlockKind, Document, Links, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.documents.markup.tree import Node
    from amts.records import Address, Inline, ReadingOptions

_BLANK = b" \t\r\n"
_BREAK_BEFORE = re.compile(rb"\r?\n[ \t]*\Z")
_WIDEST = 200
_UNFINISHED = re.compile(r"needs-.*|new|initial")
# Elements that stand for markup of the original as a whole, content and all. An isolated part of a pair is no pair.
_CODES = {
    "x": MarkKind.HTML, "ph": MarkKind.HTML, "it": MarkKind.HTML, "ut": MarkKind.HTML, "cp": MarkKind.HTML,
    "bx": MarkKind.OPEN, "bpt": MarkKind.OPEN, "sc": MarkKind.OPEN, "sm": MarkKind.OPEN,
    "ex": MarkKind.CLOSE, "ept": MarkKind.CLOSE, "ec": MarkKind.CLOSE, "em": MarkKind.CLOSE,
    "!--": MarkKind.HTML, "?": MarkKind.HTML,
}  # fmt: skip


class Xliff:
    """The XLIFF format; whether 1.x or 2.x is said by the document."""

    suffixes: ClassVar[tuple[str, ...]] = (".xlf", ".xliff")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the units."""
        decode(content, name)
        check_well_formed(content, name)
        root = next(node for node in tree(content).children if node.name not in ("!--", "?"))
        if root.name != "xliff":
            msg = f"{name}: its root is <{root.name}>, not <xliff>: name an XLIFF file"
            raise DocumentError(msg)
        blocks = tuple(_blocks(root, content))
        return Document(name, "xliff", content, blocks, content, root.attribute("version"), options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace or add some targets."""
        return splice(document, texts, addresses)

    def links(self, document: Document) -> Links:
        """Return nothing: what the units link to is known to their original only."""
        return Links()


def _blocks(root: Node, content: bytes) -> Iterator[Block]:
    waiting = [(root, True)]
    while waiting:
        node, translate = waiting.pop()
        said = node.attribute("translate") if node.name != "segment" else ""
        translate = said == "yes" or (translate and said != "no")
        if node.name not in ("trans-unit", "unit"):
            waiting += [(child, translate) for child in reversed(node.children)]
        elif translate:
            segments = (
                [node] if node.name == "trans-unit" else [each for each in node.children if each.name == "segment"]
            )
            yield from (block for segment in segments if (block := _segment(segment, node, content)))
        else:
            yield Block(BlockKind.DIRECTIVE, node.start, node.end, key=f"unit:{node.attribute('id')}")


def _segment(segment: Node, unit: Node, content: bytes) -> Block | None:
    source = segment.child("seg-source") or segment.child("source")
    if source is None:
        return None
    text, inlines, breaks = _text(source, content)
    if not text.strip():
        return None
    target = segment.child("target")
    if target is None:
        breaks = breaks or _indentation(source, content)
        return Block(BlockKind.PARAGRAPH, source.end, source.end, text, inlines, breaks, encoding="xliff", target="")
    start, end = _place(target, content)
    held, held_inlines, _ = _text(target, content)
    state = target.attribute("state") or segment.attribute("state")
    approved = bool(held) and not _UNFINISHED.fullmatch(state) and unit.attribute("approved") != "no"
    return Block(BlockKind.PARAGRAPH, start, end, text, inlines, breaks, encoding="xliff",
                 target=held, target_inlines=held_inlines, approved=approved)  # fmt: skip


def _indentation(node: Node, content: bytes) -> tuple[str, ...]:
    """Return the line break and the blanks before an element, if any, by which another one may follow it."""
    found = _BREAK_BEFORE.search(content, max(node.start - _WIDEST, 0), node.start)
    return (found[0].decode(),) if found else ()


def _place(target: Node, content: bytes) -> tuple[int, int]:
    """Return where the text of a target stands: without blanks around it; the whole tag if that is `<target/>`."""
    if target.inner_start == target.end:
        return target.start, target.end
    inner = content[target.inner_start : target.inner_end]
    if not inner.strip(_BLANK):
        return target.inner_start, target.inner_end
    start = target.inner_start + len(inner) - len(inner.lstrip(_BLANK))
    return start, target.inner_start + len(inner.rstrip(_BLANK))


def _text(node: Node, content: bytes) -> tuple[str, tuple[Inline, ...], tuple[str, ...]]:
    builder = TextBuilder()
    start, end = _place(node, content)
    if content[start:end].strip(_BLANK) and node.inner_start < node.end:
        _take(builder, node, content, start, end)
    return builder.finish()


def _take(builder: TextBuilder, node: Node, content: bytes, start: int, end: int) -> None:
    """Add what stands within an element between two places."""
    for child in node.children:
        builder.take_source(content[start : child.start].decode())
        _take_child(builder, child, content)
        start = child.end
    builder.take_source(content[start:end].decode())


def _take_child(builder: TextBuilder, node: Node, content: bytes) -> None:
    kind = _CODES.get(node.name)
    if node.name == "![CDATA[":
        take_cdata(builder, content, node)
    elif kind or _protected(node) or node.inner_start == node.end:
        builder.take_mark(kind or MarkKind.CODE, content[node.start : node.end].decode())
    else:
        builder.take_mark(MarkKind.OPEN, content[node.start : node.inner_start].decode())
        _take(builder, node, content, node.inner_start, node.inner_end)
        builder.take_mark(MarkKind.CLOSE, content[node.inner_end : node.end].decode())


def _protected(node: Node) -> bool:
    return node.name == "mrk" and (node.attribute("translate") == "no" or node.attribute("mtype") == "protected")
