"""The proof: held-out documents, translated by engines that have never seen them, against their human translations.

Two arms learn from the same documents, one from pairs of paragraphs and one from pairs of sentences.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.engines.wrappers import Remembering
from amts.errors import DataError, InputError
from amts.evaluation.metrics import score_documents
from amts.evaluation.result import Arm, Evaluation, Example, Leakage
from amts.evaluation.significance import compare
from amts.mining.book import Book, read_book
from amts.parallel.memory import TranslationMemory
from amts.progress import silent, track
from amts.records import BlockKind, Level
from amts.translation.document import has_words, translate_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amts.engines.protocol import Engine, Trainer
    from amts.evaluation.significance import Comparison
    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.records import Pair
    from amts.translation.document import TranslatedDocument

# Pairs less sure than this teach the engine but are not reused word for word.
MEMORY_CONFIDENCE = 0.9
# A sentence of so few words ("Discussions", "Why or why not?") may stand in any document.
BOILERPLATE_WORDS = 4
_DESCRIPTIONS = {
    Level.PARAGRAPH: "learnt from pairs of paragraphs",
    Level.SENTENCE: "learnt from pairs of sentences",
}


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a hold-out evaluation found, and the translated documents of each arm."""

    evaluation: Evaluation
    outputs: dict[str, tuple[TranslatedDocument, ...]]


@dataclass(frozen=True, slots=True)
class _Reference:
    """A run of source blocks with the human translation of it."""

    document: int
    blocks: range
    source: str
    text: str


def select(entries: Sequence[Entry], names: Sequence[str]) -> tuple[list[Entry], list[Entry]]:
    """Split the translated documents into held-out ones and the rest.

    Args:
        entries: all documents of a book.
        names: names of documents, or the last parts of them.

    Raises:
        InputError: a name matches no translated document, or more than one; or nothing is left to learn from.
    """
    translated = [entry for entry in entries if entry.translated]
    held = [_named(translated, name) for name in dict.fromkeys(names)]
    rest = [entry for entry in translated if entry not in held]
    if not rest:
        msg = f"all {len(translated)} translated documents are held out: leave some to learn from"
        raise InputError(msg)
    return held, rest


def labels(entries: Sequence[Entry]) -> list[str]:
    """Return what documents are called in a report: the last parts of their names if those are different."""
    short = [entry.name.rsplit("/", 1)[-1].removesuffix(".md") for entry in entries]
    return short if len(set(short)) == len(short) else [entry.name for entry in entries]


def _named(entries: Sequence[Entry], name: str) -> Entry:
    found = [entry for entry in entries if name in (entry.name, entry.name.rsplit("/", 1)[-1])] or [
        entry for entry in entries if name == entry.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    ]
    if len(found) == 1:
        return found[0]
    if found:
        msg = f"held-out name {name!r} matches {len(found)} documents: use one of {', '.join(e.name for e in found)}"
        raise InputError(msg)
    near = get_close_matches(name, [entry.name.rsplit("/", 1)[-1] for entry in entries], n=3, cutoff=0.3)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else f"documents are such as {entries[0].name if entries else ''}"
    )
    msg = f"held-out name {name!r} matches none of the {len(entries)} translated documents: {hint}"
    raise InputError(msg)


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
    book = read_book([*held_out, *rest], source_tag, target_tag, progress)
    learnt = Book(book.documents[len(held_out) :], book.bitexts[len(held_out) :])
    pairs, leakage = _without_leaks(learnt.align(source_tag, target_tag, progress).pairs, book, len(held_out))
    references, unscored = _references(book, len(held_out), source_tag, target_tag, progress)
    arms: list[Arm] = []
    outputs: dict[str, tuple[TranslatedDocument, ...]] = {}
    for level in levels:
        chosen = [pair for pair in pairs if pair.level is level]
        arm, outputs[level.value] = _run_arm(
            level, chosen, book, held_out, references, (source_tag, target_tag), trainer, cache, progress
        )
        arms.append(arm)
    texts = {name: _outputs(documents, references) for name, documents in outputs.items()}
    evaluation = Evaluation(
        title="Held-out documents: " + ", ".join(labels(held_out)),
        source_language=source_tag,
        target_language=target_tag,
        arms=tuple(arms),
        comparisons=tuple(_comparisons(texts, references, target_tag)),
        leakage=leakage,
        unscored=dict(unscored),
        examples=tuple(_examples(references, texts, outputs, held_out)),
        signature=_signature(arms, held_out),
    )
    return Experiment(evaluation, outputs)


def _references(
    book: Book, count: int, source_tag: str, target_tag: str, progress: Progress
) -> tuple[list[_Reference], Counter[str]]:
    """Return the human translation of each run of blocks of the first `count` documents, and what has none.

    For this the whole book is aligned; what is learnt from it never reaches an engine.
    """
    runs = book.align(source_tag, target_tag, progress).runs
    references: list[_Reference] = []
    unscored: Counter[str] = Counter()
    for index in range(count):
        bitext = book.bitexts[index]
        covered: set[int] = set()
        for ours, theirs in runs[index]:
            covered.update(ours)
            source = _text([bitext.source[i].block.text for i in ours])
            if any(has_words(s.segment) for i in ours for s in bitext.source[i].sentences):
                target = _text([bitext.target[j].block.text for j in theirs])
                references.append(_Reference(index, range(ours[0], ours[-1] + 1), source, target))
            else:
                unscored["nothing-to-translate"] += 1
        left = [i for i, passage in enumerate(bitext.source) if passage.sentences and i not in covered]
        unscored["no-counterpart"] += len(left)
    if not references:
        msg = "the held-out documents and their translations have no paragraph in common: nothing can be scored"
        raise DataError(msg)
    return references, unscored


def _text(texts: Sequence[str]) -> str:
    """Return texts as one line, as they are scored."""
    return " ".join(" ".join(texts).split())


def _run_arm(
    level: Level,
    pairs: Sequence[Pair],
    book: Book,
    held_out: Sequence[Entry],
    references: Sequence[_Reference],
    tags: tuple[str, str],
    trainer: Trainer,
    cache: Path,
    progress: Progress,
) -> tuple[Arm, tuple[TranslatedDocument, ...]]:
    started = time.perf_counter()
    trained = trainer.train(pairs, *tags, cache, progress)
    train_seconds = time.perf_counter() - started
    memory = TranslationMemory(pair for pair in pairs if pair.confidence >= MEMORY_CONFIDENCE)
    engine: Engine = Remembering(trained, memory.exact)
    started = time.perf_counter()
    work = track(book.documents[: len(held_out)], f"translate ({level} pairs)", len(held_out), progress)
    documents = tuple(translate_document(document, format_, engine, *tags) for document, format_ in work)
    seconds = time.perf_counter() - started
    words = sum(len(block.source.split()) for document in documents for block in document.blocks)
    names = labels(held_out)
    corpus, by_document = score_documents(
        _by_document(_outputs(documents, references), references, names),
        _by_document([each.text for each in references], references, names),
        tags[1],
    )
    origins = Counter(origin for document in documents for block in document.blocks for origin in block.origins)
    facts: dict[str, int | float | str] = {
        "pairs": len(pairs),
        "memory": len(memory),
        "train_seconds": round(train_seconds, 1),
        "words_per_second": round(words / seconds),
        "engine": trained.signature,
        **{f"sentences_from_{origin}": count for origin, count in sorted(origins.items())},
    }
    return Arm(level.value, _DESCRIPTIONS[level], corpus, by_document, facts), documents


def _outputs(documents: Sequence[TranslatedDocument], references: Sequence[_Reference]) -> list[str]:
    """Return the translation of each run of blocks that has a reference."""
    texts = [{block.index: block.text for block in document.blocks} for document in documents]
    return [_text([texts[ref.document][i] for i in ref.blocks if i in texts[ref.document]]) for ref in references]


def _by_document(texts: Sequence[str], references: Sequence[_Reference], names: Sequence[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {names[reference.document]: [] for reference in references}
    for text, reference in zip(texts, references, strict=True):
        grouped[names[reference.document]].append(text)
    return grouped


def _comparisons(texts: dict[str, list[str]], references: Sequence[_Reference], tag: str) -> Iterator[Comparison]:
    """Yield the comparison of each arm with the one before it."""
    human = [reference.text for reference in references]
    for baseline, system in pairwise(texts):
        yield compare(texts[baseline], texts[system], human, tag, names=(baseline, system))


def _examples(
    references: Sequence[_Reference],
    texts: dict[str, list[str]],
    outputs: dict[str, tuple[TranslatedDocument, ...]],
    held_out: Sequence[Entry],
) -> list[Example]:
    names = labels(held_out)
    origins = {
        arm: [{block.index: block.origins for block in document.blocks} for document in documents]
        for arm, documents in outputs.items()
    }
    return [
        Example(
            names[reference.document],
            reference.source,
            reference.text,
            {arm: lines[number] for arm, lines in texts.items()},
            {
                arm: " ".join(dict.fromkeys(o for i in reference.blocks for o in found[reference.document].get(i, ())))
                for arm, found in origins.items()
            },
        )
        for number, reference in enumerate(references)
    ]


def _without_leaks(pairs: Sequence[Pair], book: Book, count: int) -> tuple[list[Pair], Leakage]:
    """Take pairs out of the training data whose source is a held-out sentence, boilerplate aside.

    Boilerplate is what every document has: headings, table cells, and sentences of at most BOILERPLATE_WORDS words.
    """
    known = {_normal(pair.source.text) for pair in pairs}
    total = boilerplate = 0
    others: dict[str, None] = {}
    for passage in (passage for bitext in book.bitexts[:count] for passage in bitext.source):
        for segment in (sentence.segment for sentence in passage.sentences if has_words(sentence.segment)):
            total += 1
            text = _normal(segment.text)
            if text not in known:
                continue
            if passage.block.kind in (BlockKind.HEADING, BlockKind.CELL) or len(text.split()) <= BOILERPLATE_WORDS:
                boilerplate += 1
            else:
                others[text] = None
    kept = [pair for pair in pairs if _normal(pair.source.text) not in others]
    return kept, Leakage(total, boilerplate, tuple(others))


def _normal(text: str) -> str:
    return " ".join(text.lower().split())


def _signature(arms: Sequence[Arm], held_out: Sequence[Entry]) -> str:
    """Return what makes these numbers: engines, held-out texts, versions."""
    digest = hashlib.sha256()
    for entry in held_out:
        digest.update(entry.source.read_bytes() + b"\0" + entry.target.read_bytes())
    engines = ",".join(str(arm.facts["engine"]) for arm in arms)
    return f"amts:{version('amts')}|engines:{engines}|held-out:{digest.hexdigest()[:12]}"
