"""Engines for tests: one that knows a dictionary, its trainer, and one that does all that an engine must not do."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from amts.errors import DataError
from amts.placeholders import ANY_PLACEHOLDER, PLACEHOLDER
from amts.progress import silent
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from amts.progress import Progress
    from amts.records import Pair

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class DictionaryEngine:
    """Translates word by word; words that it does not know, signs and placeholders stay as they are."""

    words: Mapping[str, str]

    @property
    def signature(self) -> str:
        """A hash of the dictionary."""
        return f"dictionary:{hashlib.sha256(repr(sorted(self.words.items())).encode()).hexdigest()[:8]}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate each word; a capital first letter stays one."""
        return [Translation(Segment(self._translated(each.text), each.marks), "engine") for each in segments]

    def _translated(self, text: str) -> str:
        return _WORD.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        known = self.words.get(word.lower(), word)
        return known[:1].upper() + known[1:] if word[:1].isupper() else known


class DictionaryTrainer:
    """Makes a dictionary of the words that stand together in pairs most often (Dice coefficient)."""

    MIN_PAIRS = 10

    def train(
        self, pairs: Sequence[Pair], source_tag: str, target_tag: str, cache: Path, progress: Progress = silent
    ) -> DictionaryEngine:
        """Return the dictionary engine; the cache stays empty.

        Raises:
            DataError: there are fewer than MIN_PAIRS pairs.
        """
        del source_tag, target_tag, cache, progress
        if len(pairs) < self.MIN_PAIRS:
            msg = f"too few pairs for a dictionary: {len(pairs)}, and it takes {self.MIN_PAIRS}"
            raise DataError(msg)
        ours: Counter[str] = Counter()
        theirs: Counter[str] = Counter()
        both: Counter[tuple[str, str]] = Counter()
        for pair in pairs:
            sides = [set(_WORD.findall(segment.text.lower())) for segment in (pair.source, pair.target)]
            ours.update(sides[0])
            theirs.update(sides[1])
            both.update(product(*sides))
        likeness = {(word, other): count / (ours[word] + theirs[other]) for (word, other), count in both.items()}
        # In rising order, so that the best one is what stays.
        return DictionaryEngine(dict(sorted(likeness, key=lambda found: (likeness[found], found))))

    def train_further(
        self,
        engine: DictionaryEngine,
        learnt: Sequence[Pair],
        pairs: Sequence[Pair],
        weight: int,
        cache: Path,
        progress: Progress = silent,
    ) -> DictionaryEngine:
        """Return the dictionary of all pairs."""
        del engine
        return self.train([*learnt, *list(pairs) * weight], "", "", cache, progress)


# What a vandal does to a text.
_MISDEEDS: dict[str, Callable[[str], str]] = {
    "loses all marks": lambda text: PLACEHOLDER.sub("", text),
    "invents a mark": lambda text: f"{text} ⟦9⟧",
    "writes half placeholders": lambda text: f"⟦ {text} 1⟧",
    "says everything twice": lambda text: f"{text} {text}",
    "says nothing": lambda _: "",
    "makes a heading": lambda text: f"# {text}",
    "adds a list": lambda text: f"{text}\n\n- {text}\n",
    "shifts table cells": lambda text: text.replace(" ", " | "),
    "emphasises": lambda text: f"*{text}** _`",
    "quotes": lambda text: f"> {text}",
    "opens a fence": lambda text: f"```\n{text}",
    "opens a comment": lambda text: f"<!-- <div> {text}",
    "opens mathematics": lambda text: f"$${text}$ \\",
    "defines a link": lambda text: f"[{text}]: http://x.y [^1] ![",
    "turns all around": lambda text: " ".join(reversed(re.findall(rf"{ANY_PLACEHOLDER}|\S", text))),
    "makes a task": lambda text: f"1. [ ] {text} #",
    "underlines": lambda text: f"{text}\n===\n:label:`x`",
    "writes control characters": lambda text: f"\x00\u2028{text}\r\u0085",
    "does nothing wrong": lambda text: text.upper(),
}


@dataclass(frozen=True, slots=True)
class VandalEngine:
    """Misbehaves on purpose, always in the same way for the same text; each seed makes another vandal."""

    seed: int = 0

    @property
    def signature(self) -> str:
        """Its seed."""
        return f"vandal:{self.seed}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Do to each segment what its text and the seed choose."""
        return [Translation(Segment(self._spoilt(each.text)), "engine") for each in segments]

    def _spoilt(self, text: str) -> str:
        digest = hashlib.sha256(f"{self.seed} {text}".encode(errors="replace")).digest()
        return list(_MISDEEDS.values())[digest[0] % len(_MISDEEDS)](text)
