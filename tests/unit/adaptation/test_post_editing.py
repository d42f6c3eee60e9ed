from dataclasses import dataclass, field

import pytest

from amts.adaptation.post_editing import PostEdit, PostEditing
from amts.adaptation.protocol import Task
from amts.engines.phrase.trainer import PhraseTrainer
from amts.records import Mark, MarkKind, Segment, Translation
from amts.testing import toy_language
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer, VandalEngine

CODE = Mark(MarkKind.CODE, "`x`")
# A black box that knows the words, but not that adjectives stand behind nouns, and has some words of its own.
WORDS = toy_language.VOCABULARY | {"house": "kabano", "sees": "rigardas", "near": "ce"}


@dataclass
class BlackBox:
    """Translates word for word, and remembers what it was asked."""

    asked: list[Segment] = field(default_factory=list)
    signature: str = "black-box"

    def translate(self, segments):
        self.asked += segments
        return DictionaryEngine(WORDS).translate(segments)


def task(tmp_path, pairs, segments=()):
    return Task(segments, pairs, None, toy_language.SOURCE_TAG, toy_language.TARGET_TAG, tmp_path)


def right(engine, pairs):
    answers = engine.translate([pair.source for pair in pairs])
    return sum(answer.segment.text == pair.target.text for answer, pair in zip(answers, pairs, strict=True)) / len(
        pairs
    )


@pytest.mark.slow
def test_systematic_errors_of_a_black_box_are_corrected(tmp_path):
    held_out = toy_language.pairs(60, seed=7)
    box = BlackBox()
    engine = PostEdit(PhraseTrainer()).adapt(
        box, task(tmp_path, toy_language.pairs(300), [pair.source for pair in held_out])
    )
    assert right(box, held_out) < 0.1
    assert right(engine, held_out) > 0.8
    check_engine(engine, [pair.source for pair in held_out])


def test_words_that_people_chose_take_the_place_of_the_engines(tmp_path):
    pairs = toy_language.pairs(80)
    engine = PostEdit(DictionaryTrainer()).adapt(BlackBox(), task(tmp_path, pairs, [pair.source for pair in pairs]))
    answer = engine.translate([Segment("The house sees ⟦1⟧.", (CODE,))])[0]
    assert answer == Translation(
        Segment("La domo vidas ⟦1⟧.", (CODE,)),
        "engine",
        engine.signature,
    )


def test_a_black_box_is_asked_for_no_more_words_than_the_budget_and_only_once(tmp_path):
    box, pairs = BlackBox(), toy_language.pairs(200)
    lesson = task(tmp_path, pairs, [pair.source for pair in pairs])
    strategy = PostEdit(DictionaryTrainer(), budget=150)
    first = strategy.adapt(box, lesson)
    words = sum(len(segment.text.split()) for segment in box.asked)
    assert 120 <= words <= 170
    box.asked.clear()
    assert strategy.adapt(box, lesson) == first
    assert box.asked == []


def test_it_is_asked_for_what_is_like_the_documents_at_hand(tmp_path):
    box, pairs = BlackBox(), toy_language.pairs(200)
    PostEdit(DictionaryTrainer(), budget=100).adapt(box, task(tmp_path, pairs, [Segment("the old boat sells letters")]))
    near = [segment for segment in box.asked if {"old", "boat", "sells"} & set(segment.text.lower().split())]
    assert len(near) == len(box.asked) > 3


def test_with_too_few_pairs_the_engine_stays_what_it_was(tmp_path):
    box, pairs = BlackBox(), toy_language.pairs(5)
    assert PostEdit(DictionaryTrainer()).adapt(box, task(tmp_path, pairs, [pair.source for pair in pairs])) is box


def test_it_fits_an_engine_that_is_not_trained_from_pairs():
    trained = BlackBox()
    trained.pairs = 1000
    assert PostEdit(DictionaryTrainer()).fits(BlackBox())
    assert not PostEdit(DictionaryTrainer()).fits(trained)


@pytest.mark.parametrize("seed", range(6))
def test_a_correction_that_loses_markup_is_none(seed):
    draft = Translation(Segment("La ⟦1⟧.", (CODE,)), "engine")
    engine = PostEditing(DictionaryEngine({"the": "la"}), VandalEngine(seed))
    answer = engine.translate([Segment("The ⟦1⟧.", (CODE,))])[0]
    assert answer.segment.marks == (CODE,)
    assert answer.segment.text.count("⟦1⟧") == 1
    assert answer.segment == draft.segment or answer.engine == engine.signature


def test_what_no_engine_said_is_not_corrected():
    @dataclass
    class Memory:
        signature: str = "memory"

        def translate(self, segments):
            return [Translation(each, "memory") for each in segments]

    engine = PostEditing(Memory(), DictionaryEngine({"domo": "kastelo"}))
    assert engine.translate([Segment("domo")]) == [Translation(Segment("domo"), "memory")]
    assert engine.signature == f"post-edit:{engine.editor.signature}+memory"
