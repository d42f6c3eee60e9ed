"""How good, fast and large a model is, beside its parent; and whether it may be published."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from amts.engines.neural.engine import Decoding, NeuralEngine
from amts.engines.neural.models import Model
from amts.errors import DataError
from amts.evaluation.metrics import BLEU, CHRF, score
from amts.placeholders import unmask
from amts.training.quantising import size_of
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amts.records import Pair
    from amts.training.recipe import EvaluateSettings


@dataclass(frozen=True, slots=True)
class ModelScore:
    """What a model makes of held-out pairs.

    Attributes:
        model: `model`, or `teacher`.
        source: the language translated from.
        target: the language translated into.
        beam: how many translations are followed at the same time.
        bleu: by sacreBLEU.
        chrf: chrF2++.
        words_per_second: of the source, on all cores.
        bytes: the size of the model's files.
        pairs: how many pairs were translated.
        signatures: of the two metrics, and of the engine.
    """

    model: str
    source: str
    target: str
    beam: int
    bleu: float
    chrf: float
    words_per_second: int
    bytes: int
    pairs: int
    signatures: tuple[str, str, str]


def score_model(name: str, folder: Path, direction: tuple[str, str], pairs: Sequence[Pair], beam: int) -> ModelScore:
    """Translate held-out pairs, and score the result.

    Args:
        name: what the model is called in the scores.
        folder: the model in CTranslate2 format.
        direction: from which language into which.
        pairs: the held-out pairs, in this direction.
        beam: how many translations are followed at the same time.
    """
    engine = NeuralEngine(Model(folder), *direction, Decoding(beam=beam))
    sources = [pair.source for pair in pairs]
    engine.translate(sources[:1])  # loads the model
    started = time.perf_counter()
    answers = engine.translate(sources)
    seconds = time.perf_counter() - started
    words = sum(count_words(unmask(source), direction[0]) for source in sources)
    found = score([unmask(each.segment) for each in answers], [unmask(pair.target) for pair in pairs], direction[1])
    by_name = {each.metric: each for each in found}
    return ModelScore(
        name, *direction, beam, round(by_name[BLEU].value, 2), round(by_name[CHRF].value, 2), round(words / seconds),
        size_of(folder), len(pairs), (by_name[BLEU].signature, by_name[CHRF].signature, engine.signature),
    )  # fmt: skip


def as_json(scores: Sequence[ModelScore]) -> list[dict[str, Any]]:
    """Return scores as JSON holds them."""
    return [asdict(each) for each in scores]


def check_publishable(
    scores: Sequence[Mapping[str, Any]], directions: Sequence[tuple[str, str]], settings: EvaluateSettings
) -> None:
    """Refuse a model that is worse than its teacher by more than the recipe allows, or than the least that it asks for.

    Args:
        scores: of the model and, if it has one, of its teacher, as JSON.
        directions: from which language into which it translates.
        settings: how much worse it may be.

    Raises:
        DataError: in one direction it is, or has no score; the message has the numbers.
    """
    scored = {(each["source"], each["target"]) for each in scores if each["model"] == "model"}
    for source, target in directions:
        if (source, target) not in scored:
            msg = (
                f"not packaged: nothing was held out to score translations from {source} to {target}: give pairs of "
                "these languages that people have translated, more than twenty"
            )
            raise DataError(msg)
    for each in (each for each in scores if each["model"] == "model"):
        where = f"from {each['source']} to {each['target']} with beam {each['beam']}"
        if each["bleu"] < settings.least:
            msg = (
                f"not packaged: {each['bleu']} BLEU {where}, and the recipe asks for {settings.least}: train longer, "
                "or set evaluate.least lower"
            )
            raise DataError(msg)
        lost = _parent(scores, each) - each["bleu"]
        if lost > settings.bound:
            msg = (
                f"not packaged: {each['bleu']} BLEU {where}, {lost:.2f} less than its teacher's, and the recipe allows "
                f"{settings.bound}: train the student longer, make it larger, or set evaluate.bound higher"
            )
            raise DataError(msg)


def _parent(scores: Sequence[Mapping[str, Any]], own: Mapping[str, Any]) -> float:
    """Return the BLEU of the teacher where it does best in the same direction; without a teacher, the own."""
    direction = own["source"], own["target"]
    same = (each for each in scores if each["model"] == "teacher" and (each["source"], each["target"]) == direction)
    return float(max((each["bleu"] for each in same), default=own["bleu"]))
