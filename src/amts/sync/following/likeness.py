"""How alike texts are by their words, and which ones have words in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

Name = TypeVar("Name")

# Words of so many letters and more tell equally much.
_LONG_WORD = 6
# A text is compared with so many of those that have most of its rarest words, which stand in so many places together.
_NEAR, _READ = 8, 200


def told(words: Iterable[str]) -> int:
    """Return how much words tell: short ones stand everywhere."""
    return sum(min(len(word), _LONG_WORD) for word in words)


def overlap(words: Set[str], others: Set[str]) -> float:
    """Return how much of what two sets of words tell is told by both, from 0 to 1."""
    return 2 * told(words & others) / max(told(words) + told(others), 1)


class Index(Generic[Name]):
    """Where words stand, so that like texts are found without comparing each with each."""

    def __init__(self, texts: Mapping[Name, Iterable[str]]) -> None:
        self._places: dict[str, list[Name]] = defaultdict(list)
        for name, words in texts.items():
            for word in words:
                self._places[word].append(name)

    def near(self, words: Iterable[str]) -> list[Name]:
        """Return the texts that have most of the rarest of these words."""
        shared: Counter[Name] = Counter()
        left = _READ
        for often, word in sorted((len(self._places[word]), word) for word in words if word in self._places):
            left -= often
            if left < 0:
                break
            shared.update(self._places[word])
        return [name for name, _ in shared.most_common(_NEAR)]
