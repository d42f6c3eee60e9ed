"""Why a machine says what it says: the pairs that are most like a segment, and what it says without adaptation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amts.engines.wrappers import answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine, Relevance
    from amts.records import Segment, Translation

_SHOWN = 3
_BY_MACHINE = frozenset({"engine", "retry", "repaired"})


def explained(
    sentences: Sequence[tuple[Segment, Translation]], index: Relevance, plain: Engine | None = None
) -> list[tuple[Segment, Translation]]:
    """Return translated sentences with the pairs that are behind them.

    An engine that uses single pairs, such as an `llm`, names them itself. One that is trained has used all of them: the
    most relevant ones are named.

    Args:
        sentences: segments and their translations.
        index: finds relevant pairs.
        plain: the engine without adaptation, to be asked what it says; None: it is not.

    Raises:
        EngineError: the plain engine cannot answer.
    """
    asked = list(dict.fromkeys(segment for segment, made in sentences if made.origin in _BY_MACHINE)) if plain else []
    before = dict(zip(asked, answered(plain, asked), strict=True)) if plain else {}
    return [
        (
            segment,
            replace(
                made,
                matches=made.matches or tuple(index.relevant(segment, _SHOWN)),
                plain=before[segment].segment if segment in before else None,
            )
            if made.origin in _BY_MACHINE
            else made,
        )
        for segment, made in sentences
    ]
