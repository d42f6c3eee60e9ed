"""The arms of an evaluation: which part of the parallel data each of them learns from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.evaluation import result
from amts.records import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.records import Pair

_NAMES = "plain, paragraph, sentence, or a share of the pairs such as sentence:30"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an arm learns from.

    Attributes:
        name: what it is called.
        level: of the pairs; None: it does without the parallel data.
        percent: how many of them, drawn by their source texts.
    """

    name: str
    level: Level | None
    percent: int = 100

    @property
    def description(self) -> str:
        """What it learns from, in words."""
        if self.level is None:
            return "without the parallel data"
        share = f" ({self.percent} % of them)" if self.percent < 100 else ""
        return f"learnt from pairs of {self.level.value}s{share}"

    def pairs(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return those of the pairs that the arm learns from; a larger share holds all of a smaller one."""
        return [pair for pair in pairs if pair.level is self.level and _percentile(pair) < self.percent]


PLAIN = Plan(result.PLAIN, None)
ADAPTED = (Plan("paragraph", Level.PARAGRAPH), Plan("sentence", Level.SENTENCE))


def parse_plan(name: str) -> Plan:
    """Return the arm of a name.

    Raises:
        InputError: there is none.
    """
    kind, _, share = name.partition(":")
    known = {plan.name: plan for plan in (PLAIN, *ADAPTED)}
    if name in known:
        return known[name]
    if kind in known and known[kind].level and share.isdecimal() and 0 < int(share) <= 100:
        return Plan(name, known[kind].level, int(share))
    msg = f"no arm is called {name!r}: there are {_NAMES}"
    raise InputError(msg)


def _percentile(pair: Pair) -> float:
    """Return a number from 0 to 100 that depends on the source text alone."""
    return int.from_bytes(hashlib.sha256(pair.source.text.encode()).digest()[:4]) / 2**32 * 100
