"""A translation memory: what people have already translated need not be translated again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.placeholders import collapsed, numbers
from amts.records import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.records import Pair


@dataclass(slots=True)
class _Candidate:
    """A translation of one source text: how often it was seen, and where and how last."""

    count: int = 0
    last: int = 0
    text: str = ""


class TranslationMemory:
    """Exact matches in pairs of one level: texts are equal if only their white space differs.

    A translation is indexed if it has each placeholder as often as its source: then any marks fit into it.

    Args:
        pairs: the pairs to look up in; of equally frequent translations the last one wins.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        candidates: dict[str, dict[str, _Candidate]] = defaultdict(lambda: defaultdict(_Candidate))
        for position, pair in enumerate(filter(_reusable, pairs)):
            candidate = candidates[collapsed(pair.source).text][collapsed(pair.target).text]
            candidate.count += 1
            candidate.last, candidate.text = position, pair.target.text
        self._targets = {source: _best(found.values()) for source, found in candidates.items()}

    @property
    def signature(self) -> str:
        """A short hash of all that it remembers."""
        content = json.dumps(sorted(self._targets.items()), ensure_ascii=False)
        return f"memory:{hashlib.sha256(content.encode(errors='replace')).hexdigest()[:8]}"

    def __len__(self) -> int:
        """Return the number of different source texts that have a translation."""
        return len(self._targets)

    def exact(self, segment: Segment) -> Segment | None:
        """Return the translation of a segment's text with the segment's own marks, or None if it has none."""
        target = self._targets.get(collapsed(segment).text)
        if target is None or max(_uses(target), default=0) > len(segment.marks):
            return None
        return Segment(target, segment.marks)


def _reusable(pair: Pair) -> bool:
    source, target = pair.source.text, pair.target.text
    return bool(source.strip() and target.strip()) and _uses(source) == _uses(target)


def _best(candidates: Iterable[_Candidate]) -> str:
    return max(candidates, key=lambda candidate: (candidate.count, candidate.last)).text


def _uses(text: str) -> Counter[int]:
    return Counter(numbers(text))
