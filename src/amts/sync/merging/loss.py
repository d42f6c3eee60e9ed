"""The proof that a new translation has lost nothing that a person has written, made without knowing how it was made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from amts.errors import LossError
from amts.placeholders import unmask
from amts.sync.merging.texts import opaque_text
from amts.sync.records import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.sync.merging.parts import Part
    from amts.sync.merging.sides import Sides
    from amts.sync.merging.wording import Said
    from amts.sync.records import Bead, Unit

_PERSONS = frozenset({Origin.HUMAN, Origin.PROPOSAL})


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a person's words in a document.

    Attributes:
        untouched: how many sentences and blocks of a person's are there as they were.
        edited: those in which a machine has changed what the source has changed; as they were.
        deleted: those whose source is gone.
    """

    untouched: int
    edited: tuple[str, ...]
    deleted: tuple[str, ...]


def check_kept(sides: Sides, said: Mapping[Part, Said], new: Sequence[Unit], name: str) -> Kept:
    """Return what became of a person's words.

    Args:
        sides: the base, the source, and the translation as it was.
        said: what the parts of the new translation say.
        new: the units of the new translation.
        name: what the document is called.

    Raises:
        LossError: words of a person are gone although nothing has happened to their source.
    """
    left = Counter(unit.mention.key for unit in new)
    edited = Counter(key for part, words in said.items() if words.text != words.before
                     for key in _keys(sides, part.targets))  # fmt: skip
    standing = Counter(unit.mention.key for unit in sides.source.units)
    text = "".join("".join(_said(unit).split()) for unit in new)
    untouched = 0
    changed: list[str] = []
    deleted: list[str] = []
    persons = [bead for bead in sides.beads if bead.origin in _PERSONS]
    # Those that must be there are looked for first: others may say the same.
    for bead, moved_on in sorted(((each, _moved_on(each, sides, standing)) for each in persons), key=itemgetter(1)):
        for place in bead.targets:
            found = sides.target.units[place].mention.key
            if left[found] > 0:
                left[found] -= 1
                untouched += 1
            elif "".join(_words(sides, place).split()) in text:
                untouched += 1  # without a full stop it is one sentence with what follows
            elif moved_on:
                (changed if edited[found] > 0 else deleted).append(_words(sides, place))
            elif not _is_copy(bead, place, sides):
                advice = "please report this page as a mistake of AMTS"
                if not sides.target.chunks:
                    advice = "in this format only the source's blocks can be had: bring this page up to date by hand"
                msg = (
                    f"{name}: {_words(sides, place)[:80]!r} would be lost although its source has not changed: nothing "
                    f"was written; {advice}"
                )
                raise LossError(msg)
    return Kept(untouched, tuple(changed), tuple(deleted))


def _keys(sides: Sides, places: Iterable[int]) -> list[str]:
    return [sides.target.units[place].mention.key for place in places]


def _moved_on(bead: Bead, sides: Sides, standing: Mapping[str, int]) -> bool:
    """Whether the source has changed or lost something that the bead's words say."""
    return any(
        place not in sides.successor or not standing[sides.base.units[place].mention.key] for place in bead.sources
    )


def _is_copy(bead: Bead, place: int, sides: Sides) -> bool:
    """Whether it is a block that is in the source just so."""
    key = sides.target.units[place].mention.key
    return sides.target.units[place].mention.opaque and any(
        sides.base.units[old].mention.key == key for old in bead.sources
    )


def _said(unit: Unit) -> str:
    return unit.text if unit.segment is None else unmask(unit.segment)


def _words(sides: Sides, place: int) -> str:
    unit = sides.target.units[place]
    return opaque_text(sides.target, unit.block) if unit.segment is None else unmask(unit.segment)
