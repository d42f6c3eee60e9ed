"""A teacher's translations as the targets that a student learns from (Kim and Rush, 2016).

Of the teacher's best few translations the one is taken that is nearest to the reference (interpolated distillation).
What suggests its source least, by the same teacher the other way round, can be left out. The work is done in parts,
each a small corpus of its own, so that a killed run goes on.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amts.evaluation.metrics import BLEU, metric_for
from amts.parallel.selection import lot
from amts.progress import Step, silent
from amts.training.encoded import EncodedCorpus, opened, write_corpus
from amts.training.encoding import TRAIN, learnable, write_encoded
from amts.training.trainer.saving import write_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amts.progress import Progress
    from amts.training.decoding import Decoder
    from amts.training.recipe import DistillSettings
    from amts.training.vocabulary import Vocabulary

_PART = 5000
# Beside each part, how many of its targets are references because the teacher said nothing that can be learnt.
_COUNTS = ".json"


@dataclass(frozen=True, slots=True)
class Direction:
    """The rows of a corpus that go from one language into another."""

    source: str
    target: str
    rows: range


def directions_of(report: dict[str, Any]) -> list[Direction]:
    """Return which rows go in which direction, as the encoding of the corpus reported it."""
    found, start = [], 0
    for each in report["directions"]:
        found.append(Direction(each["from"], each["to"], range(start, start + each["pairs"])))
        start += each["pairs"]
    return found


def distill(
    folder: Path,
    corpus: EncodedCorpus,
    directions: Sequence[Direction],
    teacher: Decoder,
    vocabulary: Vocabulary,
    settings: DistillSettings,
    progress: Progress = silent,
    *,
    align: bool = True,
) -> dict[str, Any]:
    """Write the corpus TRAIN whose targets are the teacher's; what a killed run has done is kept.

    Args:
        folder: gets the corpus, and its parts while it is made.
        corpus: what the teacher was trained on.
        directions: which of its rows go from which language into which.
        teacher: translates.
        vocabulary: of the teacher and of the student.
        settings: how.
        progress: told about each part.
        align: whether to say what translates what in the new pairs.
    """
    parts = [
        (each, each.rows[start : start + _PART]) for each in directions for start in range(0, len(each.rows), _PART)
    ]
    made: list[tuple[EncodedCorpus, Any]] = []
    for number, (direction, rows) in enumerate(parts):
        progress(Step("translate by the teacher", number * _PART, len(corpus)))
        place = folder / "parts" / f"{number:05}"
        part = opened(place)
        if part is None:
            targets = list(_targets(corpus, rows, direction, teacher, vocabulary, settings))
            part = _write_part(place, corpus, rows, targets)
        scores = _reverse_scores(part, direction, teacher, vocabulary) if settings.drop else None
        made.append((part, scores))
    kept = _best([scores for _, scores in made], settings.drop)
    pairs = (
        (part.sources[row].tolist(), part.targets[row].tolist())
        for (part, _), keep in zip(made, kept, strict=True)
        for row in range(len(part)) if keep is None or keep[row]
    )  # fmt: skip
    whole = write_encoded(folder / TRAIN, pairs, vocabulary, progress, align=align)
    unchanged = (
        np.array_equal(part.targets[at], corpus.targets[row])
        for (part, _), (_, rows) in zip(made, parts, strict=True)
        for at, row in enumerate(rows)
    )
    counts = (json.loads(path.read_text(encoding="utf-8")) for path in (folder / "parts").glob(f"*{_COUNTS}"))
    return {
        "pairs": len(whole),
        "dropped": len(corpus) - len(whole),
        "same_as_reference": round(sum(unchanged) / len(corpus), 4),
        "unusable": sum(each["unusable"] for each in counts),
    }


def _write_part(place: Path, corpus: EncodedCorpus, rows: range, targets: Sequence[list[int]]) -> EncodedCorpus:
    """Write a part of the corpus, with references where there is no target; how many, is known before it is there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    write_json(place.with_suffix(_COUNTS), {"unusable": sum(not target for target in targets)})
    filled = (target or corpus.targets[row].tolist() for row, target in zip(rows, targets, strict=True))
    return write_corpus(place, zip((corpus.sources[row].tolist() for row in rows), filled, strict=True))


def _targets(
    corpus: EncodedCorpus,
    rows: range,
    direction: Direction,
    teacher: Decoder,
    vocabulary: Vocabulary,
    settings: DistillSettings,
) -> Iterator[list[int]]:
    """Yield the target of each row: the teacher's nearest to the reference, or, of a share of them, the reference.

    It is empty where nothing can be learnt of what the teacher says.
    """
    references = [corpus.targets[row].tolist() for row in rows]
    answers = teacher.translate([corpus.sources[row].tolist() for row in rows], settings.beam, settings.candidates)
    for row, reference, candidates in zip(rows, references, answers, strict=True):
        if settings.references and lot(f"reference {row}") < settings.references:
            yield reference
        else:
            usable = list(filter(learnable, candidates))
            yield nearest(usable, reference, vocabulary, direction.target) if usable else []


def nearest(
    candidates: Sequence[list[int]], reference: list[int], vocabulary: Vocabulary, tag: str
) -> list[int]:  # fmt: skip
    """Return the candidate with the best sentence BLEU against the reference; of equal ones the first."""
    if len(candidates) == 1 or reference in candidates:
        return reference if reference in candidates else candidates[0]
    wanted = vocabulary.text(reference)
    metric = metric_for(BLEU, tag)
    metric.effective_order = True  # type: ignore[attr-defined]  # short sentences have no n-grams of four words
    values = [metric.sentence_score(vocabulary.text(each), [wanted]).score for each in candidates]
    return candidates[max(range(len(values)), key=lambda place: (values[place], -place))]


def _reverse_scores(part: EncodedCorpus, direction: Direction, teacher: Decoder, vocabulary: Vocabulary) -> Any:
    """Return how well the teacher, the other way round, would have said each source."""
    sources = [vocabulary.tagged(row.tolist(), direction.source) for row in part.targets]
    return np.array(teacher.score(sources, [row.tolist()[1:] for row in part.sources]))


def _best(scores: Sequence[Any], drop: float) -> list[Any]:
    """Return, for each part, which rows to keep: all but the share with the least scores."""
    if not drop:
        return [None] * len(scores)
    everything = np.concatenate(scores)
    least = np.partition(everything, math.floor(drop * (len(everything) - 1)))[math.floor(drop * (len(everything) - 1))]
    return [each >= least for each in scores]
