"""The strategy `tune`: a neural engine is fine-tuned on the pairs most relevant to the documents at hand.

How much is learnt depends on how like those pairs are, as in ModernMT: the number of epochs grows with the mean of
their scores, the learning rate with its square root, and pairs below a quarter are not learnt from. Where enough pairs
are found, some are held out: training stops when they gain no more, and what does not serve them is not used at all.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, cast

from amts.adaptation.fine_tuning import Example, Schedule, fine_tune, has_card, parameters_of
from amts.engines.neural.conversion import convert
from amts.engines.neural.engine import NeuralEngine
from amts.engines.neural.marks import initial, shown
from amts.engines.neural.models import WEIGHTS, Model, open_folder
from amts.engines.neural.tokenising import UNKNOWN
from amts.errors import EngineError
from amts.placeholders import has_words, numbers
from amts.records import Match, Rejection
from amts.storage.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine
    from amts.records import Pair, Segment, Translation

# Part of the name of a tuned model: a change of the method tunes anew.
METHOD = "tune.v2"
# Longer pairs take much time and memory, and are seldom one sentence.
MAX_TOKENS = 200
# Fewer pairs than this are all learnt, and none is held out.
MIN_TO_HOLD_OUT = 20
# Models of up to so many parameters learn ten thousand pairs in minutes on a processor.
SMALL = 30_000_000
_RESULT = "tuning.json"


@dataclass(frozen=True, slots=True)
class TuneOptions:
    """How a neural engine is tuned.

    Attributes:
        learning_rate: for pairs of score 1; the square root of their mean score is its factor.
        faster: multiples of it that are tried too where pairs are held out to choose by.
        epochs: for pairs of score 1; their mean score is its factor.
        least_score: pairs that are less like the segments are not learnt from.
        per_segment: the relevant pairs looked for, for each segment.
        replay: general pairs that are learnt beside each relevant one, so that the rest is not forgotten.
        interpolation: how far to go from the old weights to the tuned ones, 0 to 1.
        held_out: the share of the pairs that are held out to stop in time.
        batch_tokens: tokens of both sides in one step of training.
        project: whether to tune on all pairs of the project first, whatever the documents, and on top of that on the
            relevant ones; None: if the model is SMALL, or there is a graphics card.
        seed: of all choices by chance.
    """

    learning_rate: float = 1e-4
    faster: tuple[float, ...] = (3.0, 10.0)
    epochs: float = 4.0
    least_score: float = 0.25
    per_segment: int = 5
    replay: float = 1.0
    interpolation: float = 0.8
    held_out: float = 0.1
    batch_tokens: int = 2000
    project: bool | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Tuning:
    """What tuning did.

    Attributes:
        learnt: the pairs that were learnt, general ones left aside.
        epochs: how often they were seen at most.
        learning_rate: how large the steps were.
        losses: on held-out pairs, before, after each epoch, and as it is used now; empty if none was held out.
        rejected: relevant pairs that could not be learnt, and why.
    """

    learnt: frozenset[Pair]
    epochs: int
    learning_rate: float
    losses: tuple[float, ...] = ()
    rejected: tuple[Rejection, ...] = ()

    @property
    def helped(self) -> bool:
        """Whether the tuned weights are better on the held-out pairs, if there are any."""
        return not self.losses or self.losses[-1] < self.losses[0]


@dataclass(frozen=True, slots=True)
class TunedEngine:
    """A neural engine with tuned weights, which knows what it was tuned on.

    Attributes:
        engine: the engine.
        matches: the pairs that were learnt for each segment.
        tunings: what was done, one after the other; what did not help is not in use.
    """

    engine: NeuralEngine
    matches: Mapping[Segment, tuple[Match, ...]]
    tunings: tuple[Tuning, ...] = ()

    @property
    def signature(self) -> str:
        """That of the engine, whose model is another one since it was tuned."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate segments, each with the pairs that were learnt for it."""
        return [
            replace(each, matches=self.matches.get(segment, ()))
            for segment, each in zip(segments, self.engine.translate(segments), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Tune:
    """Fine-tunes neural engines that come with their weights.

    Attributes:
        options: how to tune.
        general: pairs of any subject, of which some are learnt beside the relevant ones.
    """

    options: TuneOptions = TuneOptions()
    general: Sequence[Pair] = ()
    name: str = field(default="tune", init=False)

    def fits(self, engine: Engine) -> bool:
        """Whether the engine is a neural one whose weights are there in a form that can be tuned."""
        return _tunable(engine) is not None

    def adapt(self, engine: Engine, task: Task) -> TunedEngine:
        """Return the engine tuned on the pairs relevant to the task; with the old weights if none is relevant.

        Raises:
            EngineError: the engine cannot be tuned.
            MissingExtraError: torch or transformers is not installed.
        """
        tuned = _tunable(engine)
        if tuned is None:
            msg = f"the engine {engine.signature} cannot be tuned: only neural ones with their weights can"
            raise EngineError(msg)
        if self._learns_all(tuned.engine.model):
            tuned = self._tuned(tuned, dict.fromkeys(task.pairs, 1.0), task, keep_weights=True)
        found = _relevant(task, self.options)
        scores: dict[Pair, float] = {}
        for match in (match for matches in found.values() for match in matches):
            scores[match.pair] = max(match.score, scores.get(match.pair, 0.0))
        tuned = self._tuned(tuned, scores, task)
        learnt = {pair for tuning in tuned.tunings if tuning.helped for pair in tuning.learnt}
        matches = {segment: tuple(each for each in some if each.pair in learnt) for segment, some in found.items()}
        return TunedEngine(tuned.engine, matches, tuned.tunings)

    def _tuned(
        self, tuned: TunedEngine, scores: Mapping[Pair, float], task: Task, *, keep_weights: bool = False
    ) -> TunedEngine:
        """Tune on pairs as much as their scores allow; return the engine as it was if that is not at all."""
        engine = tuned.engine
        pairs, rejected = _learnable(engine, scores)
        mean = sum(scores[pair] for pair in pairs) / max(1, len(pairs))
        epochs = int(self.options.epochs * mean)
        if not epochs:
            return tuned
        schedule = Schedule(
            self.options.learning_rate * math.sqrt(mean), epochs, self.options.batch_tokens,
            self.options.interpolation, seed=self.options.seed, faster=self.options.faster,
        )  # fmt: skip
        learnt, held_out = self._divided(pairs)
        examples = [as_example(engine, pair) for pair in (*learnt, *self._general(engine, len(learnt)))]
        unseen = [as_example(engine, pair) for pair in held_out]
        folder = _result(engine.model, examples, unseen, schedule, task, keep_weights=keep_weights)
        rate, losses = json.loads((folder / _RESULT).read_text(encoding="utf-8"))
        tuning = Tuning(frozenset(learnt), epochs, rate, tuple(losses), tuple(rejected))
        if tuning.helped:
            engine = NeuralEngine(open_folder(folder, task.cache), *engine.languages, engine.decoding)
        return TunedEngine(engine, tuned.matches, (*tuned.tunings, tuning))

    def _learns_all(self, model: Model) -> bool:
        if self.options.project is None and model.weights:
            return parameters_of(model.weights) <= SMALL or has_card()
        return bool(self.options.project)

    def _divided(self, pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
        """Return the pairs to learn, and those to hold out."""
        shuffled = random.Random(self.options.seed).sample(pairs, len(pairs))
        count = int(self.options.held_out * len(pairs)) if len(pairs) >= MIN_TO_HOLD_OUT else 0
        return shuffled[count:], shuffled[:count]

    def _general(self, engine: NeuralEngine, count: int) -> list[Pair]:
        """Return general pairs to learn beside this many others."""
        wanted = min(len(self.general), round(self.options.replay * count))
        return _learnable(engine, random.Random(self.options.seed).sample(self.general, wanted))[0]


def _tunable(engine: Engine) -> TunedEngine | None:
    """Return an engine that can be tuned (further), or None."""
    tuned = TunedEngine(engine, {}) if isinstance(engine, NeuralEngine) else engine
    return tuned if isinstance(tuned, TunedEngine) and tuned.engine.model.weights else None


def _relevant(task: Task, options: TuneOptions) -> dict[Segment, tuple[Match, ...]]:
    """Return the pairs relevant enough to each segment that has words."""
    found = {}
    for segment in dict.fromkeys(segment for segment in task.segments if has_words(segment.text)):
        matches = task.index.relevant(segment, options.per_segment)
        found[segment] = tuple(match for match in matches if match.score >= options.least_score)
    return found


def _learnable(engine: NeuralEngine, pairs: Iterable[Pair]) -> tuple[list[Pair], list[Rejection]]:
    """Return the pairs that teach the engine nothing wrong, and the others with the reason."""
    kept, rejected = [], []
    for pair in dict.fromkeys(pairs):
        reason = _objection(engine, pair)
        if reason:
            rejected.append(Rejection(pair, reason))
        else:
            kept.append(pair)
    return kept, rejected


def _objection(engine: NeuralEngine, pair: Pair) -> str:
    """Return why a pair is not to be learnt, or nothing."""
    if not has_words(pair.source.text) or not has_words(pair.target.text):
        return "empty"
    if sorted(numbers(pair.source.text)) != sorted(numbers(pair.target.text)):
        return "unmatched-markup"
    tokens = as_example(engine, pair)
    return "too-long" if max(len(tokens.source), len(tokens.target)) > MAX_TOKENS else ""


def as_example(engine: NeuralEngine, pair: Pair) -> Example:
    """Return a pair as the engine's model reads and writes it."""
    letter = initial(f"{pair.source.text} {pair.target.text}", engine.symbols)
    known = engine.tokeniser.vocabulary
    unknown = known[UNKNOWN]
    source = engine.tokeniser.encode(shown(pair.source.text, letter))
    target = engine.tokeniser.encode_target(shown(pair.target.text, letter))
    return Example(*(tuple(known.get(token, unknown) for token in side) for side in (source, target)))


def _result(
    model: Model, examples: Sequence[Example], held_out: Sequence[Example], schedule: Schedule, task: Task,
    *, keep_weights: bool,
) -> Path:  # fmt: skip
    """Return the folder of the tuned model and its losses, from the cache if the same was tuned before."""
    settings = [METHOD, model.digest, asdict(schedule), keep_weights]
    content = json.dumps([*settings, *([asdict(each) for each in some] for some in (examples, held_out))])
    folder = task.cache / f"tuned-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    if (folder / _RESULT).is_file():
        return folder
    with scratch_folder(task.cache, ".tuning-") as scratch:
        work, weights = scratch / "model", scratch / WEIGHTS
        outcome = fine_tune(cast("Path", model.weights), weights, examples, held_out, schedule, task.progress)
        convert(weights, work)
        if keep_weights:
            weights.rename(work / WEIGHTS)
        (work / _RESULT).write_text(json.dumps([outcome.learning_rate, outcome.losses]), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another process was faster
            work.rename(folder)
    return folder
