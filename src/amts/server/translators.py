"""The engines of a server: made when first asked for, kept while they are in use, shared by all requests."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from threading import BoundedSemaphore, Lock, Thread
from typing import TYPE_CHECKING

from amts import plugins
from amts.adaptation.makers import FallingBack
from amts.adaptation.protocol import Task
from amts.engines.terminology import TakesTerms, Terms
from amts.engines.wrappers import Remembering
from amts.errors import DataError, InputError, MissingExtraError, RetryError
from amts.languages import language
from amts.parallel.resource import ParallelStore
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.parallel.terminology.glossary import Glossary
from amts.server.sharing import Shared
from amts.settings import Settings
from amts.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amts.adaptation.makers import Maker
    from amts.engines.protocol import Engine
    from amts.parallel.terminology.terms import Term
    from amts.records import Pair, Segment
    from amts.server.options import ServerOptions

_LOG = logging.getLogger("amts.server")
# So many engines are kept in memory, those asked last.
KEPT = 8
# So many requests at a time wait for engines that are being made; others need their threads.
_WAITING = 8
# Where nothing else is known of the texts to come, so many of the base's own say what to learn from it.
_SAMPLE = 20_000


class PairError(InputError):
    """There is no engine for two languages."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What decides which engine it is: the languages, the parallel data, the texts at hand by their hash."""

    source: str
    target: str
    data: tuple[str, ...]
    texts: str


class Translators:
    """All engines of a server, for any thread.

    Args:
        options: which engines, and where the state is.
        kept: how many engines stay in memory.
        patience: for so many seconds an engine that is being made is waited for; None: until it is.
        train: trains ahead what an engine needs that learns, so that it only has to be opened then.
    """

    def __init__(
        self,
        options: ServerOptions,
        kept: int = KEPT,
        patience: float | None = None,
        train: Callable[[str, str, Sequence[str]], None] | None = None,
    ) -> None:
        self._options = options
        self._kept = kept
        self._patience = patience
        self._train = train
        self._waiting = BoundedSemaphore(_WAITING)
        self._engines: OrderedDict[_Key, Future[Engine]] = OrderedDict()
        self._guard = Lock()
        self._glossaries: OrderedDict[tuple[int, str, str], tuple[Sequence[Term], Glossary]] = OrderedDict()
        self._store = ParallelStore(options.state / "parallel.sqlite")
        self._trained = hasattr(plugins.load("amts.engines", options.engine), "train")
        # Whether engines know nothing but the parallel data that they are given.
        self.learns = self._trained and not options.base
        # The languages that they know without.
        self.pairs = _ready_made(options) | self._of_base()

    def engine(
        self, source: str, target: str, data: Sequence[str] = (), terms: Sequence[Term] = (),
        texts: Sequence[Segment] = (),
    ) -> Engine:  # fmt: skip
        """Return an engine, the same one as long as it is kept.

        Args:
            source: the language translated from.
            target: the language translated into.
            data: the names of parallel data in the store to adapt it to; none: it is as it is.
            terms: what it must call by their names.
            texts: those to be translated, if all are known beforehand.

        Raises:
            PairError: there is none for these languages.
            DataError: there are too few pairs to learn from.
            EngineError: it cannot be opened.
            RetryError: it takes longer to make than there is patience.
        """
        tags = language(source).tag, language(target).tag
        engine = self._shared(_Key(*tags, tuple(data), _digest(texts)), texts)
        return Terms(engine, self._glossary(terms, tags)) if terms else engine

    def check(self, source: str, target: str, *, data: bool) -> None:
        """See to it that there is an engine for two languages, as far as that is known at once.

        Args:
            source: the language translated from.
            target: the language translated into.
            data: whether it will have parallel data to learn from.

        Raises:
            PairError: there is none.
        """
        if (self.learns and not data) or self._options.engine in plugins.names("amts.pairs"):
            self.engine(source, target)

    def _of_base(self) -> set[tuple[str, str]]:
        """Return the languages that trained engines know from their base."""
        if self.learns or not self._trained:
            return set()
        data = self._store.show(self._options.base)
        return {(data.source_language, data.target_language)}

    def _glossary(self, terms: Sequence[Term], tags: tuple[str, str]) -> Glossary:
        """Return the glossary of terms, made once for an object: to compare all terms each time would take too long."""
        key = id(terms), *tags
        found = self._glossaries.get(key) or (terms, Glossary(terms, *tags))
        with self._guard:
            self._glossaries[key] = found
            while len(self._glossaries) > self._kept:
                self._glossaries.popitem(last=False)
        return found[1]

    def _shared(self, key: _Key, texts: Sequence[Segment]) -> Engine:
        """Return the engine of a key, which is made when the first thread asks for it."""
        with self._guard:
            future = self._engines.get(key)
            if future is None:
                future = self._engines[key] = Future()
                Thread(target=self._make, args=(future, key, texts), daemon=True).start()
            self._engines.move_to_end(key)
            while len(self._engines) > self._kept:
                self._engines.popitem(last=False)
        try:
            return future.result() if self._patience is None or future.done() else self._awaited(future)
        except TimeoutError:
            msg = f"The engine for {key.source} to {key.target} is being made: try again in a minute"
            raise RetryError(msg) from None

    def _awaited(self, future: Future[Engine]) -> Engine:
        """Wait for an engine, unless too many do already."""
        if not self._waiting.acquire(blocking=False):
            raise TimeoutError
        try:
            return future.result(self._patience)
        finally:
            self._waiting.release()

    def _make(self, future: Future[Engine], key: _Key, texts: Sequence[Segment]) -> None:
        try:
            if self._train and self._trained and not texts and (key.data or self._options.base):
                self._train(key.source, key.target, key.data)
            future.set_result(self._made(key, texts))
        except BaseException as error:
            with self._guard:  # the next one may have more luck
                if self._engines.get(key) is future:
                    del self._engines[key]
            future.set_exception(error)

    def _made(self, key: _Key, texts: Sequence[Segment]) -> Engine:
        with _unsupported(key):
            maker = self._maker(key.source, key.target)
        task = self._task(key, texts)
        if key.data:
            made = maker.customised(task)
            return _for_threads(made.engine, made.plain)
        with _unsupported(key):
            plain = _knowing(maker).plain(task)
        return _for_threads(plain, plain)

    def _maker(self, source: str, target: str) -> Maker:
        options = self._options
        settings = Settings(
            options.state, source, {target: ""}, options.engine, engines=options.engines, fallbacks=options.fallbacks,
            base=options.base,
        )  # fmt: skip
        return Workspace(settings, options.state, options.environment).maker(target)

    def _task(self, key: _Key, texts: Sequence[Segment]) -> Task:
        pairs = [pair for name in key.data for pair in self._pairs(name, key)]
        index = Retriever(PairIndex(pairs, self._options.state / "cache" / "index"))
        at_hand = texts or [pair.source for pair in pairs] or self._typical()
        cache = self._options.state / "cache" / "engines"
        return Task(at_hand, pairs, index.in_context(texts) if texts else index, key.source, key.target, cache)

    def _typical(self) -> list[Segment]:
        base = self._options.base
        return [pair.source for pair in islice(self._store.pairs(base), _SAMPLE)] if base else []

    def _pairs(self, name: str, key: _Key) -> list[Pair]:
        data = self._store.show(name)
        if (data.source_language, data.target_language) != (key.source, key.target):
            msg = (
                f"the parallel data {name!r} are from {data.source_language} to {data.target_language}, "
                f"not from {key.source} to {key.target}"
            )
            raise InputError(msg)
        return list(self._store.pairs(name))


def _ready_made(options: ServerOptions) -> set[tuple[str, str]]:
    """Return the languages that engines know by themselves, of those that say so."""
    names = {options.engine, *options.fallbacks}.intersection(plugins.names("amts.pairs"))
    return {pair for name in names for pair in plugins.load("amts.pairs", name)(**options.engines.get(name, {}))}


@contextmanager
def _unsupported(key: _Key) -> Iterator[None]:
    """Take an engine that cannot be opened for one that does not know the languages; why is for the log."""
    try:
        yield
    except (InputError, DataError, MissingExtraError) as error:
        _LOG.warning("no engine for %s to %s: %s", key.source, key.target, error)
        advice = f": {error}" if isinstance(error, PairError) else ""
        msg = f"Unsupported language pair: {key.source} to {key.target}{advice}"
        raise PairError(msg) from error


def _knowing(maker: Maker) -> Maker:
    """Return what makes an engine that needs no parallel data: the maker, or what it falls back on.

    Raises:
        PairError: all need them.
    """
    if maker.has_plain:
        return maker
    if isinstance(maker, FallingBack):
        return _knowing(maker.second)
    msg = "there are no parallel data to learn them from"
    raise PairError(msg)


def _for_threads(engine: Engine, plain: Engine) -> Engine:
    """Return an engine that many threads may ask; what people have translated is answered without waiting."""
    together = not isinstance(plain, TakesTerms)  # such an engine looks at neighbours: those of the same caller
    if isinstance(engine, Remembering):
        return replace(engine, engine=Shared(engine.engine, together=together))
    return Shared(engine, together=together)


def _digest(texts: Sequence[Segment]) -> str:
    if not texts:
        return ""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.text.encode(errors="replace") + b"\0")
    return digest.hexdigest()
