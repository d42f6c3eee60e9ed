"""The steps that make a result of a model: quantize, evaluate, package."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import quiet
from amts.engines.neural.extras import required
from amts.engines.neural.models import Model
from amts.training.card import make_card
from amts.training.corpus import TEST
from amts.training.encoding import held_out_pairs
from amts.training.packaging import package_of, write_folder, write_wheel
from amts.training.quantising import BEST, MODEL, quantise
from amts.training.scores import as_json, check_publishable, score_model
from amts.training.steps.data import CLEAN
from amts.training.steps.models import DATA

if TYPE_CHECKING:
    from pathlib import Path

    from amts.training.build import Report, Workplace
    from amts.training.recipe import Recipe

QUANTIZE, EVALUATE, PACKAGE = "quantize", "evaluate", "package"
_TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class ResultSteps:
    """The work of the steps that make a result.

    Attributes:
        recipe: says what to do.
        text: the recipe as it stands in its file.
        final: the step that trained the model.
        parent: the step that trained its teacher; empty if it has none.
        further: the steps that learnt from data of their own.
    """

    recipe: Recipe
    text: str
    final: str
    parent: str
    further: tuple[str, ...] = ()

    def quantize(self, place: Workplace) -> Report:
        """Make the model, and its teacher, small enough to run fast."""
        report = quantise(place.before[self.final] / BEST, place.folder / MODEL)
        if self.parent:
            report["teacher_bytes"] = quantise(place.before[self.parent] / BEST, place.folder / _TEACHER)["bytes"]
        return report

    def evaluate(self, place: Workplace) -> Report:
        """Score the model beside its teacher."""
        quantised = place.before[QUANTIZE]
        models = [("model", quantised / MODEL)] + [("teacher", quantised / _TEACHER)] * bool(self.parent)
        found = []
        for direction in self.recipe.directions:
            pairs = held_out_pairs(place.before[CLEAN], self.recipe, direction, TEST)
            if pairs:
                found += [
                    score_model(name, folder, direction, pairs, beam)
                    for name, folder in models for beam in self.recipe.evaluate.beams
                ]  # fmt: skip
        return {"scores": as_json(found)}

    def package(self, place: Workplace) -> Report:
        """Refuse what is not good enough; write the model with its card as a folder, and as a wheel."""
        scores = place.reports[EVALUATE]["scores"]
        check_publishable(scores, self.recipe.directions, self.recipe.evaluate)
        model = place.before[QUANTIZE] / MODEL
        card = make_card(self.recipe, self.text, self._learnt(place), scores, Model(model).digest)
        weights = self._weights(place)
        package = package_of(self.recipe)
        name = package.name
        write_folder(place.folder / name, model, card, weights)
        wheel = write_wheel(place.folder, package, model, card, weights)
        return {
            "name": name, "wheel": str(wheel.resolve()), "folder": str((place.folder / name / "model").resolve()),
            "bytes": wheel.stat().st_size, "signature": card["signature"],
        }  # fmt: skip

    def _learnt(self, place: Workplace) -> list[Any]:
        """Return what each step has learnt of which source, by languages."""
        cleaned = {languages: each[DATA] for languages, each in place.reports[CLEAN].items()}
        return [cleaned, *(place.reports[step][DATA] for step in self.further)]

    def _weights(self, place: Workplace) -> Path | None:
        """Return a folder with the weights as the recipe wants them to be packaged."""
        best, wanted = place.before[self.final] / BEST, self.recipe.package.weights
        if wanted == "none":
            return None
        folder = place.folder / "weights"
        shutil.copytree(best, folder)
        if wanted == "float16":
            torch, transformers = required("torch", "tune"), required("transformers", "tune")
            with quiet():
                model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                    best, dtype=torch.float16, local_files_only=True
                )  # fmt: skip
                model.save_pretrained(folder)
        return folder
