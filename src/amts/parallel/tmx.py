"""Pairs in Translation Memory eXchange (TMX 1.4b), the format that all translation tools share.

What AMTS writes reads back equal. Files are streamed both ways; nothing outside the file is ever fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from amts.errors import DataError, PathError
from amts.languages import language
from amts.parallel.inline import (
    escaped,
    local_name,
    numbered,
    plain,
    read_back,
    seg_content,
    seg_pieces,
    unused_marks,
)
from amts.parallel.intake import gathered, outcome
from amts.parallel.tags import find_languages
from amts.placeholders import matched
from amts.records import Level, Mark, MarkKind, Pair, Rejection, Segment
from amts.storage.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import IO
    from xml.etree.ElementTree import Element

    from amts.parallel.inline import Code
    from amts.parallel.protocol import Imported

# XML 1.0, production 2 (Char): all that a document may contain, also by number.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MARK_PROP = re.compile(r"x-amts-mark-([1-9][0-9]{0,8})-([a-z]+)")
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="amts" creationtoolversion="1" segtype="sentence" o-tmf="amts" adminlang="en" \
srclang={source} datatype="plaintext"/>
<body>
"""
_TAIL = "</body>\n</tmx>\n"


def unwritable(pair: Pair) -> str | None:
    """Return `not-xml` if a pair has a character that XML 1.0 cannot hold, even by number, such as U+0000."""
    sides = (pair.source, pair.target)
    texts = (
        pair.document,
        *(side.text for side in sides),
        *(mark.text for side in sides for mark in side.marks),
    )
    return "not-xml" if any(_NOT_XML.search(text) for text in texts) else None


class Tmx:
    """Translation Memory eXchange 1.4b."""

    suffix: ClassVar[str] = ".tmx"

    @staticmethod
    def unwritable(pair: Pair) -> str | None:
        """Return why the format cannot hold a pair; see `Exchange.unwritable`."""
        return unwritable(pair)

    def write(self, path: Path, pairs: Iterable[Pair], source_language: str, target_language: str) -> int:
        """Write one translation unit a pair; see `Exchange.write`."""
        source, target = (quoteattr(language(tag).tag) for tag in (source_language, target_language))
        count = 0
        with replacing(path) as file:
            file.write(_HEAD.format(source=source).encode())
            for pair in pairs:
                if unwritable(pair) is None:
                    file.write(_unit(pair, source, target).encode())
                    count += 1
            file.write(_TAIL.encode())
        return count

    def read(
        self,
        path: Path,
        source_language: str,
        target_language: str,
        read_segment: Callable[[str, str], Segment],
    ) -> Imported:
        """Read the units that have both languages, also such as en-US for en; see `Exchange.read`."""
        reader = _Reader(source_language, target_language, read_segment)
        with _opened(path) as file:
            return gathered(reader.outcome(unit, segtype) for unit, segtype in _units(file, path))


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        msg = f"cannot read {path} ({error.strerror}): name an existing file"
        raise PathError(msg) from error


def _unit(pair: Pair, source: str, target: str) -> str:
    return (
        f'<tu segtype="{pair.level}">\n'
        f"{_prop('level', pair.level)}{_prop('confidence', repr(float(pair.confidence)))}"
        f"{_prop('document', pair.document)}\n"
        f"{_variant(pair.source, source)}\n{_variant(pair.target, target)}\n</tu>\n"
    )


def _variant(segment: Segment, tag: str) -> str:
    unused = unused_marks(segment).items()
    props = "".join(_prop(f"mark-{number}-{mark.kind}", mark.text) for number, mark in unused)
    return f"<tuv xml:lang={tag}>{props}<seg>{seg_content(segment)}</seg></tuv>"


def _prop(name: str, text: str) -> str:
    return f'<prop type="x-amts-{name}">{escaped(text)}</prop>'


def _units(file: IO[bytes], path: Path) -> Iterator[tuple[Element, str]]:
    """Yield each translation unit, with the level that the header gives to all; each is forgotten afterwards.

    Raises:
        DataError: the file is not well-formed XML, or not TMX.
    """
    try:
        yield from _parsed(file, path)
    except ElementTree.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        msg = f"{path}, line {line}, column {column + 1}: not well-formed XML ({reason}): export the file again"
        raise DataError(msg) from error
    except (ValueError, LookupError) as error:
        msg = f"{path}: {error}: save the file as UTF-8"
        raise DataError(msg) from error


def _parsed(file: IO[bytes], path: Path) -> Iterator[tuple[Element, str]]:
    events = ElementTree.iterparse(file, events=("start", "end"))
    _, root = next(events)
    if local_name(root) != "tmx":
        msg = f"{path}: its root is <{local_name(root)}>, not <tmx>: name a TMX file"
        raise DataError(msg)
    segtype, parent = "", root
    for event, element in events:
        name = local_name(element)
        if event == "start" and name == "body":
            parent = element
        elif event == "end" and name == "header":
            segtype = element.get("segtype", "")
        elif event == "end" and name == "tu":
            yield element, segtype
            parent.clear()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes pairs of translation units."""

    source_language: str
    target_language: str
    read_segment: Callable[[str, str], Segment]

    def outcome(self, unit: Element, segtype: str) -> Pair | Rejection:
        variants = [child for child in unit if local_name(child) == "tuv"]
        tags = [variant.get(_LANG) or variant.get("lang") or "" for variant in variants]
        places = find_languages(tuple(tags), self.source_language, self.target_language)
        source, target = (variants[place] if place is not None else None for place in places)
        if source is None or target is None:
            sides = [Segment("" if side is None else plain(_pieces(side))) for side in (source, target)]
            return Rejection(Pair(sides[0], sides[1]), "missing-language")
        props = _props(unit)
        level = props.get("x-amts-level") or _level(unit.get("segtype") or segtype)
        segments = self._segments(source, target, written_here="x-amts-level" in props)
        return outcome(*segments, level, props.get("x-amts-confidence", ""), props.get("x-amts-document", ""))

    def _segments(self, source: Element, target: Element, *, written_here: bool) -> tuple[Segment, Segment]:
        left, right = _pieces(source), _pieces(target)
        if written_here:
            ours = read_back(left, _unused(source)), read_back(right, _unused(target))
            if ours[0] is not None and ours[1] is not None:
                return ours[0], ours[1]
        if all(isinstance(piece, str) for piece in (*left, *right)):
            segment = self.read_segment(plain(left), self.source_language)
            return segment, matched(segment, self.read_segment(plain(right), self.target_language))
        return numbered(left, right)


def _pieces(variant: Element) -> list[str | Code]:
    seg = next((child for child in variant if local_name(child) == "seg"), None)
    return [] if seg is None else seg_pieces(seg)


def _props(element: Element) -> dict[str, str]:
    return {child.get("type", ""): child.text or "" for child in element if local_name(child) == "prop"}


def _unused(variant: Element) -> dict[int, Mark]:
    found = ((_MARK_PROP.fullmatch(name), text) for name, text in _props(variant).items())
    return {
        int(match[1]): Mark(MarkKind(match[2]), text) for match, text in found if match and match[2] in set(MarkKind)
    }


def _level(segtype: str) -> str:
    return Level.PARAGRAPH if segtype.strip().lower() == "paragraph" else Level.SENTENCE
