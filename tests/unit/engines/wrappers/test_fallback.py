from dataclasses import replace

import pytest

from amts.engines.wrappers import Deferred, Fallback
from amts.errors import DataError, EngineError
from amts.records import Mark, MarkKind, Segment, Translation
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine, VandalEngine

CODE = Mark(MarkKind.CODE, "`a`")
QUESTIONS = [Segment("a ⟦1⟧", (CODE,)), Segment("b")]


class Fixed:
    """Gives the same answers always, or fails."""

    def __init__(self, signature, answers, engine=""):
        self.signature, self.answers, self.engine, self.asked = signature, answers, engine, []

    def translate(self, segments):
        self.asked.append([segment.text for segment in segments])
        if not self.answers:
            msg = f"{self.signature} is ill"
            raise EngineError(msg)
        chosen = [self.answers[segment.text[0]] for segment in segments]
        return [Translation(Segment(text, segment.marks), "source" if text == segment.text else "engine", self.engine)
                for text, segment in zip(chosen, segments, strict=True)]  # fmt: skip


GOOD = {"a": "A ⟦1⟧", "b": "B"}


def said(answers):
    return [(answer.segment.text, answer.engine) for answer in answers]


def test_the_first_engine_that_can_answers_everything():
    second = Fixed("second", GOOD)
    assert said(Fallback((Fixed("first", GOOD), second)).translate(QUESTIONS)) == [("A ⟦1⟧", "first"), ("B", "first")]
    assert second.asked == []


def test_the_next_engine_answers_for_one_that_fails():
    assert said(Fallback((Fixed("ill", None), Fixed("well", GOOD))).translate(QUESTIONS)) == [
        ("A ⟦1⟧", "well"), ("B", "well")]  # fmt: skip


@pytest.mark.parametrize("spoilt", ["A", "A ⟦1⟧ ⟦1⟧", "A ⟦2⟧", " ", "a ⟦1⟧"])
def test_the_next_engine_is_asked_only_for_what_is_spoilt_or_left_as_it_was(spoilt):
    second = Fixed("second", {"a": "Alpha ⟦1⟧"})
    answers = Fallback((Fixed("first", GOOD | {"a": spoilt}), second)).translate(QUESTIONS)
    assert said(answers) == [("Alpha ⟦1⟧", "second"), ("B", "first")]
    assert second.asked == [["a ⟦1⟧"]]


def test_an_engine_that_names_another_is_believed():
    assert said(Fallback((Fixed("outer", GOOD, "inner"),)).translate(QUESTIONS[1:])) == [("B", "inner")]


def test_where_all_are_spoilt_the_first_answer_stands():
    chain = Fallback((Fixed("first", {"a": "A", "b": "B"}), Fixed("ill", None), Fixed("third", {"a": "Z"})))
    assert said(chain.translate(QUESTIONS)) == [("A", "first"), ("B", "first")]


def test_where_all_fail_the_error_says_why():
    with pytest.raises(EngineError, match="none of 2 engines answered: one is ill; two is ill"):
        Fallback((Fixed("one", None), Fixed("two", None))).translate(QUESTIONS)


def test_a_chain_of_any_engines_keeps_the_contract():
    chain = Fallback((VandalEngine(1), DictionaryEngine({"dog": "hundo"})))
    assert chain.signature == f"fallback(vandal:1 | {chain.engines[1].signature})"
    check_engine(Fallback((Fixed("ill", None), DictionaryEngine({"dog": "hundo"}))), [Segment("the dog")])
    assert chain.translate([]) == []


def test_it_is_counted_what_was_passed_on_and_why():
    chain = Fallback((Fixed("ill", None), Fixed("second", {"a": "A", "b": "B"}), Fixed("third", GOOD)))
    chain.translate(QUESTIONS)
    chain.translate(QUESTIONS)
    assert chain.passed_on == {"ill is ill": 4, "left untranslated, or without their placeholders": 2}


def test_what_people_have_translated_is_nobody_s():
    class Memory(Fixed):
        def translate(self, segments):
            return [replace(answer, origin="memory") for answer in super().translate(segments)]

    assert said(Fallback((Memory("memory", GOOD),)).translate(QUESTIONS)) == [("A ⟦1⟧", ""), ("B", "")]


def test_an_engine_is_made_only_when_it_is_needed_and_only_once():
    made = []

    def make():
        made.append("second")
        return Fixed("second", GOOD)

    chain = Fallback((Fixed("first", GOOD | {"b": "b"}), Deferred(make)))
    chain.translate(QUESTIONS[:1])
    assert made == []
    for _ in range(2):
        assert said(chain.translate(QUESTIONS)) == [("A ⟦1⟧", "first"), ("B", "second")]
    assert made == ["second"]


def test_an_engine_that_cannot_be_made_for_want_of_data_leaves_the_first_answer():
    def make():
        msg = "too few pairs"
        raise DataError(msg)

    chain = Fallback((Fixed("first", GOOD | {"b": "b"}), Deferred(make)))
    assert [answer.origin for answer in chain.translate(QUESTIONS)] == ["engine", "source"]
    with pytest.raises(EngineError, match="too few pairs"):
        Fallback((Fixed("ill", None), Deferred(make))).translate(QUESTIONS)
