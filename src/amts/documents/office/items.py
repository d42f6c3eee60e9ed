"""What a paragraph is made of: characters with their formatting, and all that is no text.

Office programs cut a paragraph into runs wherever anything differs: language, spelling marks, the session in which it
was typed. Only formatting that readers see makes two runs different here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.documents.markup.tree import attributes
from amts.documents.markup.tree_text import MEANT, decoded
from amts.documents.office.syntax import TEXT
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.markup.tree import Node
    from amts.documents.office.syntax import Syntax

    # The opening and closing bytes of elements around something, from the outside.
    Wrappers = tuple[tuple[bytes, bytes], ...]

_UNSEEN_ATTRIBUTE = re.compile(rb"\s[\w.:]*(?:rsid\w*|hint|history|noProof|paraId|textId)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_WHITE = re.compile(r"\r\n|[\r\n\t]")
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

    wrappers: Wrappers = ()
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
        properties: the element with the run properties, to be written again.
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
    properties: Node | None = None
    kind: MarkKind = MarkKind.HTML
    name: str = ""
    field: tuple[int, str] = field(default=(0, ""))
    wrappers: Wrappers = ()


def items_of(tops: Sequence[Node], content: bytes, syntax: Syntax) -> list[Item]:
    """Return what stands in some children of a paragraph, fields put together."""
    reader = _Reader(content, syntax)
    found = [item for top in tops for item in reader.items(top, (), top)]
    return list(_with_fields(found, content)) if any(item.field[0] for item in found) else found


class _Reader:
    """Reads the children of a paragraph one by one."""

    def __init__(self, content: bytes, syntax: Syntax) -> None:
        self._content = content
        self._syntax = syntax

    def items(self, node: Node, wrappers: Wrappers, top: Node) -> Iterator[Item]:
        """Yield what stands in a node, `wrappers` around it, below a child of the paragraph."""
        if node.name in self._syntax.unseen:
            return
        inner = node.child("sdtContent") if node.name == "sdt" else node
        if node.name == "r":
            yield from self._run_items(node, wrappers, top)
        elif node.name == "t":
            yield Item(node.start, node.end, top, self._characters(node), Format(wrappers))
        elif node.name in self._syntax.wrappers and inner and inner.inner_start < inner.end:
            wrapper = (
                self._content[node.start : inner.inner_start],
                self._content[inner.inner_end : node.end],
            )
            for child in inner.children:
                yield from self.items(child, (*wrappers, wrapper), top)
        else:
            yield self._mark(node, wrappers, top)

    def _run_items(self, run: Node, wrappers: Wrappers, top: Node) -> Iterator[Item]:
        shown = [child for child in run.children if child.name not in self._syntax.unseen]
        names = {child.name for child in shown}
        if "t" not in names or names & {"fldChar", "instrText"}:
            if shown:
                yield self._mark(run, wrappers, top, shown)
            return
        own = run.child("rPr")
        format_ = Format(
            wrappers,
            frozenset(properties_of(own, self._content, self._syntax)) if own else frozenset(),
        )
        for child in shown:
            if child.name == "t":
                yield Item(child.start, child.end, top, self._characters(child), format_, own)
            else:
                kind, name = self._kind(child), _short_name(child, self._content)
                yield Item(child.start, child.end, top, None, format_, own, kind, f"<{name}>")

    def _mark(self, node: Node, wrappers: Wrappers, top: Node, shown: Sequence[Node] = ()) -> Item:
        """Return an element that is no text; of a run, `shown` is what is seen of it."""
        only = shown[0] if len(shown) == 1 else node
        name = f"<{_short_name(only, self._content)}>"
        field_ = self._field(shown)
        return Item(
            node.start,
            node.end,
            top,
            kind=self._kind(only),
            name=name,
            field=field_,
            wrappers=wrappers,
        )

    def _kind(self, node: Node) -> MarkKind:
        return self._syntax.kinds.get(node.name, MarkKind.HTML)

    def _field(self, shown: Sequence[Node]) -> tuple[int, str]:
        types = [child.attribute("fldCharType") for child in shown if child.name == "fldChar"]
        told = "".join(self._characters(child) for child in shown if child.name == "instrText")
        return types.count("begin") - types.count("end"), told

    def _characters(self, node: Node) -> str:
        """Return the characters of a text element, as it means them."""
        text = characters(node, self._content)
        if self._syntax.single:
            return _WHITE.sub(_meant, text)
        text = re.sub(r"[\x00-\x02\r\n]+", " ", text)
        return text if node.attribute("space") == "preserve" else text.strip(" \t")


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
        yield Item(
            first.start,
            last.end,
            first.top,
            kind=MarkKind.ROLE,
            name=f"<{_cut('field ' + told, raw)}>",
        )
        return
    before = items[opened - 1].end
    name = _cut("field " + told, content[first.start : before])
    yield Item(first.start, before, first.top, kind=MarkKind.OPEN, name=f"<{name}>")
    yield from _with_fields(items[opened:-1], content)
    yield Item(last.start, last.end, last.top, kind=MarkKind.CLOSE, name="</field>")


def characters(node: Node, content: bytes) -> str:
    """Return the characters of an element, references and CDATA read."""
    pieces: list[str] = []
    position = node.inner_start
    for child in node.children:
        pieces.append(decoded(content[position : child.start].decode()))
        if child.name == "![CDATA[":
            pieces.append(content[child.start + 9 : child.end - 3].decode())
        position = child.end
    pieces.append(decoded(content[position : node.inner_end].decode()) if node.inner_start < node.end else "")
    return "".join(pieces)


def _meant(match: re.Match[str]) -> str:
    return MEANT["\n" if match[0] == "\r\n" else match[0]]


def properties_of(own: Node, content: bytes, syntax: Syntax) -> dict[str, Node | tuple[str, str]]:
    """Return the run properties that readers see: by a short name, such as `b`, `color=FF0000`, where each stands.

    Args:
        own: the element with the properties: its attributes, as drawings have them, and its children.
        content: the bytes that it stands in.
        syntax: how it is written.
    """
    found: dict[str, Node | tuple[str, str]] = {
        _valued(key, value): (key, value)
        for key, value in attributes(own.attributes).items()
        if key not in syntax.unseen_properties
    }
    for child in own.children:
        name = _property_name(child, content, syntax)
        if name:
            found[name] = child
    return found


def _property_name(node: Node, content: bytes, syntax: Syntax) -> str:
    if node.name in syntax.unseen_properties or node.name.startswith("!"):
        return ""
    return _cut(node.name, content[node.start : node.end]) if node.children else _property(node.name, node.attributes)


@lru_cache(maxsize=4096)
def _property(name: str, raw: bytes) -> str:
    said = attributes(_UNSEEN_ATTRIBUTE.sub(b"", raw))
    if name == "rFonts" and not said:
        return ""
    if said.keys() <= {"val"}:
        return _valued(name, said.get("val", ""))
    return name + ":" + ",".join(f"{key}={value}" for key, value in sorted(said.items()))


def _valued(name: str, value: str) -> str:
    return name if not value or value in _ON else f"{name}={value}"


def _short_name(node: Node, content: bytes) -> str:
    """Return a name that tells elements apart: name and attributes, or a hash of those that hold more."""
    raw = content[node.start : node.end]
    return _cut(node.name, raw) if node.children else tag_name(raw)


@lru_cache(maxsize=4096)
def tag_name(raw: bytes) -> str:
    """Return the name of an opening tag with its attributes, in short."""
    name, _, rest = raw.strip(b"<>/ ").partition(b" ")
    said = attributes(_UNSEEN_ATTRIBUTE.sub(b"", b" " + rest.partition(b">")[0]))
    short = " ".join([TEXT.named(name), *(f"{key}={value}" for key, value in said.items())])
    return short if len(short) <= _LONGEST_NAME and b"<" not in rest else _cut(TEXT.named(name), raw)


def _cut(name: str, raw: bytes) -> str:
    digest = hashlib.sha256(b"".join(raw.split())).hexdigest()[:8]
    return f"{name[:_LONGEST_NAME]} #{digest}"
