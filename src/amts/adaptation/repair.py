"""The strategy `repair`: a fuzzy match whose differing words are replaced, all else left as a person put it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar, cast

from amts.adaptation.digests import digest
from amts.adaptation.fuzzy_repair import plan
from amts.adaptation.word_links import word_links
from amts.engines.wrappers import answered
from amts.placeholders import collapsed, has_words
from amts.records import Translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.adaptation.fuzzy_repair import Plan
    from amts.adaptation.protocol import Task
    from amts.adaptation.word_links import WordLinks
    from amts.engines.protocol import Engine, Relevance
    from amts.records import Pair, Segment

# The smallest share of words in common: below it, some repairs were better than what a good engine says itself, and as
# many were worse.
THRESHOLD = 0.7
# Pairs less sure than this may not be translations of each other.
MIN_CONFIDENCE = 0.9
# So many pairs teach which word translates which, in some seconds.
LESSON = 20_000


@dataclass(frozen=True, slots=True)
class Repair:
    """Repairs fuzzy matches that have at least the share `threshold` of their words in common with a segment."""

    name: ClassVar[str] = "repair"
    threshold: float = THRESHOLD

    def fits(self, engine: Engine) -> bool:  # noqa: ARG002  (it is only asked for words)
        """Any engine will do."""
        return True

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return an engine that repairs a match where it can, and else asks the one given."""
        languages = task.source_tag, task.target_tag
        signature = f"repair.v1:{self.threshold:g}:{digest(task.pairs)}+{engine.signature}"
        links = word_links(_lesson(task), *languages)
        return Repairing(engine, task.index, links, languages, self.threshold, signature)

    def extended(self, adapted: Engine, engine: Engine, task: Task) -> Engine:
        """Return an engine that repairs matches of all pairs of the task, with the word links that were learnt."""
        own = adapted.signature.partition("+")[0]
        signature = f"{own}:{digest(task.pairs)}+{engine.signature}"
        return replace(cast("Repairing", adapted), engine=engine, index=task.index, signature=signature)


def _lesson(task: Task) -> Iterable[Pair]:
    """Return the pairs to learn from: all; if there are too many, first those that are like the texts at hand."""
    if len(task.pairs) <= LESSON:
        return task.pairs
    near = (match.pair for segment in task.segments for match in task.index.relevant(segment))
    return islice(dict.fromkeys(chain(near, task.pairs)), LESSON)


@dataclass(frozen=True, slots=True)
class Repairing:
    """An engine that repairs fuzzy matches.

    Attributes:
        engine: translates the new words, and the segments that have no match to repair.
        index: finds the matches.
        links: tell which word translates which.
        languages: translated from, and into.
        threshold: the smallest share of words in common.
        signature: the engine's, with the pairs named.
    """

    engine: Engine
    index: Relevance
    links: WordLinks
    languages: tuple[str, str]
    threshold: float
    signature: str

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Ask the engine for all segments and all new words at once, then repair what can be repaired."""
        plans = [self._plan(segment) for segment in segments]
        asked = dict.fromkeys(
            gap.question for plan in plans if plan for gap in plan.gaps if has_words(gap.question.text)
        )
        answers = answered(self.engine, [*segments, *asked])
        known = {
            question: answer.segment.text for question, answer in zip(asked, answers[len(segments) :], strict=True)
        }
        return [
            self._repaired(plan, known, answer) if plan else answer
            for plan, answer in zip(plans, answers[: len(segments)], strict=True)
        ]

    def _plan(self, segment: Segment) -> Plan | None:
        """Return how to repair the most relevant match that can be repaired."""
        sure = (match for match in self.index.relevant(segment) if match.pair.confidence >= MIN_CONFIDENCE)
        plans = (plan(segment, match, self.links, self.languages, self.threshold) for match in sure)
        return next(filter(None, plans), None)

    def _repaired(self, plan: Plan, known: Mapping[Segment, str], answer: Translation) -> Translation:
        repaired = plan.carried_out(known, answer.segment.text, self.languages[1])
        if repaired is None:
            return answer
        same = collapsed(plan.match.pair.source).text == plan.segment.text
        return Translation(repaired, "memory" if same else "repaired", self.signature, (plan.match,))
