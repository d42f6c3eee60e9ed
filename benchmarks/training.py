"""How fast the trainer is beside a plain `transformers.Trainer` loop: the same model, pairs and machine, in one run.

python benchmarks/training.py [--corpus FOLDER --vocabulary FOLDER] [--size small] [--updates 10] [--rounds 3]

Without a corpus, pairs are made up whose lengths are spread as in documentation. Both loops take turns. The plain one
is what the library does by itself: batches of as many random pairs as have the same number of tokens on the average,
32-bit weights, its own attention, fused AdamW, label smoothing. Told are target tokens a second, padding left aside, by
the clock and by the processor's time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import quiet
from amts.training.encoded import EncodedCorpus, write_corpus
from amts.training.trainer import Fresh, TrainerSettings, train
from amts.training.trainer.model import make_model

if TYPE_CHECKING:
    from collections.abc import Callable

    Measured = tuple[float, float]

TOKENS = 8000
# Updates at the beginning that are not timed.
WARM_UP = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--vocabulary", type=Path)
    parser.add_argument("--size", default="small")
    parser.add_argument("--updates", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        corpus, vocabulary = made_up(Path(temporary))
        if options.corpus:
            corpus, vocabulary = EncodedCorpus.open(options.corpus), options.vocabulary
        settings = TrainerSettings(
            steps=WARM_UP + options.updates, log_every=WARM_UP, batch_tokens=options.batch_tokens, bleu_pairs=0,
            validate_every=0, threads=options.threads,
        )  # fmt: skip
        loops: dict[str, Callable[[int], Measured]] = {
            "ours": lambda number: ours(Path(temporary), number, corpus, vocabulary, options.size, settings),
            "ours, float32": lambda number: ours(
                Path(temporary), number, corpus, vocabulary, options.size, replace(settings, precision="float32")
            ),
            "plain Trainer": lambda number: plain(Path(temporary), number, corpus, vocabulary, options.size, settings),
        }
        found: dict[str, list[Measured]] = {name: [] for name in loops}
        for number in range(options.rounds):
            for name, loop in loops.items():
                found[name].append(loop(number))
                print(f"round {number + 1}, {name}: {found[name][-1][0]:,.0f} a second", flush=True)
    tell(found)


def tell(found: dict[str, list[Measured]]) -> None:
    """Print the median of the rounds, and the median of the rounds' ratios."""
    print(f"{'loop':15} {'target tokens/s':>15} {'by processor time':>18} {'times plain':>12}")
    for name, rounds in found.items():
        clock, processor = (statistics.median(each[place] for each in rounds) for place in (0, 1))
        ratio = statistics.median(
            mine[0] / theirs[0] for mine, theirs in zip(rounds, found["plain Trainer"], strict=True)
        )
        print(f"{name:15} {clock:15,.0f} {processor:18,.0f} {ratio:12.2f}")


def ours(
    root: Path, number: int, corpus: EncodedCorpus, vocabulary: Path, size: str, settings: TrainerSettings
) -> Measured:
    """Return the target tokens a second of our trainer."""
    folder = root / f"ours-{settings.precision}-{number}"
    clock: list[Measured] = []
    held_out = write_corpus(root / "held-out", [(corpus.sources[0], corpus.targets[0])])
    report = train(
        folder, Fresh(size), corpus, held_out, replace(settings, seed=number), vocabulary,
        lambda _told: clock.append((time.perf_counter(), time.process_time())),
    )  # fmt: skip
    first = int((folder / "log.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[2])
    return per_second(report.target_tokens - first, clock[WARM_UP - 1], clock[-1])


def plain(
    root: Path, number: int, corpus: EncodedCorpus, vocabulary: Path, size: str, settings: TrainerSettings
) -> Measured:
    """Return the target tokens a second of the library's loop."""
    import torch
    import transformers

    lengths = (corpus.sources.lengths + corpus.targets.lengths).mean()
    batch = max(1, round(settings.batch_tokens / float(lengths)))
    chance = random.Random(number)
    chosen = [chance.randrange(len(corpus)) for _ in range(batch * settings.steps)]
    examples = [
        {"input_ids": corpus.sources[each].tolist(), "labels": corpus.targets[each].tolist()} for each in chosen
    ]
    clock: list[Measured] = []
    tokens: list[int] = []

    def collate(rows: list[dict[str, list[int]]]) -> dict[str, Any]:
        tokens.append(sum(len(row["labels"]) for row in rows))
        return collated(rows)

    class Clock(transformers.TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            clock.append((time.perf_counter(), time.process_time()))

    if settings.threads:
        torch.set_num_threads(settings.threads)
    with quiet():
        trainer = transformers.Trainer(
            model=make_model(Fresh(size), vocabulary, number),
            args=transformers.TrainingArguments(
                output_dir=str(root / "plain"), per_device_train_batch_size=batch, max_steps=settings.steps,
                label_smoothing_factor=settings.label_smoothing, save_strategy="no", report_to=[], disable_tqdm=True,
                logging_strategy="no", seed=number,
            ),
            train_dataset=examples, data_collator=collate, callbacks=[Clock()],
        )  # fmt: skip
        trainer.train()
    return per_second(sum(tokens[WARM_UP : settings.steps]), clock[WARM_UP - 1], clock[-1])


def collated(examples: list[dict[str, list[int]]]) -> dict[str, Any]:
    """Return a batch padded to its longest pair, as the library's own collator does."""
    import torch

    def padded(name: str, filler: int) -> Any:
        longest = max(len(each[name]) for each in examples)
        return torch.tensor([each[name] + [filler] * (longest - len(each[name])) for each in examples])

    sources, labels = padded("input_ids", 1), padded("labels", -100)
    before = torch.full_like(labels[:, :1], 2)
    inputs = torch.cat([before, labels[:, :-1].masked_fill(labels[:, :-1] == -100, 1)], dim=1)
    return {
        "input_ids": sources, "attention_mask": (sources != 1).long(), "labels": labels, "decoder_input_ids": inputs
    }  # fmt: skip


def per_second(tokens: int, begin: Measured, end: Measured) -> Measured:
    return tokens / (end[0] - begin[0]), tokens / (end[1] - begin[1])


def made_up(root: Path) -> tuple[EncodedCorpus, Path]:
    """Return random pairs whose lengths are spread as in documentation, and their vocabulary."""
    chance = random.Random(1)
    names = ["<s>", "<pad>", "</s>", "<unk>", *(f"t{number}" for number in range(4, TOKENS))]
    (root / "vocab.json").write_text(json.dumps({name: number for number, name in enumerate(names)}))

    def side(length: int) -> list[int]:
        return [*(chance.randrange(5, TOKENS) for _ in range(length)), 2]

    lengths = [min(120, max(2, round(chance.lognormvariate(2.8, 0.7)))) for _ in range(20_000)]
    pairs = [([4, *side(length)], side(max(1, round(length * chance.uniform(0.7, 1.1))))) for length in lengths]
    return write_corpus(root / "made-up", pairs), root


if __name__ == "__main__":
    main()
