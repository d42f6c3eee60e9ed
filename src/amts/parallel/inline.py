"""A segment as the content of a TMX `<seg>`, and back: placeholders are inline elements, marks their text.

TMX 1.4b, section "Content Markup": bpt and ept are the two ends of a pair of codes, ph is a code on its own,
it is an end whose other end lies elsewhere, ut is an unknown code, sub is text in a code, hi surrounds text.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from amts.placeholders import PLACEHOLDER, placeholder
from amts.records import Mark, MarkKind, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

_CODES = {
    "bpt": MarkKind.OPEN,
    "ept": MarkKind.CLOSE,
    "ph": MarkKind.LITERAL,
    "it": MarkKind.LITERAL,
    "ut": MarkKind.LITERAL,
}
_KINDS = frozenset(kind.value for kind in MarkKind)
_ISOLATED = {"begin": MarkKind.OPEN, "end": MarkKind.CLOSE}


@dataclass(frozen=True, slots=True)
class Code:
    """An inline element: `x` pairs it with the same code in other languages, `i` a bpt with its ept."""

    tag: str
    mark: Mark
    x: str = ""
    i: str = ""

    @property
    def number(self) -> int:
        """The placeholder's number in what `seg_content` writes; 0 if another tool wrote it."""
        digits = self.i if self.tag == "ept" else self.x
        return int(digits) if digits.isascii() and digits.isdigit() else 0


def escaped(text: str) -> str:
    """Return text as XML; a carriage return by number, as parsers take a bare one for a line feed."""
    return escape(text, {"\r": "&#13;"})


def seg_content(segment: Segment) -> str:
    """Return the XML within `<seg>`; `read_back` undoes it."""
    paired = _paired(segment)
    pieces: list[str] = []
    position = 0
    for start, end, number in _placeholders(segment):
        pieces += (escaped(segment.text[position:start]), _element(number, segment.marks[number - 1], paired))
        position = end
    return "".join(pieces) + escaped(segment.text[position:])


def unused_marks(segment: Segment) -> dict[int, Mark]:
    """Return the marks that no placeholder stands for, by number: `<seg>` has no place for them."""
    used = {number for *_, number in _placeholders(segment)}
    return {number: mark for number, mark in enumerate(segment.marks, start=1) if number not in used}


def seg_pieces(seg: Element) -> list[str | Code]:
    """Return the text and the codes within `<seg>`, in order."""
    pieces: list[str | Code] = []
    for piece in _flattened(seg):
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def read_back(pieces: Iterable[str | Code], unused: Mapping[int, Mark]) -> Segment | None:
    """Return the segment that `seg_content` wrote, or None if another tool has changed its codes since."""
    text: list[str] = []
    marks = dict(unused)
    for piece in pieces:
        if isinstance(piece, str):
            text.append(piece)
        elif marks.setdefault(piece.number, piece.mark) == piece.mark:
            text.append(placeholder(piece.number))
        else:
            return None
    complete = set(marks) == set(range(1, len(marks) + 1))
    return Segment("".join(text), tuple(marks[number] for number in sorted(marks))) if complete else None


def numbered(source: Iterable[str | Code], target: Iterable[str | Code]) -> tuple[Segment, Segment]:
    """Return the segments of another tool's two sides: the same code has the same number on both.

    Codes are the same if their `x` is, or, without one, if they have the same text. Marks that only the
    target has come after the source's; where the target lacks one, the source's own keeps the number's place.
    """
    left, right = _without_brackets(source), _without_brackets(target)
    source_codes, target_codes = _identified(left), _identified(right)
    waiting: dict[object, deque[int]] = defaultdict(deque)
    for number, (identity, _) in enumerate(source_codes, start=1):
        waiting[identity].append(number)
    marks = [mark for _, mark in source_codes]
    numbers = []
    for identity, mark in target_codes:
        if waiting[identity]:
            numbers.append(waiting[identity].popleft())
            marks[numbers[-1] - 1] = mark
        else:
            marks.append(mark)
            numbers.append(len(marks))
    source_marks = tuple(mark for _, mark in source_codes)
    return (
        Segment(_assembled(left, range(1, len(source_codes) + 1)), source_marks),
        Segment(_assembled(right, numbers), tuple(marks)),
    )


def plain(pieces: Iterable[str | Code]) -> str:
    """Return the raw text, codes included."""
    return "".join(piece if isinstance(piece, str) else piece.mark.text for piece in pieces)


def _placeholders(segment: Segment) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number of what stands for a mark; other text that looks alike is text."""
    for match in PLACEHOLDER.finditer(segment.text):
        number = int(match[1])
        if match[0] == placeholder(number) and 0 < number <= len(segment.marks):
            yield match.start(), match.end(), number


def _paired(segment: Segment) -> dict[int, int]:
    """Return the closing mark of each opening one, for those that are properly nested and occur once."""
    order = [number for *_, number in _placeholders(segment)]
    count = Counter(order)
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for number in (number for number in order if count[number] == 1):
        kind = segment.marks[number - 1].kind
        if kind == MarkKind.OPEN:
            waiting.append(number)
        elif kind == MarkKind.CLOSE and waiting:
            pairs[waiting.pop()] = number
    return pairs


def _element(number: int, mark: Mark, paired: Mapping[int, int]) -> str:
    text = escaped(mark.text)
    if number in paired:
        # An ept has no x, so the two ends share the closing mark's number as i, and both numbers come back.
        return f'<bpt i="{paired[number]}" x="{number}" type="{mark.kind}">{text}</bpt>'
    if number in paired.values():
        return f'<ept i="{number}">{text}</ept>'
    return f'<ph x="{number}" type="{mark.kind}">{text}</ph>'


def _flattened(element: Element) -> Iterator[str | Code]:
    if element.text:
        yield element.text
    for child in element:
        tag = local_name(child)
        if tag in _CODES:
            yield Code(tag, _mark(child, tag), child.get("x", ""), child.get("i", ""))
        else:
            yield from _flattened(child)
        if child.tail:
            yield child.tail


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _mark(element: Element, tag: str) -> Mark:
    named = element.get("type", "")
    kind = MarkKind(named) if named in _KINDS else _ISOLATED.get(element.get("pos", ""), _CODES[tag])
    return Mark(kind, "".join(element.itertext()))


def _without_brackets(pieces: Iterable[str | Code]) -> list[str | Code]:
    """Turn text that looks like a placeholder into a mark of itself."""
    result: list[str | Code] = []
    for piece in pieces:
        if isinstance(piece, Code):
            result.append(piece)
            continue
        position = 0
        for match in PLACEHOLDER.finditer(piece):
            result += (piece[position : match.start()], Code("ut", Mark(MarkKind.LITERAL, match[0])))
            position = match.end()
        result.append(piece[position:])
    return result


def _identified(pieces: Sequence[str | Code]) -> list[tuple[object, Mark]]:
    """Return each code's mark with what makes it the same code in the other language."""
    codes = [piece for piece in pieces if isinstance(piece, Code)]
    by_opening = {code.i: code.x for code in codes if code.tag == "bpt"}
    identified: list[tuple[object, Mark]] = []
    for code in codes:
        x = by_opening.get(code.i, "") if code.tag == "ept" else code.x
        identified.append(((code.tag, x) if x else code.mark, code.mark))
    return identified


def _assembled(pieces: Iterable[str | Code], numbers: Iterable[int]) -> str:
    following = iter(numbers)
    return "".join(piece if isinstance(piece, str) else placeholder(next(following)) for piece in pieces)
