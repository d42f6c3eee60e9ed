"""Paired marks put back into a translation, around the words that translate what they enclosed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.placeholders import placeholder
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.engines.surface import Plain
    from amts.records import Mark


@dataclass(frozen=True, slots=True)
class _Span:
    """A pair of marks around the source words `start` to `end`, or one mark alone (closing 0)."""

    opening: int
    closing: int
    start: int
    end: int


def project(
    words: Sequence[str], source: Plain, marks: Sequence[Mark], links: Mapping[int, Sequence[int]]
) -> list[str] | None:
    """Return the translated words with the placeholders of the paired marks among them.

    Args:
        words: the words of the translation.
        source: the source words and where the paired marks stand.
        marks: the marks by number.
        links: for each source word, the indexes of the words that translate it.

    Returns:
        None if the marks would cross each other or enclose nothing: then the translation must keep them by itself.
    """
    placed: list[tuple[int, int, _Span]] = []
    for span in _spans(source, marks):
        where = sorted(index for word in range(span.start, span.end) for index in links.get(word, ()))
        if not where or not span.closing:
            return None
        placed.append((where[0], where[-1] + 1, span))
    if _crossing(placed):
        return None
    return _inserted(words, placed)


def _spans(source: Plain, marks: Sequence[Mark]) -> list[_Span]:
    """Pair opening with closing marks; one without a partner makes a span with closing 0."""
    spans: list[_Span] = []
    opened: list[tuple[int, int]] = []
    for number, position in source.marks:
        if marks[number - 1].kind is MarkKind.OPEN:
            opened.append((number, position))
        elif opened:
            opening, start = opened.pop()
            spans.append(_Span(opening, number, start, position))
        else:
            spans.append(_Span(number, 0, position, position))
    return spans + [_Span(number, 0, position, position) for number, position in opened]


def _crossing(placed: Sequence[tuple[int, int, _Span]]) -> bool:
    """Whether two spans overlap otherwise than they did in the source."""
    for index, (start, end, span) in enumerate(placed):
        for other_start, other_end, other in placed[index + 1 :]:
            apart = end <= other_start or other_end <= start
            nested = (other_start <= start and end <= other_end) if _within(span, other) else False
            if not (nested if _within(span, other) else apart):
                return True
    return False


def _within(inner: _Span, outer: _Span) -> bool:
    """Whether a span, closed before the other, lies within it."""
    return outer.start <= inner.start and inner.end <= outer.end and outer.opening < inner.opening


def _inserted(words: Sequence[str], placed: Sequence[tuple[int, int, _Span]]) -> list[str]:
    """Insert the placeholders; inner spans come first in `placed`, so outer marks go outside of them."""
    before: list[list[int]] = [[] for _ in range(len(words) + 1)]
    after: list[list[int]] = [[] for _ in range(len(words) + 1)]
    for start, end, span in placed:
        before[start].insert(0, span.opening)
        after[end].append(span.closing)
    result: list[str] = []
    for index in range(len(words) + 1):
        result += [placeholder(number) for number in (*after[index], *before[index])]
        result += words[index : index + 1]
    return result
