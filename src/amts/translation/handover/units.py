"""Texts handed to a translator's own tool, and their translations put back into the documents they came from.

A unit is a text block with its markup as placeholders. It is named by its place and a hash of its text, so that a
translation finds its text again after other parts of the document have changed, and is never put in place of a text
that the translator has not seen.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER, collapsed, has_words, placeholder, unmask
from amts.records import Finding, MarkKind, Segment
from amts.segments.masks import mask
from amts.translation.rereading import render_unbroken
from amts.translation.verification.inline import keeps_marks
from amts.translation.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.documents.protocol import Format
    from amts.records import Block, Document

_LONGEST_DETAIL = 80


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to translate, as translators' tools get it.

    Attributes:
        id: the index of its block and a hash of its text, such as `12-3fa9c1d2`.
        document: the name of its document.
        kind: what its block is, such as `heading`.
        line: where it begins in the document; of documents that are no text, the number of its block.
        source: the text with its marks, without line breaks.
        target: the translation that the document holds, with the source's placeholders; empty if there is none.
        approved: whether that translation is finished.
        note: what else a translator should know.
    """

    id: str
    document: str
    kind: str
    line: int
    source: Segment
    target: str = ""
    approved: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A translation as it comes back: the document and id of its unit, and the text with the source's placeholders.

    Of one whose unit is not known any more, `id` may be empty; `source` is the text it was made from.
    """

    document: str
    id: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A document with translations put in: its bytes, how many were, and what happened to the others."""

    content: bytes
    merged: int
    findings: tuple[Finding, ...]


def extract(document: Document) -> list[Unit]:
    """Return the texts of a document, in order."""
    units: list[Unit] = []
    line = position = 0
    for index, block in enumerate(document.blocks):
        if block.text:
            line += document.body.count(b"\n", position, block.start)
            position = block.start
            place = line + 1 if document.body == document.content else index + 1
            units.append(_unit(index, block, document.name, place))
    return units


def merge(document: Document, format_: Format, answers: Sequence[Answer]) -> Merged:
    """Put translations into a document so that its structure stays what it was.

    Args:
        document: the document as it is now.
        format_: its format.
        answers: translations of its units, perhaps made from an earlier state of it.

    Returns:
        The document. A text that got no translation stays as it was and is reported: `untranslated` (not breaking),
        `source-changed` (the text that was translated is not in the document any more), `duplicate` (another
        translation of it came first), `markup` (placeholders are lost, doubled or wrongly nested), `unreadable`,
        `structure` or `misread` (with it the document cannot be read, has other blocks, or another text), or what
        `amts.translation.verification.verify.verify` says about the result.
    """
    units = {_index(unit.id): unit for unit in extract(document)}
    findings: list[Finding] = []
    texts: dict[int, str] = {}
    for index, answer in _assigned(units, answers, findings):
        text = _text(units[index], answer.target, findings)
        if text is not None:
            texts[index] = text
    answered = set(texts) | {finding.block for finding in findings if finding.reason != "source-changed"}
    texts = {index: text for index, text in texts.items() if _is_new(document.blocks[index], units[index], text)}
    content = _rendered(document, format_, texts, findings)
    findings += [
        Finding("untranslated", index, _shortened(unit.source.text), breaking=False)
        for index, unit in units.items()
        if index not in answered and not document.blocks[index].approved and has_words(unit.source.text)
    ]
    return Merged(content, len(texts), tuple(findings))


def masked_like(source: Segment, text: str) -> str:
    """Replace the markup in a translation by the placeholders that it has in the source.

    The n-th of equal marks is the n-th in the source; one that could close what was opened last closes it.
    """
    waiting: dict[str, list[int]] = defaultdict(list)
    for number, mark in enumerate(source.marks, start=1):
        waiting[mark.text].append(number)
    if not waiting:
        return text
    closings = pairs(source)
    opened: list[int] = []

    def replaced(match: re.Match[str]) -> str:
        numbers = waiting[match[0]]
        if not numbers:
            return match[0]
        number = closings[opened[-1]] if opened and closings[opened[-1]] in numbers else numbers[0]
        numbers.remove(number)
        if number in closings:
            opened.append(number)
        elif opened and closings[opened[-1]] == number:
            opened.pop()
        return placeholder(number)

    longest_first = sorted(waiting, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), replaced, text)


def pairs(segment: Segment) -> dict[int, int]:
    """Return the closing mark of each opening one, of those that nest."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number in map(int, PLACEHOLDER.findall(segment.text)):
        kind = segment.marks[number - 1].kind
        if kind is MarkKind.OPEN:
            opened.append(number)
        elif kind is MarkKind.CLOSE and opened:
            found[opened.pop()] = number
    return found


def _unit(index: int, block: Block, name: str, line: int) -> Unit:
    source = collapsed(mask(block))
    digest = hashlib.sha256(block.text.encode()).hexdigest()[:8]
    held = masked_like(source, " ".join((block.target or "").split()))
    fits = keeps_marks(source, Segment(held, source.marks))
    return Unit(
        f"{index}-{digest}", name, block.kind, line, source,
        held if fits else "", block.approved and fits,
        "" if fits or not held else f"translated so far, with other markup, as: {block.target}",
    )  # fmt: skip


def _index(unit_id: str) -> int:
    digits = unit_id.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


def _assigned(
    units: Mapping[int, Unit], answers: Sequence[Answer], findings: list[Finding]
) -> Iterator[tuple[int, Answer]]:  # fmt: skip
    """Yield each answer with the block it is for: that of its id, or else another one with the same text."""
    present = {unit.id: index for index, unit in units.items()}
    filled = [answer for answer in answers if answer.target.strip()]
    given = {answer.id for answer in filled}
    free: dict[str, deque[int]] = defaultdict(deque)
    for unit_id, index in present.items():
        if unit_id not in given:
            free[unit_id.partition("-")[2]].append(index)
    taken: dict[int, str] = {}
    for answer in filled:
        moved = free[answer.id.partition("-")[2]] if answer.id not in present else None
        index = present.get(answer.id, moved.popleft() if moved else -1)
        if index < 0:
            findings.append(Finding("source-changed", max(_index(answer.id), 0), _shortened(answer.source)))
        elif index not in taken:
            taken[index] = answer.target
            yield index, answer
        elif taken[index] != answer.target:
            findings.append(Finding("duplicate", index, _shortened(answer.target)))


def _text(unit: Unit, target: str, findings: list[Finding]) -> str | None:
    """Return a translation with its markup in place, or report that it has other markup."""
    segment = Segment(" ".join(target.split()), unit.source.marks)
    numbers = [int(number) for number in PLACEHOLDER.findall(segment.text)]
    known = all(0 < number <= len(unit.source.marks) for number in numbers)
    if known and keeps_marks(unit.source, segment):
        return unmask(segment)
    expected = "".join(match[0] for match in PLACEHOLDER.finditer(unit.source.text)) or "no markup"
    detail = f"expected {expected}, each once and paired, found {_shortened(target)!r}"
    findings.append(Finding("markup", _index(unit.id), detail))
    return None


def _is_new(block: Block, unit: Unit, text: str) -> bool:
    """Whether a text is not the one that stands there already, line breaks aside."""
    held = unit.source if block.target is None else Segment(unit.target, unit.source.marks)
    return text != unmask(held)


def _rendered(document: Document, format_: Format, texts: dict[int, str], findings: list[Finding]) -> bytes:
    """Render the document without the texts with which it would not be what it was."""

    def leave_out(index: int, finding: Finding) -> None:
        del texts[index]
        findings.append(replace(finding, block=index, line=0))

    return render_unbroken(document, format_, texts, _broken, leave_out)[0]


def _broken(document: Document, again: Document) -> list[Finding]:
    return [finding for finding in verify(document, again) if finding.breaking]


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_DETAIL]
