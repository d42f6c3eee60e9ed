"""What demanding terms costs and brings: five articles of D2L, translated with and without its own terminology.

python benchmarks/terminology.py PATH/TO/d2l              # en to zh: terminology accuracy, BLEU and chrF2++ of each way
python benchmarks/terminology.py PATH/TO/d2l --reverse    # zh to en
python benchmarks/terminology.py PATH/TO/d2l --speed      # look-up of 10,000 terms in 10,000 sentences
"""

from __future__ import annotations

import argparse
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from amts.adaptation.customise import MEMORY_CONFIDENCE
from amts.alignment.paths import parse_template
from amts.engines.phrase.trainer import PhraseTrainer
from amts.engines.terminology import Terms, Way
from amts.engines.wrappers import Remembering
from amts.evaluation.metrics import score
from amts.evaluation.significance import compare
from amts.evaluation.terminology import report_terms
from amts.experiments.holdout import select
from amts.experiments.leakage import HeldOut, without_leaks
from amts.experiments.references import find_references, translations
from amts.mining.book import Book, entries, read_book
from amts.parallel.memory import TranslationMemory
from amts.parallel.terminology.files import read_terminology
from amts.parallel.terminology.glossary import Glossary
from amts.parallel.terminology.terms import Term, terms_between
from amts.placeholders import concatenated
from amts.progress import silent
from amts.records import Level, Segment
from amts.segments.masks import mask
from amts.translation.document import translate_document

if TYPE_CHECKING:
    from amts.engines.protocol import Engine
    from amts.experiments.references import Reference
    from amts.records import Pair

HELD_OUT = ("approx-training", "bert-dataset", "language-models-and-dataset", "machine-translation-and-dataset",
            "sentiment-analysis-and-dataset")  # fmt: skip
WAYS = {"annotation": (Way.ANNOTATE,), "replacement": (Way.REPLACE,), "both": (Way.ANNOTATE, Way.REPLACE)}
MANY = 10_000


class Exam:
    """The held-out articles with their references, the rest of the book as pairs, and the book's terminology."""

    def __init__(self, folder: Path, source: str, target: str) -> None:
        self.tags = source, target
        names = {"en": "{stem}_origin.md", "zh": "{stem}.md"}
        found = entries(folder / "zh", parse_template(f"{names[source]}={names[target]}"))
        held, rest = select(found, HELD_OUT)
        book = read_book([*held, *rest], *self.tags)
        count = len(held)
        learnt = Book(book.documents[count:], book.bitexts[count:]).align(*self.tags)
        pairs, _ = without_leaks(learnt.pairs, HeldOut(book.bitexts[:count], source))
        self.pairs: list[Pair] = [pair for pair in pairs if pair.level is Level.SENTENCE]
        self.documents = book.documents[:count]
        self.references, _ = find_references(book, count, *self.tags, silent)
        read = read_terminology(folder / "zh" / "TERMINOLOGY.md", ("en", "zh"), both_ways=True)
        self.glossary = Glossary(terms_between(read.terminology, *self.tags), *self.tags)

    def translated(self, engine: Engine) -> list[str]:
        done = [translate_document(document, format_, engine, *self.tags) for document, format_ in self.documents]
        return translations(done, self.references)

    def terms(self, texts: list[str]) -> str:
        sources = {"all": [self._masked(each) for each in self.references]}
        report = report_terms(sources, {"all": texts}, self.glossary.check)
        return f"{len(report.applied):4} of {len(report.uses)} terms ({len(report.applied) / len(report.uses):.1%})"

    def _masked(self, reference: Reference) -> Segment:
        blocks = [self.documents[reference.document][0].blocks[index] for index in reference.blocks]
        segments = [mask(block) for block in blocks if block.text]
        return concatenated(segments, ["\n"] * len(segments))


def measure(exam: Exam, cache: Path) -> None:
    trained = PhraseTrainer().train(exam.pairs, *exam.tags, cache)
    memory = TranslationMemory(pair for pair in exam.pairs if pair.confidence >= MEMORY_CONFIDENCE)
    human = [each.text for each in exam.references]
    print(f"{'people':12} {exam.terms(human)}")
    plain: list[str] = []
    for name, ways in {"plain": (), **WAYS}.items():
        started = time.perf_counter()
        texts = exam.translated(Remembering(Terms(trained, exam.glossary, ways), memory.exact))
        seconds = time.perf_counter() - started
        plain = plain or texts
        bleu, chrf, _ = score(texts, human, exam.tags[1])
        against = compare(plain, texts, human, exam.tags[1])
        print(f"{name:12} {exam.terms(texts)}, BLEU {bleu.value:.2f} ({against.difference:+.2f}, 95 % interval "
              f"{against.interval[0]:+.2f} to {against.interval[1]:+.2f}), chrF2++ {chrf.value:.2f}, "
              f"{seconds:.0f} s", flush=True)  # fmt: skip


def measure_speed(exam: Exam) -> None:
    chance = random.Random(0)
    words = sorted({word for pair in exam.pairs for word in re.findall("[a-z]{3,}", pair.source.text)})
    names = {" ".join(chance.choices(words, k=chance.randint(1, 3))) for _ in range(MANY + MANY // 10)}
    terms = [Term(name, "词") for name in sorted(names)[:MANY]]
    segments = [pair.source for pair in exam.pairs[:MANY]]
    started = time.process_time()
    glossary = Glossary(terms, *exam.tags)
    built = time.process_time()
    found = sum(len(glossary.demands(segment)) for segment in segments)
    seconds = time.process_time() - built
    print(f"{len(terms):,} terms: built in {built - started:.2f} s; {found:,} found in {len(segments):,} sentences in "
          f"{seconds:.2f} s CPU ({1e6 * seconds / len(segments):.0f} microseconds a sentence)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder that has zh/TERMINOLOGY.md")
    parser.add_argument("--reverse", action="store_true", help="from zh to en")
    parser.add_argument("--speed", action="store_true", help="measure the look-up only")
    parser.add_argument("--cache", type=Path, default=Path(".amts/cache/engines"), help="a folder for trained engines")
    arguments = parser.parse_args()
    exam = Exam(arguments.folder, *(("zh", "en") if arguments.reverse else ("en", "zh")))
    if arguments.speed:
        measure_speed(exam)
    else:
        measure(exam, arguments.cache)


if __name__ == "__main__":
    main()
