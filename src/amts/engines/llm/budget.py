"""What requests cost, and a ledger that lets none go out that could cost more than is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Condition

from amts.errors import BudgetError, InputError

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests, and the tokens that go in and come out."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )

    def __sub__(self, other: Usage) -> Usage:
        return self + Usage(-other.requests, -other.prompt_tokens, -other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests, the tokens that go in and come out, and the money that they cost."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    money: float

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.prompt_tokens + self.completion_tokens

    def __str__(self) -> str:
        return f"{self.tokens} tokens" + f" ({self.money:.4f} in money)" * bool(self.money)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent, and what tokens cost.

    Attributes:
        prompt_rate: what a million tokens cost that go in.
        completion_rate: what a million tokens cost that come out.
        tokens: how many may be spent; None: as many as wanted.
        money: how much may be spent, in the currency of the rates; None: as much as wanted.
    """

    prompt_rate: float = 0.0
    completion_rate: float = 0.0
    tokens: int | None = None
    money: float | None = None

    def __post_init__(self) -> None:
        numbers = {"prompt_rate": self.prompt_rate, "completion_rate": self.completion_rate,
                   "tokens": self.tokens, "money": self.money}  # fmt: skip
        for name, value in numbers.items():
            if value is not None and value < 0:
                msg = f"{name} is {value}: expected 0 or more"
                raise InputError(msg)
        if self.money is not None and not (self.prompt_rate > 0 and self.completion_rate > 0):
            msg = (
                f"a budget of {self.money} in money needs the price of tokens: say what a million of them cost, going "
                "in (prompt_rate) and coming out (completion_rate), or give a budget in tokens"
            )
            raise InputError(msg)

    def cost(self, usage: Usage) -> Cost:
        """Return what the tokens cost."""
        money = (usage.prompt_tokens * self.prompt_rate + usage.completion_tokens * self.completion_rate) / _MILLION
        return Cost(usage.requests, usage.prompt_tokens, usage.completion_tokens, money)

    def allows(self, cost: Cost) -> bool:
        """Whether so much may be spent in all."""
        within_tokens = self.tokens is None or cost.tokens <= self.tokens
        return within_tokens and (self.money is None or cost.money <= self.money)

    def left(self, spent: Cost) -> str:
        """Return in words what is left when so much is spent."""
        tokens = [] if self.tokens is None else [f"{self.tokens - spent.tokens} of {self.tokens} tokens"]
        money = [] if self.money is None else [f"{self.money - spent.money:.4f} of {self.money} in money"]
        return " and ".join(tokens + money)


UNLIMITED = Budget()


@dataclass(slots=True)
class Ledger:
    """Books each request before it goes out, as if it cost the most that it can, and afterwards what it did cost.

    When a request does not fit, the budget has ended: what is left is not spent on smaller ones, of less use.
    """

    budget: Budget = UNLIMITED
    _spent: Usage = field(default=Usage(), init=False)
    _booked: Usage = field(default=Usage(), init=False)
    _end: str = field(default="", init=False)
    _changed: Condition = field(default_factory=Condition, init=False, repr=False)

    @property
    def spent(self) -> Cost:
        """What the requests that have ended cost."""
        return self.budget.cost(self._spent)

    def book(self, most: Usage) -> None:
        """Set aside the most that a request can cost, if need be as soon as open requests cost less than they could.

        Raises:
            BudgetError: that is more than is left, or something was before; the request must not go out.
        """
        with self._changed:
            while not self._end and not self._allows(self._booked + most):
                if self._allows(most):
                    self._changed.wait()
                else:
                    self._end = self._refusal(most)
            if self._end:
                raise BudgetError(self._end)
            self._booked += most

    def settle(self, most: Usage, used: Usage) -> None:
        """Put what a request did cost in place of what was set aside for it."""
        with self._changed:
            self._booked -= most
            self._spent += used
            self._changed.notify_all()

    def _allows(self, more: Usage) -> bool:
        return self.budget.allows(self.budget.cost(self._spent + more))

    def _refusal(self, most: Usage) -> str:
        return (
            f"the budget does not suffice: {self.spent} spent, {self.budget.left(self.spent)} left, and the next "
            f"request could cost {self.budget.cost(most)}: raise the budget and run again"
        )
