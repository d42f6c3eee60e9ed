"""The proof: held-out documents, translated by engines that have never seen them, against their human translations.

Each arm is an engine of its own: without the parallel data, or adapted to pairs of paragraphs or of sentences.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise
from operator import eq
from typing import TYPE_CHECKING

from amts.adaptation.customise import Customised
from amts.adaptation.explanation import explained
from amts.adaptation.protocol import Task
from amts.engines.terminology import Terms
from amts.errors import InputError
from amts.evaluation.metrics import score_documents
from amts.evaluation.result import PLAIN, Arm, Evaluation, Example
from amts.evaluation.significance import compare
from amts.experiments.arms import ADAPTED
from amts.experiments.leakage import HeldOut, without_leaks
from amts.experiments.references import find_references, translations
from amts.mining.book import Book, read_book, segments
from amts.mining.names import find_entries
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.progress import silent, track
from amts.translation.document import translate_document
from amts.translation.terms import term_report
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from amts.adaptation.makers import Maker
    from amts.documents.protocol import Format
    from amts.engines.protocol import Engine
    from amts.evaluation.result import Fact
    from amts.evaluation.significance import Comparison
    from amts.experiments.arms import Plan
    from amts.experiments.references import Reference
    from amts.mining.book import Entry
    from amts.parallel.terminology.glossary import Glossary
    from amts.progress import Progress
    from amts.records import Document, Match, Pair, Segment, Translation
    from amts.translation.document import TranslatedDocument

    Outputs = dict[str, tuple[TranslatedDocument, ...]]


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
    segments: tuple[Segment, ...]
    references: tuple[Reference, ...]
    source_tag: str
    target_tag: str
    maker: Maker
    cache: Path
    progress: Progress
    glossary: Glossary | None
    barred: Callable[[Pair], bool]

    def task(self, pairs: Sequence[Pair]) -> Task:
        """Return what an arm has to translate, and what it can learn from."""
        index = Retriever(PairIndex(pairs, progress=self.progress)).in_context(self.segments)
        tags = self.source_tag, self.target_tag
        return Task(self.segments, pairs, index, *tags, self.cache, self.progress, self.barred)

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
    maker: Maker,
    cache: Path,
    progress: Progress = silent,
    plans: Sequence[Plan] = ADAPTED,
    glossary: Glossary | None = None,
) -> Experiment:
    """Learn from the rest of a book, translate the held-out documents, and score them.

    Args:
        held_out: the documents to translate and score.
        rest: the documents to learn from.
        source_tag: the language translated from.
        target_tag: the language translated into.
        maker: makes the engines.
        cache: a folder for trained engines.
        progress: told about all steps.
        plans: the arms, baseline first.
        glossary: the terms that all arms must have.

    Raises:
        DataError: there are too few pairs to learn from, or nothing to score.
    """
    count = len(held_out)
    book = read_book([*held_out, *rest], source_tag, target_tag, progress)
    learnt = Book(book.documents[count:], book.bitexts[count:]).align(source_tag, target_tag, progress)
    away = HeldOut(book.bitexts[:count], source_tag)
    pairs, leakage = without_leaks(learnt.pairs, away)
    references, unscored = find_references(book, count, source_tag, target_tag, progress)
    at_hand = segments(passage for bitext in book.bitexts[:count] for passage in bitext.source)
    exam = _Exam(tuple(labels(held_out)), book.documents[:count], tuple(at_hand), tuple(references),
                 source_tag, target_tag, maker, cache, progress, glossary, away.bars)  # fmt: skip
    runs = {plan.name: _run_arm(exam, plan, plan.pairs(pairs)) for plan in plans}
    arms = tuple(arm for arm, _ in runs.values())
    outputs = {name: documents for name, (_, documents) in runs.items()}
    texts = {name: translations(documents, references) for name, documents in outputs.items()}
    _count_untouched(arms, texts)
    evaluation = Evaluation(
        title="Held-out documents: " + ", ".join(exam.names),
        source_language=source_tag,
        target_language=target_tag,
        arms=arms,
        comparisons=_comparisons(exam, texts),
        leakage=replace(leakage, shared_base=len(away.barred)),
        unscored=dict(unscored),
        examples=_examples(exam, texts, outputs),
        signature=_signature(arms, held_out),
    )
    return Experiment(evaluation, outputs)


def _run_arm(exam: _Exam, plan: Plan, pairs: Sequence[Pair]) -> tuple[Arm, tuple[TranslatedDocument, ...]]:
    started = time.perf_counter()
    task = exam.task(pairs)
    made = _made(exam, plan, task)
    made_seconds = time.perf_counter() - started
    started = time.perf_counter()
    engine = Terms(made.engine, exam.glossary) if exam.glossary else made.engine
    documents = _translated(exam, plan, engine)
    seconds = time.perf_counter() - started
    documents = tuple(each.with_sentences(explained(each.sentences, task.index)) for each in documents)
    words = sum(count_words(block.source, exam.source_tag) for document in documents for block in document.blocks)
    origins = Counter(origin for document in documents for block in document.blocks for origin in block.origins)
    facts: dict[str, Fact] = {
        "pairs": len(pairs),
        "train_seconds": round(made_seconds, 1),
        "translate_seconds": round(seconds, 1),
        "words_per_second": round(words / seconds),
        "engine": engine.signature,
        **{f"sentences_from_{origin}": count for origin, count in sorted(origins.items())},
        **{f"strategy_{each.strategy}": str(each) for each in made.verdicts},
        **_term_facts(exam.glossary, documents),
    }
    corpus, by_document = score_documents(
        exam.by_document(translations(documents, exam.references)),
        exam.by_document([each.text for each in exam.references]),
        exam.target_tag,
    )
    return Arm(plan.name, plan.description, corpus, by_document, facts), documents


def _made(exam: _Exam, plan: Plan, task: Task) -> Customised:
    if plan.level is None:
        plain = exam.maker.plain(task if plan.chosen else replace(task, segments=()))
        return Customised(plain, plain)
    return exam.maker.customised(task)


def _term_facts(glossary: Glossary | None, documents: Sequence[TranslatedDocument]) -> dict[str, Fact]:
    """Return how many terms are called what the terminology demands, and which are not."""
    if glossary is None:
        return {}
    report = term_report(documents, glossary)
    missed = Counter(f"{use.source} = {use.target}" for use in report.missed)
    return {
        "terms_applied": len(report.applied),
        "terms_missed": len(report.missed),
        "terms_missed_most": "; ".join(f"{term} ({count})" for term, count in missed.most_common(5)),
    }


def _translated(exam: _Exam, plan: Plan, engine: Engine) -> tuple[TranslatedDocument, ...]:
    work = track(exam.documents, f"translate ({plan.name})", len(exam.documents), exam.progress)
    return tuple(
        translate_document(document, format_, engine, exam.source_tag, exam.target_tag) for document, format_ in work
    )


def _comparisons(exam: _Exam, texts: dict[str, list[str]]) -> tuple[Comparison, ...]:
    """Compare each arm with the first one, the last before all others, and with that before it."""
    human = [reference.text for reference in exam.references]
    names = list(texts)
    with_first = [(names[0], name) for name in (names[-1], *names[1:-1])] if len(names) > 1 else []
    couples = dict.fromkeys([*with_first, *pairwise(names)])
    return tuple(
        compare(texts[baseline], texts[system], human, exam.target_tag, names=(baseline, system))
        for baseline, system in couples
    )


def _count_untouched(arms: Sequence[Arm], texts: dict[str, list[str]]) -> None:
    """Note how many segments each arm translates just like the one without adaptation, if that is there."""
    for arm in arms:
        if PLAIN in texts and arm.name != PLAIN:
            arm.facts["segments_as_plain"] = sum(map(eq, texts[PLAIN], texts[arm.name]))


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
            {arm: _matches(documents[reference.document], reference) for arm, documents in outputs.items()},
            {arm: _engines(documents[reference.document], reference) for arm, documents in outputs.items()},
        )
        for number, reference in enumerate(exam.references)
    )


def _named_origins(origins: dict[int, tuple[str, ...]], reference: Reference) -> str:
    return " ".join(dict.fromkeys(origin for index in reference.blocks for origin in origins.get(index, ())))


def _matches(document: TranslatedDocument, reference: Reference) -> tuple[Match, ...]:
    """Return the pairs behind the sentences of a reference, each once."""
    return tuple(dict.fromkeys(match for each in _sentences(document, reference) for match in each.matches))


def _engines(document: TranslatedDocument, reference: Reference) -> tuple[str, ...]:
    """Return the engines that made the sentences of a reference, each once."""
    return tuple(dict.fromkeys(each.engine for each in _sentences(document, reference) if each.engine))


def _sentences(document: TranslatedDocument, reference: Reference) -> Iterator[Translation]:
    for block in document.blocks:
        if block.index in reference.blocks:
            yield from (translation for _, translation in block.sentences)


def _signature(arms: Sequence[Arm], held_out: Sequence[Entry]) -> str:
    """Return what makes these numbers: engines, held-out texts, versions."""
    digest = hashlib.sha256()
    for entry in held_out:
        digest.update(entry.source.read_bytes() + b"\0" + entry.target.read_bytes())
    engines = ",".join(str(arm.facts["engine"]) for arm in arms)
    return f"amts:{version('amts')}|engines:{engines}|held-out:{digest.hexdigest()[:12]}"
