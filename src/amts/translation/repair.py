"""What is done about a sentence whose translation is wrong: for each reason the ways to translate it again, in turn.

A sentence that no way repairs stays in the source language, or as it was translated first where that serves readers
better; either is reported. What people have translated is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.engines.wrappers import Piecewise, answered
from amts.placeholders import ANY_PLACEHOLDER, PLACEHOLDER, has_words, keeps_marks, placeholder
from amts.records import Mark, MarkKind, Segment, Translation
from amts.translation.verification.texts import objections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from amts.engines.protocol import Engine

_NUMBER = re.compile(rf"{ANY_PLACEHOLDER}|(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")


@dataclass(frozen=True, slots=True)
class NumbersFixed:
    """Shows an engine the numbers of a sentence as placeholders, so that none can be changed."""

    engine: Engine

    @property
    def signature(self) -> str:
        """The engine's signature, marked."""
        return f"numbers-fixed+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate with the numbers masked, and put them back."""
        answers = answered(self.engine, [_numbers_masked(segment) for segment in segments])
        return [_numbers_back_in(answer, segment) for segment, answer in zip(segments, answers, strict=True)]


def _numbers_masked(segment: Segment) -> Segment:
    """Return the segment with its numbers as further marks, after its own."""
    marks = list(segment.marks)

    def masked(match: re.Match[str]) -> str:
        if match[0].startswith("⟦"):
            return match[0]
        marks.append(Mark(MarkKind.LITERAL, match[0]))
        return placeholder(len(marks))

    return Segment(_NUMBER.sub(masked, segment.text), tuple(marks))


def _numbers_back_in(answer: Translation, segment: Segment) -> Translation:
    if answer.origin == "source":
        return Translation(segment, "source")
    return replace(answer, segment=_numbers_back(answer.segment, segment), origin="retry")


def _numbers_back(answer: Segment, segment: Segment) -> Segment:
    """Put the numbers in place of the marks that the segment itself does not have."""
    marks = _numbers_masked(segment).marks
    own = len(segment.marks)

    def filled(match: re.Match[str]) -> str:
        number = int(match[1])
        return marks[number - 1].text if own < number <= len(marks) else match[0]

    return Segment(PLACEHOLDER.sub(filled, answer.text), segment.marks)


def _as_it_is(engine: Engine) -> Engine:
    return engine


def _numbers_fixed_piecewise(engine: Engine) -> Engine:
    return NumbersFixed(Piecewise(engine))


# Between placeholders nothing can be lost or moved, and what is short is seldom cut off or repeated.
REPAIRS: Mapping[str, tuple[Callable[[Engine], Engine], ...]] = {
    "markup": (Piecewise,),
    "number": (NumbersFixed, _numbers_fixed_piecewise),
    "untranslated": (Piecewise,),
    "language": (Piecewise,),
    "truncated": (Piecewise,),
    "repetition": (Piecewise,),
    "doubled": (Piecewise,),
}
# With a doubtful number a sentence is still of more use than in another language (BLEU on five articles of D2L: 44.8
# against 44.6); whoever reviews the report sees it.
_KEPT = frozenset({"number"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sentence.

    Attributes:
        translation: the translation; its own text, of origin `source`, if there is none that may stand.
        reason: what was wrong with the first answer; empty if nothing.
        first: that first answer.
        doubtful: whether the translation is the first answer in spite of what is wrong with it.
    """

    translation: Translation
    reason: str = ""
    first: Translation | None = None
    doubtful: bool = False

    @property
    def repaired(self) -> bool:
        """Whether the first answer was wrong and the translation is not."""
        return bool(self.reason) and self.translation.origin != "source" and not self.doubtful


@dataclass(frozen=True, slots=True)
class Repairing:
    """An engine whose wrong answers are asked again, in the ways that their reason has.

    Attributes:
        engine: translates the sentences.
        languages: the language of the sentences, and the one to translate into.
    """

    engine: Engine
    languages: tuple[str, str]

    def translate(self, segments: Sequence[Segment]) -> list[Outcome]:
        """Translate all segments that have words at once; others are kept as they are."""
        outcomes = [
            Outcome(Translation(segment, "source" if has_words(segment.text) else "kept")) for segment in segments
        ]
        waiting = [index for index, each in enumerate(outcomes) if each.translation.origin == "source"]
        self._ask(_as_it_is, segments, outcomes, waiting)
        return self._repaired(segments, outcomes)

    def again(self, segments: Sequence[Segment]) -> list[Outcome]:
        """Translate with care at once: a block of these sentences was no longer the same block."""
        outcomes = [
            Outcome(Translation(segment, "source"), "markup") if has_words(segment.text) else
            Outcome(Translation(segment, "kept")) for segment in segments
        ]  # fmt: skip
        return self._repaired(segments, outcomes)

    def _repaired(self, segments: Sequence[Segment], outcomes: list[Outcome]) -> list[Outcome]:
        """Go through the ways of all reasons together, so that an engine is asked few times for much."""
        for turn in range(max(map(len, REPAIRS.values()))):
            ways: dict[Callable[[Engine], Engine], list[int]] = {}
            for index, outcome in enumerate(outcomes):
                left = REPAIRS.get(outcome.reason, ())[turn : turn + 1]
                if outcome.translation.origin == "source" and left:
                    ways.setdefault(left[0], []).append(index)
            for way, waiting in ways.items():
                self._ask(way, segments, outcomes, waiting)
        return [_settled(outcome) for outcome in outcomes]

    def _ask(
        self, way: Callable[[Engine], Engine], segments: Sequence[Segment], outcomes: list[Outcome], waiting: list[int]
    ) -> None:
        """Translate the waiting segments, and take what is right of it."""
        answers = answered(way(self.engine), [segments[index] for index in waiting])
        for index, answer in zip(waiting, answers, strict=True):
            # The marks are those of the question, whatever the engine says.
            translation = replace(answer, segment=Segment(_one_line(answer.segment.text), segments[index].marks))
            reason = objection(segments[index], translation, self.languages)
            before = outcomes[index]
            settled = before.translation if reason else translation
            outcomes[index] = Outcome(settled, before.reason or reason, before.first or translation)


def _settled(outcome: Outcome) -> Outcome:
    """Return what is left when no way has repaired a sentence: the first answer, if it may be kept."""
    if outcome.translation.origin != "source" or outcome.reason not in _KEPT or not outcome.first:
        return outcome
    return replace(outcome, translation=outcome.first, doubtful=True)


def objection(source: Segment, answer: Translation, languages: tuple[str, str]) -> str:
    """Return the code of what is wrong with the translation of a sentence, or nothing.

    What a person has translated must keep the markup; what it says is for that person to judge.
    """
    if not has_words(answer.segment.text):
        return "untranslated"
    if not keeps_marks(source, answer.segment):
        return "markup"
    if answer.origin == "memory":
        return ""
    return next((found.reason for found in objections(source, answer.segment, languages)), "")


def _one_line(text: str) -> str:
    """Return an answer without line breaks, and with a `?` for half a character, which UTF-8 cannot hold."""
    return " ".join(text.encode(errors="replace").decode().splitlines()).strip()
