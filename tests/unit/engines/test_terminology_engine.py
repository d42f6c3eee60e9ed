from dataclasses import dataclass, field, replace

import pytest

from amts.engines.terminology import Terms, Way
from amts.parallel.terminology.glossary import Glossary
from amts.parallel.terminology.terms import Term
from amts.placeholders import has_words
from amts.records import Mark, MarkKind, Segment, Translation
from amts.testing.fakes import DictionaryEngine, VandalEngine

HOUSE = Glossary([Term("house", "hejmo"), Term("dog", "hundo"), Term("Windows", "")], "en", "eo")
ENGINE = DictionaryEngine({"the": "la", "house": "domo", "dog": "hundo", "red": "ruga", "windows": "fenestroj"})
CODE = Mark(MarkKind.CODE, "`x`")
ONLY = pytest.mark.parametrize("ways", [(Way.REPLACE,), (Way.ANNOTATE,)])


@dataclass
class Scripted:
    """Answers what it is told to, whatever the marks, and keeps what it was asked; the rest it leaves untranslated."""

    answers: dict[str, str]
    origin: str = "engine"
    signature: str = "scripted"
    asked: list[str] = field(default_factory=list)

    def translate(self, segments):
        self.asked += [segment.text for segment in segments]
        return [
            Translation(Segment(self.answers[each.text], each.marks), self.origin, self.signature)
            if each.text in self.answers
            else Translation(each, "source")
            for each in segments
        ]


def said(engine, text, glossary=HOUSE, ways=(Way.ANNOTATE, Way.REPLACE), marks=()):
    return Terms(engine, glossary, ways).translate([Segment(text, marks)])[0].segment.text


@ONLY
def test_a_term_is_placed_where_the_engine_says_otherwise(ways):
    assert said(ENGINE, "the red house ⟦1⟧ the house", ways=ways, marks=(CODE,)) == "la ruga hejmo ⟦1⟧ la hejmo"


@ONLY
def test_a_protected_term_stays_as_it_is(ways):
    assert said(ENGINE, "red Windows", ways=ways) == "ruga Windows"


@ONLY
def test_a_sentence_that_begins_with_a_term_begins_with_a_capital(ways):
    assert said(ENGINE, "House the", ways=ways) == "Hejmo la"


def test_what_is_said_already_is_not_asked_again():
    engine = Scripted({"the dog": "LA HUNDO"})
    assert said(engine, "the dog") == "LA HUNDO"
    assert engine.asked == ["the dog"]


def test_only_what_is_not_said_is_marked():
    engine = Scripted({"dog house": "hundo domo", "dog ⟦1⟧": "⟦1⟧ de hundo"})
    assert said(engine, "dog house") == "hejmo de hundo"


def test_the_second_way_is_for_what_the_first_has_left():
    engine = Scripted({"a house": "domo", "a ⟦1⟧": "io", "a ⟦1⟧house⟦2⟧": "⟦1⟧domo⟦2⟧"})
    assert said(engine, "a house") == "hejmo"
    assert engine.asked == ["a house", "a ⟦1⟧", "a ⟦1⟧house⟦2⟧"]


@pytest.mark.parametrize("answer", ["⟦2⟧domo⟦3⟧", "⟦1⟧ ⟦1⟧ ⟦2⟧domo⟦3⟧", "⟦2⟧do⟦1⟧mo⟦3⟧", "⟦3⟧domo⟦2⟧ ⟦1⟧", "⟦1⟧ domo"])
def test_an_answer_that_loses_marks_is_not_taken(answer):
    engine = Scripted({"⟦1⟧ house": "⟦1⟧ domo", "⟦1⟧ ⟦2⟧house⟦3⟧": answer})
    assert said(engine, "⟦1⟧ house", ways=(Way.REPLACE,), marks=(CODE,)) == "⟦1⟧ domo"


def test_what_people_have_translated_is_left_as_it_is():
    engine = Scripted({"house": "domo"}, origin="memory")
    assert said(engine, "house") == "domo"
    assert engine.asked == ["house"]


def test_a_question_that_is_left_untranslated_changes_nothing():
    engine = Scripted({"red house": "ruga domo"})
    (answer,) = Terms(engine, HOUSE).translate([Segment("red house")])
    assert answer == Translation(Segment("ruga domo"), "engine", "scripted")
    assert engine.asked == ["red house", "red ⟦1⟧", "red ⟦1⟧house⟦2⟧"]


def test_what_only_the_second_question_has_translated_is_the_engine_s():
    (answer,) = Terms(Scripted({"red ⟦1⟧": "ruga ⟦1⟧"}), HOUSE).translate([Segment("red house")])
    assert answer == Translation(Segment("ruga hejmo"), "engine", "scripted")


def test_what_nobody_has_translated_stays_untranslated():
    class Keeping(Scripted):
        def translate(self, segments):
            return [
                replace(answer, origin=answer.origin if has_words(segment.text) else "kept")
                for segment, answer in zip(segments, super().translate(segments), strict=True)
            ]

    assert Terms(Keeping({}), HOUSE).translate([Segment("House")]) == [Translation(Segment("House"), "source")]


def test_scripts_without_spaces_are_joined_without_them():
    glossary = Glossary([Term("token", "词元")], "en", "zh")
    engine = Scripted({"the token": "这个token很好", "the ⟦1⟧token⟦2⟧": "这个 ⟦1⟧token⟦2⟧ 很好"})
    assert said(engine, "the token", glossary, (Way.REPLACE,)) == "这个词元很好"


def test_words_are_joined_with_a_space():
    engine = Scripted({"house red": "domoruga", "⟦1⟧house⟦2⟧ red": "⟦1⟧domo⟦2⟧ruga"})
    assert said(engine, "house red", ways=(Way.REPLACE,)) == "hejmo ruga"


def test_the_signature_names_the_terms_and_the_ways():
    signatures = {Terms(ENGINE, HOUSE).signature, Terms(ENGINE, HOUSE, (Way.REPLACE,)).signature, ENGINE.signature,
                  Terms(ENGINE, Glossary([], "en", "eo")).signature}  # fmt: skip
    assert len(signatures) == 4


@pytest.mark.parametrize("seed", range(20))
def test_a_vandal_s_answers_become_no_worse(seed):
    segments = [Segment(f"{word} ⟦1⟧ house, dog", (CODE,)) for word in ("red", "the", "a")]
    plain = VandalEngine(seed).translate(segments)
    for before, after in zip(plain, Terms(VandalEngine(seed), HOUSE).translate(segments), strict=True):
        assert after == before or after.segment.text.count("⟦1⟧") == 1
