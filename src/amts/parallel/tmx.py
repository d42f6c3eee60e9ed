"""Pairs in Translation Memory eXchange (TMX 1.4b), the format that all translation tools share.

What AMTS writes reads back equal. Files are streamed both ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from amts.languages import language
from amts.parallel.inline import numbered, plain, read_back, seg_content, unused_marks
from amts.parallel.intake import gathered, outcome
from amts.parallel.tags import find_languages
from amts.parallel.tmx_units import TAIL, head, pieces, prop, props, units, variant, variants
from amts.placeholders import matched
from amts.records import Level, Mark, MarkKind, Pair, Rejection, Segment
from amts.storage.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from amts.parallel.protocol import Imported

# XML 1.0, production 2 (Char): all that a document may contain, also by number.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARK_PROP = re.compile(r"mark-([1-9][0-9]{0,8})-([a-z]+)")


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
        source, target = (language(tag).tag for tag in (source_language, target_language))
        count = 0
        with replacing(path) as file:
            file.write(head(source, "sentence").encode())
            for pair in pairs:
                if unwritable(pair) is None:
                    file.write(_unit(pair, source, target).encode())
                    count += 1
            file.write(TAIL.encode())
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
        return gathered(reader.outcome(unit, header.get("segtype", "")) for unit, header in units(path))


def _unit(pair: Pair, source: str, target: str) -> str:
    return (
        f'<tu segtype="{pair.level}">\n'
        f"{prop('level', pair.level)}{prop('confidence', repr(float(pair.confidence)))}"
        f"{prop('document', pair.document)}\n"
        f"{_variant(pair.source, source)}\n{_variant(pair.target, target)}\n</tu>\n"
    )


def _variant(segment: Segment, tag: str) -> str:
    unused = unused_marks(segment).items()
    properties = "".join(prop(f"mark-{number}-{mark.kind}", mark.text) for number, mark in unused)
    return variant(tag, seg_content(segment), properties)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes pairs of translation units."""

    source_language: str
    target_language: str
    read_segment: Callable[[str, str], Segment]

    def outcome(self, unit: Element, segtype: str) -> Pair | Rejection:
        found = variants(unit)
        places = find_languages(tuple(tag for tag, _ in found), self.source_language, self.target_language)
        source, target = (found[place][1] if place is not None else None for place in places)
        if source is None or target is None:
            sides = [Segment("" if side is None else plain(pieces(side))) for side in (source, target)]
            return Rejection(Pair(sides[0], sides[1]), "missing-language")
        own = props(unit)
        level = own.get("level") or _level(unit.get("segtype") or segtype)
        segments = self._segments(source, target, written_here="level" in own)
        return outcome(*segments, level, own.get("confidence", ""), own.get("document", ""))

    def _segments(self, source: Element, target: Element, *, written_here: bool) -> tuple[Segment, Segment]:
        left, right = pieces(source), pieces(target)
        if written_here:
            ours = read_back(left, _unused(source)), read_back(right, _unused(target))
            if ours[0] is not None and ours[1] is not None:
                return ours[0], ours[1]
        if all(isinstance(piece, str) for piece in (*left, *right)):
            segment = self.read_segment(plain(left), self.source_language)
            return segment, matched(segment, self.read_segment(plain(right), self.target_language))
        return numbered(left, right)


def _unused(variant: Element) -> dict[int, Mark]:
    found = ((_MARK_PROP.fullmatch(name), text) for name, text in props(variant).items())
    return {
        int(match[1]): Mark(MarkKind(match[2]), text) for match, text in found if match and match[2] in set(MarkKind)
    }


def _level(segtype: str) -> str:
    return Level.PARAGRAPH if segtype.strip().lower() == "paragraph" else Level.SENTENCE
