"""Engines that hold an engine: reuse from a memory, and translation piece by piece between placeholders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.errors import EngineError
from amts.placeholders import PLACEHOLDER, has_words
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine


def answered(engine: Engine, segments: Sequence[Segment]) -> list[Translation]:
    """Return an engine's answers, one for each segment; without segments it is not asked.

    Raises:
        EngineError: it gave more or fewer.
    """
    answers = engine.translate(segments) if segments else []
    if len(answers) != len(segments):
        msg = f"the engine {engine.signature} gave {len(answers)} answers for {len(segments)} segments"
        raise EngineError(msg)
    return answers


@dataclass(frozen=True, slots=True)
class Remembering:
    """Answers from a memory where that has the segment, and asks the engine for the rest.

    Attributes:
        engine: translates what the memory does not have.
        recall: returns the remembered translation of a segment, or None.
    """

    engine: Engine
    recall: Callable[[Segment], Segment | None]

    @property
    def signature(self) -> str:
        """The engine's signature with the memory named."""
        return f"memory+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, each segment that the memory lacks only once."""
        known = {segment: self.recall(segment) for segment in segments}
        asked = [segment for segment, target in known.items() if target is None]
        answers = {segment: Translation(target, "memory") for segment, target in known.items() if target is not None}
        answers |= zip(asked, answered(self.engine, asked), strict=True)
        return [answers[segment] for segment in segments]


@dataclass(frozen=True, slots=True)
class Piecewise:
    """Translates the text between placeholders piece by piece, so that none can be lost or moved."""

    engine: Engine

    @property
    def signature(self) -> str:
        """The engine's signature, marked."""
        return f"piecewise+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate the pieces of all segments at once, and put each between its placeholders."""
        cut = [_pieces(segment.text) for segment in segments]
        asked = [Segment(piece.strip()) for pieces in cut for piece in pieces if has_words(piece)]
        answers = iter(answered(self.engine, asked))
        joined = []
        for segment, pieces in zip(segments, cut, strict=True):
            text = "".join(_padded(piece, next(answers)) if has_words(piece) else piece for piece in pieces)
            joined.append(Translation(Segment(text, segment.marks), "retry"))
        return joined


def _pieces(text: str) -> list[str]:
    """Cut a text into placeholders and what stands between them."""
    ends = [0, *(end for match in PLACEHOLDER.finditer(text) for end in match.span()), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def _padded(piece: str, answer: Translation) -> str:
    """Return the answer between the spaces that the piece had."""
    before = piece[: len(piece) - len(piece.lstrip())]
    return before + answer.segment.text.strip() + piece[len(piece.rstrip()) :]
