"""Reading recipes: TOML files with paths in them, some of which are given when they are called."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from amts.errors import InputError, PathError
from amts.languages import language
from amts.training.recipe import SOURCE, Recipe
from amts.training.recipe_checks import check_recipe
from amts.training.tables import read_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.training.recipe import CorpusSettings

_PARAMETER = re.compile(r"\{(\w+)\}")


def read_recipe(path: Path, inputs: Mapping[str, Path] | None = None) -> Recipe:
    """Read a recipe.

    Args:
        path: the file; relative paths in it begin at its folder.
        inputs: the paths that take the place of `{name}`; those begin where the command was called.

    Raises:
        InputError: the file is no recipe, or a path is missing; the message names the key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror}): name a recipe, such as recipes/tiny.toml"
        raise PathError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: not valid TOML: {error}"
        raise InputError(msg) from error
    recipe = _located(read_record(Recipe, table, str(path)), path, dict(inputs or {}))
    check_recipe(str(path), recipe)
    return recipe


def _located(recipe: Recipe, path: Path, inputs: Mapping[str, Path]) -> Recipe:
    """Return the recipe with its paths as they are on this machine."""
    unknown = sorted(set(inputs) - set(recipe.inputs))
    if unknown:
        known = ", ".join(recipe.inputs) or "none"
        msg = f"{path}: there is no input {unknown[0]!r} in [inputs]: known are {known}"
        raise InputError(msg)

    def located(text: str) -> str:
        if not text:
            return text
        full = _PARAMETER.sub(lambda match: str(_input(path, recipe, inputs, match[1])), text)
        return str(Path(full) if full != text else path.parent / text)

    def corpus(each: CorpusSettings) -> CorpusSettings:
        tags = language(each.languages[0]).tag, language(each.languages[1]).tag
        path = located(each.path)
        source = each.source or ("" if SOURCE in each.columns else Path(path).name or each.kind)
        return replace(each, path=path, lexicon=located(each.lexicon), languages=tags, source=source)

    tuned, domain = recipe.fine_tune, recipe.in_domain
    return replace(
        recipe,
        corpora=tuple(map(corpus, recipe.corpora)),
        clean=replace(recipe.clean, exclude=tuple(map(located, recipe.clean.exclude))),
        teacher=replace(recipe.teacher, start=located(recipe.teacher.start)),
        fine_tune=tuned and replace(tuned, corpora=tuple(map(corpus, tuned.corpora))),
        in_domain=domain and replace(domain, texts={
            language(tag).tag: tuple(map(located, texts)) for tag, texts in domain.texts.items()
        }),
    )  # fmt: skip


def _input(path: Path, recipe: Recipe, inputs: Mapping[str, Path], name: str) -> Path:
    if name not in recipe.inputs:
        msg = f"{path}: {{{name}}} stands in a path, but [inputs] does not say what it is"
        raise InputError(msg)
    if name not in inputs:
        msg = f"{path}: say where {name} is ({recipe.inputs[name]}): --input {name}=PATH"
        raise InputError(msg)
    return inputs[name]
