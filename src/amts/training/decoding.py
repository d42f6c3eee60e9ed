"""Rows of tokens translated by a model, many at once, the best few translations of each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required
from amts.training.vocabulary import END, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.training.vocabulary import Vocabulary

    Tokens = Sequence[int]

# Tokens translated together; a graphics card takes more.
_BATCH = {"cpu": 2000, "cuda": 30_000}


class Decoder:
    """A model in CTranslate2 format.

    Args:
        model: its folder.
        vocabulary: its tokens.
    """

    def __init__(self, model: Path, vocabulary: Vocabulary) -> None:
        ctranslate2 = required("ctranslate2", "neural")
        self._device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        threads = {} if self._device == "cuda" else {"inter_threads": os.cpu_count() or 1, "intra_threads": 1}
        compute = "int8_float16" if self._device == "cuda" else "int8"
        self._translator: Any = ctranslate2.Translator(
            str(model), device=self._device, compute_type=compute, max_queued_batches=-1, **threads
        )
        self._vocabulary = vocabulary

    def translate(self, rows: Sequence[Tokens], beam: int, candidates: int = 1) -> list[list[list[int]]]:
        """Return the best translations of each row, the first the best, with the end token.

        Args:
            rows: sources with the tag of the target language.
            beam: how many translations are followed at the same time.
            candidates: how many of them to return.
        """
        if not rows:
            return []
        answers = self._translator.translate_batch(
            [self._told(row) for row in rows], beam_size=max(beam, candidates), num_hypotheses=candidates,
            max_batch_size=_BATCH[self._device], batch_type="tokens", max_input_length=0,
            max_decoding_length=min(2 * max(map(len, rows)) + 20, 400), disable_unk=True,
        )  # fmt: skip
        ids = self._vocabulary.ids
        return [
            [[*(ids.get(token, UNKNOWN) for token in tokens), END] for tokens in answer.hypotheses]
            for answer in answers
        ]

    def score(self, sources: Sequence[Tokens], targets: Sequence[Tokens]) -> list[float]:
        """Return the mean logarithm of the probability of each target's tokens."""
        results = self._translator.score_batch(
            [self._told(row) for row in sources], [self._told(row[:-1]) for row in targets],
            max_batch_size=_BATCH[self._device], batch_type="tokens",
        )  # fmt: skip
        return [sum(result.log_probs) / max(1, len(result.log_probs)) for result in results]

    def _told(self, row: Tokens) -> list[str]:
        return [self._vocabulary.tokens[number] for number in row]
