"""New texts put into a document so that it is, read again, what it was: a text that is to blame steps back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import count
from typing import TYPE_CHECKING

from amts.errors import DocumentError
from amts.records import Finding
from amts.translation.verification.regions import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from amts.documents.protocol import Format
    from amts.records import Document

    Check = Callable[[Document, Document], Iterable[Finding]]

# For so many turns the first text to blame alone steps back, then twice as many in each: a document is read again a
# bounded number of times, whatever its translations are.
_PATIENCE = 40


def render_unbroken(
    document: Document, format_: Format, texts: dict[int, str], check: Check, step_back: Callable[[int, Finding], None]
) -> tuple[bytes, list[Finding]]:
    """Render a document with new texts; while it is not what it was, the texts to blame step back.

    Args:
        document: the document.
        format_: its format.
        texts: the new texts by index of their block.
        check: returns what is wrong with the document that is read again, if its blocks are the same as before.
        step_back: changes or removes one of the texts, for the reason that the finding has; after a few times it must
            have removed it.

    Returns:
        The bytes, and what is wrong although no new text is left.
    """
    for turn in count():
        content, findings = _reread(document, format_, texts, check)
        if not findings or not texts:
            return content, findings
        for index, finding in _blamed(sorted(texts), findings, 2 ** max(turn - _PATIENCE, 0)).items():
            step_back(index, finding)
    raise AssertionError


def misread(document: Document, again: Document, texts: Mapping[int, str]) -> list[Finding]:
    """Return the texts that do not read as they were written.

    They have another meaning even where the blocks are the same: a `|` shifts the cells of a table and drops the last
    one, a paragraph becomes a quote, an item a task.
    """
    return [
        Finding("misread", index, f"written {' '.join(text.split())[:80]!r}, read {' '.join(read)[:80]!r}")
        for index, (block, other) in enumerate(zip(document.blocks, again.blocks, strict=False))
        for text, read in [(texts.get(index, block.written), other.written.split())]
        if text.split() != read
    ]


def _reread(document: Document, format_: Format, texts: Mapping[int, str], check: Check) -> tuple[bytes, list[Finding]]:
    """Render the document and read it again; if blocks have shifted, only the first thing that is wrong is told."""
    try:
        content = format_.render(document, texts)
        again = format_.parse(content, document.name, document.options)
    except DocumentError as error:
        if not texts:
            raise
        return document.content, [Finding("unreadable", _unreadable_with(document, format_, texts), str(error))]
    changed = list(_changed_blocks(document, again))
    wrong = changed + misread(document, again, texts)
    if len(document.blocks) != len(again.blocks):
        return content, [min(wrong, key=lambda finding: finding.block)]
    return content, wrong if changed else wrong + _not_held(document, texts, check(document, again))


def _changed_blocks(document: Document, again: Document) -> Iterator[Finding]:
    last = len(document.blocks) - 1
    for index in differences(document.blocks, again.blocks):
        expected = f"expected {document.blocks[index].kind}" if index <= last else "a further block"
        yield Finding("structure", max(min(index, last), 0), expected)


def _not_held(document: Document, texts: Mapping[int, str], findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without what was wrong with translations that the document holds already."""
    held = {index for index, block in enumerate(document.blocks) if block.target is not None and index not in texts}
    return [finding for finding in findings if finding.block not in held]


def _unreadable_with(document: Document, format_: Format, texts: Mapping[int, str]) -> int:
    """Return the text with which the document cannot be read any more, if one after the other is put in."""
    indexes = sorted(texts)

    def fails(last: int) -> bool:
        try:
            some = {index: texts[index] for index in indexes[: last + 1]}
            format_.parse(format_.render(document, some), document.name, document.options)
        except DocumentError:
            return True
        return False

    return indexes[bisect_left(range(len(indexes) - 1), True, key=fails)]  # noqa: FBT003


def _blamed(changed: Sequence[int], findings: Sequence[Finding], many: int) -> dict[int, Finding]:
    """Return the texts that step back: for each finding the last one up to its block, or else the first of all."""
    blamed = {changed[max(bisect_right(changed, finding.block) - 1, 0)]: finding for finding in reversed(findings)}
    first = bisect_left(changed, min(blamed)) if many < len(changed) else 0
    return dict.fromkeys(changed[first : first + many], findings[0]) | blamed
