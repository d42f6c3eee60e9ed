"""The card of a model: what it was made of, how, and how good it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from amts.errors import DataError
from amts.languages import language
from amts.training.recipe import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.training.recipe import Recipe

    Learnt = Mapping[str, Mapping[str, int]]

METHOD = "training.v1"


def make_card(
    recipe: Recipe, text: str, learnt: Sequence[Learnt], scores: Sequence[Mapping[str, Any]], model: str
) -> dict[str, Any]:
    """Return a model's card as JSON holds it.

    Args:
        recipe: what it was made by.
        text: the recipe as it stands in its file.
        learnt: how many pairs or texts of each source each step learnt, by languages.
        scores: of the model and its teacher.
        model: a hash of the model's files.

    Raises:
        DataError: a source has no licence.
    """
    card = {
        "name": recipe.name,
        "description": recipe.description,
        "licence": recipe.licence,
        "version": recipe.package.version,
        "directions": [list(each) for each in recipe.directions],
        "data": _data(recipe, learnt),
        "recipe": text,
        "settings": {"clean": _without_paths(recipe), "vocabulary": asdict(recipe.vocabulary)},
        "scores": list(scores),
    }
    content = json.dumps([METHOD, model, card["recipe"], card["data"]], sort_keys=True)
    return card | {"signature": f"{METHOD}:{model}:{hashlib.sha256(content.encode()).hexdigest()[:16]}"}


def _data(recipe: Recipe, learnt: Sequence[Learnt]) -> list[dict[str, Any]]:
    """Return each source with its languages, its licence, and how many of its pairs were learnt."""
    rows: list[dict[str, Any]] = [
        {"source": source, "languages": languages, "pairs": count,
         "licence": _licence(recipe, source, languages)}
        for step in learnt for languages, sources in step.items() for source, count in sources.items()
    ]  # fmt: skip
    unnamed = [row["source"] for row in rows if not row["licence"]]
    if unnamed:
        msg = f"no licence is stated for {', '.join(unnamed)}: say it in [licences], or as the corpus' licence"
        raise DataError(msg)
    return rows


def _licence(recipe: Recipe, source: str, languages: str) -> str:
    """Return the licences under which a source was learnt: more than one if several corpora go by its name."""
    domain = recipe.in_domain
    if domain and languages in domain.texts:
        return domain.licence
    corpora = [*recipe.corpora, *(recipe.fine_tune.corpora if recipe.fine_tune else ())]
    same = [each for each in corpora if "-".join(each.languages) == languages]
    named = [each for each in same if each.source == source and SOURCE not in each.columns]
    licences = {each.licence_of(source, recipe.licences) for each in named or same if named or SOURCE in each.columns}
    return " and ".join(sorted(filter(None, licences)))


def _without_paths(recipe: Recipe) -> dict[str, Any]:
    return {name: value for name, value in asdict(recipe.clean).items() if name != "exclude"}


def card_page(card: Mapping[str, Any]) -> str:
    """Return a card as a page in Markdown."""
    ways = ", ".join(f"{language(source).name} to {language(target).name}" for source, target in card["directions"])
    return "\n".join(
        [
            f"# {card['name']}",
            "",
            *([card["description"], ""] if card["description"] else []),
            f"Translates {ways}. Licence of the model: {card['licence']}. Signature: `{card['signature']}`.",
            "",
            "## Scores on held-out pairs",
            "",
            *_table(
                ("model", "direction", "beam", "BLEU", "chrF2++", "words/s", "MB"),
                [
                    (each["model"], f"{each['source']} to {each['target']}", each["beam"], each["bleu"], each["chrf"],
                     each["words_per_second"], f"{each['bytes'] / 1e6:.1f}")
                    for each in card["scores"]
                ],
            ),
            "",
            "## Data",
            "",
            *_table(
                ("source", "languages", "pairs or texts learnt", "licence"),
                [(each["source"], each["languages"], f"{each['pairs']:,}", each["licence"]) for each in card["data"]],
            ),
            "",
            "## Recipe",
            "",
            "```toml",
            card["recipe"].rstrip(),
            "```",
            "",
        ]
    )  # fmt: skip


def _table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (header, *rows)]
    return [lines[0], "|" + "---|" * len(header), *lines[1:]]
