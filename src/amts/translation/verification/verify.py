"""Whether a translated document still is the document it was, and says in its language what the source says.

Blocks that correspond are compared: what is opaque by its bytes, texts by their markup, whole regions where paragraphs
were merged or split. docs/verifier.md lists all reason codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.languages import language
from amts.placeholders import concatenated
from amts.records import BlockKind, Finding
from amts.segments.masks import mask
from amts.translation.verification.bilingual import bilingual_findings
from amts.translation.verification.correspondence import Correspondence
from amts.translation.verification.destinations import destination_findings
from amts.translation.verification.inline import inline_findings, markup_signs
from amts.translation.verification.lists import nesting_findings
from amts.translation.verification.notebooks import notebook_findings
from amts.translation.verification.opaque import opaque_finding
from amts.translation.verification.places import Places
from amts.translation.verification.regions import FLOWING, regions
from amts.translation.verification.surroundings import surroundings_findings
from amts.translation.verification.texts import expected_ratio, guessed_ratio, objections, untranslated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
# The end of a document is missing if so many blocks are, or the last one of more than so many texts.
_TAIL, _FEW_TEXTS = 2, 3


def verify(source: Document, target: Document, languages: tuple[str, str] | None = None) -> list[Finding]:
    """Compare a document and its translation, whoever made it.

    Args:
        source: the document.
        target: its translation, of the same format.
        languages: the language of both; without it, or if they are the same, what is said is not compared.

    Returns:
        What differs, in the order of the source; `line` is where in the translation.
    """
    found, places, findings = _compared(source, target, languages)
    findings += surroundings_findings(found, findings, places)
    findings += destination_findings(found, findings, places)
    return sorted(findings, key=lambda finding: finding.block)


def verify_blocks(source: Document, target: Document) -> list[Finding]:
    """Do so for a translation in which only texts are new, and their markup is known to be the same.

    What stands between them, and where their links lead, need not be looked for then, which takes half of the time.
    """
    return sorted(_compared(source, target, None)[-1], key=lambda finding: finding.block)


def _compared(
    source: Document, target: Document, languages: tuple[str, str] | None
) -> tuple[Correspondence, Places, list[Finding]]:
    """Compare the blocks of two documents, and return which correspond too."""
    if languages and language(languages[0]).tag == language(languages[1]).tag:
        languages = None
    ratio = expected_ratio(*languages) if languages else guessed_ratio(_words(source), _words(target))
    found, places = Correspondence(source, target, regions(source, target, ratio)), Places(target)
    kept, missing = _without_tail(source, found.regions)
    comparison = _Comparison(source, target, languages, markup_signs(source.blocks))
    findings = [
        places.placed(finding, found.place(region)) for region in kept for finding in comparison.findings(region)
    ]
    findings += [places.placed(each, len(target.body)) for each in _tail_findings(source, missing)]
    findings += nesting_findings(found, places)
    findings += notebook_findings(source, target)
    return found, places, findings


def _words(document: Document) -> str:
    return " ".join(block.written for block in document.blocks)


def _without_tail(source: Document, found: Sequence[Region]) -> tuple[Sequence[Region], Sequence[Region]]:
    """Return the regions but those at the end that have no translation, if they are many, and those.

    A directive at the end, such as the closing of a tab, may look like the last of the source.
    """
    end = next((at for at in range(len(found), 0, -1) if _tells(source, found[at - 1])), 0)
    missing = [region for region in found[end:] if not region.target]
    lost = [source.blocks[index] for region in missing for index in region.source]
    is_few = len(lost) < _TAIL and sum(bool(block.text) for block in source.blocks) <= _FEW_TEXTS
    if is_few or not any(block.text for block in lost):
        return found, ()
    return [*found[:end], *(region for region in found[end:] if region.target)], missing


def _tells(source: Document, region: Region) -> bool:
    """Whether a region has a translation that is more than a directive."""
    kinds = {source.blocks[index].kind for index in region.source}
    return bool(region.target) and bool(kinds - {BlockKind.DIRECTIVE})


def _tail_findings(source: Document, missing: Sequence[Region]) -> list[Finding]:
    if not missing:
        return []
    first, count = missing[0].source[0], sum(len(region.source) for region in missing)
    which = f"the last {count} of {len(source.blocks)} blocks are missing, from" if count > 1 else "the end is missing:"
    return [Finding("truncated", first, f"{which} {_shown(source, first)}{' on' if count > 1 else ''}")]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A document and its translation, to be compared region by region.

    Attributes:
        source: the document.
        target: its translation.
        languages: the language of both, if what is said is compared.
        signs: the signs that are markup in the document.
    """

    source: Document
    target: Document
    languages: tuple[str, str] | None
    signs: frozenset[str]

    def findings(self, region: Region) -> Iterable[Finding]:
        """Return what differs in blocks that correspond; `line` is how many lines into them it is."""
        if not region.target:
            return [self._lost(index) for index in region.source]
        if not region.source:
            return self._added(region)
        index = region.source[0]
        ours = [self.source.blocks[each] for each in region.source]
        theirs = [self.target.blocks[each] for each in region.target]
        if len(ours) == len(theirs) == 1 and not ours[0].text and not theirs[0].text:
            finding = opaque_finding(self.source, index, self.target, region.target[0])
            return [finding] if finding else []
        findings = [*_shape_findings(ours, theirs, index), *inline_findings(ours, theirs, index, self.signs)]
        if any(block.target is not None for block in theirs):
            return findings + bilingual_findings(ours, theirs, index, self.languages)
        return findings + (_text_findings(ours, theirs, index, self.languages) if self.languages else [])

    def _lost(self, index: int) -> Finding:
        block = self.source.blocks[index]
        detail = f"lost: {_shown(self.source, index)}"
        if block.target is not None:
            return Finding("source-text", index, detail)
        return Finding(_reason(block.kind), index, detail, block.kind is not BlockKind.PARAGRAPH)

    def _added(self, region: Region) -> list[Finding]:
        """Return findings of blocks that the source lacks, and of those in another language than the translation."""
        place = min(region.source.start, max(len(self.source.blocks) - 1, 0))
        findings = [self._new(index, place) for index in region.target]
        if self.languages:
            texts = (mask(block).text for index in region.target if (block := self.target.blocks[index]).text)
            found = (untranslated("", text, self.languages) for text in texts)
            findings += [Finding(each.reason, place, each.detail, breaking=False) for each in found if each]
        return findings

    def _new(self, index: int, place: int) -> Finding:
        """Return a finding of a block that the source lacks; it is doubled if it stands in the translation twice."""
        kind = self.target.blocks[index].kind
        doubled = kind in _DOUBLED and _stands_near(self.target, index)
        detail = f"not in the source: {_shown(self.target, index)}"
        return Finding("doubled" if doubled else _reason(kind), place, detail, kind not in FLOWING)


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
    return [Finding(each.reason, index, each.detail, breaking=False) for each in found]


def _whole(blocks: Sequence[Block]) -> Segment:
    """Return the texts of blocks as one segment."""
    segments = [mask(block) for block in blocks if block.text]
    return concatenated(segments, [" "] * len(segments))
