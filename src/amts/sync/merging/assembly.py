"""The bytes of a new translation, read again and found to be what was planned, and the rows that the ledger gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.documents.splice import encoded, replaced
from amts.errors import DocumentError, IntegrityError
from amts.languages import language
from amts.records import BlockKind
from amts.sync.merging.parts import Deed
from amts.sync.merging.rows import Expected, ledger_rows
from amts.sync.merging.texts import opaque_text
from amts.sync.units import opaque_key, stretches, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.documents.protocol import Format
    from amts.records import Document, ReadingOptions
    from amts.sync.merging.chunks import Chunk
    from amts.sync.merging.merge import Piece, Plan
    from amts.sync.merging.parts import Part
    from amts.sync.merging.sides import Side, Sides
    from amts.sync.merging.wording import Said, Wording
    from amts.sync.records import Row, Unit


@dataclass(frozen=True, slots=True)
class Assembled:
    """A new translation.

    Attributes:
        content: its bytes.
        units: its sentences and opaque blocks, as they are read again.
        rows: those of its ledger.
        said: what each part says in it.
    """

    content: bytes
    units: tuple[Unit, ...]
    rows: tuple[Row, ...]
    said: Mapping[Part, Said]


def assemble(plan: Plan, said: Mapping[Part, Said], wording: Wording, format_: Format, name: str) -> Assembled:
    """Put the new translation together; new words with which it does not read as planned step back.

    Args:
        plan: what it is made of.
        said: what its parts say.
        wording: knows what they say otherwise.
        format_: the format of the document.
        name: what it is called.

    Raises:
        IntegrityError: it reads otherwise even with no new words in it.
    """
    current = dict(said)
    while True:
        content = _bytes(plan, current, wording.sides, format_, wording.languages[1])
        expected = [block for piece in plan.pieces for block in _expected(piece, current, wording)]
        try:
            again = format_.parse(content, name, _reading(wording.sides))
            wrong = _first_wrong(expected, again)
        except DocumentError:
            wrong = len(expected) - 1
        if wrong is None:
            found = units(again, wording.languages[1])
            return Assembled(content, found, tuple(ledger_rows(expected, found, current, wording.sides)), current)
        if not _step_back(expected, wrong, current, wording):
            text = expected[wrong].text[:60] if expected else ""
            msg = (
                f"{name}: the source's changes cannot be put into the translation: it would read otherwise at "
                f"{' '.join(text.split())!r}: bring this page up to date by hand"
            )
            raise IntegrityError(msg)


def _reading(sides: Sides) -> ReadingOptions:
    return (sides.target.document or sides.source.text).options


def _step_back(expected: Sequence[Expected], wrong: int, said: dict[Part, Said], wording: Wording) -> bool:
    """Take back the new words of the block that is wrong, or else of the nearest one before or behind it."""
    order = sorted(range(len(expected)), key=lambda at: (at > wrong, abs(at - wrong)))
    for at in order:
        found = {part: older for part in expected[at].parts if (older := wording.reverted(part, said[part]))}
        if found:
            said.update(found)
            return True
    return False


def _first_wrong(expected: Sequence[Expected], again: Document) -> int | None:
    """Return the first block that does not read as planned, None if all do."""
    for at, block in enumerate(expected):
        if at >= len(again.blocks) or not _reads_as(block, again, at):
            return at
    return len(expected) - 1 if len(again.blocks) > len(expected) else None


def _reads_as(block: Expected, again: Document, at: int) -> bool:
    found = again.blocks[at]
    if found.kind != block.kind:
        return False
    if found.text:
        return found.written.split() == block.text.split()
    said = again.body[found.start : found.end].decode("utf-8", "surrogateescape")
    return not block.text or opaque_key(said) == opaque_key(block.text)


def _expected(piece: Piece, said: Mapping[Part, Said], wording: Wording) -> Iterator[Expected]:
    """Yield the blocks of a piece as they are to be read."""
    side = wording.sides.target if piece.ours else wording.sides.source
    texts = _texts(piece, said, wording.sides, wording.languages[1])
    where = piece.chunk.blocks if piece.chunk else range(len(side.text.blocks))
    for index in where:
        block = side.text.blocks[index]
        parts = piece.blocks.get(index, ())
        if index in piece.blocks and not parts:
            continue
        text = texts.get(index, block.written) if block.text else _opaque_said(index, parts, said, side)
        yield Expected(block.kind, text, parts)


def _opaque_said(index: int, parts: Sequence[Part], said: Mapping[Part, Said], side: Side) -> str:
    """Return what an opaque block is to say itself; of one that encloses texts, nothing is known."""
    if len(stretches(side.text, index)) > 1:
        return ""
    return said[parts[0]].text if parts else opaque_text(side, index)


def _texts(piece: Piece, said: Mapping[Part, Said], sides: Sides, tag: str) -> dict[int, str]:
    """Return the new texts of the blocks of a piece that have others than before."""
    side = sides.target if piece.ours else sides.source
    found = {}
    for index, parts in piece.blocks.items():
        block = side.text.blocks[index]
        if parts and block.text:
            text = _joined_parts(parts, said, sides, tag)
            if text != block.written:
                found[index] = text
    return found


def _joined_parts(parts: Sequence[Part], said: Mapping[Part, Said], sides: Sides, tag: str) -> str:
    """Return what parts say together; what stood between the translation's own words stays there."""
    pieces = [said[parts[0]].text]
    for before, part in pairwise(parts):
        pieces += (_gap(before, part, said[before].text, sides, tag), said[part].text)
    return "".join(pieces)


def _gap(before: Part, part: Part, text: str, sides: Sides, tag: str) -> str:
    """Return what stands between two parts: what does already, or what does elsewhere in this translation."""
    units = sides.target.units
    if before.targets and part.targets and before.targets.stop == part.targets.start:
        gap = units[before.targets[-1]].gap
        if gap:
            return gap
    spaced = language(tag).spaced or (text[-1:].isascii() and text[-1:].isprintable())
    return _usual_gap(units) if spaced else ""


def _usual_gap(units: Sequence[Unit]) -> str:
    gaps = Counter("\n" if "\n" in unit.gap else " " for unit in units if unit.gap)
    return gaps.most_common(1)[0][0] if gaps else " "


def _bytes(plan: Plan, said: Mapping[Part, Said], sides: Sides, format_: Format, tag: str) -> bytes:
    """Return the new translation's bytes."""
    if plan.pieces and plan.pieces[0].chunk is None:
        piece = plan.pieces[0]
        side = sides.target if piece.ours else sides.source
        return format_.render(side.text, _texts(piece, said, sides, tag) | _opaque_texts(piece, said, side))
    pieces = [piece for piece in plan.pieces if not piece.blocks or any(piece.blocks.values())]
    bodies = [_lines(piece, said, sides, tag) for piece in pieces]
    return b"".join(part for both in zip(bodies, _tails(pieces, sides), strict=True) for part in both)


def _lines(piece: Piece, said: Mapping[Part, Said], sides: Sides, tag: str) -> bytes:
    """Return the bytes of a piece without the blank lines behind it."""
    side = sides.target if piece.ours else sides.source
    assert piece.chunk is not None
    body, chunk = side.text.body, piece.chunk
    edits = [
        (
            side.text.blocks[index].start,
            side.text.blocks[index].end,
            encoded(side.text.blocks[index], text, body),
        )
        for index, text in _texts(piece, said, sides, tag).items()
    ]
    edits += _opaque_edits(piece, said, side, sides.source)
    moved = [(start - chunk.start, end - chunk.start, new) for start, end, new in edits]
    lines = replaced(body[chunk.start : chunk.end], moved)
    return lines if piece.ours else _with_newlines_of(lines, sides.target)


def _opaque_texts(piece: Piece, said: Mapping[Part, Said], side: Side) -> dict[int, str]:
    """Return the opaque blocks of a piece that are not as they were, but for those that enclose texts."""
    return {
        index: text
        for index, parts in piece.blocks.items()
        if parts and not side.text.blocks[index].text and len(stretches(side.text, index)) == 1
        if (text := said[parts[0]].text) != opaque_text(side, index)
    }


def _opaque_edits(
    piece: Piece, said: Mapping[Part, Said], side: Side, source: Side
) -> Iterator[tuple[int, int, bytes]]:
    """Yield the opaque blocks of a piece that are not as they were; of those that enclose texts, what stands around."""
    assert piece.chunk is not None
    for index, text in _opaque_texts(piece, said, side).items():
        block = side.text.blocks[index]
        yield block.start, *_clipped(block.end, text.encode("utf-8", "surrogateescape"), piece.chunk)
    for index, parts in piece.blocks.items():
        if parts and not side.text.blocks[index].text:
            for start, end, new in _around_texts(parts[0], stretches(side.text, index), source):
                yield start, *_clipped(end, new, piece.chunk)


def _clipped(end: int, new: bytes, chunk: Chunk) -> tuple[int, bytes]:
    """Return where new bytes end, and these without a last line end that belongs to what follows the chunk."""
    return (chunk.end, new.rstrip(b"\r\n")) if end > chunk.end else (end, new)


def _around_texts(part: Part, where: Sequence[tuple[int, int]], source: Side) -> Iterator[tuple[int, int, bytes]]:
    """Yield what stands around enclosed texts as the source has it, if it is the source's word that counts."""
    if part.deed is not Deed.ASK or not part.sources or len(where) == 1:
        return
    theirs = stretches(source.text, source.units[part.sources[0]].block)
    if len(theirs) == len(where):
        for (start, end), (first, last) in zip(where, theirs, strict=True):
            yield start, end, source.text.body[first:last]


def _with_newlines_of(content: bytes, side: Side) -> bytes:
    """Return lines with the line ends that a document has, if there is one already."""
    if side.document is None:
        return content
    unix = content.replace(b"\r\n", b"\n")
    return unix.replace(b"\n", b"\r\n") if b"\r\n" in side.text.body else unix


def _tails(pieces: Sequence[Piece], sides: Sides) -> Iterator[bytes]:
    """Yield the blank lines behind each piece: those that are there, or those that stand there in the source."""
    before: int | None = None  # the source's lines that the last piece stands for, or stands behind
    for piece, following in pairwise(pieces):
        before = _source_chunk(piece, sides, last=True) if _sources(piece) else before
        yield _with_newlines_of(_tail(piece, following, before, sides), sides.target)
    if pieces:
        yield _final_tail(sides)


def _tail(piece: Piece, following: Piece, before: int | None, sides: Sides) -> bytes:
    assert piece.chunk is not None
    assert following.chunk is not None
    if piece.ours == following.ours and piece.chunk.stop == following.chunk.start:
        return _behind(sides.target if piece.ours else sides.source, piece.chunk)
    after = _source_chunk(following, sides, last=False) if _sources(following) else None
    if before is not None and after == before + 1:
        return _behind(sides.source, sides.source.chunks[before])
    in_a_row = all(_is_in_a_row(each, sides) for each in (piece, following))
    return b"\n" if in_a_row else b"\n\n"


def _is_in_a_row(piece: Piece, sides: Sides) -> bool:
    """Whether lines are those of a list or a table, which blank lines would cut."""
    assert piece.chunk is not None
    side = sides.target if piece.ours else sides.source
    return all(side.text.blocks[index].kind in (BlockKind.ITEM, BlockKind.CELL) for index in piece.chunk.blocks)


def _behind(side: Side, chunk: Chunk) -> bytes:
    return side.text.body[chunk.end : chunk.stop]


def _sources(piece: Piece) -> list[int]:
    return [place for parts in piece.blocks.values() for part in parts for place in part.sources]


def _source_chunk(piece: Piece, sides: Sides, *, last: bool) -> int:
    """Return the last or the first lines of the source that a piece stands for."""
    place = max(_sources(piece)) if last else min(_sources(piece))
    return sides.source.chunk_of[sides.source.units[place].block]


def _final_tail(sides: Sides) -> bytes:
    for side in (sides.target, sides.source):
        if side.document is not None and side.chunks:
            return side.text.body[side.chunks[-1].end :]
    return b"\n"
