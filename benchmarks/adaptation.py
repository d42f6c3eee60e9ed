"""What adaptation brings, and what it costs, on sentence pairs from files.

python benchmarks/adaptation.py topic PAIRS.tsv.zst TAG [--reverse]     # pairs about one subject improve its texts
python benchmarks/adaptation.py mismatch PAIRS.tsv.zst TAG SUBJECT OTHER  # pairs of a wrong subject do little harm
python benchmarks/adaptation.py increment ENGINE PAIRS.tsv.zst TAG      # milliseconds to learn one pair

PAIRS has lines `document<TAB>English<TAB>translation`, compressed by zstd or not; SUBJECT and OTHER are what the names
of its documents begin with. Nothing of the held-out sentences, nor nearly the same (90 % fuzzy match), is learnt from.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import statistics
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from amts.adaptation.makers import Trained
from amts.adaptation.protocol import Task
from amts.adaptation.repair import Repair
from amts.engines.phrase.engine import PhraseEngine
from amts.engines.phrase.trainer import PhraseTrainer
from amts.engines.wrappers import answered
from amts.evaluation.significance import compare
from amts.mining.text import read_segment
from amts.parallel.near_duplicates import NearDuplicates
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.placeholders import collapsed, matched, unmask
from amts.records import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.engines.protocol import Engine

MACHINE_LEARNING = re.compile(
    r"\b(machine learning|deep learning|neural networks?|gradients?|tensors?|classifiers?|regression|embeddings?|"
    r"hyperparameters?|overfitting|loss functions?|training (?:data|set|examples|step)|fine-tun\w+|convolution\w*|"
    r"transformers?|tokenizers?|epochs?|backpropagation|reinforcement learning|pretrained|inference)\b",
    re.IGNORECASE,
)
TEST = 400
# Of the general pairs: less than by default, so that a case takes some minutes.
WORDS = 250_000
CACHE = Path("build/adaptation")
Row = tuple[str, str, str]


def rows(path: Path) -> list[Row]:
    content = (
        subprocess.run(["zstdcat", path], capture_output=True, check=True).stdout
        if path.suffix == ".zst"
        else path.read_bytes()
    )
    lines = (line.split("\t") for line in content.decode().split("\n"))
    return [(line[0], line[1], line[2]) for line in lines if len(line) == 3]


def pairs(found: list[Row], tags: tuple[str, str]) -> Iterator[Pair]:
    for document, english, other in found:
        texts = (english, other) if tags[0] == "en" else (other, english)
        source = read_segment(texts[0], tags[0])
        yield Pair(source, matched(source, read_segment(texts[1], tags[1])), document=document)


def held_out(found: list[Row]) -> tuple[list[Row], list[Row]]:
    """Split rows into a test set of sentences and the rest, without what is, or nearly is, in the test set."""
    order = sorted(set(found), key=lambda row: hashlib.sha256(row[1].encode()).digest())
    test = [row for row in order if 6 <= len(row[1].split()) <= 40][:TEST]
    near = NearDuplicates(row[1] for row in test)
    return test, [row for row in order if not near.of(row[1])]


def gain(test: list[Row], own: list[Row], base: list[Row], tags: tuple[str, str]) -> None:
    """Print the score of the plain and of the adapted engine on the test set."""
    exam = list(pairs(test, tags))
    lesson = list(pairs(own, tags))
    segments = [collapsed(pair.source) for pair in exam]
    near = NearDuplicates(pair.source.text for pair in exam)
    index = Retriever(PairIndex(lesson))
    task = Task(segments, lesson, index, *tags, CACHE, barred=lambda pair: bool(near.of(pair.source.text)))
    maker = Trained(PhraseTrainer(), lambda: pairs(base, tags), (Repair(),), WORDS)
    outputs = []
    for name, make in (("plain", maker.plain), ("adapted", lambda task: maker.customised(task))):
        started = time.perf_counter()
        made = make(task)
        engine: Engine = getattr(made, "engine", made)
        outputs.append([unmask(answer.segment) for answer in answered(engine, segments)])
        print(f"{name}: {time.perf_counter() - started:.0f} s", *map(str, getattr(made, "verdicts", ())), sep="; ")
    human = [unmask(pair.target) for pair in exam]
    found = compare(outputs[0], outputs[1], human, tags[1], names=("plain", "adapted"))
    low, high = found.interval
    print(
        f"{tags[0]} to {tags[1]}, {len(exam)} sentences, {len(lesson):,} pairs: BLEU plain {found.baseline:.1f}, "
        f"adapted {found.system:.1f} ({found.relative:+.1%}; 95 % interval {low:+.2f} to {high:+.2f}, "
        f"p = {found.p_value:.3f})"
    )


def topic(path: Path, tags: tuple[str, str]) -> None:
    found = rows(path)
    about = [row for row in found if MACHINE_LEARNING.search(row[1])]
    others = [row for row in found if not MACHINE_LEARNING.search(row[1])]
    test, own = held_out(about)
    gain(test, own, others, tags)


def mismatch(path: Path, tags: tuple[str, str], subject: str, other: str) -> None:
    found = rows(path)
    test, rest = held_out([row for row in found if row[0].startswith(subject)])
    near = NearDuplicates(row[1] for row in test)
    own = [row for row in found if row[0].startswith(other) and not near.of(row[1])]
    base = [row for row in found if not row[0].startswith((subject, other))]
    print(f"texts of {subject}, {len(rest):,} pairs of it not used, pairs of {other}:")
    gain(test, own[:10_000], base, tags)


def increment(folder: Path, path: Path, tags: tuple[str, str]) -> None:
    engine = PhraseEngine(folder)
    found = list(pairs(rows(path)[:300], tags))
    engine.translate([found[0].source])
    times = []
    for pair in found:
        started = time.perf_counter()
        engine.learn(pair)
        times.append(1000 * (time.perf_counter() - started))
    ninetieth = statistics.quantiles(times, n=10)[-1]
    print(f"{len(times)} pairs: median {statistics.median(times):.1f} ms, 90 % within {ninetieth:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["topic", "mismatch", "increment"])
    parser.add_argument("arguments", nargs="+")
    parser.add_argument("--reverse", action="store_true", help="into English")
    options = parser.parse_args()
    *paths, last = options.arguments
    if options.what == "mismatch":
        path, tag, subject, other = options.arguments
        mismatch(Path(path), _tags(tag, reverse=options.reverse), subject, other)
    elif options.what == "topic":
        topic(Path(paths[0]), _tags(last, reverse=options.reverse))
    else:
        increment(Path(paths[0]), Path(paths[1]), _tags(last, reverse=options.reverse))


def _tags(tag: str, *, reverse: bool) -> tuple[str, str]:
    return (tag, "en") if reverse else ("en", tag)


if __name__ == "__main__":
    main()
