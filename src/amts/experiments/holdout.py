"""The proof: held-out documents, translated by engines that have never seen them, against their human translations.

Two arms learn from the same documents, one from pairs of paragraphs and one from pairs of sentences.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.engines.wrappers import Remembering
from amts.errors import InputError
from amts.evaluation.metrics import score_documents
from amts.evaluation.result import Arm, Evaluation, Example
from amts.evaluation.significance import compare
from amts.experiments.leakage import without_leaks
from amts.experiments.references import find_references, translations
from amts.mining.book import Book, read_book
from amts.mining.names import find_entries
from amts.parallel.memory import TranslationMemory
from amts.progress import silent, track
from amts.records import Level
from amts.translation.document import translate_document
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.documents.protocol import Format
    from amts.engines.protocol import Engine, Trainer
    from amts.evaluation.result import Fact
    from amts.evaluation.significance import Comparison
    from amts.experiments.references import Reference
    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.records import Document, Pair
    from amts.translation.document import TranslatedDocument

    Outputs = dict[str, tuple[TranslatedDocument, ...]]

# Pairs less sure than this teach the engine but are not reused word for word.
MEMORY_CONFIDENCE = 0.9
_DESCRIPTIONS = {
    Level.PARAGRAPH: "learnt from pairs of paragraphs",
    Level.SENTENCE: "learnt from pairs of sentences",
}


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a hold-out evaluation found, and the translated documents of each arm."""

    evaluation: Evaluation
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class _Exam:
    """What all arms have in common: the held-out documents, their human translations, how engines are made."""

    names: tuple[str, ...]
    documents: tuple[tuple[Document, Format], ...]
    references: tuple[Reference, ...]
    source_tag: str
    target_tag: str
    trainer: Trainer
    cache: Path
    progress: Progress

    def by_document(self, texts: Sequence[str]) -> dict[str, list[str]]:
        """Sort one text for each reference by the documents that they belong to."""
        grouped: dict[str, list[str]] = {self.names[reference.document]: [] for reference in self.references}
        for text, reference in zip(texts, self.references, strict=True):
            grouped[self.names[reference.document]].append(text)
        return grouped


def select(entries: Sequence[Entry], names: Sequence[str]) -> tuple[list[Entry], list[Entry]]:
    """Split the translated documents into held-out ones and the rest.

    Args:
        entries: all documents of a book.
        names: names of documents, or the last parts of them.

    Raises:
        InputError: a name matches no document, more than one, or one without a translation; or nothing is left to
            learn from.
    """
    held = find_entries(entries, names)
    for entry in held:
        if not entry.translated:
            msg = f"{entry.name} cannot be held out, because it has no translation to score against: {entry.target}"
            raise InputError(msg)
    rest = [entry for entry in entries if entry.translated and entry not in held]
    if not rest:
        msg = f"all {len(held)} translated documents are held out: leave some to learn from"
        raise InputError(msg)
    return held, rest


def labels(entries: Sequence[Entry]) -> list[str]:
    """Return what documents are called in a report: the last parts of their names if those are different."""
    short = [entry.name.rsplit("/", 1)[-1].removesuffix(".md") for entry in entries]
    return short if len(set(short)) == len(short) else [entry.name for entry in entries]


def evaluate(
    held_out: Sequence[Entry],
    rest: Sequence[Entry],
    source_tag: str,
    target_tag: str,
    trainer: Trainer,
    cache: Path,
    progress: Progress = silent,
    levels: Sequence[Level] = (Level.PARAGRAPH, Level.SENTENCE),
) -> Experiment:
    """Learn from the rest of a book, translate the held-out documents, and score them.

    Args:
        held_out: the documents to translate and score.
        rest: the documents to learn from.
        source_tag: the language translated from.
        target_tag: the language translated into.
        trainer: makes an engine out of pairs.
        cache: a folder for trained engines.
        progress: told about all steps.
        levels: the arms.

    Raises:
        DataError: there are too few pairs to learn from, or nothing to score.
    """
    count = len(held_out)
    book = read_book([*held_out, *rest], source_tag, target_tag, progress)
    learnt = Book(book.documents[count:], book.bitexts[count:]).align(source_tag, target_tag, progress)
    pairs, leakage = without_leaks(learnt.pairs, book.bitexts[:count], source_tag)
    references, unscored = find_references(book, count, source_tag, target_tag, progress)
    exam = _Exam(tuple(labels(held_out)), book.documents[:count], tuple(references), source_tag, target_tag,
                 trainer, cache, progress)  # fmt: skip
    runs = {level: _run_arm(exam, level, [pair for pair in pairs if pair.level is level]) for level in levels}
    arms = tuple(arm for arm, _ in runs.values())
    outputs = {level.value: documents for level, (_, documents) in runs.items()}
    texts = {name: translations(documents, references) for name, documents in outputs.items()}
    evaluation = Evaluation(
        title="Held-out documents: " + ", ".join(exam.names),
        source_language=source_tag,
        target_language=target_tag,
        arms=arms,
        comparisons=_comparisons(exam, texts),
        leakage=leakage,
        unscored=dict(unscored),
        examples=_examples(exam, texts, outputs),
        signature=_signature(arms, held_out),
    )
    return Experiment(evaluation, outputs)


def _run_arm(exam: _Exam, level: Level, pairs: Sequence[Pair]) -> tuple[Arm, tuple[TranslatedDocument, ...]]:
    started = time.perf_counter()
    trained = exam.trainer.train(pairs, exam.source_tag, exam.target_tag, exam.cache, exam.progress)
    train_seconds = time.perf_counter() - started
    memory = TranslationMemory(pair for pair in pairs if pair.confidence >= MEMORY_CONFIDENCE)
    started = time.perf_counter()
    documents = _translated(exam, level, Remembering(trained, memory.exact))
    seconds = time.perf_counter() - started
    words = sum(count_words(block.source, exam.source_tag) for document in documents for block in document.blocks)
    origins = Counter(origin for document in documents for block in document.blocks for origin in block.origins)
    facts: dict[str, Fact] = {
        "pairs": len(pairs),
        "memory": len(memory),
        "train_seconds": round(train_seconds, 1),
        "words_per_second": round(words / seconds),
        "engine": trained.signature,
        **{f"sentences_from_{origin}": count for origin, count in sorted(origins.items())},
    }
    corpus, by_document = score_documents(
        exam.by_document(translations(documents, exam.references)),
        exam.by_document([each.text for each in exam.references]),
        exam.target_tag,
    )
    return Arm(level.value, _DESCRIPTIONS[level], corpus, by_document, facts), documents


def _translated(exam: _Exam, level: Level, engine: Engine) -> tuple[TranslatedDocument, ...]:
    work = track(exam.documents, f"translate ({level} pairs)", len(exam.documents), exam.progress)
    return tuple(
        translate_document(document, format_, engine, exam.source_tag, exam.target_tag) for document, format_ in work
    )


def _comparisons(exam: _Exam, texts: dict[str, list[str]]) -> tuple[Comparison, ...]:
    """Compare each arm with the one before it."""
    human = [reference.text for reference in exam.references]
    return tuple(
        compare(texts[baseline], texts[system], human, exam.target_tag, names=(baseline, system))
        for baseline, system in pairwise(texts)
    )


def _examples(exam: _Exam, texts: dict[str, list[str]], outputs: Outputs) -> tuple[Example, ...]:
    origins = {
        arm: [{block.index: block.origins for block in document.blocks} for document in documents]
        for arm, documents in outputs.items()
    }
    return tuple(
        Example(
            exam.names[reference.document],
            reference.source,
            reference.text,
            {arm: lines[number] for arm, lines in texts.items()},
            {arm: _named_origins(found[reference.document], reference) for arm, found in origins.items()},
        )
        for number, reference in enumerate(exam.references)
    )


def _named_origins(origins: dict[int, tuple[str, ...]], reference: Reference) -> str:
    return " ".join(dict.fromkeys(origin for index in reference.blocks for origin in origins.get(index, ())))


def _signature(arms: Sequence[Arm], held_out: Sequence[Entry]) -> str:
    """Return what makes these numbers: engines, held-out texts, versions."""
    digest = hashlib.sha256()
    for entry in held_out:
        digest.update(entry.source.read_bytes() + b"\0" + entry.target.read_bytes())
    engines = ",".join(str(arm.facts["engine"]) for arm in arms)
    return f"amts:{version('amts')}|engines:{engines}|held-out:{digest.hexdigest()[:12]}"
