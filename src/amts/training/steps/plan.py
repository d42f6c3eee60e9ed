"""Which steps a recipe has, and what each of them depends on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.training.build import Step
from amts.training.steps.data import CLEAN, ENCODE, VOCABULARY, DataSteps
from amts.training.steps.models import (
    DISTILL,
    FINE_TUNE,
    IN_DOMAIN,
    STUDENT,
    TEACHER,
    ModelSteps,
    check_training,
)
from amts.training.steps.results import EVALUATE, PACKAGE, QUANTIZE, ResultSteps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.training.build import Report, Workplace
    from amts.training.cleaning.sources import ReadSegment
    from amts.training.recipe import CorpusSettings, Recipe

# Part of what decides a step's result: a change of how it works runs it again.
_METHODS = {
    CLEAN: 1,
    VOCABULARY: 1,
    ENCODE: 2,
    IN_DOMAIN: 2,
    DISTILL: 3,
    FINE_TUNE: 2,
    QUANTIZE: 1,
    EVALUATE: 1,
    PACKAGE: 3,
}
# Paths do not decide a result: the files' content does.
_PATHS = frozenset({"path", "lexicon", "exclude", "start", "texts"})


def steps_of(recipe: Recipe, text: str, read_segment: ReadSegment) -> list[Step]:
    """Return the steps of a recipe, each behind those that it needs.

    Args:
        recipe: the recipe, its paths as they are on this machine.
        text: the recipe as it stands in its file, for the model's card.
        read_segment: makes a masked segment of raw text and the tag of its language.

    Raises:
        InputError: a table for the trainer is wrong.
    """
    check_training(recipe)
    plan = _Plan(recipe)
    data = DataSteps(recipe, read_segment)
    made_by: dict[str, str] = {}
    models = ModelSteps(recipe, read_segment, made_by)
    corpora = _files(recipe.corpora)
    excluded = tuple(map(Path, recipe.clean.exclude))
    plan.add(CLEAN, data.clean, [recipe.corpora, recipe.clean, recipe.licences], (*corpora, *excluded))
    start = (Path(recipe.teacher.start),) if recipe.teacher.start else ()
    plan.add(VOCABULARY, data.vocabulary, [recipe.vocabulary, recipe.directions], start, [CLEAN])
    plan.add(ENCODE, data.encode, [recipe.directions, recipe.encode], (), [CLEAN, VOCABULARY])
    plan.add(TEACHER, models.teacher, [recipe.teacher], start, [VOCABULARY, ENCODE], together=True)
    final, parent = TEACHER, ""
    basis = [CLEAN, VOCABULARY, ENCODE]
    if recipe.in_domain:
        texts = tuple(Path(path) for paths in recipe.in_domain.texts.values() for path in paths)
        told = [recipe.in_domain, {tag: len(paths) for tag, paths in recipe.in_domain.texts.items()}]
        plan.add(IN_DOMAIN, models.in_domain, told, texts, [*basis, TEACHER], together=True)
        final = IN_DOMAIN
    if recipe.distill:
        made_by[DISTILL] = parent = final
        targets, student = recipe.distill, recipe.distill.student
        plan.add(
            DISTILL, models.distill,
            [targets.beam, targets.candidates, targets.references, targets.drop, recipe.encode], (),
            [VOCABULARY, ENCODE, final], goes_on=True,
        )  # fmt: skip
        plan.add(STUDENT, models.student, [student], (), [VOCABULARY, ENCODE, DISTILL], together=True)
        final = STUDENT
    if recipe.fine_tune:
        made_by[FINE_TUNE] = final
        files = (*_files(recipe.fine_tune.corpora), *excluded)
        plan.add(FINE_TUNE, models.fine_tune, [recipe.fine_tune, recipe.clean], files, [*basis, final], together=True)
        final = FINE_TUNE
    further = (IN_DOMAIN,) * bool(recipe.in_domain) + (FINE_TUNE,) * bool(recipe.fine_tune)
    results = ResultSteps(recipe, text, final, parent, further)
    plan.add(QUANTIZE, results.quantize, [], (), [final, *([parent] if parent else [])])
    plan.add(EVALUATE, results.evaluate, [recipe.evaluate.beams, recipe.directions], (), [CLEAN, QUANTIZE])
    plan.add(
        PACKAGE, results.package, [recipe.package, recipe.evaluate, recipe.licence, recipe.description, text], (),
        [CLEAN, *further, final, QUANTIZE, EVALUATE],
    )  # fmt: skip
    return plan.steps


class _Plan:
    """Collects steps."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.steps: list[Step] = []

    def add(
        self,
        name: str,
        run: Callable[[Workplace], Report],
        settings: Sequence[Any],
        files: tuple[Path, ...] = (),
        needs: Sequence[str] = (),
        *,
        goes_on: bool = False,
        together: bool = False,
    ) -> None:
        """Add a step that needs the steps of these names."""
        needed = tuple(step for step in self.steps if step.name in needs)
        told = {"method": _METHODS.get(name, 1), "settings": [_without_paths(each) for each in settings]}
        self.steps.append(Step(name, run, told, files, needed, goes_on or together, together))


def _files(corpora: Sequence[CorpusSettings]) -> tuple[Path, ...]:
    return tuple(Path(path) for corpus in corpora for path in (corpus.path, corpus.lexicon) if path)


def _without_paths(value: Any) -> Any:
    """Return settings as JSON holds them, without what is named by paths."""
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: _without_paths(each) for name, each in value.items() if name not in _PATHS}
    return [_without_paths(each) for each in value] if isinstance(value, list | tuple) else value
