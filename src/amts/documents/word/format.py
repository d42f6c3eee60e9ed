"""Word documents (.docx): the paragraphs of the text, of headers, footers, notes and comments.

The body is these parts of the zip file, one after another. Changed parts are packed anew, everything else in the file
keeps its bytes. Paragraphs in tables and text boxes are blocks of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from amts.documents.markup.tree import check_well_formed, tree
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import MAX_BYTES, decode, splice
from amts.documents.word.items import items_of, word_name
from amts.documents.word.runs import text_of, visible
from amts.documents.word.zip_members import read_member, with_members, zip_members
from amts.errors import DocumentError
from amts.records import Block, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.documents.markup.tree import Node
    from amts.documents.word.zip_members import Member
    from amts.records import Address, ReadingOptions

_TYPES = "[Content_Types].xml"
# The parts with text in the order in which they are read, by the end of their content type.
_PARTS = ("main", "header", "footer", "footnotes", "endnotes", "comments")
_PART_TYPE = re.compile(r"application/vnd\.(?:openxmlformats-officedocument|ms-word)\.(?:.*\.)?(\w+)\+xml")
_NAMESPACE = re.compile(
    rb"xmlns:w=[\"'](?:http://schemas\.openxmlformats\.org/wordprocessingml/2006/main"
    rb"|http://purl\.oclc\.org/ooxml/wordprocessingml/main)[\"']"
)
_HEADING = re.compile(r"(?:heading|title|subtitle)\s*([1-9]?)", re.I)
_DEEPEST_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says: its name, its outline level (from 1; 0: none), and the style it is based on."""

    name: str
    level: int
    parent: str


class Docx:
    """The Word format (Office Open XML)."""

    suffixes: ClassVar[tuple[str, ...]] = (".docx",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the paragraphs."""
        if len(content) > MAX_BYTES:
            decode(content, name)  # which refuses it
        members = zip_members(content, name)
        types = _types(content, members, name)
        styles = _styles(content, members, types, name)
        parts = [_read(content, members[part], name) for part in _text_parts(types)]
        body = b"".join(parts)
        if len(body) > MAX_BYTES:
            msg = f"{name}: its texts have {len(body):,} bytes, more than {MAX_BYTES:,}: split the document"
            raise DocumentError(msg)
        blocks: list[Block] = []
        start = 0
        for part in parts:
            blocks += _blocks(tree(body, start, start + len(part), word_name), body, styles)
            start += len(part)
        return Document(name, "docx", content, tuple(blocks), body, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some paragraphs."""
        members = zip_members(document.content, document.name)
        new: dict[str, bytes] = {}
        start = 0
        for part in _text_parts(_types(document.content, members, document.name)):
            end = start + members[part].size
            own = {index: text for index, text in texts.items() if start <= document.blocks[index].start < end}
            written = splice(replace(document, body=document.body[:end]), own)[start:]
            if written != document.body[start:end]:
                new[part] = written
            start = end
        return with_members(document.content, members, new) if new else document.content

    def links(self, document: Document) -> Links:
        """Return nothing: the addresses of a Word document stand in parts of their own."""
        return Links()


def _types(content: bytes, members: Mapping[str, Member], name: str) -> dict[str, list[str]]:
    """Return the parts of the document by the last word of their content type."""
    if _TYPES not in members:
        msg = f"{name}: a zip file but no Word document (it has no {_TYPES}): name a .docx file"
        raise DocumentError(msg)
    raw = _read(content, members[_TYPES], name)
    found: dict[str, list[str]] = {}
    for node in tree(raw).walk():
        kind = _PART_TYPE.fullmatch(node.attribute("ContentType")) if node.name == "Override" else None
        part = node.attribute("PartName").removeprefix("/")
        if kind and part in members:
            found.setdefault(kind[1], []).append(part)
    if len(found.get("main", ())) != 1 or not members[found["main"][0]].name.startswith("word/"):
        msg = f"{name}: no Word document (it has no main text): name a .docx file"
        raise DocumentError(msg)
    return found


def _text_parts(types: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(part for kind in _PARTS for part in sorted(types.get(kind, ()))))


def _read(content: bytes, member: Member, name: str) -> bytes:
    """Return a part, which must be XML in UTF-8 with Word's own elements named as Word names them."""
    where = f"{name}: member {member.name}"
    raw = read_member(content, member, name, MAX_BYTES)
    decode(raw, where)
    check_well_formed(raw, where)
    if member.name != _TYPES and not _NAMESPACE.search(raw):
        msg = f"{where} does not have the prefix w: for its elements: save the document with an office program"
        raise DocumentError(msg)
    return raw


def _styles(
    content: bytes, members: Mapping[str, Member], types: Mapping[str, Sequence[str]], name: str
) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for part in types.get("styles", ())[:1]:
        for node in tree(_read(content, members[part], name), named=word_name).walk():
            if node.name == "style":
                found[node.attribute("styleId")] = _style(node)
    return found


def _style(node: Node) -> _Style:
    name, parent, layout = node.child("name"), node.child("basedOn"), node.child("pPr")
    return _Style(
        name.attribute("val").lower() if name else "",
        _outline_level(layout),
        parent.attribute("val") if parent else "",
    )


def _outline_level(layout: Node | None) -> int:
    level = layout.child("outlineLvl") if layout else None
    digits = level.attribute("val") if level else ""
    return int(digits) + 1 if len(digits) == 1 and digits in "012345678" else 0


def _blocks(part: Node, body: bytes, styles: Mapping[str, _Style]) -> Iterator[Block]:
    """Yield the texts below a node, in order; of a paragraph around others what stands between these."""
    waiting: list[tuple[Node, bool]] = [(part, False)]
    while waiting:
        node, in_cell = waiting.pop()
        if node.name != "p":
            within = node.name == "tc" or (in_cell and node.name != "txbxContent")
            waiting += [(child, within) for child in reversed(node.children)]
            continue
        kind, level = _kind(node.child("pPr"), styles, in_cell=in_cell)
        for stretch in _stretches(node):
            if isinstance(stretch, list):
                yield from _text_block(stretch, body, kind, level)
            else:
                yield from _blocks(stretch, body, styles)


def _stretches(paragraph: Node) -> Iterator[list[Node] | Node]:
    """Yield the children of a paragraph; alone its properties, and those around other paragraphs."""
    together: list[Node] = []
    for child in paragraph.children:
        if child.name == "pPr" or any(node.name == "p" for node in child.walk()):
            yield together
            together = []
            yield child
        else:
            together.append(child)
    yield together


def _text_block(stretch: Sequence[Node], body: bytes, kind: BlockKind, level: int) -> Iterator[Block]:
    items = visible(items_of(stretch, body))
    if items:
        text, inlines = text_of(items)
        yield Block(kind, items[0].top.start, items[-1].top.end, text, inlines, level=level, encoding="docx")


def _kind(layout: Node | None, styles: Mapping[str, _Style], *, in_cell: bool) -> tuple[BlockKind, int]:
    level, names = _style_of(layout, styles)
    if level:
        return BlockKind.HEADING, min(level, _DEEPEST_LEVEL)
    if in_cell:
        return BlockKind.CELL, 0
    if "caption" in names:
        return BlockKind.CAPTION, 0
    listed = (layout and layout.child("numPr")) or any(name.startswith("list") for name in names)
    return (BlockKind.ITEM if listed else BlockKind.PARAGRAPH), 0


def _style_of(layout: Node | None, styles: Mapping[str, _Style]) -> tuple[int, list[str]]:
    """Return the outline level of a paragraph, its own or that of its style, and the names of its style."""
    level = _outline_level(layout)
    chosen = layout.child("pStyle") if layout else None
    style_id = chosen.attribute("val") if chosen else ""
    names: list[str] = []
    while style_id in styles and len(names) < len(styles):
        style = styles[style_id]
        names.append(style.name)
        heading = _HEADING.fullmatch(style.name)
        level = level or style.level or (int(heading[1] or 1) if heading else 0)
        style_id = style.parent
    return level, names
