"""How good a model is on held-out pairs: its loss at once, and the BLEU of its translations beside the training.

The translations are made by CTranslate2 in eight-bit integers, greedily, as the finished model will, in a process of
its own. Its result is waited for at the next validation at the latest, so what depends on it happens at the same update
each time.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import convert
from amts.engines.neural.extras import required
from amts.errors import EngineError
from amts.evaluation.metrics import BLEU, metric_for
from amts.training.decoding import Decoder
from amts.training.encoded import EncodedCorpus
from amts.training.trainer.batches import in_order
from amts.training.trainer.forward import run
from amts.training.trainer.losses import cross_entropy
from amts.training.vocabulary import PAD, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULT = "bleu.json"
_TAG = re.compile(r">>(.+)<<")
# The translating process gives way to the training.
_NICENESS = 5


def held_out_loss(model: Any, corpus: EncodedCorpus, batch_tokens: int, device: str) -> float:
    """Return the mean negative logarithm of the probability that a model gives to a token of the targets."""
    torch = required("torch", "tune")
    training = model.training
    model.eval()
    total, tokens = 0.0, 0
    with torch.no_grad():
        for batch in in_order(corpus, batch_tokens, device):
            real = batch.labels != PAD
            states = run(model, batch).states[real]
            total += float(cross_entropy(states, model.model.shared.weight, batch.labels[real], 0.0).plain)
            tokens += batch.tokens
    model.train(training)
    return total / max(1, tokens)


class Translating:
    """A process that translates held-out pairs with a saved model and scores them.

    Args:
        weights: the folder of the model in Hugging Face format, with its tokeniser's files; gets the result.
        held_out: the folder of the pairs.
        count: how many of them, from the first.
    """

    def __init__(self, weights: Path, held_out: Path, count: int) -> None:
        self._weights = weights
        self._process: subprocess.Popen[bytes] | None = None
        if not (weights / RESULT).is_file():
            command = [sys.executable, "-m", __name__, str(weights), str(held_out), str(count)]
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def result(self) -> float:
        """Wait for the BLEU.

        Raises:
            EngineError: the process failed.
        """
        if self._process:
            _, told = self._process.communicate()
            if self._process.returncode:
                why = told.decode("utf-8", "replace").strip()[-500:]
                msg = f"the model in {self._weights} could not be translated with: {why}"
                raise EngineError(msg)
        return float(json.loads((self._weights / RESULT).read_text(encoding="utf-8"))[BLEU])

    def stop(self) -> None:
        """End the process, its result being of no use any more."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def translate_and_score(weights: Path, corpus: EncodedCorpus, count: int) -> float:
    """Return the BLEU of a model's greedy translations, the mean over the target languages."""
    vocabulary = Vocabulary(weights)
    sources = [corpus.sources[index].tolist() for index in range(min(count, len(corpus)))]
    references = [vocabulary.text(corpus.targets[index].tolist()) for index in range(len(sources))]
    with tempfile.TemporaryDirectory() as temporary:
        convert(weights, Path(temporary) / "model")
        answers = Decoder(Path(temporary) / "model", vocabulary).translate(sources, beam=1)
    hypotheses = [vocabulary.text(answer[0]) for answer in answers]
    tags = [_TAG.fullmatch(vocabulary.tokens[source[0]]) for source in sources]
    languages = [tag[1] if tag else "en" for tag in tags]
    return _mean([_bleu(hypotheses, references, languages, tag) for tag in dict.fromkeys(languages)])


def _bleu(hypotheses: Sequence[str], references: Sequence[str], languages: Sequence[str], tag: str) -> float:
    chosen = [index for index, language in enumerate(languages) if language == tag]
    texts = ([side[index] for index in chosen] for side in (hypotheses, references))
    ours, theirs = texts
    return float(metric_for(BLEU, tag).corpus_score(ours, [theirs]).score)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def main(arguments: Sequence[str]) -> None:
    """Translate and score in a process of its own: the model's folder, the pairs' folder, how many of them."""
    weights, held_out, count = arguments
    with suppress(AttributeError):
        os.nice(_NICENESS)
    score = translate_and_score(Path(weights), EncodedCorpus.open(Path(held_out)), int(count))
    written = Path(weights) / f"{RESULT}.part"
    written.write_text(json.dumps({BLEU: score}), encoding="utf-8")
    written.replace(Path(weights) / RESULT)


if __name__ == "__main__":
    main(sys.argv[1:])
