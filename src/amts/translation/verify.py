"""Whether a translated document still is the document it was: the same blocks, the same markup in each."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER, numbers
from amts.records import BlockKind, Finding, MarkKind

if TYPE_CHECKING:
    from amts.records import Block, Document, Segment

_OPAQUE_REASONS = {
    BlockKind.CODE: "code",
    BlockKind.MATH: "math",
    BlockKind.DIRECTIVE: "directive",
    BlockKind.HTML: "html",
    BlockKind.FRONT_MATTER: "front-matter",
    BlockKind.IMAGE: "image",
}


def verify(source: Document, target: Document) -> list[Finding]:
    """Compare the structure of a document and its translation.

    Returns:
        One finding for each block that is not what it was: `structure` (its kind, level or place), `code`, `math`,
        `directive`, `html`, `front-matter`, `image` (its bytes), `markup` (inline code, mathematics, links, labels,
        citations, emphasis); after a finding of structure nothing further is compared.
    """
    findings: list[Finding] = []
    for index, block in enumerate(source.blocks):
        other = target.blocks[index] if index < len(target.blocks) else None
        if other is None or (block.kind, block.level) != (other.kind, other.level):
            found = f"{other.kind} {other.level}" if other else "nothing"
            return [*findings, Finding("structure", index, f"expected {block.kind} {block.level}, found {found}")]
        findings += _compare(index, block, other, source.body, target.body)
    if len(target.blocks) > len(source.blocks):
        extra = target.blocks[len(source.blocks)]
        findings.append(Finding("structure", max(len(source.blocks) - 1, 0), f"found a further {extra.kind}"))
    return findings


def _compare(index: int, block: Block, other: Block, content: bytes, translated: bytes) -> list[Finding]:
    if not block.text:
        ours, theirs = content[block.start : block.end], translated[other.start : other.end]
        if ours == theirs and block.key == other.key:
            return []
        reason = _OPAQUE_REASONS.get(block.kind, "structure")
        return [Finding(reason, index, _difference(ours or block.key.encode(), theirs or other.key.encode()))]
    before, after = inline_markup(block), inline_markup(other)
    if before == after:
        return []
    lost, added = sorted((before - after).elements()), sorted((after - before).elements())
    return [Finding("markup", index, f"lost {lost}, added {added}")]


def _difference(expected: bytes, found: bytes) -> str:
    """Return the first lines in which two blocks differ."""
    lines = zip_longest(expected.decode().splitlines(), found.decode().splitlines(), fillvalue="")
    ours, theirs = next(((ours, theirs) for ours, theirs in lines if ours != theirs), ("", ""))
    return f"expected {ours.strip()[:80]!r}, found {theirs.strip()[:80]!r}"


def inline_markup(block: Block) -> Counter[str]:
    """Return how often each stretch of markup stands in a block; its white space does not count."""
    return Counter("".join(block.text[inline.start : inline.end].split()) for inline in block.inlines)


def keeps_marks(source: Segment, target: Segment) -> bool:
    """Whether a translated segment has each placeholder as often as its source, paired ones well nested.

    Nor may it have a bracket of a placeholder besides: such a bracket is markup, which the source would have masked.
    """
    if Counter(numbers(source.text)) != Counter(numbers(target.text)):
        return False
    return _nesting(target) == _nesting(source) and not set("⟦⟧") & set(PLACEHOLDER.sub("", target.text))


def _nesting(segment: Segment) -> frozenset[tuple[int, int]]:
    """Return which opening mark is closed by which closing one; 0 stands for none."""
    pairs: set[tuple[int, int]] = set()
    opened: list[int] = []
    for number in numbers(segment.text):
        kind = segment.marks[number - 1].kind
        if kind is MarkKind.OPEN:
            opened.append(number)
        elif kind is MarkKind.CLOSE:
            pairs.add((opened.pop() if opened else 0, number))
    return frozenset(pairs | {(number, 0) for number in opened})
