"""What was known before a step of a history: which source each translation followed, and the pairs of both."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.experiments.replay.beads import Bead, aligned
from amts.records import Bitext

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from amts.experiments.replay.events import Event
    from amts.experiments.replay.texts import Library
    from amts.progress import Progress
    from amts.records import Pair

    # The identifiers of a source and of a translation of it.
    Sides = tuple[str, str]

# So many documents aligned before are aligned once more with new ones, lest these are too few to learn words from.
_COMPANY = 8


def sides_before(
    events: Iterable[Event], states: Mapping[str, Sequence[tuple[int, str]]], step: int
) -> dict[str, Sides]:
    """Return the source that each document's translation followed before a step, and that translation.

    Args:
        events: in order.
        states: of each document, its translations with the steps that brought them, in order.
        step: the number of the step.
    """
    followed = {event.document: event.source for event in events if event.step < step}
    found = {}
    for document, source in followed.items():
        place = bisect_left(states[document], (step, "")) - 1
        if place >= 0 and states[document][place][1]:
            found[document] = source, states[document][place][1]
    return found


@dataclass(slots=True)
class Aligner:
    """Aligns contents when they are first needed, together with such as were aligned before, never with later ones."""

    library: Library
    progress: Progress
    known: dict[Sides, list[Bead]] = field(default_factory=dict)
    _last: dict[str, Sides] = field(default_factory=dict)

    def beads(self, wanted: Mapping[str, Sides], stale: Collection[str] = ()) -> dict[str, list[Bead]]:
        """Return the beads of each document; of some, those of an older state will do."""
        wanted = {name: self._last.get(name, each) if name in stale else each for name, each in wanted.items()}
        self._last |= wanted
        new = {sides: name for name, sides in wanted.items() if sides not in self.known}
        if new:
            company = list(self.known)[-_COMPANY:]
            self._align([*new, *company], [*new.values(), *(f"{at}" for at in range(len(company)))], len(new))
        return {name: self.known[sides] for name, sides in wanted.items()}

    def _align(self, sides: Sequence[Sides], names: Sequence[str], count: int) -> None:
        bitexts = [
            Bitext(f"{place}/{name}", self.library.source(source).passages, self.library.target(target).passages)
            for place, ((source, target), name) in enumerate(zip(sides, names, strict=True))
        ]
        beads = aligned(bitexts, *self.library.languages, self.progress)
        self.known |= dict(zip(sides[:count], beads[:count], strict=True))


def pairs_of(beads: Mapping[str, Sequence[Bead]]) -> list[Pair]:
    """Return the pairs of all documents, in order."""
    return [bead.pair for document in beads.values() for bead in document]
