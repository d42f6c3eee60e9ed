"""Source and translation in one document, such as PO: whether each translation keeps what its source text has."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from amts.documents.po.markup import message_marks
from amts.records import Finding, MarkKind, Segment
from amts.translation.verification.texts import objections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Block

_UNCOUNTED = frozenset({MarkKind.ESCAPE, MarkKind.BREAK})
# What a program writes into a message; other literal marks, such as brackets, are signs of the text.
_PLACEHOLDER = re.compile(r"[%$#]?\{.*\}|%[^%]+", re.S)


def bilingual_findings(
    source: Sequence[Block], target: Sequence[Block], index: int, languages: tuple[str, str] | None
) -> list[Finding]:
    """Compare the texts of a bilingual document with the translations it holds; what has none yet is passed over."""
    findings = []
    for block, other in zip(source, target, strict=False):
        if block.text != other.text:
            detail = f"expected the source text {block.text[:80]!r}, found {other.text[:80]!r}"
            findings.append(Finding("source-text", index, detail))
        if other.target:
            findings += _markup_findings(other, index)
            findings += _text_findings(other, index, languages) if languages else []
    return findings


def _markup_findings(block: Block, index: int) -> list[Finding]:
    """Return a finding if markup of the source text is not in its translation."""
    found = "".join((block.target or "").split())
    marks = Counter("".join(mark.split()) for mark in _marks(block))
    lost = [mark for mark, count in marks.items() if found.count(mark) < count]
    breaking = any(mark not in found for mark in lost)
    return [Finding("markup", index, f"lost {lost} in the translation", breaking)] if lost else []


def _marks(block: Block) -> Iterator[str]:
    """Yield the markup that a translation must have, with placeholders of programs that the format itself passes by."""
    covered = {place for inline in block.inlines for place in range(inline.start, inline.end)}
    literal = (each for each in message_marks(block.text, formatted=False) if each.kind is MarkKind.LITERAL)
    for inline in (*block.inlines, *(each for each in literal if each.start not in covered)):
        mark = block.text[inline.start : inline.end]
        if inline.kind not in _UNCOUNTED and (inline.kind is not MarkKind.LITERAL or _PLACEHOLDER.fullmatch(mark)):
            yield mark


def _text_findings(block: Block, index: int, languages: tuple[str, str]) -> list[Finding]:
    # Markup of the source text stands in the translation as it is: its numbers and words are the same in both.
    objected = objections(Segment(block.text), Segment(block.target or ""), languages)
    return [Finding(each.reason, index, each.detail, breaking=False) for each in objected]
