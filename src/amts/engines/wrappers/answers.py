"""What every wrapper asks of an engine's answers: one for each segment, and none that has lost its markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.errors import EngineError
from amts.placeholders import keeps_marks
from amts.records import Segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine
    from amts.records import Translation


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


def flaw(segment: Segment, text: str) -> str:
    """Return what makes a text no translation of a segment: `empty`, `placeholders`, or nothing."""
    if segment.text.strip() and not text.strip():
        return "empty"
    return "" if keeps_marks(segment, Segment(text, segment.marks)) else "placeholders"
