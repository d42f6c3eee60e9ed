"""Whether what stands between the texts of a document is what it was: its tags, above all.

No block holds it, as nobody translates it. Of each format, the signs between texts that a translation must have are
compared region by region; attributes that people read, and addresses, have checks of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from amts.records import Finding
from amts.translation.verification.opaque import tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Set

    from amts.records import Document
    from amts.translation.verification.correspondence import Correspondence
    from amts.translation.verification.places import Places

    # Where a sign stands, and what it is.
    Signs = Iterator[tuple[int, str]]

_TAG = re.compile(r"<[^<>!?](?:[^<>\"']|\"[^\"]*\"|'[^']*'|(?!))*+>")
# What may differ in the tags around texts: addresses, and what is said of the language.
_FREE = re.compile(r" (?:src|srcset|cite|content|dir|hreflang|xml:lang|charset|xlink:href)=.*?(?= [\w:.-]+=|$)")
# Merged paragraphs have fewer of these.
_FLOWING = re.compile(r"/?(?:p|para|simpara|br|span|b|i|em|strong)\b(?![:-])")
_UNIT = re.compile(r"<(?:trans-unit|unit|segment|group|file)\b[^<>]*>")
_NAME = re.compile(r"\b(?:id|original)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_OF_WORD = re.compile(r"<(w:(?:tbl|tr|tc|drawing|pict|object|sectPr))\b")
_OF_POWERPOINT = re.compile(r"<(p:(?:sp|pic|graphicFrame|cxnSp)|a:(?:tbl|tr|tc)|c:(?:chart|ser))\b")
_OF_EXCEL = re.compile(r"<((?:x:)?(?:si|is|row|comment))\b")
_ADMONITION = re.compile(r"(?<!\S)(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):")
_CONTEXT = re.compile(r"^msgctxt .*", re.M)
_ENTITY = re.compile(rb"&([A-Za-z_][\w.-]*);")
_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
# So much of what differs is shown.
_SHOWN = 3


def surroundings_findings(found: Correspondence, reported: Sequence[Finding], places: Places) -> list[Finding]:
    """Return what differs between the texts of a document.

    Args:
        found: the document and its translation.
        reported: what is wrong otherwise; where something is broken already, nothing more is said.
        places: those of the translation.
    """
    if found.source.format != found.target.format:
        return []
    broken = found.broken(reported)
    checks = (*_lost_signs(found, broken), *_new_entities(found), *_open_quotes(found))
    return [places.placed(finding, position) for finding, position in checks if finding.block not in broken]


def _tags(outside: str) -> Signs:
    for tag in _TAG.finditer(outside):
        for sign in tags(tag[0]):
            yield tag.start(), _FREE.sub("", sign)


def _units(outside: str) -> Signs:
    for tag in _UNIT.finditer(outside):
        yield tag.start(), " ".join(_NAME.findall(tag[0]))


def _found_by(pattern: re.Pattern[str]) -> Callable[[str], Signs]:
    def signs(outside: str) -> Signs:
        for sign in pattern.finditer(outside):
            yield sign.start(), sign[sign.re.groups]

    return signs


# Of each format, the signs and the reason code of a loss.
_SIGNS: dict[str, tuple[Callable[[str], Signs], str]] = {
    "html": (_tags, "html"),
    "xml": (_tags, "html"),
    "svg": (_tags, "html"),
    "xliff": (_units, "source-text"),
    "docx": (_found_by(_OF_WORD), "structure"),
    "pptx": (_found_by(_OF_POWERPOINT), "structure"),
    "xlsx": (_found_by(_OF_EXCEL), "structure"),
    "asciidoc": (_found_by(_ADMONITION), "directive"),
    "po": (_found_by(_CONTEXT), "source-text"),
}


def _lost_signs(found: Correspondence, broken: Set[int]) -> Iterator[tuple[Finding, int]]:
    """Yield the signs of a region that are gone from it and from the document; merged texts may have fewer tags."""
    if found.source.format not in _SIGNS:
        return
    signs, reason = _SIGNS[found.source.format]
    ours = _by_region(found.source, signs, found.of_source)
    theirs = _by_region(found.target, signs, found.of_target)
    explained = sum((ours[found.of_source[index]] for index in broken), Counter[str]())
    fewer = sum(ours.values(), Counter[str]()) - sum(theirs.values(), Counter()) - explained
    for number in sorted(ours):
        lost = sorted(((ours[number] - theirs[number]) & fewer).elements())
        region = found.regions[number]
        if len(region.source) != 1 or len(region.target) != 1:
            lost = [sign for sign in lost if not _FLOWING.match(sign)]
        if lost:
            new = sorted((theirs[number] - ours[number]).elements())
            index = min(region.source.start, len(found.source.blocks) - 1)
            yield Finding(reason, index, f"lost {lost[:_SHOWN]}, added {new[:_SHOWN]}"), found.place(region)


def _by_region(
    document: Document, signs: Callable[[str], Signs], numbers: dict[int, int]
) -> defaultdict[int, Counter[str]]:
    """Return the signs around the blocks of each region: what closes something belongs to the block before it."""
    outside = bytearray(document.body)
    for block in document.blocks:
        outside[block.start : block.end] = b" " * (block.end - block.start)
    starts = [block.start for block in document.blocks]
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    # Each byte is one character here, so that positions stay what they are.
    for position, sign in signs(outside.decode("latin-1")) if starts else ():
        following = bisect_left(starts, position)
        index = following - 1 if sign.startswith("/") else following
        index = min(max(index, 0), len(starts) - 1)
        found[numbers[index]][sign.encode("latin-1").decode(errors="replace")] += 1
    return found


def _new_entities(found: Correspondence) -> Iterator[tuple[Finding, int]]:
    """Yield the entities that the source does not have: in XML, nothing says what they are."""
    if found.source.format not in {"xml", "svg", "xliff"}:
        return
    known = _PREDEFINED.union(_ENTITY.findall(found.source.body))
    for entity in _ENTITY.finditer(found.target.body):
        if entity[1] not in known:
            detail = f"{entity[0].decode()} is not defined: the source has no such entity"
            yield Finding("html", _source_of(found, entity.start()), detail), entity.start()


def _source_of(found: Correspondence, position: int) -> int:
    """Return the block of the source that belongs to a byte of the translation."""
    at = bisect_left(found.target.blocks, position, key=lambda block: block.end)
    region = found.regions[found.of_target[at]] if at in found.of_target else None
    return min(region.source.start if region else len(found.source.blocks), max(len(found.source.blocks) - 1, 0))


def _open_quotes(found: Correspondence) -> Iterator[tuple[Finding, int]]:
    """Yield the fields of a table that begin with a quote that nothing closes: it takes the next fields in."""
    if found.source.format not in {"csv", "tsv"}:
        return
    for index, other in found.pairs:
        if _is_open(found.target, other) and not _is_open(found.source, index):
            yield Finding("table", index, "a quote that nothing closes"), found.target.blocks[other].start


def _is_open(document: Document, index: int) -> bool:
    block = document.blocks[index]
    field = document.body[block.start : block.end]
    return bool(block.text) and field.startswith(b'"') and field.count(b'"') % 2 == 1
