"""The arms of an evaluation: which part of the parallel data each of them learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.evaluation import result
from amts.parallel.selection import lot
from amts.records import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.records import Pair

_NAMES = "general, plain, paragraph, sentence, or a share of the pairs such as sentence:30"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an arm learns from.

    Attributes:
        name: what it is called.
        level: of the pairs; None: it does without the parallel data.
        percent: how many of them, drawn by their source texts.
        chosen: whether the general pairs that it learns from are chosen for the texts at hand.
    """

    name: str
    level: Level | None
    percent: int = 100
    chosen: bool = True

    @property
    def description(self) -> str:
        """What it learns from, in words."""
        if self.level is None:
            return "without the parallel data" + ", nor a look at the texts" * (not self.chosen)
        share = f" ({self.percent} % of them)" if self.percent < 100 else ""
        return f"learnt from pairs of {self.level.value}s{share}"

    def pairs(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return those of the pairs that the arm learns from; a larger share holds all of a smaller one."""
        return [pair for pair in pairs if pair.level is self.level and 100 * lot(pair.source.text) < self.percent]


PLAIN = Plan(result.PLAIN, None)
# An engine that was made before anybody knew what it would translate, as a service's general model is.
GENERAL = Plan("general", None, chosen=False)
ADAPTED = (Plan("paragraph", Level.PARAGRAPH), Plan("sentence", Level.SENTENCE))


def parse_plan(name: str) -> Plan:
    """Return the arm of a name.

    Raises:
        InputError: there is none.
    """
    kind, _, share = name.partition(":")
    known = {plan.name: plan for plan in (GENERAL, PLAIN, *ADAPTED)}
    if name in known:
        return known[name]
    if kind in known and known[kind].level and share.isdecimal() and 0 < int(share) <= 100:
        return Plan(name, known[kind].level, int(share))
    msg = f"no arm is called {name!r}: there are {_NAMES}"
    raise InputError(msg)
