"""What Amazon Translate charges for, and a purse that lets nothing be asked for that could cost more than is left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock

from amts.errors import BudgetError, InputError

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Rates:
    """What is charged.

    Attributes:
        text: what a million characters cost, text by text.
        customised: what they cost in a batch with parallel data.
        date: from when the rates are.
        currency: theirs.
    """

    text: float = 15.0
    customised: float = 60.0
    date: str = "2022-12"
    currency: str = "USD"

    def __post_init__(self) -> None:
        for name, rate in (("character_rate", self.text), ("customised_rate", self.customised)):
            if not rate >= 0:
                msg = f"{name} is {rate}: expected what a million characters cost, 0 or more"
                raise InputError(msg)


@dataclass(frozen=True, slots=True)
class Cost:
    """Characters as they are sent, markup included, and the most that they can cost.

    Attributes:
        characters: how many.
        money: what they cost.
        rates: by which.
        judging: how much of the money it takes to find out whether parallel data help.
        before: what a run that was broken off had spent on the same.
    """

    characters: int
    money: float
    rates: Rates
    judging: float = 0.0
    before: Cost | None = None

    def __str__(self) -> str:
        if self.before:
            return f"{replace(self, before=None)}, besides {self.before} by a run that was broken off,"
        if not self.money:
            return f"{self.characters} characters"
        judging = f", {self.judging:.4f} of it to see whether parallel data help" if self.judging else ""
        money = f"{self.money:.4f} {self.rates.currency} at rates of {self.rates.date}"
        return f"{self.characters} characters ({money}{judging})"


@dataclass(slots=True)
class Purse:
    """Pays for characters, as long as the money suffices.

    Attributes:
        rates: what is charged.
        money: how much may be spent; None: as much as wanted.
    """

    rates: Rates = field(default_factory=Rates)
    money: float | None = None
    _characters: int = field(default=0, init=False)
    _paid: float = field(default=0.0, init=False)
    _before: Cost | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.money is not None and not self.money >= 0:
            msg = f"money is {self.money}: expected 0 or more"
            raise InputError(msg)

    @property
    def spent(self) -> Cost:
        """What was paid so far."""
        return Cost(self._characters, self._paid, self.rates, before=self._before)

    def found(self, characters: int, *, customised: bool) -> None:
        """Note what a run before has paid, of which nobody was told."""
        with self._lock:
            so_far = self._before.characters if self._before else 0
            money = self._before.money if self._before else 0.0
            cost = self.cost(characters, customised=customised)
            self._before = replace(cost, characters=so_far + characters, money=money + cost.money)

    def cost(self, characters: int, *, customised: bool) -> Cost:
        """Return what so many characters cost."""
        rate = self.rates.customised if customised else self.rates.text
        return Cost(characters, characters * rate / _MILLION, self.rates)

    def pay(self, characters: int, *, customised: bool = False) -> Cost:
        """Pay for characters before they are sent.

        Raises:
            BudgetError: the money does not suffice; nothing must be sent.
        """
        cost = self.cost(characters, customised=customised)
        with self._lock:
            if self.money is not None and self._paid + cost.money > self.money:
                left = f"{self.money - self._paid:.4f} of {self.money:g} {self.rates.currency}"
                msg = (
                    f"the budget does not suffice: {left} left, and the next request could cost {cost.money:.4f}: "
                    "raise it (--max-cost, or money in [engines.amazon]) and run again"
                )
                raise BudgetError(msg)
            self._characters += characters
            self._paid += cost.money
        return cost

    def refund(self, cost: Cost) -> None:
        """Take back what was paid for a request that failed: it is not charged for."""
        with self._lock:
            self._characters -= cost.characters
            self._paid -= cost.money
