"""What a paragraph of a Word document is made of: characters with their formatting, and all that is no text.

Word cuts a paragraph into runs wherever anything differs: language, spelling marks, the session in which it was typed.
Only formatting that readers see makes two runs different here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.documents.markup.tree import attributes
from amts.documents.markup.tree_text import decoded
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.markup.tree import Node

# Elements around runs: formatting of a kind, such as a link.
_WRAPPERS = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "bdo", "dir"})
# What a reader does not see; it may go when a paragraph is written anew.
_UNSEEN = frozenset({"proofErr", "rPr", "pPr", "lastRenderedPageBreak", "!--", "?", "![CDATA["})
_UNSEEN_PROPERTIES = frozenset({"lang", "noProof", "rPrChange", "ins", "bCs", "iCs", "szCs", "kern", "spacing", "w"})
_KINDS = {
    "br": MarkKind.BREAK, "cr": MarkKind.BREAK, "m:oMath": MarkKind.MATH, "m:oMathPara": MarkKind.MATH,
    "footnoteReference": MarkKind.NOTE, "endnoteReference": MarkKind.NOTE, "commentReference": MarkKind.NOTE,
}  # fmt: skip
_UNSEEN_ATTRIBUTE = re.compile(rb"\s[\w.:]*(?:rsid\w*|hint|history|noProof|paraId|textId)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ON = frozenset({"1", "true", "on"})
_LONGEST_NAME = 60
# Fields of more items than this are left in pieces, so that ones that never end are passed quickly.
_LONGEST_FIELD = 100


@dataclass(frozen=True, slots=True)
class Format:
    """What the reader sees of a run besides its characters.

    Attributes:
        wrappers: the opening and closing bytes of the elements around it, from the outside.
        properties: its run properties, in short.
    """

    wrappers: tuple[tuple[bytes, bytes], ...] = ()
    properties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """Characters, or something that is none, in the order in which they are read.

    Attributes:
        start: the first byte of the element.
        end: the byte after it.
        top: the child of the paragraph that holds it.
        text: the characters; None of what is no text.
        format: of characters, and of what stands among them in a run; None of what has a run, or none, of its own.
        properties: the run properties as nodes, to be written again.
        kind: of what is no text, the kind of its mark.
        name: of what is no text, its short name.
        field: how many fields it opens (or, if negative, closes), and what they are told to show.
        wrappers: of what has no format, the elements around it.
    """

    start: int
    end: int
    top: Node
    text: str | None = None
    format: Format | None = None
    properties: tuple[Node, ...] = ()
    kind: MarkKind = MarkKind.HTML
    name: str = ""
    field: tuple[int, str] = field(default=(0, ""))
    wrappers: tuple[tuple[bytes, bytes], ...] = ()


def word_name(name: bytes) -> str:
    """Return the name of one of Word's elements without `w:`; others keep their prefixes, such as `a:p`."""
    return name.removeprefix(b"w:").decode()


def items_of(tops: Sequence[Node], content: bytes) -> list[Item]:
    """Return what stands in some children of a paragraph, fields put together."""
    found = [item for top in tops for item in _items(top, (), top, content)]
    return list(_with_fields(found, content)) if any(item.field[0] for item in found) else found


def _items(node: Node, wrappers: tuple[tuple[bytes, bytes], ...], top: Node, content: bytes) -> Iterator[Item]:
    if node.name in _UNSEEN:
        return
    inner = node.child("sdtContent") if node.name == "sdt" else node
    if node.name == "r":
        yield from _run_items(node, wrappers, top, content)
    elif node.name in _WRAPPERS and inner and inner.inner_start < inner.end:
        wrapper = content[node.start : inner.inner_start], content[inner.inner_end : node.end]
        for child in inner.children:
            yield from _items(child, (*wrappers, wrapper), top, content)
    else:
        yield _mark(node, wrappers, top, content)


def _run_items(run: Node, wrappers: tuple[tuple[bytes, bytes], ...], top: Node, content: bytes) -> Iterator[Item]:
    shown = [child for child in run.children if child.name not in _UNSEEN]
    names = {child.name for child in shown}
    if "t" not in names or names & {"fldChar", "instrText"}:
        if shown:
            yield _mark(run, wrappers, top, content, shown)
        return
    own = run.child("rPr")
    properties = tuple(own.children) if own else ()
    format_ = Format(wrappers, frozenset(filter(None, map(property_name, properties))))
    for child in shown:
        if child.name == "t":
            yield Item(child.start, child.end, top, _characters(child, content), format_, properties)
        else:
            kind, name = _KINDS.get(child.name, MarkKind.HTML), _short_name(child, content)
            yield Item(child.start, child.end, top, None, format_, properties, kind, f"<{name}>")


def _mark(
    node: Node, wrappers: tuple[tuple[bytes, bytes], ...], top: Node, content: bytes, shown: Sequence[Node] = ()
) -> Item:
    """Return an element that is no text; of a run, `shown` is what is seen of it."""
    only = shown[0] if len(shown) == 1 else node
    kind, name = _KINDS.get(only.name, MarkKind.HTML), f"<{_short_name(only, content)}>"
    return Item(node.start, node.end, top, kind=kind, name=name, field=_field(shown, content), wrappers=wrappers)


def _field(shown: Sequence[Node], content: bytes) -> tuple[int, str]:
    types = [child.attribute("fldCharType") for child in shown if child.name == "fldChar"]
    told = "".join(_characters(child, content) for child in shown if child.name == "instrText")
    return types.count("begin") - types.count("end"), told


def _with_fields(items: Sequence[Item], content: bytes) -> Iterator[Item]:
    """Yield each complete field as one item; of a link, its text stays text between two."""
    position = 0
    while position < len(items):
        last = _end_of_field(items, position)
        if last is None:
            yield items[position]
            position += 1
            continue
        yield from _field_items(items[position : last + 1], content)
        position = last + 1


def _end_of_field(items: Sequence[Item], first: int) -> int | None:
    """Return where a field that begins here ends; None if none begins, or it is not complete side by side."""
    depth = 0
    if items[first].field[0] <= 0:
        return None
    for index in range(first, min(first + _LONGEST_FIELD, len(items))):
        if items[index].top.start != items[index].start and items[index].format is None:
            return None
        depth += items[index].field[0]
        if depth <= 0:
            return index
    return None


def _field_items(items: Sequence[Item], content: bytes) -> Iterator[Item]:
    told = " ".join("".join(item.field[1] for item in items).split())
    opened = next((index for index, item in enumerate(items) if item.format), len(items))
    first, last = items[0], items[-1]
    if not told.startswith("HYPERLINK") or opened >= len(items) - 1:
        raw = content[first.start : last.end]
        yield Item(first.start, last.end, first.top, kind=MarkKind.ROLE, name=f"<{_cut('field ' + told, raw)}>")
        return
    before = items[opened - 1].end
    name = _cut("field " + told, content[first.start : before])
    yield Item(first.start, before, first.top, kind=MarkKind.OPEN, name=f"<{name}>")
    yield from _with_fields(items[opened:-1], content)
    yield Item(last.start, last.end, last.top, kind=MarkKind.CLOSE, name="</field>")


def _characters(node: Node, content: bytes) -> str:
    """Return the characters of a text element; a line break in it is a blank, as Word reads it."""
    pieces: list[str] = []
    position = node.inner_start
    for child in node.children:
        pieces.append(decoded(content[position : child.start].decode()))
        if child.name == "![CDATA[":
            pieces.append(content[child.start + 9 : child.end - 3].decode())
        position = child.end
    pieces.append(decoded(content[position : node.inner_end].decode()) if node.inner_start < node.end else "")
    text = re.sub(r"[\x00-\x02\r\n]+", " ", "".join(pieces))
    return text if node.attribute("space") == "preserve" else text.strip(" \t")


def property_name(node: Node) -> str:
    """Return a run property in short, such as `b`, `color=FF0000`; empty if readers do not see it."""
    if node.name in _UNSEEN_PROPERTIES or node.name.startswith("!"):
        return ""
    return _property(node.name, node.attributes)


@lru_cache(maxsize=4096)
def _property(name: str, raw: bytes) -> str:
    said = attributes(_UNSEEN_ATTRIBUTE.sub(b"", raw))
    if name == "rFonts" and not said:
        return ""
    if said.keys() <= {"val"}:
        value = said.get("val", "")
        return name if not value or value in _ON else f"{name}={value}"
    return name + ":" + ",".join(f"{key}={value}" for key, value in sorted(said.items()))


def _short_name(node: Node, content: bytes) -> str:
    """Return a name that tells elements apart: name and attributes, or a hash of those that hold more."""
    raw = content[node.start : node.end]
    return _cut(node.name, raw) if node.children else tag_name(raw)


@lru_cache(maxsize=4096)
def tag_name(raw: bytes) -> str:
    """Return the name of an opening tag with its attributes, in short."""
    name, _, rest = raw.strip(b"<>/ ").partition(b" ")
    said = attributes(_UNSEEN_ATTRIBUTE.sub(b"", b" " + rest.partition(b">")[0]))
    short = " ".join([word_name(name), *(f"{key}={value}" for key, value in said.items())])
    return short if len(short) <= _LONGEST_NAME and b"<" not in rest else _cut(word_name(name), raw)


def _cut(name: str, raw: bytes) -> str:
    digest = hashlib.sha256(b"".join(raw.split())).hexdigest()[:8]
    return f"{name[:_LONGEST_NAME]} #{digest}"
