"""Engines that hold an engine: reuse from a memory, and translation piece by piece between placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine


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
        """Translate, each text that the memory lacks only once."""
        remembered = [self.recall(segment) for segment in segments]
        asked = [segment for segment, known in zip(segments, remembered, strict=True) if known is None]
        answers = iter(_translate_distinct(self.engine, asked))
        return [next(answers) if known is None else Translation(known, "memory") for known in remembered]


def _translate_distinct(engine: Engine, segments: Sequence[Segment]) -> list[Translation]:
    """Ask for each distinct segment once."""
    distinct = list(dict.fromkeys(segments))
    answers = dict(zip(distinct, engine.translate(distinct), strict=True))
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
        cut = [re.split(f"({PLACEHOLDER.pattern.replace('(', '(?:')})", segment.text) for segment in segments]
        pieces = [Segment(piece.strip()) for parts in cut for piece in parts if _is_text(piece)]
        answers = iter(self.engine.translate(pieces))
        joined = []
        for segment, parts in zip(segments, cut, strict=True):
            text = "".join(_padded(part, next(answers)) if _is_text(part) else part for part in parts)
            joined.append(Translation(replace(segment, text=text), "retry"))
        return joined


def _is_text(piece: str) -> bool:
    return any(letter.isalpha() for letter in PLACEHOLDER.sub("", piece))


def _padded(piece: str, answer: Translation) -> str:
    """Return the answer between the spaces that the piece had."""
    before = piece[: len(piece) - len(piece.lstrip())]
    return before + answer.segment.text + piece[len(piece.rstrip()) :]
