"""The neural engine: segments as tokens through CTranslate2, and back.

Only segments of the same number of tokens share a batch: padding changes the last bits of what a model computes, and
with it, now and then, a word. So the answer to a segment does not depend on what is translated beside it.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import CARD
from amts.engines.neural.extras import required
from amts.engines.neural.marks import initial, restored, shown
from amts.engines.neural.models import Model, find_model
from amts.engines.neural.tokenising import open_tokeniser
from amts.errors import EngineError, SettingsError
from amts.languages import language
from amts.placeholders import ANY_PLACEHOLDER, has_words
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from amts.records import Pair

    Tokens = tuple[str, ...]

# Part of the signature: a change of the method makes another engine.
METHOD = "neural.v1"
# Longer texts are cut: models have seen few that are longer.
_MAX_TOKENS = 250
# Where an overlong text is cut, the best place first: behind punctuation, at a space, outside of numbers and
# placeholders, anywhere.
_CUTS = tuple(map(re.compile, (r"(?<=[.!?;:,])\s+|(?<=[。！？；：，、])", r"\s+", r"(?<=[^⟦\d])(?=[^\d⟧])", r"(?=.)")))


@dataclass(frozen=True, slots=True)
class Decoding:
    """How translations are searched for.

    Attributes:
        beam: how many are followed at the same time.
        batch_tokens: tokens translated together.
        threads: processor threads; 0: one for each core. It does not change the answers.
    """

    beam: int = 4
    batch_tokens: int = 2000
    threads: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    """The translation of some tokens, and the mean of the logarithms of its tokens' probabilities."""

    text: str
    score: float


def open_neural(model: str, source_tag: str, target_tag: str, cache: Path, **options: Any) -> NeuralEngine:
    """Open an engine by the name of its model.

    Args:
        model: a folder, an installed package, a name on the hub, or nothing (see `find_model`).
        source_tag: the language translated from.
        target_tag: the language translated into.
        cache: a folder for converted models.
        options: what `Decoding` has.

    Raises:
        InputError: there is no such model, or it is damaged, or does not know the languages.
        SettingsError: an option is unknown.
        EngineError: the hub cannot be reached.
        MissingExtraError: a package is needed that is not installed.
    """
    unknown = sorted(options.keys() - Decoding.__dataclass_fields__.keys())
    if unknown:
        known = ", ".join(Decoding.__dataclass_fields__)
        msg = f"unknown option of the neural engine: {', '.join(unknown)}; available are {known}"
        raise SettingsError(msg)
    return NeuralEngine(find_model(model, source_tag, target_tag, cache), source_tag, target_tag, Decoding(**options))


class NeuralEngine:
    """A translation model; it is loaded on first use.

    Args:
        model: the model.
        source_tag: the language translated from.
        target_tag: the language translated into.
        decoding: how translations are searched for.

    Raises:
        InputError: a file of the model is missing or damaged, or it does not know one of the languages.
    """

    def __init__(self, model: Model, source_tag: str, target_tag: str, decoding: Decoding = Decoding()) -> None:
        self.model = model
        self.languages = source_tag, target_tag
        self.decoding = decoding
        self.tokeniser = open_tokeniser(model.folder, source_tag, target_tag)
        self.symbols = frozenset(filter(re.compile(ANY_PLACEHOLDER).fullmatch, self.tokeniser.vocabulary))
        tags = "-".join(language(tag).tag for tag in self.languages)
        self.signature = f"{METHOD}:{model.digest}:{tags}:beam{decoding.beam}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate segments; those without words stay as they are."""
        return [translation for translation, _ in self.scored(segments)]

    def scored(self, segments: Sequence[Segment]) -> list[tuple[Translation, float]]:
        """Translate segments, each with its score: the mean logarithm of its tokens' probabilities, 0 for certain."""
        letters = {segment: initial(segment.text, self.symbols) for segment in segments}
        parts = {
            segment: self._parts(shown(segment.text, letter)) if has_words(segment.text) else []
            for segment, letter in letters.items()
        }
        answers = self._decoded(part for each in parts.values() for part in each)
        known = {}
        for segment, letter in letters.items():
            own = [answers[part] for part in parts[segment]]
            target = restored(self._joined(own), letter, segment) if own else segment
            score = sum(answer.score for answer in own) / max(1, len(own))
            known[segment] = Translation(target, "engine", self.signature), score
        return [known[segment] for segment in segments]

    def score(self, pairs: Sequence[Pair]) -> list[float]:
        """Return how well the model would have said each target: the mean logarithm of its tokens' probabilities.

        Of overlong texts only the beginning counts.
        """
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        tokens = [self._scored_tokens(pair) for pair in pairs]
        for index, (source, target) in enumerate(tokens):
            groups[len(source), len(target)].append(index)
        scores = [0.0] * len(pairs)
        for indexes in groups.values():
            sides = [[tokens[index][side] for index in indexes] for side in (0, 1)]
            results = self._translator.score_batch(
                *sides, max_batch_size=self.decoding.batch_tokens, batch_type="tokens"
            )
            for index, result in zip(indexes, results, strict=True):
                logs = result.log_probs[len(self.tokeniser.prefix) :]
                scores[index] = sum(logs) / len(logs)
        return scores

    def _scored_tokens(self, pair: Pair) -> tuple[list[str], list[str]]:
        """Return both sides' tokens, no more of them than the model has positions for."""
        letter = initial(pair.source.text + pair.target.text, self.symbols)
        source = self.tokeniser.encode(shown(pair.source.text, letter))
        target = self.tokeniser.encode_target(shown(pair.target.text, letter))
        # CTranslate2 adds the end by itself.
        return source[: self._positions - 1], target[:-1][: self._positions - 2]

    def _parts(self, text: str) -> list[Tokens]:
        """Return a text as tokens, halved as often as it takes to be short enough."""
        tokens = tuple(self.tokeniser.encode(text))
        cut = _cut(text) if len(tokens) > min(_MAX_TOKENS, self._positions // 2) else 0
        return [*self._parts(text[:cut].rstrip()), *self._parts(text[cut:])] if cut else [tokens]

    def _joined(self, answers: Sequence[_Answer]) -> str:
        between = " " if language(self.languages[1]).spaced else ""
        return between.join(answer.text for answer in answers)

    def _decoded(self, asked: Iterable[Tokens]) -> dict[Tokens, _Answer]:
        """Translate all different token sequences, those of one length at once."""
        groups: dict[int, list[Tokens]] = defaultdict(list)
        for tokens in sorted(set(asked)):
            groups[len(tokens)].append(tokens)
        try:
            # The longest first, so that at the end no core waits for a long one.
            waiting = [(groups[length], self._asked(groups[length])) for length in sorted(groups, reverse=True)]
            return {
                tokens: _Answer(self.tokeniser.decode(answer.hypotheses[0]), answer.scores[0])
                for group, futures in waiting
                for tokens, answer in zip(group, (future.result() for future in futures), strict=True)
            }
        except (RuntimeError, ValueError) as error:
            msg = f"the model in {self.model.folder} failed: {error}"
            raise EngineError(msg) from error

    def _asked(self, group: Sequence[Tokens]) -> list[Any]:
        """Hand sequences of one length to the model; the answers come later."""
        prefix = [list(self.tokeniser.prefix)] * len(group) if self.tokeniser.prefix else None
        futures: list[Any] = self._translator.translate_batch(
            [list(tokens) for tokens in group], target_prefix=prefix, asynchronous=True, return_scores=True,
            beam_size=self.decoding.beam, max_batch_size=self.decoding.batch_tokens, batch_type="tokens",
            max_input_length=0, max_decoding_length=min(2 * len(group[0]) + 20, self._positions - 2), disable_unk=True,
        )  # fmt: skip
        return futures

    @cached_property
    def _positions(self) -> int:
        """How many tokens the model can count."""
        try:
            return int(json.loads((self.model.folder / CARD).read_text(encoding="utf-8"))["positions"])
        except (OSError, ValueError, KeyError):
            return 512

    @cached_property
    def _translator(self) -> Any:
        ctranslate2 = required("ctranslate2", "neural")
        on_card = ctranslate2.get_cuda_device_count() > 0
        # Many small batches side by side take less time than one after the other on all cores.
        threads = {} if on_card else {"inter_threads": self.decoding.threads or os.cpu_count() or 1, "intra_threads": 1}
        try:
            return ctranslate2.Translator(
                str(self.model.folder), device="cuda" if on_card else "cpu", compute_type="int8",
                max_queued_batches=-1, **threads,
            )  # fmt: skip
        except (RuntimeError, ValueError) as error:
            msg = f"the model in {self.model.folder} cannot be loaded: {error}"
            raise EngineError(msg) from error


def _cut(text: str) -> int:
    """Return where to cut a text, as near to its middle as possible; 0 if there is no place for it."""
    for places in _CUTS:
        ends = [match.end() for match in places.finditer(text) if 0 < match.end() < len(text)]
        middle = [end for end in ends if len(text) <= 4 * end <= 3 * len(text)]
        if middle:
            return min(middle, key=lambda end: abs(2 * end - len(text)))
    return 0
