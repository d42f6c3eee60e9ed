"""Minimal edits of a person's translation where its source has changed; what is unsure stays as the person put it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.adaptation.fuzzy_repair import plan
from amts.adaptation.word_links import tokens
from amts.engines.wrappers import answered
from amts.placeholders import PLACEHOLDER, collapsed, has_words, numbers, placeholder, renumbered
from amts.records import Match, Pair, Segment
from amts.sync.changes import classify
from amts.sync.proposing.clauses import without_clause
from amts.sync.proposing.doubts import Exchange, doubt
from amts.sync.proposing.exchanges import exchanged
from amts.sync.proposing.versions import Versions, differences
from amts.sync.records import Change
from amts.translation.verification.texts import objections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.adaptation.fuzzy_repair import Plan
    from amts.adaptation.word_links import WordLinks
    from amts.engines.protocol import Engine
    from amts.engines.terminology import Glossary

# The smallest share of words that a sentence must have in common with what it was.
THRESHOLD = 0.5
# So many times as many words may change in the translation as in its source, and one more.
MORE_WORDS = 2
# What only a person should put: whether it is so, and what is dangerous.
_GRAVE = frozenset({Change.NEGATION, Change.SECURITY})
# The first of the characters (of private use) that stand for marks which only the translation has.
_HIDDEN = 0xE000


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that has changed: as it was, as it is, and the person's translation of what it was."""

    old: Segment
    new: Segment
    target: Segment


@dataclass(frozen=True, slots=True)
class _Draft:
    """A translation with what could be exchanged for certain; and if that is not all, how to do the rest."""

    versions: Versions
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Proposer:
    """Makes minimal edits of translations: exact ones, and such for which an engine is asked for the new words.

    Attributes:
        engine: translates the new words; without one only exact edits are made.
        links: tell which word translates which; without them only exact edits are made.
        languages: translated from, and into.
        glossary: knows what terms are called.
    """

    engine: Engine | None
    links: WordLinks | None
    languages: tuple[str, str]
    glossary: Glossary | None = None

    def propose(self, changed: Sequence[Changed]) -> list[Segment | None]:
        """Return the edited translation of each sentence, or None where it is not clear how to edit it.

        The engine is asked once for all.

        Raises:
            EngineError: the engine cannot answer.
        """
        drafts = [self._draft(each) for each in changed]
        answers = self._answers([draft.plan for draft in drafts if draft and draft.plan])
        return [
            self._proposal(each, draft, answers) if draft else None for each, draft in zip(changed, drafts, strict=True)
        ]

    def _draft(self, changed: Changed) -> _Draft | None:
        """Return what can be exchanged for certain, and how to do the rest; None if that is not clear."""
        sides = Versions(collapsed(changed.old), collapsed(changed.new), changed.target)
        versions = exchanged(sides, self.languages, self.glossary)
        if versions is None or not differences(versions.old, versions.new, self.languages[0]):
            return _Draft(versions) if versions else None
        if self.links is None:
            return None
        shorter = without_clause(versions, self.links, self.languages)
        if shorter:
            return _Draft(shorter)
        if self.engine is None or classify(versions.old, versions.new, self.languages[0]) in _GRAVE:
            return None
        new, match = _hidden(versions)
        found = plan(new, match, self.links, self.languages, THRESHOLD)
        return _Draft(versions, found) if found else None

    def _answers(self, plans: Sequence[Plan]) -> dict[Segment, str]:
        """Ask for the new words, and for the sentences, in which the same must be said for these words."""
        if not self.engine:
            return {}
        questions = (question for each in plans for question in (each.segment, *(gap.question for gap in each.gaps)))
        asked = list(dict.fromkeys(question for question in questions if has_words(question.text)))
        return dict(zip(asked, (each.segment.text for each in answered(self.engine, asked)), strict=True))

    def _proposal(self, changed: Changed, draft: _Draft, answers: Mapping[Segment, str]) -> Segment | None:
        """Return the translation with all edits, if there are any, and if they have made nothing wrong."""
        edited: Segment | None = draft.versions.target
        if draft.plan:
            edited = self._repaired(draft.plan, draft.versions, answers)
        if not edited or (edited := renumbered(edited)) == renumbered(changed.target):
            return None
        before = objections(changed.old, changed.target, self.languages)
        wrong = [each for each in objections(changed.new, edited, self.languages) if each not in before]
        return None if wrong else edited

    def _repaired(self, plan: Plan, versions: Versions, answers: Mapping[Segment, str]) -> Segment | None:
        """Return the translation with new words in all gaps, or None if one is doubtful, or too much has changed."""
        assert self.links is not None
        for place, gap in enumerate(plan.gaps, start=1):
            answer = answers.get(gap.question, gap.question.text)
            if doubt(
                Exchange(gap, answer, "".join(plan.kept[:place]), "".join(plan.kept[place:])),
                self.links,
                self.languages,
            ):
                return None
        repaired = plan.carried_out(answers, answers.get(plan.segment, ""), self.languages[1])
        shown = repaired and _shown(repaired.text, versions)
        return shown if shown and self._is_minimal(versions, shown) else None

    def _is_minimal(self, versions: Versions, edited: Segment) -> bool:
        """Whether about as many words change in the translation as in its source."""
        ours = _distance(versions.old, versions.new, self.languages[0])
        return _distance(versions.target, edited, self.languages[1]) <= MORE_WORDS * ours + 1


def _distance(segment: Segment, other: Segment, tag: str) -> int:
    """Return how many words are another, more or fewer."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(*([token.text for token in tokens(each, tag)] for each in (segment, other)))


def _hidden(versions: Versions) -> tuple[Segment, Match]:
    """Return the new source and the pair to repair, with only those marks that both sides of the pair have."""
    only = {*numbers(versions.old.text)} ^ {*numbers(versions.target.text)}

    def without(segment: Segment) -> Segment:
        return replace(
            segment, text=PLACEHOLDER.sub(lambda found: "" if int(found[1]) in only else found[0], segment.text)
        )

    target = PLACEHOLDER.sub(
        lambda found: chr(_HIDDEN + int(found[1])) if int(found[1]) in only else found[0], versions.target.text
    )
    return without(versions.new), Match(Pair(without(versions.old), replace(versions.target, text=target)), 1.0)


def _shown(text: str, versions: Versions) -> Segment | None:
    """Return the translation with the marks that only it has; None if one of them is lost, or stands elsewhere."""
    own = set(numbers(versions.target.text)) - set(numbers(versions.old.text))
    text = re.sub("[\ue000-\uf8ff]", lambda found: placeholder(ord(found[0]) - _HIDDEN), text)
    before, after = ([number for number in numbers(each) if number in own] for each in (versions.target.text, text))
    return Segment(text, versions.target.marks) if before == after else None
