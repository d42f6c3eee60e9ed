"""What people suggest as better translations: kept as parallel data, used at once, and learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from amts.adaptation.customise import remembering
from amts.adaptation.protocol import Task
from amts.adaptation.repair import Repair
from amts.documents.formats import format_named
from amts.languages import language
from amts.mining.book import passages
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.records import Level, Pair, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from amts.engines.protocol import Engine
    from amts.parallel.resource import ParallelStore

    # What was suggested for a sentence, or for a whole text.
    Kept = Mapping[tuple[Level, str], Pair]

# So many pairs of one direction are kept; the oldest make room for new ones.
KEPT = 10_000
_DOCUMENT = "suggestion"


@dataclass(frozen=True, slots=True)
class _Improved:
    """An engine on top of another, with what was suggested."""

    plain: Engine
    kept: Kept
    engine: Engine


class Suggestions:
    """The suggestions of each account in parallel data of its own, which nobody else changes.

    Those of the server's own account are named `suggestions-en-es` and the like, those of another one
    `suggestions-111122223333-en-es`.

    Args:
        store: the parallel data of the server.
        cache: a folder for what adapted engines want to find again.
        own: the server's own account.
    """

    def __init__(self, store: ParallelStore, cache: Path, own: str = "") -> None:
        self.store = store
        self.cache = cache
        self.own = own
        self._lock = Lock()
        self._kept: dict[str, Kept] = {}
        self._improved: dict[str, _Improved] = {}

    def add(self, source: str, target: str, account: str, source_tag: str, target_tag: str) -> None:
        """Keep a suggested translation of a text, in the place of an older one of the same text.

        Raises:
            InputError: the languages are unknown, or the texts cannot be stored.
        """
        name = self._name(account, source_tag, target_tag)
        new = {(pair.level, pair.source.text): pair for pair in _pairs(source, target, source_tag, target_tag)}
        with self._lock:
            old = self._read(name)
            pairs = [pair for key, pair in old.items() if key not in new]
            pairs = [*pairs, *new.values()][-KEPT:]
            if old:
                self.store.update(name, pairs)
            else:
                self.store.create(name, source_tag, target_tag, pairs, "translations that people suggested")
            self._kept[name] = {(pair.level, pair.source.text): pair for pair in pairs}

    def recall(self, text: str, account: str, source_tag: str, target_tag: str) -> str | None:
        """Return the suggested translation of a whole text, None if there is none."""
        pair = self._all(self._name(account, source_tag, target_tag)).get((Level.PARAGRAPH, text.strip()))
        return pair.target.text if pair else None

    def improve(self, engine: Engine, account: str, source_tag: str, target_tag: str) -> Engine:
        """Return an engine that says what was suggested for a sentence, or for one nearly like it."""
        name = self._name(account, source_tag, target_tag)
        kept = self._all(name)
        known = self._improved.get(name)
        if known is None or known.kept is not kept or known.plain is not engine:
            pairs = [pair for pair in kept.values() if pair.level is Level.SENTENCE]
            if not pairs:
                return engine
            task = Task([], pairs, Retriever(PairIndex(pairs)), source_tag, target_tag, self.cache)
            known = _Improved(engine, kept, remembering(Repair().adapt(engine, task), pairs))
            self._improved[name] = known
        return known.engine

    def _name(self, account: str, source_tag: str, target_tag: str) -> str:
        whose = () if account == self.own else (account,)
        return "-".join(["suggestions", *whose, language(source_tag).tag, language(target_tag).tag])

    def _all(self, name: str) -> Kept:
        with self._lock:
            return self._read(name)

    def _read(self, name: str) -> Kept:
        if name not in self._kept:
            stored = any(data.name == name for data in self.store.list())
            pairs = self.store.pairs(name) if stored else ()
            self._kept[name] = {(pair.level, pair.source.text): pair for pair in pairs}
        return self._kept[name]


def _pairs(source: str, target: str, source_tag: str, target_tag: str) -> Iterator[Pair]:
    """Yield the pair of the texts, and those of their sentences if both have as many in each paragraph."""
    yield Pair(Segment(source.strip()), Segment(target.strip()), Level.PARAGRAPH, document=_DOCUMENT)
    sentences = _sentences(source, source_tag), _sentences(target, target_tag)
    if [len(each) for each in sentences[0]] == [len(each) for each in sentences[1]]:
        for ours, theirs in zip(*map(_flat, sentences), strict=True):
            yield Pair(ours, theirs, document=_DOCUMENT)


def _sentences(text: str, tag: str) -> list[list[Segment]]:
    document = format_named("plaintext").parse(text.encode(), _DOCUMENT)
    return [[each.segment for each in passage.sentences] for passage in passages(document, tag)]


def _flat(paragraphs: list[list[Segment]]) -> Iterator[Segment]:
    return (segment for paragraph in paragraphs for segment in paragraph)
