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
        """Translate the pieces of all segments at once, and put each between its placeholders.

        A segment of which the engine leaves a piece untranslated is left so as a whole.
        """
        cut = [_pieces(segment.text) for segment in segments]
        asked = [Segment(piece.strip()) for pieces in cut for piece in pieces if has_words(piece)]
        answers = iter(answered(self.engine, asked))
        given = [[next(answers) if has_words(piece) else None for piece in pieces] for pieces in cut]
        return [_joined(*each) for each in zip(segments, cut, given, strict=True)]


def _pieces(text: str) -> list[str]:
    """Cut a text into placeholders and what stands between them."""
    ends = [0, *(end for match in PLACEHOLDER.finditer(text) for end in match.span()), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def _joined(segment: Segment, pieces: Sequence[str], answers: Sequence[Translation | None]) -> Translation:
    """Return a segment with the answers to its pieces; as it was if one of them is left untranslated."""
    given = [answer for answer in answers if answer]
    if any(answer.origin == "source" for answer in given):
        return Translation(segment, "source")
    text = "".join(_padded(piece, answer) if answer else piece for piece, answer in zip(pieces, answers, strict=True))
    engine = next((answer.engine for answer in given if answer.engine), "")
    matches = dict.fromkeys(match for answer in given for match in answer.matches)
    best_first = sorted(matches, key=lambda match: match.score, reverse=True)
    return Translation(Segment(text, segment.marks), "retry", engine, tuple(best_first))


def _padded(piece: str, answer: Translation) -> str:
    """Return the answer between the spaces that the piece had."""
    before = piece[: len(piece) - len(piece.lstrip())]
    return before + answer.segment.text.strip() + piece[len(piece.rstrip()) :]
