"""Translation piece by piece between placeholders, for engines that lose or move them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.engines.wrappers.answers import answered
from amts.placeholders import PLACEHOLDER, has_words
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine


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
