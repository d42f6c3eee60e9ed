"""Training of a phrase-based statistical model with Thot (sil-machine): from word lists to files on disk.

Word alignments come from Thot's EFLOMAL model (Östling and Tiedemann, 2016), which on a book's worth of sentences
aligns better and faster than HMM or fast_align (docs/experiments.md); the decoder's lexical weights from IBM model 1.
Phrases are extracted from the symmetrised alignments (Och and Ney, 2003); the language model is modified Kneser-Ney's.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.engines.phrase.language_model import language_model
from amts.engines.phrase.table import add_table
from amts.progress import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.progress import Progress

    Words = list[str]
    Counted = tuple[Words, Words, int]

IBM1_ITERATIONS = 5
MAX_PHRASE = 10
# Translations kept of each source phrase.
PHRASE_TRANSLATIONS = 20
SEED = 31415
TRANSLATION_MODEL = "tm/src_trg"
LANGUAGE_MODEL = "lm/trg.lm"


@dataclass(frozen=True, slots=True)
class Base:
    """A trained model that another one begins with.

    Attributes:
        folder: where it was trained into.
        pairs: what it was trained on.
        weight: how often a new pair counts, those of the base once.
    """

    folder: Path
    pairs: Sequence[Counted]
    weight: int


def train_model(pairs: Sequence[Counted], folder: Path, progress: Progress, base: Base | None = None) -> None:
    """Train both models of the decoder into a folder.

    With a base the words of all pairs are aligned together, but phrases are extracted from the new ones alone: those
    of the base are in its table already.

    Args:
        pairs: the words of both sides of each sentence pair, and how often it counts; no word has white space in it
            or is `|||`, which separate the columns of Thot's tables (`amts.words` makes no such words).
        folder: where the files go; it exists and is empty.
        progress: told about each of the six steps.
        base: the model to begin with.
    """
    (folder / TRANSLATION_MODEL).parent.mkdir(parents=True)
    (folder / LANGUAGE_MODEL).parent.mkdir(parents=True)
    prefix = str(folder / TRANSLATION_MODEL)
    known = base.pairs if base else ()
    weight = base.weight if base else 1
    everything = [*known, *((source, target, count * weight) for source, target, count in pairs)]
    steps: tuple[Callable[[], None], ...] = (
        lambda: _train_lexical_weights(everything, f"{prefix}_invswm"),
        lambda: _align_words(pairs, known, f"{prefix}_invswm"),
        lambda: _train_lexical_weights(_turned(everything), f"{prefix}_swm"),
        lambda: _align_words(_turned(pairs), _turned(known), f"{prefix}_swm"),
        lambda: _write_phrases(prefix, base),
        lambda: _write_language_model(pairs, known, folder / LANGUAGE_MODEL),
    )
    for done, step in enumerate(steps):
        progress(Step("train the phrase engine", done, len(steps)))
        step()
    progress(Step("train the phrase engine", len(steps), len(steps)))


def _turned(pairs: Sequence[Counted]) -> list[Counted]:
    return [(target, source, count) for source, target, count in pairs]


def _thot(module: str) -> Any:
    """Return a module of Thot, loaded on use."""
    return import_module(f"thot.{module}")


def _train_lexical_weights(pairs: Sequence[Counted], prefix: str) -> None:
    model = _thot("alignment").Ibm1AlignmentModel()
    _train(model, pairs, IBM1_ITERATIONS)
    model.print(prefix)
    model.clear()


def _train(model: Any, pairs: Sequence[Counted], iterations: int) -> None:
    for pair in pairs:
        model.add_sentence_pair(*pair)
    model.start_training()
    for _ in range(iterations or model.scheduled_iterations):
        model.train()
    model.end_training()


def _align_words(pairs: Sequence[Counted], known: Sequence[Counted], prefix: str) -> None:
    """Write the best alignment of each pair, found among known ones, in GIZA's format, as often as the pair counts."""
    model = _thot("alignment").EflomalAlignmentModel()
    model.seed = SEED
    model.deterministic = True
    model.emit_training_alignments = True
    _train(model, [(source, target, 1) for source, target, _ in (*known, *pairs)], 0)
    with open(f"{prefix}.bestal", "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123  (a prefix is no path)
        for number, (source, target, count) in enumerate(pairs, start=len(known)):
            file.write(_giza(source, target, model.get_training_alignment(number)[1].to_numpy()) * count)
    model.clear()


def _giza(source: Words, target: Words, matrix: Any) -> str:
    """Return an alignment in GIZA's format: the target, then each source word with its target positions from 1."""
    linked: list[list[int]] = [[] for _ in source]
    unlinked = set(range(len(target)))
    for row, column in zip(*matrix.nonzero(), strict=True):
        linked[row].append(int(column))
        unlinked.discard(int(column))
    rows = [("NULL", sorted(unlinked)), *zip(source, linked, strict=True)]
    words = " ".join(f"{word} ({{ {''.join(f'{index + 1} ' for index in indexes)}}})" for word, indexes in rows)
    return f"# 1\n{' '.join(target)}\n{words}\n"


def _write_phrases(prefix: str, base: Base | None) -> None:
    """Write the phrases of the new pairs with those of the base, and the settings of the phrase model."""
    _extract_phrases(prefix)
    if base:
        add_table(
            Path(f"{prefix}.ttable"), base.folder / f"{TRANSLATION_MODEL}.ttable", base.weight, PHRASE_TRANSLATIONS
        )
    for suffix, content in (("lambda", "0.7 0.7"), ("srcsegmlentable", "Uniform"), ("trgcutstable", "0.999"),
                            ("trgsegmlentable", "Geometric")):  # fmt: skip
        Path(f"{prefix}.{suffix}").write_text(content, encoding="utf-8")


def _extract_phrases(prefix: str) -> None:
    """Write the phrase table of the alignments, which are used up."""
    translation = _thot("translation")
    extractor = translation.AlignmentExtractor()
    extractor.open(f"{prefix}_swm.bestal")
    extractor.symmetrize1(f"{prefix}_invswm.bestal", f"{prefix}.A3.final", transpose=True)
    extractor.close()
    parameters = translation.PhraseExtractParameters()
    parameters.max_target_phrase_length = MAX_PHRASE
    phrases = translation.PhraseModel()
    phrases.build(f"{prefix}.A3.final", parameters, pseudo_ml=False)
    phrases.print_phrase_table(f"{prefix}.ttable", n=PHRASE_TRANSLATIONS)
    phrases.clear()
    for used_up in (".A3.final", "_swm.bestal", "_invswm.bestal"):
        Path(prefix + used_up).unlink()


def _write_language_model(pairs: Sequence[Counted], known: Sequence[Counted], path: Path) -> None:
    """Write the language model, and the sentences, which Thot wants for word prediction."""
    language_model([target for _, target, _ in pairs], [target for _, target, _ in known]).write(path)
    shuffled = [" ".join(target) + "\n" for _, target, _ in (*known, *pairs)]
    random.Random(SEED).shuffle(shuffled)
    path.with_name(path.name + ".wp").write_text("".join(shuffled), encoding="utf-8", newline="\n")
