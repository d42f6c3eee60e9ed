"""The ledger beside the documents as they are now: its rows found again in the translation, and the base it is about.

What the ledger does not name, a person has written: no unit with new words ever gets the origin of a machine.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from amts.sync.following.revision import follow
from amts.sync.records import Bead, Origin, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.sync.records import Ledger, Mention, Row


def base_units(ledger: Ledger, known: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the units of the source that the ledger is about, in the order of its rows.

    Args:
        ledger: what is known of the translation.
        known: the units of that source; none if its bytes are not to be had.

    Returns:
        The source's units. If it does not have them all, as after a merge, only those that it has get their texts,
        and blocks are counted anew.
    """
    waiting: defaultdict[Mention, deque[Unit]] = defaultdict(deque)
    for unit in known:
        waiting[unit.mention].append(unit)
    bare = _bare(mention for row in ledger.rows for mention in row.sources)
    found = [waiting[unit.mention].popleft() if waiting[unit.mention] else None for unit in bare]
    if None in found:
        return tuple(replace(unit or own, block=own.block) for own, unit in zip(bare, found, strict=True))
    return tuple(unit for unit in found if unit)


def stand(ledger: Ledger, target_units: Sequence[Unit]) -> tuple[Bead, ...]:
    """Find the rows of a ledger again in the translation as it stands.

    Args:
        ledger: what is known of the translation.
        target_units: the units of the translation as it stands.

    Returns:
        Beads in the order of the translation. They partition its units, and those that `base_units` returns. Rows that
        a person has only moved are what they were. Where as many units stand as rows have had there, they belong
        together one by one, and otherwise block by block or as a whole. Units without a row have no sources, rows of
        which nothing is left no targets.
    """
    spans = _spans(ledger.rows)
    kept = _kept(spans, target_units)
    gaps = _gaps(kept, len(target_units))
    runs = _runs(spans, {placed.span.index: number for number, placed in enumerate(kept)}, gaps)
    beads: list[Bead] = []
    for number, gap in enumerate(gaps):
        first, *others = runs[number] or [[]]
        beads += chain(_paired(first, target_units, gap), *(_paired(run, target_units, gap[:0]) for run in others))
        beads += [placed.span.bead(placed.targets) for placed in kept[number : number + 1]]
    return tuple(bead for bead in beads if bead.sources or bead.targets)


def as_written(ledger: Ledger) -> tuple[Bead, ...]:
    """Return the rows of a ledger for the translation that it was written with: what `stand` finds there."""
    spans = _spans(ledger.rows)
    targets = _ranges(len(span.row.targets) for span in spans)
    return tuple(span.bead(places) for span, places in zip(spans, targets, strict=True))


@dataclass(frozen=True, slots=True)
class _Span:
    """A row of the ledger, and the units of the base that it is about."""

    index: int
    row: Row
    sources: range

    def bead(self, targets: range) -> Bead:
        """Return what the row says."""
        return Bead(self.sources, targets, self.row.origin, self.row.reviewed, self.row.follows)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row that the translation still has word for word, and where."""

    span: _Span
    targets: range


def _bare(mentions: Iterable[Mention]) -> list[Unit]:
    """Return units of which only the keys are known."""
    known = list(mentions)
    blocks = accumulate(mention.first for mention in known)
    return [Unit(mention, block) for mention, block in zip(known, blocks, strict=True)]


def _spans(rows: Sequence[Row]) -> list[_Span]:
    ranges = _ranges(len(row.sources) for row in rows)
    return [_Span(index, row, sources) for index, (row, sources) in enumerate(zip(rows, ranges, strict=True))]


def _ranges(lengths: Iterable[int], start: int = 0) -> list[range]:
    """Return ranges of these lengths, one behind the other."""
    return [range(*ends) for ends in pairwise(accumulate(lengths, initial=start))]


def _kept(spans: Sequence[_Span], target_units: Sequence[Unit]) -> list[_Placed]:
    """Return the rows whose units still stand side by side, in the order of the translation."""
    known = _bare(mention for span in spans for mention in span.row.targets)
    place_of = {fate.base: place for place, fate in enumerate(follow(known, target_units)) if fate.same}
    found = []
    for span, named in zip(spans, _ranges(len(span.row.targets) for span in spans), strict=True):
        places = [place_of.get(index) for index in named]
        if places and (start := places[0]) is not None:
            targets = range(start, start + len(places))
            found += [_Placed(span, targets)] if places == list(targets) else []
    return sorted(found, key=lambda placed: placed.targets.start)


def _gaps(kept: Sequence[_Placed], count: int) -> list[range]:
    """Return the stretches of the translation before, between and behind the rows that it still has."""
    starts = [0, *(placed.targets.stop for placed in kept)]
    stops = [*(placed.targets.start for placed in kept), count]
    return [range(start, stop) for start, stop in zip(starts, stops, strict=True)]


def _runs(
    spans: Sequence[_Span], kept: Mapping[int, int], gaps: Sequence[range]
) -> defaultdict[int, list[Sequence[_Span]]]:
    """Return the runs of rows that have changed, by the gap of the translation that they belong in.

    That is the gap behind the row before them or, if nothing is there, the one ahead of the row behind them.
    """
    found: defaultdict[int, list[Sequence[_Span]]] = defaultdict(list)
    for before, behind in pairwise([-1, *sorted(kept), len(spans)]):
        if run := spans[before + 1 : behind]:
            after, ahead = kept.get(before, -1) + 1, kept.get(behind, len(gaps) - 1)
            found[after if gaps[after] or not gaps[ahead] else ahead].append(run)
    return found


def _paired(run: Sequence[_Span], known: Sequence[Unit], places: range) -> Iterator[Bead]:
    """Yield beads of rows that have changed and of the units in their place, of which each side may be empty."""
    if not places:
        yield from (_by_person(span.sources, places) if span.row.targets else span.bead(places) for span in run)
    elif not run:
        yield from (_by_person(range(0), range(place, place + 1)) for place in places)
    elif counts := _one_by_one(run, [known[place].mention.opaque for place in places]):
        for span, targets in zip(run, _ranges(counts, places.start), strict=True):
            yield _by_person(span.sources, targets) if targets else span.bead(targets)
    elif len(parts := list(_parts(run, known, places))) > 1:
        yield from chain.from_iterable(_paired(spans, known, some) for spans, some in parts)
    else:
        yield _by_person(range(run[0].sources.start, run[-1].sources.stop), places)


def _by_person(sources: range, targets: range) -> Bead:
    return Bead(sources, targets, Origin.HUMAN, reviewed=True)


def _one_by_one(run: Sequence[_Span], opaque: Sequence[bool]) -> list[int]:
    """Return how many of the units belong to each row, if they are as many as the rows have had, of the same kinds."""
    kinds = [[mention.opaque for mention in span.row.targets] for span in run]
    if not any(kinds):  # nothing was translated: perhaps a person has done so now
        kinds = [[mention.opaque for mention in span.row.sources[:1]] for span in run]
    return [len(kind) for kind in kinds] if list(chain.from_iterable(kinds)) == opaque else []


def _parts(run: Sequence[_Span], known: Sequence[Unit], places: range) -> Iterator[tuple[Sequence[_Span], range]]:
    """Yield what belongs together: block and block if they are as many, or else opaque blocks and what is between."""
    rows, row_kinds = _row_blocks(run)
    blocks = _blocks(known, places)
    kinds = [known[block.start].mention.opaque for block in blocks]
    if row_kinds == kinds:
        yield from zip(rows, blocks, strict=True)
    elif sum(row_kinds) == sum(kinds):
        for ours, theirs in zip(_at_opaque(row_kinds), _at_opaque(kinds), strict=True):
            spans, some = [span for block in rows[ours] for span in block], blocks[theirs]
            if spans or some:
                yield spans, range(some[0].start, some[-1].stop) if some else places[:0]


def _row_blocks(run: Sequence[_Span]) -> tuple[list[list[_Span]], list[bool]]:
    """Return the rows of each block of the translation as it was, and which blocks were opaque."""
    blocks: list[list[_Span]] = [[]]
    kinds = [False]
    for span in run:
        mention = span.row.targets[0] if span.row.targets else None
        if mention and mention.first and any(other.row.targets for other in blocks[-1]):
            blocks.append([])
            kinds.append(False)
        blocks[-1].append(span)
        kinds[-1] |= mention is not None and mention.opaque
    return blocks, kinds


def _blocks(known: Sequence[Unit], places: range) -> list[range]:
    """Return the places of each block."""
    starts = [place for place in places if place == places.start or known[place].mention.first]
    return [range(start, stop) for start, stop in pairwise([*starts, places.stop])]


def _at_opaque(kinds: Sequence[bool]) -> list[slice]:
    """Return cuts before and behind each opaque block."""
    cuts = chain.from_iterable((place, place + 1) for place, opaque in enumerate(kinds) if opaque)
    return [slice(start, stop) for start, stop in pairwise([0, *cuts, len(kinds)])]
