"""Text by text: each segment is a request of its own, many of them at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.engines.amazon.carrier import VERSION, from_html, to_html
from amts.engines.amazon.connection import ServiceError
from amts.engines.amazon.costs import Purse
from amts.engines.wrappers import Cached
from amts.errors import EngineError
from amts.placeholders import has_words
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from amts.engines.amazon.connection import Connection
    from amts.engines.amazon.costs import Cost

# In bytes of UTF-8.
_LONGEST_TEXT = 10_000
_NOT_TRANSLATED = frozenset({"TextSizeLimitExceededException", "InvalidRequestException", "ValidationException"})


@dataclass(frozen=True, slots=True)
class AmazonEngine:
    """Translates by TranslateText. What the service refuses to translate, or is too long, stays untranslated.

    Attributes:
        connection: to the service.
        codes: what the service calls the language translated from, and the one to translate into.
        purse: pays for the requests.
        terminology: the name of a terminology in the service; empty: none.
        concurrency: how many requests are open at the same time.
    """

    connection: Connection
    codes: tuple[str, str]
    purse: Purse = field(default_factory=Purse)
    terminology: str = ""
    concurrency: int = 8

    @property
    def signature(self) -> str:
        """Where the service is, the languages, how segments are written for it, and the terminology."""
        named = [f"terms-{self.terminology}"] if self.terminology else []
        return ":".join(["amazon", self.connection.host, "-".join(self.codes), VERSION, *named])

    @property
    def spent(self) -> Cost:
        """What was spent so far."""
        return self.purse.spent

    def estimate(self, segments: Sequence[Segment]) -> Cost:
        """Return what translating the segments costs at most, each different one once."""
        return self.purse.cost(characters(segments), customised=False)

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, each different segment once.

        Raises:
            BudgetError: the next request could cost more than is left.
            EngineError: the service cannot be reached, or refuses all requests.
        """
        asked = list(dict.fromkeys(segment for segment in segments if has_words(segment.text)))
        with ThreadPoolExecutor(self.concurrency) as pool:
            tasks = [pool.submit(self._translated, segment) for segment in asked]
            try:
                answers = {segment: task.result() for segment, task in zip(asked, tasks, strict=True)}
            except EngineError:
                pool.shutdown(cancel_futures=True)  # after one failure for good, no more is paid for
                raise
        return [answers.get(segment) or Translation(segment, "kept") for segment in segments]

    def _translated(self, segment: Segment) -> Translation:
        html = to_html(segment)
        if len(html.encode()) > _LONGEST_TEXT:
            return Translation(segment, "source")
        cost = self.purse.pay(len(html))
        named = {"TerminologyNames": [self.terminology]} if self.terminology else {}
        languages = {"SourceLanguageCode": self.codes[0], "TargetLanguageCode": self.codes[1]}
        try:
            answer = self.connection.call("translate_text", Text=html, **languages, **named)
        except EngineError as error:
            self.purse.refund(cost)
            if isinstance(error, ServiceError) and error.code in _NOT_TRANSLATED:
                return Translation(segment, "source")
            raise
        return answered_by(self.signature, segment, str(answer["TranslatedText"]))


@dataclass(frozen=True, slots=True)
class AmazonTexts:
    """Amazon Translate text by text, with a file of all answers that were paid for.

    Attributes:
        engine: translates.
        cache: the file.
    """

    engine: AmazonEngine
    cache: Path

    @property
    def signature(self) -> str:
        """That of the engine: a cache changes no answer."""
        return self.engine.signature

    @property
    def spent(self) -> Cost:
        """What was spent so far."""
        return self.engine.spent

    def estimate(self, segments: Sequence[Segment]) -> Cost:
        """Return what translating those costs at most that are not in the file."""
        return self.engine.estimate(Cached(self.engine, self.cache).missing(segments))

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate what is not in the file."""
        return Cached(self.engine, self.cache, batch=50).translate(segments)


def answered_by(signature: str, segment: Segment, html: str) -> Translation:
    """Return the translation that HTML stands for; if it is empty, the segment itself, untranslated."""
    text = from_html(html, segment)
    return Translation(Segment(text, segment.marks), "engine", signature) if text else Translation(segment, "source")


def characters(segments: Iterable[Segment]) -> int:
    """Return how many characters are sent for segments, each different one once."""
    return sum(len(to_html(segment)) for segment in dict.fromkeys(segments) if has_words(segment.text))
