"""Whether a translated document still is the document it was, and says in its language what the source says.

Blocks that correspond are compared: what is opaque by its bytes, texts by their markup, whole regions where paragraphs
were merged or split. docs/verifier.md lists all reason codes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amts.languages import language
from amts.placeholders import concatenated
from amts.records import BlockKind, Finding
from amts.segments.masks import mask
from amts.translation.verification.bilingual import bilingual_findings
from amts.translation.verification.inline import inline_findings, stray_findings
from amts.translation.verification.lists import nesting_findings
from amts.translation.verification.opaque import notebook_findings, opaque_finding
from amts.translation.verification.regions import FLOWING, regions
from amts.translation.verification.texts import expected_ratio, guessed_ratio, objections, untranslated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.records import Block, Document, Segment
    from amts.translation.verification.regions import Region

# The reason code of a text block that is lost, new or of another kind; of opaque blocks it is their kind.
_TEXT_REASONS = {
    BlockKind.HEADING: "heading",
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.ITEM: "list",
    BlockKind.CELL: "table",
    BlockKind.CAPTION: "image",
}
# What nobody writes twice within so many blocks.
_DOUBLED = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.MATH, BlockKind.IMAGE})
_NEAR = 3
# Of a translation that ends so many blocks before its source, one finding says so instead of one for each.
_TAIL = 2


def verify(source: Document, target: Document, languages: tuple[str, str] | None = None) -> list[Finding]:
    """Compare a document and its translation, whoever made it.

    Args:
        source: the document.
        target: its translation, of the same format.
        languages: the language of both; without it, or if they are the same, what is said is not compared.

    Returns:
        What differs, in the order of the source; `line` is where in the translation.
    """
    if languages and language(languages[0]).tag == language(languages[1]).tag:
        languages = None
    ratio = expected_ratio(*languages) if languages else guessed_ratio(_words(source), _words(target))
    found = regions(source, target, ratio)
    kept, missing = _without_tail(source, found)
    findings = [finding for region in kept for finding in _of_region(source, target, region, languages)]
    findings += _tail_findings(source, target, missing)
    findings += nesting_findings(source, target, found)
    findings += notebook_findings(source, target)
    return sorted(findings, key=lambda finding: finding.block)


def _words(document: Document) -> str:
    return " ".join(block.written for block in document.blocks)


def _without_tail(source: Document, found: Sequence[Region]) -> tuple[Sequence[Region], Sequence[Region]]:
    """Return the regions but those at the end that have no translation, if they are many, and those.

    A directive at the end, such as the closing of a tab, may look like the last of the source.
    """
    end = next((at for at in range(len(found), 0, -1) if _tells(source, found[at - 1])), 0)
    missing = [region for region in found[end:] if not region.target]
    texts = sum(bool(source.blocks[index].text) for region in missing for index in region.source)
    if not texts or sum(len(region.source) for region in missing) < _TAIL:
        return found, ()
    return [*found[:end], *(region for region in found[end:] if region.target)], missing


def _tells(source: Document, region: Region) -> bool:
    """Whether a region has a translation that is more than a directive."""
    kinds = {source.blocks[index].kind for index in region.source}
    return bool(region.target) and bool(kinds - {BlockKind.DIRECTIVE})


def _tail_findings(source: Document, target: Document, missing: Sequence[Region]) -> list[Finding]:
    if not missing:
        return []
    first, count = missing[0].source[0], sum(len(region.source) for region in missing)
    detail = f"the last {count} of {len(source.blocks)} blocks are missing, from {_shown(source, first)} on"
    return [Finding("truncated", first, detail, line=_line(target, len(target.body)))]


def _of_region(
    source: Document, target: Document, region: Region, languages: tuple[str, str] | None
) -> Iterator[Finding]:
    """Yield what differs in blocks that correspond, with the line of the translation."""
    findings = list(_differences(source, target, region, languages))
    # Lines are counted only where there is something to say: in a long document that takes a while.
    line = _line(target, _place(target, region)) if findings else 0
    yield from (replace(finding, line=line) for finding in findings)


def _differences(
    source: Document, target: Document, region: Region, languages: tuple[str, str] | None
) -> Iterable[Finding]:
    if not region.target:
        return [_lost(source, index) for index in region.source]
    if not region.source:
        added = [_added(source, target, region, index) for index in region.target]
        return added + (_foreign(source, target, region, languages) if languages else [])
    ours = [source.blocks[index] for index in region.source]
    theirs = [target.blocks[index] for index in region.target]
    if len(ours) == len(theirs) == 1 and not ours[0].text and not theirs[0].text:
        finding = opaque_finding(source, region.source[0], target, region.target[0])
        return [finding] if finding else []
    findings = [*_shape_findings(ours, theirs, region.source[0]), *inline_findings(ours, theirs, region.source[0])]
    if any(block.target is not None for block in theirs):
        return findings + bilingual_findings(ours, theirs, region.source[0], languages)
    return findings + (_text_findings(ours, theirs, region.source[0], languages) if languages else [])


def _lost(source: Document, index: int) -> Finding:
    kind = source.blocks[index].kind
    return Finding(_reason(kind), index, f"lost: {_shown(source, index)}", kind is not BlockKind.PARAGRAPH)


def _added(source: Document, target: Document, region: Region, index: int) -> Finding:
    """Return a finding of a block that the source lacks; it is doubled if it stands in the translation twice."""
    block = target.blocks[index]
    shown = _shown(target, index)
    doubled = block.kind in _DOUBLED and _stands_near(target, index)
    place = min(region.source.start, max(len(source.blocks) - 1, 0))
    reason = "doubled" if doubled else _reason(block.kind)
    return Finding(reason, place, f"not in the source: {shown}", block.kind not in FLOWING)


def _foreign(source: Document, target: Document, region: Region, languages: tuple[str, str]) -> list[Finding]:
    """Return findings of blocks that the source lacks and that are in another language than the translation."""
    texts = {index: mask(target.blocks[index]).text for index in region.target}
    found = [untranslated("", text, languages) for text in texts.values() if text]
    place = min(region.source.start, max(len(source.blocks) - 1, 0))
    return [Finding(each.reason, place, each.detail, breaking=False) for each in found if each]


def _stands_near(document: Document, index: int) -> bool:
    """Whether the same block stands once more shortly before or behind it."""
    near = range(max(index - _NEAR, 0), min(index + _NEAR + 1, len(document.blocks)))
    text = _shown_of(document, document.blocks[index])
    return any(_shown_of(document, document.blocks[other]) == text for other in near if other != index)


def _reason(kind: BlockKind) -> str:
    return _TEXT_REASONS.get(kind, kind.value)


def _shown(document: Document, index: int) -> str:
    return f"{document.blocks[index].kind} {_shown_of(document, document.blocks[index])[:80]!r}"


def _shown_of(document: Document, block: Block) -> str:
    return " ".join((block.text or document.body[block.start : block.end].decode(errors="replace")).split())


def _shape_findings(ours: Sequence[Block], theirs: Sequence[Block], index: int) -> list[Finding]:
    """Compare kind and level of blocks that correspond; running text may be merged and split."""
    if len(ours) == len(theirs) == 1:
        (block,), (other,) = ours, theirs
        if (block.kind, block.level) == (other.kind, other.level):
            return []
        special = block.kind if block.kind not in FLOWING or other.kind in FLOWING else other.kind
        expected, found = (f"{each.kind} {each.level or ''}".strip() for each in (block, other))
        return [Finding(_reason(special), index, f"expected {expected}, found {found}")]
    counts = [[sum(block.kind is kind for block in side) for side in (ours, theirs)] for kind in BlockKind]
    return [
        Finding(_reason(kind), index, f"expected {expected} of {kind}, found {found}", kind not in FLOWING)
        for kind, (expected, found) in zip(BlockKind, counts, strict=True)
        if expected != found and kind is not BlockKind.PARAGRAPH
    ]


def _text_findings(
    ours: Sequence[Block], theirs: Sequence[Block], index: int, languages: tuple[str, str]
) -> list[Finding]:
    found = objections(_whole(ours), _whole(theirs), languages)
    said = [Finding(each.reason, index, each.detail, breaking=False) for each in found]
    return [*said, *stray_findings(ours, theirs, index)]


def _whole(blocks: Sequence[Block]) -> Segment:
    """Return the texts of blocks as one segment."""
    segments = [mask(block) for block in blocks if block.text]
    return concatenated(segments, [" "] * len(segments))


def _place(target: Document, region: Region) -> int:
    """Return the byte of the translation at which a region begins, or would begin."""
    return target.blocks[region.target.start].start if region.target else _end_before(target, region)


def _end_before(target: Document, region: Region) -> int:
    return target.blocks[region.target.start - 1].end if region.target.start else 0


def _line(document: Document, place: int) -> int:
    """Return the line of a byte of the body; 0 if the body is not the file itself."""
    return document.content.count(b"\n", 0, place) + 1 if document.body == document.content else 0
