"""Translations put back into the documents that their texts came from.

What does not fit is left out and reported; the document stays what it was in all but its texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.placeholders import has_words, keeps_marks, numbers, pairs, placeholder, unmask
from amts.records import Finding, Segment
from amts.translation.handover.units import digest_of, extract, index_of
from amts.translation.rereading import render_unbroken
from amts.translation.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.documents.protocol import Format
    from amts.records import Block, Document
    from amts.translation.handover.units import Unit

_LONGEST_DETAIL = 80
_LONGEST_MARK = 40
_MOST_MARKS = 5
# The block of a finding about an answer that belongs to none.
NO_BLOCK = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """A translation as it comes back.

    Attributes:
        document: the name of the document of its unit.
        id: that of its unit; empty if that is not known any more.
        source: the text it was made from, with placeholders; None where a file does not say.
        target: the translation, with the source's placeholders.
        finished: whether its file says so, or says nothing; not so what is marked `fuzzy`, or as `needs-...`.
    """

    document: str
    id: str
    source: str | None
    target: str
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Merged:
    """A document with translations put in: its bytes, how many were, and what happened to the others."""

    content: bytes
    merged: int
    findings: tuple[Finding, ...]


def merge(document: Document, format_: Format, answers: Sequence[Answer], *, fuzzy: bool = False) -> Merged:
    """Put translations into a document so that its structure stays what it was.

    Args:
        document: the document as it is now.
        format_: its format.
        answers: translations of its units, perhaps made from an earlier state of it.
        fuzzy: whether to take those that are not finished too.

    Returns:
        The document. A text that got no translation stays as it was and is reported. Not breaking: `untranslated`
        and `fuzzy` (what there is, is not finished). Breaking: `source-changed` (the text that was translated is not
        in the document any more, or stands elsewhere; the block may be -1), `duplicate` (another translation of it
        came first), `markup` (placeholders are lost, doubled or wrongly nested), `unreadable`, `structure` or
        `misread` (with it the document cannot be read, has other blocks, or another text), or what
        `amts.translation.verification.verify.verify` says about the result.
    """
    units = {index_of(unit.id): unit for unit in extract(document)}
    findings: list[Finding] = []
    assigned = dict(_assigned(units, answers, findings))
    texts = _texts(document, units, assigned, findings, fuzzy=fuzzy)
    content = _rendered(document, format_, texts, findings)
    findings.sort(key=lambda finding: (finding.block == NO_BLOCK, finding.block))
    findings += [
        Finding("untranslated", index, shortened(unit.source.text), breaking=False)
        for index, unit in units.items()
        if index not in assigned and not document.blocks[index].approved and has_words(unit.source.text)
    ]
    return Merged(content, len(texts), tuple(findings))


def shortened(text: str) -> str:
    """Return the beginning of a text as it can be printed: on one line, half characters as their number."""
    return " ".join(text.split())[:_LONGEST_DETAIL].encode(errors="backslashreplace").decode()


def _assigned(
    units: Mapping[int, Unit], answers: Iterable[Answer], findings: list[Finding]
) -> Iterator[tuple[int, Answer]]:  # fmt: skip
    """Yield each answer with the block it is for: that of its id, or else another one with the same text."""
    filled = [answer for answer in answers if answer.target.strip()]
    places = _Places(units, filled)
    taken: dict[int, str] = {}
    # What is finished comes first: of two answers, it is the one that counts.
    for answer in sorted(filled, key=lambda each: not each.finished):
        index = places.of(answer)
        if index == NO_BLOCK or not _is_source(units[index], answer):
            findings.append(Finding("source-changed", index, _source_changed(units.get(index), answer)))
        elif index not in taken:
            taken[index] = answer.target
            yield index, answer
        elif taken[index] != answer.target:
            findings.append(Finding("duplicate", index, shortened(answer.target), breaking=answer.finished))


class _Places:
    """Where the texts of answers stand in a document."""

    def __init__(self, units: Mapping[int, Unit], answers: Iterable[Answer]) -> None:
        self._present = {unit.id: index for index, unit in units.items()}
        given = {answer.id for answer in answers}
        self._free: dict[str, deque[int]] = defaultdict(deque)
        for unit_id, index in self._present.items():
            if unit_id not in given:
                self._free[digest_of(unit_id)].append(index)

    def of(self, answer: Answer) -> int:
        """Return the block of an answer; one that has moved is found once."""
        if answer.id in self._present:
            return self._present[answer.id]
        moved = self._free[digest_of(answer.id)]
        return moved.popleft() if moved else NO_BLOCK


def _is_source(unit: Unit, answer: Answer) -> bool:
    """Whether an answer was made from a unit's text: columns of a table may have been sorted one without the other."""
    return answer.source is None or answer.source.split() == unit.source.text.split()


def _source_changed(unit: Unit | None, answer: Answer) -> str:
    source = shortened(answer.source or answer.target)
    if unit is None:
        return f"not in the document any more: {source!r} (unit {shortened(answer.id) or 'without an id'})"
    return f"translated from {source!r}, the document has {shortened(unit.source.text)!r}"


def _texts(
    document: Document,
    units: Mapping[int, Unit],
    assigned: Mapping[int, Answer],
    findings: list[Finding],
    *,
    fuzzy: bool,
) -> dict[int, str]:
    """Return the new texts by their block; what cannot be put in, or is there already, is left out."""
    texts: dict[int, str] = {}
    for index, answer in assigned.items():
        unit, block = units[index], document.blocks[index]
        finding = _objection(unit, answer, fuzzy=fuzzy)
        if finding:
            findings.append(finding)
            continue
        text = unmask(Segment(" ".join(answer.target.split()), unit.source.marks))
        if _is_new(block, unit, text):
            texts[index] = text
        else:
            findings += _still_fuzzy(index, block)
    return texts


def _objection(unit: Unit, answer: Answer, *, fuzzy: bool) -> Finding | None:
    """Return why an answer cannot be put in, whatever the document does with it."""
    index = index_of(unit.id)
    if not (answer.finished or fuzzy):
        return Finding("fuzzy", index, shortened(answer.target), breaking=False)
    try:
        answer.target.encode()
    except UnicodeEncodeError as error:
        detail = f"half a character (U+{ord(answer.target[error.start]):04X}) in {shortened(answer.target)!r}"
        return Finding("unreadable", index, detail)
    if keeps_marks(unit.source, Segment(answer.target, unit.source.marks)):
        return None
    return Finding("markup", index, _markup_detail(unit.source, answer.target))


def _markup_detail(source: Segment, target: str) -> str:
    """Say which marks of a source its translation has too seldom, too often or in another order."""
    ours, theirs = Counter(numbers(source.text)), Counter(numbers(target))
    extra = theirs - ours
    known = [number for number in extra if number in ours]
    unknown = [placeholder(number) for number in extra if number not in ours and number]
    said = [f"lost {_marks(source, ours - theirs)}"] if ours - theirs else []
    said += [f"too often {_marks(source, known)}"] if known else []
    said += [f"not in the source {', '.join(unknown[:_MOST_MARKS])}"] if unknown else []
    said += ["a tag whose id the source does not have"] if extra[0] else []
    if not said:
        expected = pairs(source)
        crossed = [number for pair in expected.items() for number in pair]
        wrong = expected != pairs(Segment(target, source.marks))
        said = [f"wrongly nested {_marks(source, crossed)}" if wrong else "a bracket ⟦ or ⟧ that is no placeholder's"]
    return f"{', '.join(said)}; found {shortened(target.replace(placeholder(0), '<?>'))!r}"


def _marks(source: Segment, wanted: Iterable[int]) -> str:
    """Name marks by their placeholders and what these stand for."""
    chosen = list(wanted)
    named = [f"{placeholder(number)} ({_shown(source.marks[number - 1].text)})" for number in chosen[:_MOST_MARKS]]
    return ", ".join(named) + (", ..." if len(chosen) > _MOST_MARKS else "")


def _shown(mark: str) -> str:
    return mark.replace("\n", "\\n")[:_LONGEST_MARK]


def _is_new(block: Block, unit: Unit, text: str) -> bool:
    """Whether a text is not the one that stands there already, line breaks aside."""
    held = unit.source if block.target is None else Segment(unit.target, unit.source.marks)
    return text != unmask(held)


def _still_fuzzy(index: int, block: Block) -> list[Finding]:
    """Report a translation that the document goes on calling unfinished, as its text is the same as before."""
    if not block.target or block.approved:
        return []
    return [Finding("fuzzy", index, "the same as before, and marked as unfinished in the document", breaking=False)]


def _rendered(document: Document, format_: Format, texts: dict[int, str], findings: list[Finding]) -> bytes:
    """Render the document without the texts with which it would not be what it was."""

    def leave_out(index: int, finding: Finding) -> None:
        del texts[index]
        findings.append(replace(finding, block=index, line=0))

    return render_unbroken(document, format_, texts, _broken, leave_out)[0]


def _broken(document: Document, again: Document) -> list[Finding]:
    return [finding for finding in verify(document, again) if finding.breaking]
