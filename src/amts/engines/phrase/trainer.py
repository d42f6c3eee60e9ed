"""Training of phrase engines, and finding those that are already trained."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from amts.engines.phrase.engine import MARKER, PhraseEngine, checksums
from amts.engines.phrase.training import Base, train_model
from amts.engines.surface import Surface, training_words
from amts.errors import DataError, EngineError
from amts.progress import silent
from amts.storage.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.engines.phrase.training import Counted
    from amts.progress import Progress
    from amts.records import Pair, Segment

# Fewer pairs than this teach nothing that a reader would recognise.
MIN_PAIRS = 50
# Part of the signature: a change of the method makes a cached engine another one.
METHOD = "phrase.v4"


class PhraseTrainer:
    """Trains phrase engines, and finds those that are already trained."""

    def train(
        self, pairs: Sequence[Pair], source_tag: str, target_tag: str, cache: Path, progress: Progress = silent
    ) -> PhraseEngine:
        """Return an engine trained on the pairs, from the cache if the same was trained before and is undamaged.

        Raises:
            DataError: there are fewer than MIN_PAIRS pairs fit for training.
        """
        tags = source_tag, target_tag
        words, reasons = _fit_for_training(pairs, tags)
        fit = sum(count for _, _, count in words)
        if fit < MIN_PAIRS:
            raise _too_few(fit, len(pairs), reasons, tags)
        return _trained(_Lesson(words, [pair.target for pair in pairs], tags), cache, progress)

    def train_further(
        self,
        engine: PhraseEngine,
        learnt: Sequence[Pair],
        pairs: Sequence[Pair],
        weight: int,
        cache: Path,
        progress: Progress = silent,
    ) -> PhraseEngine:
        """Return an engine that has learnt more pairs, of which none need be fit for training; from the cache if there.

        The phrases that the engine has counted are not counted again, which would take most of the time. What it has
        been taught since, one pair at a time, is not kept.
        """
        words, _ = _fit_for_training(pairs, engine.tags)
        if not words:
            return engine
        base = Base(engine.folder, _fit_for_training(learnt, engine.tags)[0], weight)
        targets = [pair.target for pair in (*learnt, *list(pairs) * weight)]
        return _trained(_Lesson(words, targets, engine.tags, base), cache, progress)


def _fit_for_training(pairs: Sequence[Pair], tags: tuple[str, str]) -> tuple[list[Counted], Counter[str]]:
    """Return the words of the pairs that are fit for training, and how many are not, by reason.

    Equal words come once, with their number.
    """
    counts: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    reasons: Counter[str] = Counter()
    for pair in pairs:
        words = training_words(pair, *tags)
        if isinstance(words, str):
            reasons[words] += 1
        else:
            counts[tuple(words[0]), tuple(words[1])] += 1
    return [(list(source), list(target), count) for (source, target), count in counts.items()], reasons


def _too_few(fit: int, all_: int, reasons: Counter[str], tags: tuple[str, str]) -> DataError:
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    return DataError(
        f"too few pairs to train an engine from {tags[0]} to {tags[1]}: {fit} of {all_} "
        f"are fit for it{f' (left out: {left_out})' * bool(left_out)}, and it takes {MIN_PAIRS}: "
        "give it more parallel data, such as further translated documents"
    )


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What an engine is made of.

    Attributes:
        words: the words of its pairs.
        targets: the target texts of all pairs, its base's too, as they are written: they teach capitals and spaces.
        tags: its languages.
        base: the model that it begins with.
    """

    words: Sequence[Counted]
    targets: Sequence[Segment]
    tags: tuple[str, str]
    base: Base | None = None

    @property
    def digest(self) -> str:
        """The name of the engine that this makes with the method and versions of today."""
        versions = [version("sil-machine"), version("sil-thot")]
        written = [[target.text, [mark.kind for mark in target.marks]] for target in self.targets]
        base = [self.base.folder.name, self.base.weight] if self.base else []
        content = json.dumps([METHOD, versions, *self.tags, self.words, written, base], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def size(self) -> int:
        """How many pairs, equal ones each time that they occur."""
        known = sum(count for _, _, count in self.base.pairs) if self.base else 0
        return known + sum(count for _, _, count in self.words)


def _trained(lesson: _Lesson, cache: Path, progress: Progress) -> PhraseEngine:
    """Return the engine that a lesson makes, from the cache if it is there undamaged."""
    folder = cache / lesson.digest
    with suppress(EngineError):
        return PhraseEngine(folder)
    _train_into(folder, lesson, progress)
    return PhraseEngine(folder)


def _train_into(folder: Path, lesson: _Lesson, progress: Progress) -> None:
    """Train beside the folder, then move into place: a broken-off training leaves nothing that looks whole."""
    surface = Surface(lesson.tags[1])
    surface.learn(lesson.targets)
    with scratch_folder(folder.parent, ".training-") as scratch:
        work = scratch / "engine"
        work.mkdir()
        train_model(lesson.words, work, progress, lesson.base)
        description = {"method": METHOD, "name": folder.name, "source": lesson.tags[0], "surface": surface.to_json(),
                       "pairs": lesson.size, "files": checksums(work)}  # fmt: skip
        (work / MARKER).write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
        with suppress(EngineError):
            PhraseEngine(folder)
            return  # another process was faster, and may be using it already
        shutil.rmtree(folder, ignore_errors=True)
        work.rename(folder)
