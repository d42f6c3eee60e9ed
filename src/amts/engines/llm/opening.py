"""An `llm` engine as settings describe it, with a cache: what was paid for once is never asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.engines.llm.budget import Budget, Cost
from amts.engines.llm.engine import LlmEngine, open_llm
from amts.engines.options import check_least
from amts.engines.wrappers import Cached
from amts.engines.wrappers.retries import PATIENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.engines.protocol import Relevance
    from amts.engines.terminology import Glossary
    from amts.records import Segment, Translation


@dataclass(frozen=True, slots=True)
class CachedLlm:
    """A model behind an endpoint, and the file with its answers."""

    engine: LlmEngine
    path: Path

    @property
    def signature(self) -> str:
        """The engine's: a cache changes no answer."""
        return self.engine.signature

    @property
    def spent(self) -> Cost:
        """What was spent."""
        return self.engine.spent

    def estimate(self, segments: Sequence[Segment]) -> Cost:
        """Return what translating the segments may cost, if none of them is in the cache."""
        return self.engine.estimate(segments)

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate what is not in the cache."""
        return Cached(self.engine, self.path).translate(segments)

    def with_examples(self, relevance: Relevance, document: Sequence[Segment], signature: str) -> CachedLlm:
        """Return the engine with pairs to show, see `LlmEngine.with_examples`."""
        return replace(self, engine=self.engine.with_examples(relevance, document, signature))

    def with_terms(self, glossary: Glossary) -> CachedLlm:
        """Return the engine with the terms of each segment to show."""
        return replace(self, engine=self.engine.with_terms(glossary))


def open_cached_llm(
    source_tag: str,
    target_tag: str,
    cache: Path,
    *,
    model: str,
    base_url: str,
    key: str = "",
    tokens: int | None = None,
    money: float | None = None,
    prompt_rate: float = 0.0,
    completion_rate: float = 0.0,
    timeout: float = 120.0,
    retries: int = PATIENT.attempts - 1,
    requests_per_minute: int | None = None,
    temperature: float = 0.0,
    batch: int = 10,
    concurrency: int = 4,
    spare_tokens: int = 0,
) -> CachedLlm:
    """Return an engine that asks a model.

    Args:
        source_tag: the language translated from.
        target_tag: the language translated into.
        cache: the folder for the file with its answers.
        model: the name that the endpoint has for it.
        base_url: where the endpoint is, such as `http://localhost:11434/v1`.
        key: shows the endpoint who asks.
        tokens: how many may be spent; None: as many as wanted.
        money: how much may be spent, in the currency of the rates; None: as much as wanted.
        prompt_rate: what a million tokens cost that go in.
        completion_rate: what a million tokens cost that come out.
        timeout: how many seconds an answer may take.
        retries: how often a request is sent again that failed for the moment, after pauses.
        requests_per_minute: how many requests may be sent in any minute; None: as many as wanted.
        temperature: how free the model is in its choice of words, from 0.
        batch: how many segments are asked about in one request, at most.
        concurrency: how many requests are open at the same time.
        spare_tokens: how many tokens an answer may have besides the translations, for models that think first.

    Raises:
        InputError: an option is none that makes sense.
    """
    budget = Budget(prompt_rate, completion_rate, tokens, money)
    check_least(
        retries=(retries, 0), requests_per_minute=(requests_per_minute, 1), temperature=(temperature, 0),
        batch=(batch, 1), concurrency=(concurrency, 1), spare_tokens=(spare_tokens, 0))  # fmt: skip
    engine = open_llm(
        model, source_tag, target_tag, base_url=base_url, key=key, budget=budget, timeout=timeout,
        backoff=replace(PATIENT, attempts=retries + 1), requests_per_minute=requests_per_minute,
        temperature=temperature, batch=batch, concurrency=concurrency, spare_tokens=spare_tokens)  # fmt: skip
    cache.mkdir(parents=True, exist_ok=True)
    return CachedLlm(engine, cache / "llm-answers.sqlite")
