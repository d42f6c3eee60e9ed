"""The parts of an office document: XML files in a zip file, of which a content type says what each is."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from amts.documents.markup.tree import check_well_formed, tree
from amts.documents.office.zip_members import read_member, with_members, zip_members
from amts.documents.splice import MAX_BYTES, decode, splice
from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amts.records import Document

_TYPES = "[Content_Types].xml"
_PART_TYPE = re.compile(r"application/vnd\.(?:openxmlformats-officedocument|ms-\w+)\.(?:.*\.)?(\w+)\+xml", re.I)
_DIGITS = re.compile(r"(\d+)")
_NO_PARTS: Mapping[str, bytes] = MappingProxyType({})


class Parts:
    """The parts of an office document.

    Attributes:
        named: the names of the parts by the last word of their content type, such as `main`; `slide2` before `slide10`.
    """

    def __init__(self, content: bytes, name: str, kind: str, folder: str) -> None:
        """Find the parts.

        Args:
            content: the document.
            name: what it is called.
            kind: what it is to be, such as `Word document`.
            folder: where its main part must be, such as `word/`.

        Raises:
            DocumentError: it is no such document, is damaged, or would harm its reader.
        """
        if len(content) > MAX_BYTES:
            decode(content, name)  # which refuses it
        self._content = content
        self._name = name
        self._members = zip_members(content, name)
        if _TYPES not in self._members:
            msg = f"{name}: a zip file but no {kind} (it has no {_TYPES}): name a file of that kind"
            raise DocumentError(msg)
        self.named = self._typed()
        if [part.startswith(folder) for part in self.of("main")] != [True]:
            msg = f"{name}: no {kind} (it has no main part): name a file of that kind"
            raise DocumentError(msg)

    def where(self, part: str) -> str:
        """Return what a part is called in an error."""
        return f"{self._name}: member {part}"

    def of(self, *kinds: str) -> list[str]:
        """Return the names of the parts of some kinds, one kind after another."""
        return list(dict.fromkeys(part for kind in kinds for part in self.named.get(kind, ())))

    def content(self, part: str) -> bytes:
        """Return the bytes of a part.

        Raises:
            DocumentError: it is damaged or too large.
        """
        return read_member(self._content, self._members[part], self._name, MAX_BYTES)

    def read(self, part: str) -> bytes:
        """Return a part.

        Raises:
            DocumentError: it is damaged, too large, not UTF-8, or no XML that is safe to read.
        """
        raw = self.content(part)
        decode(raw, self.where(part))
        check_well_formed(raw, self.where(part))
        return raw

    def body(self, names: Iterable[str]) -> tuple[bytes, list[tuple[str, int, int]]]:
        """Return parts one after another, and where in this each begins and ends.

        Raises:
            DocumentError: one cannot be read, or together they are larger than a document may be.
        """
        pieces: list[bytes] = []
        places: list[tuple[str, int, int]] = []
        length = 0
        for part in names:
            pieces.append(self.read(part))
            start, length = length, length + len(pieces[-1])
            if length > MAX_BYTES:
                msg = f"{self._name}: its texts have more than {MAX_BYTES:,} bytes: split the document"
                raise DocumentError(msg)
            places.append((part, start, length))
        return b"".join(pieces), places

    def rendered(
        self, document: Document, names: Iterable[str], texts: Mapping[int, str], also: Mapping[str, bytes] = _NO_PARTS
    ) -> bytes:
        """Return the document with some texts replaced; changed parts are packed anew, all other bytes stay.

        Args:
            document: what was read.
            names: the parts of its body, in order.
            texts: by index of the block.
            also: the new bytes of other parts that change if any text does.
        """
        new: dict[str, bytes] = {}
        starts = [block.start for block in document.blocks]
        changed = sorted(texts)
        start = 0
        for part in names:
            end = start + self._members[part].size
            first, last = (bisect_left(changed, place, key=starts.__getitem__) for place in (start, end))
            written = _spliced(document, changed[first:last], texts, start, end)
            if written != document.body[start:end]:
                new[part] = written
            start = end
        return with_members(self._content, self._members, {**also, **new}) if new else self._content

    def _typed(self) -> dict[str, list[str]]:
        """Return the parts by the last word of their content type: their own, or that of their suffix."""
        own: dict[str, str] = {}
        usual: dict[str, str] = {}
        for node in tree(self.read(_TYPES)).walk():
            kind = node.attribute("ContentType")
            if node.name == "Override":
                own[node.attribute("PartName").removeprefix("/")] = kind
            elif node.name == "Default":
                usual[node.attribute("Extension").lower()] = kind
        found: dict[str, list[str]] = {}
        for part in sorted(self._members.keys() - {_TYPES}, key=_in_order):
            match = _PART_TYPE.fullmatch(own.get(part) or usual.get(part.rpartition(".")[2].lower(), ""))
            if match:
                found.setdefault(match[1], []).append(part)
        return found


def _in_order(part: str) -> list[tuple[int, str]]:
    """Return a key by which `slide2` comes before `slide10`."""
    return [(len(piece) if number % 2 else 0, piece) for number, piece in enumerate(_DIGITS.split(part))]


def _spliced(document: Document, changed: list[int], texts: Mapping[int, str], start: int, end: int) -> bytes:
    """Return a stretch of the body with the texts of some blocks in it replaced."""
    blocks = (document.blocks[index] for index in changed)
    moved = tuple(replace(block, start=block.start - start, end=block.end - start) for block in blocks)
    own = {number: texts[index] for number, index in enumerate(changed)}
    return splice(replace(document, body=document.body[start:end], blocks=moved), own)
