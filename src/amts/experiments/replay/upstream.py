"""Which newer source a translation follows, though nobody wrote it down: told by what translations leave as it is.

Code, equations, labels and links are the same in a source and in its translation. Where they differ between two
revisions of the source, a translation shows which of them it follows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.experiments.replay.history import MainLine, Step

_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"\s+#.*|^#(?!@).*")
_INLINE = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$|:\w+:`[^`\n]+`|`[^`\n]+`|\]\([^)\s]+\)", re.DOTALL)
# Of what differs between two revisions, so much must be as in the newer one; and before the step, at most so much.
_MET, _NOT_MET = 0.8, 0.5
# So much of its lines a stored source must have in common with the revision that it is taken for.
_SAME_SOURCE = 0.9


class Revisions:
    """The revisions of the sources in the repository that they come from.

    Args:
        line: its history.
        contents: the contents of the followed sources and of the translations, by identifier.
    """

    def __init__(self, line: MainLine, contents: Mapping[str, bytes]) -> None:
        self._line = line
        self._lineages = _lineages(line)
        self._of_blob = {blob: lineage for lineage in self._lineages for _, blob in lineage}
        self.contents = dict(contents) | line.contents(self._of_blob)
        self._known: dict[str, Counter[str]] = {}
        self._places: dict[str, tuple[Sequence[tuple[int, str]], int]] = {}

    def met(self, followed: str, before: str, after: str, step: Step) -> str:
        """Return the newer source that a translation meets with a step, and did not before; empty if it meets none.

        Of several that it meets equally well, it is the oldest.
        """
        if followed not in self._places:
            self._places[followed] = self._place(followed)
        lineage, place = self._places[followed]
        best, most = "", 0.0
        for number, blob in lineage[place + 1 :]:
            if self._line.steps[number].date > step.date:
                break
            gain = self._gain(followed, blob, before, after)
            if gain > most:
                best, most = blob, gain
        return best

    def _gain(self, old: str, new: str, before: str, after: str) -> float:
        """Return how much of what is different in the new source the translation has taken over, if most of it."""
        was, now = self._features(old), self._features(new)
        different = [feature for feature in was | now if was[feature] != now[feature]]
        total = sum(abs(was[feature] - now[feature]) for feature in different)
        if not total:
            return 0.0

        def agreement(translation: str) -> float:
            has = self._features(translation)
            nearer = sum(abs(has[each] - was[each]) - abs(has[each] - now[each]) for each in different)
            return (nearer / total + 1) / 2

        met = agreement(after)
        return met * total if met >= _MET and agreement(before) <= _NOT_MET else 0.0

    def _features(self, blob: str) -> Counter[str]:
        if blob not in self._known:
            self._known[blob] = Counter(features(self.contents[blob].decode("utf-8", "replace")))
        return self._known[blob]

    def _place(self, followed: str) -> tuple[Sequence[tuple[int, str]], int]:
        """Return the lineage that a source belongs to, and its place there or that of the revision most like it."""
        lineage = self._of_blob.get(followed)
        if lineage:
            return lineage, next(place for place, (_, blob) in enumerate(lineage) if blob == followed)
        lines = set(self.contents[followed].splitlines())
        alike = (
            (len(lines & theirs) / max(len(lines | theirs), 1), -place, lineage)
            for lineage in self._lineages
            for place, (_, blob) in enumerate(lineage)
            if (theirs := self._lines.get(blob))
        )
        best = max(alike, default=(0.0, 0, ()), key=lambda each: each[:2])
        return (best[2], -best[1]) if best[0] >= _SAME_SOURCE else ((), 0)

    @cached_property
    def _lines(self) -> dict[str, frozenset[bytes]]:
        return {blob: frozenset(self.contents[blob].splitlines()) for blob in self._of_blob if blob in self.contents}


def features(text: str) -> Iterator[str]:
    """Yield what a translation of Markdown leaves as it is: lines of code without comments, math, roles, links."""
    for code in _FENCE.findall(text):
        yield from filter(None, ("".join(_COMMENT.sub("", line).split()) for line in code.splitlines()))
    for found in _INLINE.findall(_FENCE.sub("", text)):
        yield "".join(found.split())


def _lineages(line: MainLine) -> list[list[tuple[int, str]]]:
    """Return the contents of each file in turn, with the steps that brought them, renamed files being one."""
    lineages: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for step in line.steps:
        for old, new in step.renames.items():
            lineages[new] = lineages.pop(old, [])
        for path, blob in step.blobs.items():
            if blob:
                lineages[path].append((step.number, blob))
    return list(lineages.values())
