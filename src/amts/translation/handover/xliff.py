"""Units as XLIFF 1.2, the version that most translation tools take.

Pairs of marks are `<g>`, all others `<x/>`; their `equiv-text` is the markup that they stand for.
"""

from __future__ import annotations

import re
from itertools import count, groupby
from typing import TYPE_CHECKING, ClassVar

from amts.documents.markup.tree import check_well_formed, tree
from amts.documents.markup.tree_text import decoded, safe
from amts.errors import DocumentError
from amts.placeholders import PLACEHOLDER, pairs, placeholder
from amts.translation.handover.merging import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.documents.markup.tree import Node
    from amts.records import Segment
    from amts.translation.handover.units import Unit

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
# Other tools may write these in place of `<x/>` and `<g>`; what they enclose is markup.
_SINGLE = frozenset({"x", "bx", "ex", "ph", "it", "bpt", "ept"})
_LONGEST_EQUIVALENT = 200
_UNFINISHED = re.compile("needs-.*|new|initial")


class Xliff12Form:
    """XLIFF 1.2, a `<file>` a document."""

    suffix: ClassVar[str] = ".xlf"

    def write(self, units: Sequence[Unit], source_tag: str, target_tag: str) -> bytes:
        """Return the units as translation units."""
        languages = f"source-language={_quoted(source_tag)}"
        languages += f" target-language={_quoted(target_tag)}" if target_tag else ""
        files = [
            f'<file original={_quoted(document)} {languages} datatype="plaintext">\n<body>\n'
            f"{''.join(map(_trans_unit, own))}</body>\n</file>\n"
            for document, own in groupby(units, lambda unit: unit.document)
        ]
        return f"{_HEAD}{''.join(files)}</xliff>\n".encode()

    def read(self, content: bytes, name: str, units: Sequence[Unit]) -> list[Answer]:  # noqa: ARG002
        """Return the translations.

        Raises:
            DocumentError: the file is not well-formed XML in UTF-8, or not XLIFF 1.2.
        """
        check_well_formed(_utf8(content, name), name)
        root = next(node for node in tree(content).children if node.name not in ("!--", "?"))
        if root.name != "xliff" or root.attribute("version").startswith("2"):
            msg = f"{name}: no XLIFF 1.2 (its root is <{root.name} {root.attribute('version')}>): export it as that"
            raise DocumentError(msg)
        files = [node for node in root.walk() if node.name == "file"]
        return [answer for file in files for answer in _answers(file, content)]


def _utf8(content: bytes, name: str) -> bytes:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 at byte offset {error.start}: export the file as UTF-8"
        raise DocumentError(msg) from error
    return content


def _trans_unit(unit: Unit) -> str:
    approved = ' approved="yes"' if unit.approved else ""
    state = "final" if unit.approved else "needs-review-translation"
    target = f'<target state="{state}">{_content(unit.target, unit.source)}</target>\n' if unit.target else ""
    note = f"<note>{safe(unit.note)}</note>\n" if unit.note else ""
    return (
        f'<trans-unit id={_quoted(unit.id)} restype="x-{unit.kind}"{approved}>\n'
        f"<source>{_content(unit.source.text, unit.source)}</source>\n{target}{note}</trans-unit>\n"
    )


def _content(text: str, source: Segment) -> str:
    """Return a text with its placeholders as elements."""
    closing = pairs(source)
    pieces: list[str] = []
    position = 0
    for match in PLACEHOLDER.finditer(text):
        pieces += (safe(text[position : match.start()]), _element(int(match[1]), source, closing))
        position = match.end()
    return "".join(pieces) + safe(text[position:])


def _element(number: int, source: Segment, closing: Mapping[int, int]) -> str:
    if number in closing.values():
        return "</g>"
    mark = source.marks[number - 1]
    said = f'id="{number}" ctype="x-{mark.kind}" equiv-text={_quoted(mark.text[:_LONGEST_EQUIVALENT])}'
    return f"<g {said}>" if number in closing else f"<x {said}/>"


def _quoted(text: str) -> str:
    """Return an attribute's value; white space by number, as a parser would take it for a blank."""
    return '"' + safe(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'


def _answers(file: Node, content: bytes) -> Iterator[Answer]:
    document = decoded(file.attribute("original"))
    for node in file.walk():
        source, target = node.child("source"), node.child("target")
        if node.name == "trans-unit" and source:
            closing = _closings(source)
            translation = _text(target, content, closing) if target else ""
            unit_id, text = decoded(node.attribute("id")), _text(source, content, closing)
            yield Answer(document, unit_id, text, translation, _is_finished(node, target))


def _is_finished(unit: Node, target: Node | None) -> bool:
    """Whether a translation is; a state says more than the unit's approval, which may wait for a second reader."""
    state = target.attribute("state") if target else ""
    return not _UNFINISHED.fullmatch(state) if state else unit.attribute("approved") != "no"


def _closings(source: Node) -> dict[int, int]:
    """Return the number of each `</g>` by that of its `<g>`: those of a source are counted through."""
    numbers = count(1)
    found: dict[int, int] = {}

    def visit(node: Node) -> None:
        for child in node.children:
            number = next(numbers) if child.name == "g" or child.name in _SINGLE else 0
            if child.name not in _SINGLE:
                visit(child)
            if child.name == "g":
                found[number] = next(numbers)

    visit(source)
    return found


def _text(node: Node, content: bytes, closing: Mapping[int, int]) -> str:
    """Return the text of an element with its markup as placeholders."""
    pieces: list[str] = []
    position = node.inner_start
    for child in node.children:
        pieces += (decoded(content[position : child.start].decode()), _inline(child, content, closing))
        position = child.end
    tail = decoded(content[position : node.inner_end].decode()) if node.inner_start < node.end else ""
    return "".join([*pieces, tail]).replace("\x00", "\n").replace("\x01", "\r").replace("\x02", "\t")


def _inline(node: Node, content: bytes, closing: Mapping[int, int]) -> str:
    if node.name == "![CDATA[":
        return content[node.start + len("<![CDATA[") : node.end - len("]]>")].decode()
    if node.name in ("!--", "?"):
        return ""
    digits = node.attribute("id")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if node.name in _SINGLE:
        return placeholder(number)
    inner = _text(node, content, closing) if node.inner_start < node.end else ""
    if node.name != "g":
        return inner
    return f"{placeholder(number)}{inner}{placeholder(closing.get(number, 0))}"
