"""The engines of a project, made from its settings: with its terms, its base, its fallbacks and its budget."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from inspect import signature
from itertools import islice
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from amts import plugins
from amts.adaptation.makers import FallingBack, ReadyMade, Trained
from amts.adaptation.repair import Repair
from amts.adaptation.strategies import usual_strategies
from amts.adaptation.tune import Tune
from amts.engines.amazon.customised import AmazonInBatches
from amts.engines.neural.models import ENGINE as NEURAL
from amts.engines.neural.models import is_installed
from amts.engines.options import opened, with_options
from amts.engines.phrase.trainer import PhraseTrainer
from amts.engines.terminology import TakesTerms
from amts.errors import InputError
from amts.languages import language
from amts.parallel.resource import ParallelStore
from amts.parallel.terminology.files import read_in_order
from amts.parallel.terminology.glossary import Glossary
from amts.records import Level
from amts.settings import DEFAULT_ENGINE
from amts.workspace.taught import Taught

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from amts.adaptation.makers import Maker
    from amts.engines.protocol import Engine, Trainer
    from amts.parallel.resource import ParallelData
    from amts.parallel.terminology.files import FileTerms
    from amts.records import Pair, Segment
    from amts.settings import Settings


# So many pairs of the base are replayed when a model is tuned, lest it forgets what it knew.
_REPLAYED = 2_000


@runtime_checkable
class Priced(Protocol):
    """An engine that costs something."""

    @property
    def spent(self) -> object:
        """What was spent, as `str` shows it."""
        ...

    def estimate(self, segments: Sequence[Segment]) -> object:
        """Return what translating may cost, as `str` shows it."""
        ...


class ProjectEngines:
    """What makes the engines of a project.

    Args:
        settings: what the project translates.
        state: the folder for caches and parallel data; deleting its folder `cache` loses time, never work.
        environment: where the keys of engines stand.
    """

    def __init__(self, settings: Settings, state: Path, environment: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self.environment = environment or {}
        self.parallel = ParallelStore(state / "parallel.sqlite")
        # Of how many segments a fallback was asked, by the reason.
        self.passed_on: Counter[str] = Counter()
        self._opened: dict[tuple[str, str], Engine] = {}
        # Pairs that were read for an estimate, by language and name, for the work that follows.
        self._read_ahead: dict[tuple[str, str], list[Pair]] = {}
        self._term_files: dict[str, list[FileTerms]] = {}
        self._glossaries: dict[str, Glossary] = {}
        self._state = state
        self._engines = state / "cache" / "engines"

    def glossary(self, target: str) -> Glossary | None:
        """Return the terms that translations into a language must have; None if no terminology is set.

        Raises:
            InputError: a file is missing, or is none with terms.
        """
        if not self.settings.terminology:
            return None
        if target not in self._glossaries:
            tags = self.settings.source, target
            files = self._term_files[target] = read_in_order(self.settings.terminology, tags)
            self._glossaries[target] = Glossary([term for file in files for term in file.followed], *tags)
        return self._glossaries[target]

    def term_files(self, target: str) -> list[FileTerms]:
        """Return the files that the glossary of a language was made of; none if nobody needed it."""
        return self._term_files.get(target, [])

    def engine_name(self, target: str) -> str:
        """Return which engine translates into a language: the one that is named, or an installed model for it.

        A base is for engines that learn: with one, no model is taken that was not asked for.
        """
        if self.settings.engine:
            return self.settings.engine
        installed = not self.settings.base and is_installed(self.settings.source, target)
        return NEURAL if installed else DEFAULT_ENGINE

    def maker(self, target: str) -> Maker:
        """Return what makes the engines of this project that translate into a language.

        Raises:
            InputError: there is no such engine, or its settings are not those it needs.
        """
        names = self.engine_name(target), *self.settings.fallbacks
        makers = [self._maker(name, target) for name in names]
        if self.settings.base and not any(isinstance(each, Trained) or Tune().fits(each.engine) for each in makers):
            msg = f"the engine {names[0]} has no use for a base: leave {self.settings.base!r} out"
            raise InputError(msg)
        maker: Maker = makers.pop()
        for first in reversed(makers):
            maker = FallingBack(first, maker, self.passed_on)
        return maker

    def _maker(self, name: str, target: str) -> Trained | ReadyMade | Taught:
        kind = plugins.load("amts.engines", name)
        base = self._base(target)
        if hasattr(kind, "train"):
            return Trained(cast("Trainer", with_options(kind, name, *self._options(name))), base, (Repair(),))
        engine = self._open(name, target)
        general = tuple(islice(base(), _REPLAYED)) if base and Tune().fits(engine) else ()
        strategies = usual_strategies(engine, PhraseTrainer(), general)
        if isinstance(engine, AmazonInBatches):
            return Taught(engine, strategies[0], strategies[1:])
        return ReadyMade(engine, strategies)

    def _open(self, name: str, target: str) -> Engine:
        """Return an engine that needs no training, for a language; the same one each time, with its budget."""
        if (name, target) not in self._opened:
            kind = plugins.load("amts.engines", name)
            arguments = self.settings.source, target, self._engines
            engine = opened(kind, name, *self._options(name), *arguments)
            glossary = self.glossary(target)
            self._opened[name, target] = (
                engine.with_terms(glossary) if glossary and isinstance(engine, TakesTerms) else engine
            )
        return self._opened[name, target]

    def limit_cost(self, money: float) -> None:
        """Let each engine spend no more than so much, whatever the settings allow.

        Raises:
            InputError: the project's engine costs nothing.
        """
        engine = self.settings.engine or DEFAULT_ENGINE
        names = engine, *self.settings.fallbacks
        priced = [name for name in names if "money" in signature(plugins.load("amts.engines", name)).parameters]
        if engine not in priced:
            msg = f"the engine {engine} knows no money: leave the limit of {money:g} out"
            raise InputError(msg)
        engines = {**self.settings.engines}
        for name in priced:
            own = engines.get(name, {})
            engines[name] = {**own, "money": min(money, own.get("money", money))}
        self.settings = replace(self.settings, engines=engines)

    def spent(self, target: str) -> str:
        """Return what each engine has spent on a language so far; empty if none costs anything."""
        engines = ((name, engine) for (name, tag), engine in self._opened.items() if tag == target)
        return ", ".join(f"{engine.spent} by {name}" for name, engine in engines if isinstance(engine, Priced))

    def _options(self, name: str) -> tuple[Mapping[str, object], Mapping[str, str]]:
        return self.settings.engines.get(name, {}), self.environment

    def _base(self, target: str) -> Callable[[], Iterator[Pair]] | None:
        if not self.settings.base:
            return None
        self._check_languages(self.parallel.show(self.settings.base), target)
        return partial(self.parallel.pairs, self.settings.base, Level.SENTENCE)

    def _check_languages(self, data: ParallelData, target: str) -> None:
        wanted = language(self.settings.source).tag, language(target).tag
        if wanted != (data.source_language, data.target_language):
            msg = (
                f"the parallel data {data.name!r} are from {data.source_language} to {data.target_language}, "
                f"not from {wanted[0]} to {wanted[1]}: choose others, see 'amts parallel list'"
            )
            raise InputError(msg)
