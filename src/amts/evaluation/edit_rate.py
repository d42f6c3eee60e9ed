"""sacreBLEU's translation edit rate (Snover et al. 2006) many times faster, with the very same numbers.

TER tries to shift words before it counts edits. sacreBLEU measures one shift after the other in Python, which takes a
minute for a long Chinese article, whose words are its characters. Here all shifts of a round are measured at once, and
none is measured in a round that exceeds sacreBLEU's limit of shifts, because its result is not used.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from sacrebleu.metrics import lib_ter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Words = list[str]
    Ids = np.ndarray[Any, np.dtype[np.int32]]
    # How many words are moved, from where, to where.
    Shift = tuple[int, int, int]

_INFINITE = 1_000_000
# A trace tells how to make the reference; the other way round, what was inserted is deleted.
_FLIPPED = str.maketrans("id", "di")


def edit_rate(hypothesis: Words, reference: Words) -> tuple[int, int]:
    """Return the number of edits that make the reference out of the hypothesis, and the reference's length."""
    if not reference:
        return len(hypothesis), 0
    distance = lib_ter.BeamEditDistance(reference)
    words, shifts, tried = hypothesis, 0, 0
    edits, trace = distance(words)
    while True:
        left = lib_ter._MAX_SHIFT_CANDIDATES - tried
        found = list(islice(_shifts(words, reference, trace), left))
        if not 0 < len(found) < left:
            break
        tried += len(found)
        gain, shifted = _best(words, reference, found, edits)
        if gain <= 0:
            break
        words, shifts = shifted, shifts + 1
        edits, trace = distance(words)
    return shifts + edits, len(reference)


def _shifts(words: Words, reference: Words, trace: str) -> Iterator[Shift]:
    """Yield the shifts that sacreBLEU tries: of wrong words to where the reference has them and they are missing."""
    align, ref_errors, hyp_errors = lib_ter.trace_to_alignment(trace.translate(_FLIPPED))
    for start, ref_start, length in lib_ter._find_shifted_pairs(words, reference):
        if not any(hyp_errors[start : start + length]) or not any(ref_errors[ref_start : ref_start + length]):
            continue
        if start <= align[ref_start] < start + length:
            continue
        last = -1
        for place in range(ref_start - 1, ref_start + length):
            if place >= 0 and place not in align:
                break
            to = align[place] + 1 if place >= 0 else 0
            if to != last:
                yield length, start, to
            last = to


def _best(words: Words, reference: Words, shifts: Sequence[Shift], edits: int) -> tuple[int, Words]:
    """Return how many edits the best shift saves, and the words shifted; of equally good ones as sacreBLEU chooses."""
    shifted = [lib_ter._perform_shift(words, start, length, to) for length, start, to in shifts]
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*reference, *words]))}
    hypotheses = np.array([[numbers[word] for word in each] for each in shifted], dtype=np.int32)
    counts = distances(hypotheses, np.array([numbers[word] for word in reference], dtype=np.int32))
    gain, *_, best = max(
        (edits - count, length, -start, -to, each)
        for count, (length, start, to), each in zip(counts, shifts, shifted, strict=True)
    )
    return gain, best


def distances(hypotheses: Ids, reference: Ids) -> list[int]:
    """Return the edit distance of each hypothesis (a row of word numbers) to the reference.

    As in sacreBLEU, only a beam around the diagonal of the table is searched.
    """
    count, length = hypotheses.shape
    ratio = len(reference) / length
    width = lib_ter._BEAM_WIDTH
    width = math.ceil(ratio / 2 + width) if ratio / 2 > width else width
    columns = np.arange(len(reference) + 1, dtype=np.int32)
    row, low, high = np.tile(columns, (count, 1)), 0, len(columns)
    for number in range(1, length + 1):
        before, before_low, before_high = row, low, high
        middle = math.floor(number * ratio)
        low = max(0, middle - width)
        high = len(columns) if number == length else min(len(columns), middle + width)
        # One column more to the left, for the cell diagonally above the first one.
        above = np.full((count, high - low + 1), _INFINITE, dtype=np.int32)
        first, last = max(low - 1, before_low), min(high, before_high)
        if first < last:
            above[:, first - low + 1 : last - low + 1] = before[:, first - before_low : last - before_low]
        row = above[:, 1:] + 1
        inner = max(low, 1)
        differs = hypotheses[:, number - 1, None] != reference[inner - 1 : high - 1]
        np.minimum(row[:, inner - low :], above[:, inner - low : -1] + differs, out=row[:, inner - low :])
        # Insertions run along the row: the least over all cells to the left of their cost plus the way.
        row -= columns[low:high]
        np.minimum.accumulate(row, axis=1, out=row)
        row += columns[low:high]
    return [int(distance) for distance in row[:, -1]]
