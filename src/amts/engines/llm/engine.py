"""The engine: segments in batches to a model, each answer checked, a wrong one asked again by itself."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from amts.engines.llm import prompt
from amts.engines.llm.budget import UNLIMITED, Ledger, Usage
from amts.engines.llm.connection import Connection
from amts.engines.llm.endpoint import Endpoint, RefusedError
from amts.engines.llm.knowledge import NOTHING_ELSE, Knowledge, Neighbours
from amts.engines.llm.prompt import Answer, Question
from amts.engines.wrappers.rate_limit import Pace
from amts.engines.wrappers.retries import PATIENT, Backoff
from amts.errors import EngineError
from amts.languages import language
from amts.placeholders import has_words
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.engines.llm.budget import Budget, Cost
    from amts.engines.protocol import Relevance
    from amts.engines.terminology import Glossary

# No more bytes of text are asked for in one request; a longer segment is asked for by itself.
_MOST_BYTES = 6000
# The room for an answer. A token has at least a byte, and few translations twice as many bytes as their source.
_TOKENS_PER_BYTE, _TOKENS_PER_SEGMENT, _TOKENS_PER_ANSWER = 2, 32, 64
# Whoever is asked again has so many times the room.
_MORE_ROOM = 2
# For the estimate alone: English has about four bytes to a token, JSON and other languages fewer.
_LIKELY_BYTES_PER_TOKEN, _LIKELY_BYTES_PER_ENTRY = 3, 24
# No endpoint that works has a reason to refuse it.
_HARMLESS = Question(Segment("Good morning."))


@dataclass(frozen=True, slots=True)
class _Batch:
    """The questions of one request, its text, and how many tokens the answer may have."""

    questions: tuple[Question, ...]
    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class LlmEngine:
    """Translates by asking a large language model.

    What is answered wrongly twice comes back untranslated, of origin `source`. So does what a lasting failure or the
    end of the budget leaves out, lest what is paid for be lost; the next call, which gets nothing, raises the error.
    What alone is refused by an endpoint that accepts other requests comes back untranslated and raises none; if nobody
    knows yet whether it does, it is asked for something harmless.

    Attributes:
        endpoint: completes chats.
        name: the model and where it is, for the signature.
        languages: the language of the segments, and the one to translate into.
        knowledge: what the model is told besides.
        batch: how many segments are asked about in one request, at most.
        concurrency: how many requests are open at the same time.
        spare_tokens: how many tokens an answer may have besides the translations, for models that think first.
        faults: how many answers were wrong, by what was wrong with them.
    """

    endpoint: Endpoint
    name: str
    languages: tuple[str, str]
    knowledge: Knowledge = NOTHING_ELSE
    batch: int = 10
    concurrency: int = 4
    spare_tokens: int = 0
    faults: Counter[str] = field(default_factory=Counter, compare=False, repr=False)

    @property
    def signature(self) -> str:
        """The model, the languages, the prompt, and what the model is told besides."""
        manner = f"prompt{prompt.VERSION}:temperature{self.endpoint.temperature:g}"
        told = [self.knowledge.signature] if self.knowledge.signature else []
        return ":".join(["llm", self.name, "-".join(self.languages), manner, *told])

    @property
    def spent(self) -> Cost:
        """What was spent so far."""
        return self.endpoint.ledger.spent

    def with_examples(self, relevance: Relevance, document: Sequence[Segment], signature: str) -> LlmEngine:
        """Return the engine with pairs to show as examples, which `signature` names."""
        named = f"{self.knowledge.examples} of {signature}"
        return self._knowing(replace(self.knowledge, relevance=relevance, document=document), named)

    def with_terms(self, glossary: Glossary) -> LlmEngine:
        """Return the engine with the terms of each segment to show."""
        return self._knowing(replace(self.knowledge, glossary=glossary), glossary.signature)

    def _knowing(self, knowledge: Knowledge, named: str) -> LlmEngine:
        """Return the engine told more, which is named; it spends from the same budget."""
        names = " ".join(filter(None, [knowledge.signature, named]))
        return replace(self, knowledge=replace(knowledge, signature=names))

    def estimate(self, segments: Sequence[Segment]) -> Cost:
        """Return what the translation will probably cost if no answer is wrong, by a rule of thumb for tokens."""
        usage = Usage()
        told = len(prompt.instructions(*self.languages))
        for batch in self._batches(segments, self._neighbours(segments)):
            answer = sum(_LIKELY_BYTES_PER_ENTRY + _size(question.segment) for question in batch.questions)
            sizes = (told + len(batch.text.encode()), answer)
            prompt_tokens, completion_tokens = (size // _LIKELY_BYTES_PER_TOKEN for size in sizes)
            usage += Usage(1, prompt_tokens, completion_tokens + self.spare_tokens)
        return self.endpoint.ledger.budget.cost(usage)

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, each segment once.

        Raises:
            BudgetError: the budget has ended before anything was translated.
            EngineError: nothing could be translated, as the endpoint is not available or accepts no request.
        """
        neighbours = self._neighbours(segments)
        failures: list[EngineError] = []
        answers = self._asked(list(self._batches(segments, neighbours)), failures)
        wrong = [replace(question, rejected=answer.fault) for question, answer in answers.items() if answer.fault]
        answers |= self._asked([self._batch([question], neighbours, _MORE_ROOM) for question in wrong], failures)
        right = {
            question.segment: self._translation(question, answer)
            for question, answer in answers.items()
            if not answer.fault
        }
        lasting = [each for each in failures if not isinstance(each, RefusedError)]
        if not right and (lasting or (failures and not self._accepts_any())):
            raise [*lasting, *failures][0]
        return [right.get(segment) or _untranslated(segment) for segment in segments]

    def _accepts_any(self) -> bool:
        """Whether the endpoint accepts any request at all: it has before, or does so now."""
        if not self.endpoint.accepted:
            with suppress(EngineError):
                self._answers(self._batch([_HARMLESS], Neighbours(())))
        return self.endpoint.accepted

    def _neighbours(self, segments: Sequence[Segment]) -> Neighbours:
        return Neighbours(self.knowledge.document or segments)

    def _batches(self, segments: Sequence[Segment], neighbours: Neighbours) -> Iterator[_Batch]:
        """Yield the requests for all segments that have words, each once."""
        batch: list[Question] = []
        size = 0
        for segment in dict.fromkeys(segments):
            if not has_words(segment.text):
                continue
            if batch and (len(batch) == self.batch or size + _size(segment) > _MOST_BYTES):
                yield self._batch(batch, neighbours)
                batch, size = [], 0
            batch.append(self.knowledge.question(segment))
            size += _size(segment)
        if batch:
            yield self._batch(batch, neighbours)

    def _batch(self, questions: Sequence[Question], neighbours: Neighbours, room: int = 1) -> _Batch:
        before, after = neighbours.before(questions[0].segment), neighbours.after(questions[-1].segment)
        sizes = [_TOKENS_PER_SEGMENT + _TOKENS_PER_BYTE * _size(question.segment) for question in questions]
        limit = (_TOKENS_PER_ANSWER + sum(sizes)) * room + self.spare_tokens
        return _Batch(tuple(questions), prompt.request(questions, before, after), limit)

    def _asked(self, batches: Sequence[_Batch], failures: list[EngineError]) -> dict[Question, Answer]:
        """Return the answers that there are; a failure that would befall other requests too ends the asking."""

        def ask(batch: _Batch) -> list[Answer]:
            if not all(isinstance(failure, RefusedError) for failure in failures):
                return []
            try:
                return self._answers(batch)
            except RefusedError as error:
                failures.append(error)
                return [Answer("", "the request was refused")] * len(batch.questions)
            except EngineError as error:
                failures.append(error)
                return []

        answers: dict[Question, Answer] = {}
        with ThreadPoolExecutor(self.concurrency) as pool:
            for batch, given in zip(batches, pool.map(ask, batches), strict=True):
                answers |= zip(batch.questions, given, strict=False)
        self.faults.update(answer.fault for answer in answers.values() if answer.fault)
        return answers

    def _answers(self, batch: _Batch) -> list[Answer]:
        told = prompt.instructions(*self.languages)
        completion = self.endpoint.complete(told, batch.text, prompt.SCHEMA, batch.limit)
        if completion.cut:
            return [Answer("", "the answer was cut off")] * len(batch.questions)
        return prompt.read_answers(completion.text, batch.questions)

    def _translation(self, question: Question, answer: Answer) -> Translation:
        return Translation(
            Segment(answer.text, question.segment.marks), "engine", self.signature, matches=question.matches
        )


def _size(segment: Segment) -> int:
    return len(segment.text.encode(errors="replace"))


def _untranslated(segment: Segment) -> Translation:
    return Translation(segment, "source" if has_words(segment.text) else "kept")


def open_llm(
    model: str,
    source_tag: str,
    target_tag: str,
    *,
    base_url: str,
    key: str = "",
    budget: Budget = UNLIMITED,
    temperature: float = 0.0,
    timeout: float = 120.0,
    backoff: Backoff = PATIENT,
    requests_per_minute: int | None = None,
    batch: int = 10,
    concurrency: int = 4,
    spare_tokens: int = 0,
) -> LlmEngine:
    """Return an engine that asks a model behind an endpoint that speaks OpenAI's chat completions.

    Args:
        model: the name that the endpoint has for it.
        source_tag: the language translated from.
        target_tag: the language translated into.
        base_url: where the endpoint is, such as `https://api.openai.com/v1`.
        key: shows the endpoint who asks; empty if it does not want to know.
        budget: what may be spent, and what tokens cost.
        temperature: how free the model is in its choice of words, from 0.
        timeout: how many seconds an answer may take.
        backoff: how requests are tried again that failed for the moment.
        requests_per_minute: how many requests may be sent in any minute; None: as many as wanted.
        batch: how many segments are asked about in one request, at most.
        concurrency: how many requests are open at the same time.
        spare_tokens: how many tokens an answer may have besides the translations, for models that think first.

    Raises:
        InputError: `base_url` is no address, or the key none.
        LanguageError: a language is unknown.
    """
    connection = Connection(f"{base_url.rstrip('/')}/chat/completions", key, timeout)
    endpoint = Endpoint(connection.post, model, Ledger(budget), backoff, Pace(requests_per_minute), temperature)
    languages = language(source_tag).tag, language(target_tag).tag
    name = f"{model}@{urlsplit(base_url).netloc.rpartition('@')[2]}"
    return LlmEngine(endpoint, name, languages, NOTHING_ELSE, batch, concurrency, spare_tokens)
