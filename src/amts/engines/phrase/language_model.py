"""The language model of the phrase engine: modified Kneser-Ney (Chen and Goodman, 1999) in the form that Thot reads.

Thot's models are Jelinek and Mercer's: p(w|h) = λ · n-gram's count / history's count + (1 - λ) · p(w|shorter h), λ
by the history's count alone. Counts need not be whole, and are read from a file. So a history gets the count that makes
λ what Kneser-Ney keeps from the shorter one; what is learnt later counts on from there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Ngram = tuple[str, ...]

ORDER = 4
# With so many sentences of its own beside general ones, a project's are believed half: docs/experiments.md.
HALF = 1000
START, END = "<s>", "</s>"
# Of n-grams counted once, twice, and more often, where there are too few to estimate them.
_DISCOUNTS = (0.5, 1.0, 1.5)
# λ = count / (count + _SLOWNESS): with less, sentences learnt later would outweigh what was trained.
_SLOWNESS = 40
_BUCKETS = 1000
_ALL_WORDS = 1_000_000


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """An interpolated n-gram model.

    Attributes:
        shares: of each n-gram, what its last word's probability is above the `rest` of the shorter history's.
        rests: of each history, the weight of the shorter one; 1 where there is none.
    """

    shares: dict[Ngram, float]
    rests: dict[Ngram, float]

    def write(self, path: Path) -> None:
        """Write the model for Thot: n-grams with the counts of histories and their own, and λ by order and count."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(self._lines())
        first = [1 - self.rests[()]] * _BUCKETS
        longer = [0.0, *(_kept(bucket + 0.5) for bucket in range(1, _BUCKETS))]  # a history not seen counts 0
        weights = " ".join(f"{weight:.6f}" for weight in first + longer * (ORDER - 1))
        path.with_name(path.name + ".weights").write_text(f"{ORDER} {_BUCKETS} 1 {weights}\n", encoding="utf-8")

    def _lines(self) -> Iterator[str]:
        # In this order Thot reads them four times as fast.
        for ngram in sorted(self.shares, key=lambda each: (len(each), each)):
            share = self.shares[ngram]
            kept = 1 - self.rests[ngram[:-1]]
            count = _count(kept) if len(ngram) > 1 else _ALL_WORDS
            yield f"{' '.join(ngram)} {count} {share / kept * count:.7g}\n"


def _kept(count: float) -> float:
    return count / (count + _SLOWNESS)


def _count(kept: float) -> float:
    """Return the count of a history for which the weight is nearest to what is to be kept from the shorter one."""
    return min(max(int(_SLOWNESS * kept / (1 - kept)), 1), _BUCKETS - 1) + 0.5


def language_model(own: Sequence[Sequence[str]], general: Sequence[Sequence[str]] = ()) -> LanguageModel:
    """Return a model of a project's sentences; if there are general ones too, of both, each model with its weight."""
    if not general:
        return kneser_ney(own)
    return interpolated(kneser_ney(own), kneser_ney(general), len(own) / (len(own) + HALF))


def interpolated(left: LanguageModel, right: LanguageModel, weight: float) -> LanguageModel:
    """Return the model that interpolates two at each order, the left one with this weight."""
    return LanguageModel(
        _weighted(left.shares, right.shares, weight, 0.0), _weighted(left.rests, right.rests, weight, 1.0)
    )


def _weighted(left: dict[Ngram, float], right: dict[Ngram, float], weight: float, missing: float) -> dict[Ngram, float]:
    return {
        ngram: weight * left.get(ngram, missing) + (1 - weight) * right.get(ngram, missing)
        for ngram in {**left, **right}
    }


def kneser_ney(sentences: Sequence[Sequence[str]]) -> LanguageModel:
    """Return the model of sentences, each counted once; the longest n-grams that occur once are left out."""
    padded = [(START, *words, END) for words in sentences]
    counts = Counter(ngram for words in padded for ngram in zip(*(words[at:] for at in range(ORDER)), strict=False))
    model = LanguageModel({}, {})
    for order in range(ORDER, 0, -1):
        _discount(counts, model, lowest=2 if order == ORDER else 1)
        # Of shorter ones it counts how many words they follow; at the start of a sentence, how often they occur.
        counts = Counter(ngram[1:] for ngram in counts)
        counts.update(words[: order - 1] for words in padded if order > 2 <= order - 1 <= len(words))
    return model


def _discount(counts: Counter[Ngram], model: LanguageModel, lowest: int) -> None:
    """Add what is left of the counts of one order, from the lowest on, and what that leaves to the shorter history."""
    discounts = _discounts(counts)
    totals: Counter[Ngram] = Counter()
    for ngram, count in counts.items():
        totals[ngram[:-1]] += count
    for ngram, count in counts.items():
        if count >= lowest:
            history = ngram[:-1]
            share = (count - discounts[min(count, 3) - 1]) / totals[history]
            model.shares[ngram] = share
            model.rests[history] = model.rests.get(history, 1.0) - share


def _discounts(counts: Counter[Ngram]) -> tuple[float, ...]:
    number = Counter(counts.values())
    if not all(number[count] for count in (1, 2, 3, 4)):
        return _DISCOUNTS
    step = number[1] / (number[1] + 2 * number[2])
    found = tuple(count - (count + 1) * step * number[count + 1] / number[count] for count in (1, 2, 3))
    return found if min(found) > 0 else _DISCOUNTS
