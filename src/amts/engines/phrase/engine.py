"""A trained phrase engine.

It is a folder: Thot's files, and `engine.json`, written last, with what the surface needs and a
checksum of each file, because Thot ends the process, or takes all memory, where a file is damaged.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amts.engines.phrase import training
from amts.engines.projection import project
from amts.engines.surface import MAX_WORDS, Surface, atoms_first, is_capital, ordered, plain, renamed, training_words
from amts.errors import EngineError
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.records import Pair

# Weights of Thot's features (word penalty, language model, target phrase length, jump, source phrase length,
# phrase given target, phrase given source, sentence length), chosen on chapters of D2L: docs/experiments.md.
WEIGHTS = (-1.8, 0.7, -0.4, 1.0, 0.3, 2.1, 1.3, 0.0)
MARKER = "engine.json"


def checksums(folder: Path) -> dict[str, str]:
    """Return a hash of each file of an engine by its path, the marker's left out."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MARKER)
    hashes = {}
    for path in files:
        with path.open("rb") as file:
            hashes[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    return hashes


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the decoder says: the words, and for each source word the indexes of those that translate it."""

    words: list[str]
    links: dict[int, list[int]]


class PhraseEngine:
    """A trained phrase engine, opened from its folder; the model is loaded on first use.

    Attributes:
        folder: where it is.
        tags: the languages it translates from and into.
        pairs: how many it has learnt from, equal ones each time that they occur.
        signature: what it was made of, and what it has learnt since.

    Raises:
        EngineError: the folder is missing, or a file in it is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._learnt: list[Pair] = []
        try:
            description = json.loads((folder / MARKER).read_text(encoding="utf-8"))
            intact = description["files"] == checksums(folder)
            self._surface = Surface.from_json(description["surface"])
            self.tags: tuple[str, str] = (description["source"], self._surface.tag)
            self.pairs: int = description["pairs"]
            self.signature = f"{description['method']}:{description['name']}"
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _unusable(folder, f"{MARKER} is missing or damaged: {error}") from error
        if not intact:
            raise _unusable(folder, "its files are not those that training wrote")

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate segments one by one."""
        return [Translation(self._translate(segment), "engine", self.signature) for segment in segments]

    def learnt(self, pairs: Sequence[Pair]) -> PhraseEngine:
        """Return an engine that has learnt more pairs, besides those that this one has; this one stays as it is.

        The model is loaded once more, then each pair takes milliseconds. Pairs that are not fit for training are left
        out.
        """
        more = PhraseEngine(self.folder)
        for pair in (*self._learnt, *pairs):
            more.learn(pair)
        return more

    def learn(self, pair: Pair) -> bool:
        """Learn a pair at once, for the next sentence; return whether it was fit for it.

        Thot's online training (Ortiz-Martínez, 2016) aligns the words, and counts the new phrases and n-grams. It is
        kept in memory alone: the engine's folder stays as it was trained.
        """
        words = training_words(pair, *self.tags)
        if isinstance(words, str):
            return False
        source, target = words
        self._decoder[0].train_sentence_pair(" ".join(source), " ".join(target))
        self._learnt.append(pair)
        # Of capitals a stored engine knows no counts, which one sentence could be weighed against.
        self._surface.learn_spaces(pair.target)
        digest = hashlib.sha256(f"{self.signature}\0{source}\0{target}".encode()).hexdigest()
        self.signature = f"{self.signature.partition('+')[0]}+{digest[:8]}"
        return True

    def _translate(self, segment: Segment) -> Segment:
        question = ordered(segment)
        source = plain(question, self.tags[0])
        if not source.words:
            return segment
        answer = self._decode(source.lowered)
        words = project(answer.words, source, question.marks, answer.links)
        if words is None:
            # Without its paired marks the translation fails the check of its placeholders, and is made anew.
            words = answer.words
        text = self._surface.written(words, source, question.marks, capital=is_capital(segment))
        original = {new: old for old, new in atoms_first(segment.marks).items()}
        return Segment(renamed(text, original), segment.marks)

    def _decode(self, words: Sequence[str]) -> _Answer:
        """Translate words, overlong sentences in parts."""
        translated: list[str] = []
        links: dict[int, list[int]] = {}
        start = 0
        for part in _parts(words):
            data = self._decoder[0].translate(" ".join(part))
            if not data.target:
                raise _unusable(self.folder, f"it gave no translation of {' '.join(part)!r}")
            for source, target in self._links(data, part):
                links.setdefault(start + source, []).append(len(translated) + target)
            translated += data.target
            start += len(part)
        return _Answer(translated, links)

    def _links(self, data: Any, words: Sequence[str]) -> list[tuple[int, int]]:
        """Return which word translates which: within each phrase, each target word's most probable source word."""
        links = []
        first = 0
        for (start, end), cut in zip(data.source_segmentation, data.target_segment_cuts, strict=True):
            for target in range(first, cut):
                likely = [
                    (self._likelihood(words[index], data.target[target]), -index) for index in range(start - 1, end)
                ]
                links.append((-max(likely)[1], target))
            first = cut
        return links

    def _likelihood(self, source: str, target: str) -> float:
        """Return how well two words translate each other; a rare word that absorbs others does so in one direction."""
        model = self._decoder[1]
        direct, inverse = model.direct_word_alignment_model, model.inverse_word_alignment_model
        forward = direct.translation_prob(direct.get_src_word_index(source), direct.get_trg_word_index(target))
        backward = inverse.translation_prob(inverse.get_src_word_index(target), inverse.get_trg_word_index(source))
        return float(forward * backward)

    @cached_property
    def _decoder(self) -> tuple[Any, Any]:
        from machine.translation.thot.thot_smt_parameters import ThotSmtParameters
        from machine.translation.thot.thot_utils import load_smt_decoder, load_smt_model
        from machine.translation.thot.thot_word_alignment_model_type import ThotWordAlignmentModelType

        parameters = ThotSmtParameters()
        parameters.translation_model_filename_prefix = str(self.folder / training.TRANSLATION_MODEL)
        parameters.language_model_filename_prefix = str(self.folder / training.LANGUAGE_MODEL)
        parameters.model_weights = WEIGHTS
        try:
            model = load_smt_model(ThotWordAlignmentModelType.IBM1, parameters)
        except RuntimeError as error:
            raise _unusable(self.folder, str(error)) from error
        return load_smt_decoder(model, parameters), model


def _unusable(folder: Path, why: str) -> EngineError:
    return EngineError(f"the phrase engine in {folder} cannot be used ({why}): delete the folder to train it anew")


def _parts(words: Sequence[str]) -> list[Sequence[str]]:
    """Cut an overlong sentence, behind its last comma or colon within the limit where it has one."""
    parts = []
    while len(words) > MAX_WORDS:
        cuts = [index + 1 for index in range(MAX_WORDS // 2, MAX_WORDS) if words[index] in {",", ";", ":", "，", "；"}]
        end = cuts[-1] if cuts else MAX_WORDS
        parts.append(words[:end])
        words = words[end:]
    return [*parts, words]
