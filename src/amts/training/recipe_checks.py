"""Whether what the tables of a recipe say can work and fits together, so that a mistake shows before hours of work."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.training.tables import check_one_of, check_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.training.recipe import CorpusSettings, Recipe

_KINDS = ("pairs", "lexicon", "made-up")
_METHODS = ("unigram", "bpe")
_WEIGHTS = ("float16", "float32", "none")
_RECIPE_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
# What pip takes, and what is a name of a file.
_PACKAGE_NAME = re.compile(r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?")
_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)?")
# One held-out pair watches the training, another one scores the result.
_RANGES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "clean": {"held_out": (2, inf), "longest": (1, inf), "ratio": (1, inf), "alignment": (0, 1),
              "translations": (1, inf)},
    "vocabulary": {"size": (0, inf), "placeholders": (0, inf), "spare": (0, inf)},
    "in_domain": {"replay": (0, inf), "beam": (1, inf)},
    "distill": {"beam": (1, inf), "candidates": (1, inf), "references": (0, 1), "drop": (0, 1)},
    "fine_tune": {"replay": (0, inf)},
}  # fmt: skip


def check_recipe(where: str, recipe: Recipe) -> None:
    """Refuse a recipe that cannot work.

    Args:
        where: its file, for messages.
        recipe: the recipe.

    Raises:
        InputError: the message names the key, its value and what is expected.
    """
    if not recipe.corpora:
        msg = f"{where}, corpora is []: expected at least one table [[corpora]] with path and languages"
        raise InputError(msg)
    _check_form(f"{where}, name", recipe.name, _RECIPE_NAME, "small letters, digits and hyphens, such as en-zh")
    for table, ranges in _RANGES.items():
        for key, (low, high) in ranges.items() if getattr(recipe, table) else ():
            check_range(f"{where}, {table}.{key}", getattr(getattr(recipe, table), key), low, high)
    for each in (*recipe.corpora, *(recipe.fine_tune.corpora if recipe.fine_tune else ())):
        _check_corpus(f"{where}, corpora {each.path}", each)
    check_one_of(f"{where}, vocabulary.method", recipe.vocabulary.method, _METHODS)
    _check_further(where, recipe)
    _check_results(where, recipe)


def _check_corpus(where: str, corpus: CorpusSettings) -> None:
    check_one_of(f"{where}, kind", corpus.kind, _KINDS)
    check_range(f"{where}, limit", corpus.limit, 0)
    if (corpus.kind == "lexicon") != bool(corpus.lexicon):
        msg = f"{where}, lexicon is {corpus.lexicon!r}: a corpus of kind lexicon needs a table of words, others none"
        raise InputError(msg)
    if (corpus.kind == "made-up") == bool(corpus.path):
        msg = f"{where}, path is {corpus.path!r}: a corpus of kind made-up needs none, others do"
        raise InputError(msg)
    if corpus.kind == "made-up" and not corpus.limit:
        msg = f"{where}, limit is 0: say how many pairs of the made-up language you want, such as 3000"
        raise InputError(msg)
    if corpus.languages[0] == corpus.languages[1]:
        msg = f"{where}, languages is {list(corpus.languages)}: expected two different ones"
        raise InputError(msg)


def _check_further(where: str, recipe: Recipe) -> None:
    """Refuse further training that would learn nothing, or lacks a teacher."""
    if recipe.distill and recipe.distill.drop and not recipe.both_ways:
        msg = f"{where}, distill.drop is {recipe.distill.drop}: a teacher for both ways is needed: both_ways = true"
        raise InputError(msg)
    pairs = {frozenset(pair) for pair in recipe.language_pairs}
    for corpus in recipe.fine_tune.corpora if recipe.fine_tune else ():
        if frozenset(corpus.languages) not in pairs:
            msg = f"{where}, fine_tune.corpora, languages is {list(corpus.languages)}: no table [[corpora]] has them"
            raise InputError(msg)
    if not recipe.in_domain:
        return
    if not (recipe.in_domain.source and recipe.in_domain.licence):
        msg = f"{where}, in_domain: say source and licence of the texts, for the model's card"
        raise InputError(msg)
    back = {target for source, target in recipe.directions if (target, source) in recipe.directions}
    useful = {source for source, _ in recipe.directions} | back
    if not recipe.in_domain.texts or not set(recipe.in_domain.texts) <= useful:
        msg = (
            f"{where}, in_domain.texts has the languages {list(recipe.in_domain.texts)}: expected some of "
            f"{', '.join(sorted(useful))}, from which the model translates"
        )
        raise InputError(msg)


def _check_results(where: str, recipe: Recipe) -> None:
    if not recipe.evaluate.beams:
        msg = f"{where}, evaluate.beams is []: expected at least one number, such as 4"
        raise InputError(msg)
    for beam in recipe.evaluate.beams:
        check_range(f"{where}, evaluate.beams", beam, 1)
    check_one_of(f"{where}, package.weights", recipe.package.weights, _WEIGHTS)
    name, version = recipe.package.name, recipe.package.version
    _check_form(f"{where}, package.name", name, _PACKAGE_NAME, "small letters, digits and hyphens between them")
    _check_form(f"{where}, package.version", version, _VERSION, "numbers with dots, such as 1.0.2 or 2.0rc1")


def _check_form(where: str, text: str, form: re.Pattern[str], expected: str) -> None:
    if not form.fullmatch(text):
        msg = f"{where} is {text!r}: expected {expected}"
        raise InputError(msg)
