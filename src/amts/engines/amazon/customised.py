"""Active Custom Translation: parallel data in the service, and batches of what is to be translated with them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from amts.engines.amazon.batch import Order
from amts.engines.amazon.carrier import to_html
from amts.engines.amazon.connection import ServiceError, is_amazon
from amts.engines.amazon.engine import AmazonTexts, answered_by, characters
from amts.engines.amazon.provision import content_hash
from amts.engines.wrappers import Cached
from amts.placeholders import has_words
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.engines.amazon.batch import Batches
    from amts.engines.amazon.costs import Cost
    from amts.engines.amazon.provision import Provision
    from amts.engines.terminology import Glossary
    from amts.progress import Progress

# A job takes minutes, however few its texts are: fewer that nobody foresaw are asked for text by text, not customised,
# if the service knows anything without parallel data.
WORTH_A_JOB = 100
# By so many segments adaptation judges its strategies, with the service as it is and customised; some more, because
# parts of them are asked for again.
JUDGED_BY = 200
_ALL_AT_ONCE = 10**9
# In bytes of UTF-8.
_LONGEST_TERM = 200


@dataclass(frozen=True, slots=True)
class AmazonInBatches(AmazonTexts):
    """Amazon Translate that can be customised; until it is, it translates text by text.

    Attributes:
        batches: does jobs.
        provision: brings parallel data into the service.
        name: how the names of all that is made there begin.
        glossary: the terms that batches are given.
    """

    batches: Batches
    provision: Provision
    name: str
    glossary: Glossary | None = None
    _plain: list[bool] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def has_plain(self) -> bool:
        """Whether the service knows the languages without parallel data: Amazon does, one of ours perhaps not."""
        if not self._plain:
            self._plain.append(is_amazon(f"//{self.engine.connection.host}") or self._answers())
        return self._plain[0]

    def _answers(self) -> bool:
        source, target = self.engine.codes
        try:
            self.engine.connection.call(
                "translate_text", Text="a", SourceLanguageCode=source, TargetLanguageCode=target
            )
        except ServiceError as error:
            if error.code == "UnsupportedLanguagePairException":
                return False
            raise
        return True

    def with_terms(self, glossary: Glossary) -> AmazonInBatches:
        """Return the engine that gives its batches the terms of their texts."""
        return replace(self, glossary=glossary)

    def estimate(self, segments: Sequence[Segment]) -> Cost:
        """Return what translating the segments costs at most: customised, each different one once.

        To that comes what it takes, the first time, to see whether the parallel data help.
        """
        count, purse = characters(segments), self.engine.purse
        judged = JUDGED_BY * count // max(1, len(set(segments)))
        plain, customised = (purse.cost(judged, customised=way) for way in (False, True))
        cost = purse.cost(count, customised=True)
        judging = plain.money + customised.money
        return replace(cost, characters=count + 2 * judged, money=cost.money + judging, judging=judging)

    def estimate_taught(self, segments: Sequence[Segment], tmx: bytes) -> Cost:
        """Return what translating those costs at most that were not answered with these parallel data yet."""
        taught = AmazonCustomised(self, "", tmx, content_hash(tmx), ())
        left = Cached(taught, self.cache).missing(segments)
        return self.engine.purse.cost(characters(left), customised=True)

    def with_parallel_data(
        self, tmx: bytes, document: Sequence[Segment], variant: str, progress: Progress
    ) -> AmazonCustomised:
        """Return the engine customised by parallel data; they are imported at once, which costs nothing.

        Args:
            tmx: the parallel data as a file in TMX, segments as HTML.
            document: the segments of the documents at hand, which are translated in one batch.
            variant: tells parallel data for the same languages from others.
            progress: told about the waiting.

        Raises:
            EngineError: the service cannot import them.
        """
        name = "-".join(filter(None, [self.name, *self.engine.codes, variant]))
        digest = self.provision.parallel_data(name, tmx)
        ahead = tuple(dict.fromkeys(segment for segment in document if has_words(segment.text)))
        batches = replace(self.batches, progress=progress)
        return AmazonCustomised(replace(self, batches=batches), name, tmx, digest, ahead)


@dataclass(frozen=True, slots=True)
class AmazonCustomised:
    """Amazon Translate customised by parallel data.

    Attributes:
        plain: the service without.
        name: of the parallel data.
        tmx: the parallel data.
        digest: their hash.
        ahead: the segments that will be asked for, translated in one batch as soon as the first of them is.
    """

    plain: AmazonInBatches
    name: str
    tmx: bytes
    digest: str
    ahead: tuple[Segment, ...]
    _known: dict[Segment, Translation] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def signature(self) -> str:
        """That of the service, the hash of the parallel data, and the terms."""
        glossary = self.plain.glossary
        return f"{self.plain.signature}:act-{self.digest[:16]}{f':{glossary.signature}' if glossary else ''}"

    @property
    def spent(self) -> Cost:
        """What was spent so far."""
        return self.plain.spent

    def estimate(self, segments: Sequence[Segment]) -> Cost:
        """Return what translating the segments costs at most."""
        return self.plain.estimate(segments)

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate: what was foreseen in one batch; what was not in a batch too, if it is worth it.

        Raises:
            BudgetError: the batch could cost more than is left.
            EngineError: it failed.
        """
        unknown = [each for each in dict.fromkeys(segments) if has_words(each.text) and each not in self._known]
        foreseen = set(self.ahead)
        if not foreseen.isdisjoint(unknown):
            self._learn([*self.ahead, *(each for each in unknown if each not in foreseen)])
        elif len(unknown) >= WORTH_A_JOB or (unknown and not self.plain.has_plain):
            self._learn(unknown)
        left = [each for each in unknown if each not in self._known]
        few = dict(zip(left, self.plain.translate(left), strict=True))
        return [self._known.get(each) or few.get(each) or Translation(each, "kept") for each in segments]

    def _learn(self, segments: Sequence[Segment]) -> None:
        job = _Job(self.plain, self.name, self.tmx, self.digest, self.signature)
        answers = Cached(job, self.plain.cache, batch=_ALL_AT_ONCE).translate(segments)
        self._known.update(zip(segments, answers, strict=True))


@dataclass(frozen=True, slots=True)
class _Job:
    """Translates all segments in one job."""

    service: AmazonInBatches
    name: str
    tmx: bytes
    digest: str
    signature: str

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        # Others may have replaced the parallel data since.
        self.service.provision.parallel_data(self.name, self.tmx)
        engine = self.service.engine
        order = Order(engine.codes[0], engine.codes[1:], {self.name: self.digest}, self._terminology(segments))
        answers = self.service.batches.translate([to_html(each) for each in segments], order)[engine.codes[1]]
        return [
            answered_by(self.signature, each, answers[number]) if number in answers else Translation(each, "source")
            for number, each in enumerate(segments)
        ]

    def _terminology(self, segments: Sequence[Segment]) -> dict[str, str]:
        """Import the terms of the segments, as these have them; return the name and the hash of what is then to use."""
        service = self.service
        terms = _terms(segments, service.glossary) if service.glossary else {}
        if terms:
            name = f"{self.name}-terms"
            return {name: service.provision.terminology(name, _table([service.engine.codes, *terms.items()]))}
        return {service.engine.terminology: ""} if service.engine.terminology else {}


def _terms(segments: Sequence[Segment], glossary: Glossary) -> dict[str, str]:
    """Return what the service is to say for each term; it takes a term once, and none that is too long."""
    terms: dict[str, str] = {}
    for demand in (demand for segment in segments for demand in glossary.demands(segment)):
        if demand.target and max(len(text.encode()) for text in (demand.source, demand.target)) <= _LONGEST_TERM:
            terms.setdefault(demand.source, demand.target)
    return terms


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    return table.getvalue().encode()
