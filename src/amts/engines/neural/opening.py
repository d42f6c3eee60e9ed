"""A `neural` engine as settings describe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.engines.neural.engine import NeuralEngine, open_neural

if TYPE_CHECKING:
    from pathlib import Path


def open_from_settings(
    source_tag: str,
    target_tag: str,
    cache: Path,
    *,
    model: str = "",
    beam: int = 4,
    batch_tokens: int = 2000,
    threads: int = 0,
) -> NeuralEngine:
    """Open an engine by the name of its model (see `open_neural`), or the installed one for the languages."""
    return open_neural(model, source_tag, target_tag, cache, beam=beam, batch_tokens=batch_tokens, threads=threads)
