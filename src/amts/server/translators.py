"""The engines of a server: made when first asked for, kept while they are in use, shared by all requests."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock, Thread
from typing import TYPE_CHECKING

from amts import plugins
from amts.adaptation.makers import FallingBack
from amts.adaptation.protocol import Task
from amts.documents.formats import format_named
from amts.documents.xliff.languages import declaring_target
from amts.engines.terminology import TakesTerms, Terms
from amts.engines.wrappers import Remembering
from amts.errors import AmtsError, InputError, IntegrityError, RetryError
from amts.languages import language
from amts.parallel.resource import ParallelStore
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.parallel.terminology.glossary import Glossary
from amts.server.apart import train_apart
from amts.server.sharing import Shared
from amts.settings import Settings
from amts.translation.document import translate_document
from amts.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.adaptation.makers import Maker
    from amts.engines.protocol import Engine
    from amts.parallel.terminology.terms import Term
    from amts.records import Pair, Segment
    from amts.server.options import ServerOptions
    from amts.translation.document import TranslatedDocument

# So many engines are kept in memory, those asked last.
KEPT = 8
# Where nothing else is known of the texts to come, so many of the base's own say what to learn from it.
_SAMPLE = 20_000
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<!DOCTYPE", re.I)


class PairError(InputError):
    """There is no engine for two languages."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What decides which engine it is: the languages, the parallel data, the texts at hand by their hash."""

    source: str
    target: str
    data: tuple[str, ...]
    texts: str


def _none(_source: str, _target: str) -> Sequence[str]:
    return ()


class Translators:
    """All engines of a server, for any thread.

    Args:
        options: which engines, and where the state is.
        active: returns the names of the parallel data, in the store, from which an engine that knows nothing by itself
            learns a pair of languages when nobody says from which.
        kept: how many engines stay in memory.
        patience: for so many seconds an engine that is being made is waited for; None: until it is.
        apart: whether engines are trained in a process of their own.
    """

    def __init__(
        self,
        options: ServerOptions,
        active: Callable[[str, str], Sequence[str]] = _none,
        kept: int = KEPT,
        patience: float | None = None,
        *,
        apart: bool = False,
    ) -> None:
        self._options = options
        self._active = active
        self._kept = kept
        self._patience = patience
        self._apart = apart
        self._engines: OrderedDict[_Key, Future[Engine]] = OrderedDict()
        self._guard = Lock()
        self._glossaries: OrderedDict[tuple[int, str, str], tuple[Sequence[Term], Glossary]] = OrderedDict()
        self._store = ParallelStore(options.state / "parallel.sqlite")
        self._ready_made = _ready_made(options)
        self._pairs_of: tuple[tuple[int, ...], list[tuple[str, str]]] = (), sorted(self._ready_made)
        self._trained = hasattr(plugins.load("amts.engines", options.engine), "train")

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of languages that can be translated, as far as an engine says what it knows.

        A trained one knows those of which there are parallel data.
        """
        folder, name = self._store.path.parent, self._store.path.name
        files = [folder / each for each in (name, f"{name}-wal")]
        stamp = tuple(path.stat().st_mtime_ns for path in files if path.exists())
        if stamp != self._pairs_of[0]:  # to count all pairs takes too long for each request
            found = {(data.source_language, data.target_language) for data in self._store.list()}
            self._pairs_of = stamp, sorted(found | self._ready_made)
        return self._pairs_of[1]

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
        names = tuple(data) or self._learnt(*tags)
        engine = self._shared(_Key(*tags, names, _digest(texts)), texts, adapted=bool(data))
        return Terms(engine, self._glossary(terms, tags)) if terms else engine

    def document(
        self, content: bytes, format_name: str, name: str, source: str, target: str, engine: Engine
    ) -> TranslatedDocument:
        """Return a translated document.

        Raises:
            DocumentError: it cannot be read.
            IntegrityError: its translation would break it.
        """
        format_ = format_named(format_name)
        made = translate_document(format_.parse(content, name), format_, engine, source, target)
        if made.breaking:
            finding = made.breaking[0]
            msg = f"{name}: its translation would break it ({finding.reason}: {finding.detail}): nothing was written"
            raise IntegrityError(msg)
        if format_name == "xliff":  # which says itself what language it is in
            return replace(made, content=declaring_target(made.content, target))
        return made

    def text(self, text: str, source: str, target: str, engine: Engine, *, html: bool | None = None) -> str:
        """Return a translated text; None: it is HTML if it has tags."""
        return self.text_document(text, source, target, engine, html=html).content.decode()

    def text_document(
        self, text: str, source: str, target: str, engine: Engine, *, html: bool | None = None
    ) -> TranslatedDocument:
        """Return a translated text as the document that it is, with all that is known of its sentences."""
        name = format_of_text(text) if html is None else "html" if html else "plaintext"
        return self.document(text.encode(errors="replace"), name, "text", source, target, engine)

    def _learnt(self, source: str, target: str) -> tuple[str, ...]:
        """Return the parallel data that an engine needs to know anything at all."""
        return tuple(self._active(source, target)) if self._trained and not self._options.base else ()

    def _glossary(self, terms: Sequence[Term], tags: tuple[str, str]) -> Glossary:
        """Return the glossary of terms, made once for an object: to compare all terms each time would take too long."""
        key = id(terms), *tags
        found = self._glossaries.get(key) or (terms, Glossary(terms, *tags))
        with self._guard:
            self._glossaries[key] = found
            while len(self._glossaries) > self._kept:
                self._glossaries.popitem(last=False)
        return found[1]

    def _shared(self, key: _Key, texts: Sequence[Segment], *, adapted: bool) -> Engine:
        """Return the engine of a key, which is made when the first thread asks for it."""
        with self._guard:
            future = self._engines.get(key)
            if future is None:
                future = self._engines[key] = Future()
                Thread(target=self._make, args=(future, key, texts, adapted), daemon=True).start()
            self._engines.move_to_end(key)
            while len(self._engines) > self._kept:
                self._engines.popitem(last=False)
        try:
            return future.result(self._patience)
        except TimeoutError:
            msg = f"The engine for {key.source} to {key.target} is being made: try again in a minute"
            raise RetryError(msg) from None

    def _make(self, future: Future[Engine], key: _Key, texts: Sequence[Segment], adapted: bool) -> None:  # noqa: FBT001
        try:
            if self._apart and self._trained and not texts:
                train_apart(self._options, key.source, key.target, key.data)
            future.set_result(self._made(key, texts, adapted=adapted))
        except BaseException as error:
            with self._guard:  # the next one may have more luck
                self._engines.pop(key, None)
            future.set_exception(error)

    def _made(self, key: _Key, texts: Sequence[Segment], *, adapted: bool) -> Engine:
        try:
            maker = self._maker(key.source, key.target)
            if key.data:
                made = maker.customised(self._task(key, texts))
                return _for_threads(made.engine, made.plain)
            plain = _knowing(maker).plain(self._task(key, texts))
            return _for_threads(plain, plain)
        except AmtsError as error:
            if adapted:
                raise
            msg = f"Unsupported language pair: {key.source} to {key.target}: {error}"
            raise PairError(msg) from error

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


def format_of_text(text: str) -> str:
    """Return the name of a text's format: HTML if it has tags."""
    return "html" if _TAG.search(text) else "plaintext"


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
