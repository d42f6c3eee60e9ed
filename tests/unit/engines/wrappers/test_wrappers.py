from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.wrappers import (
    Cached,
    Fallback,
    Pace,
    Piecewise,
    RateLimited,
    Remembering,
    RememberingInContext,
    flaw,
)
from amts.errors import EngineError
from amts.placeholders import numbers
from amts.records import Mark, MarkKind, Match, Pair, Segment, Translation
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine, VandalEngine

MARKS = (Mark(MarkKind.CODE, "`a`"), Mark(MarkKind.MATH, "$b$"))


class Listening(DictionaryEngine):
    """A dictionary engine that remembers what it was asked."""

    def __init__(self):
        super().__init__({"dog": "hundo", "house": "domo"})
        object.__setattr__(self, "asked", [])

    def translate(self, segments):
        self.asked.append([segment.text for segment in segments])
        return super().translate(segments)


def memory(known):
    return lambda segment: Segment(known[segment.text], segment.marks) if segment.text in known else None


def texts(answers):
    return [(answer.segment.text, answer.origin) for answer in answers]


def test_what_the_memory_has_is_not_asked_again():
    engine = Listening()
    answers = Remembering(engine, memory({"Dog.": "Hundeto."})).translate([Segment("Dog."), Segment("A dog.")])
    assert texts(answers) == [("Hundeto.", "memory"), ("A hundo.", "engine")]
    assert engine.asked == [["A dog."]]


def test_a_segment_that_occurs_twice_is_asked_once():
    engine = Listening()
    answers = Remembering(engine, memory({})).translate([Segment("dog"), Segment("house"), Segment("dog")])
    assert texts(answers) == [("hundo", "engine"), ("domo", "engine"), ("hundo", "engine")]
    assert engine.asked == [["dog", "house"]]


def test_the_same_text_with_other_marks_keeps_its_own_marks():
    asked = [Segment("dog ⟦1⟧", MARKS[:1]), Segment("dog ⟦1⟧", MARKS[1:])]
    answers = Remembering(Listening(), memory({})).translate(asked)
    assert [answer.segment.marks for answer in answers] == [MARKS[:1], MARKS[1:]]


def test_an_engine_that_loses_an_answer_is_not_believed():
    class Lossy(Listening):
        def translate(self, segments):
            return super().translate(segments)[1:]

    with pytest.raises(EngineError, match="gave 0 answers for 1 segments"):
        Remembering(Lossy(), memory({})).translate([Segment("dog")])


def in_context(segment, before, after):
    """Know `It sees.` behind a dog, and before a house."""
    if segment.text == "It sees." and (before, after) == (Segment("A dog."), None):
        return Segment("Gi vidas.")
    if segment.text == "It sees." and (before, after) == (None, Segment("A house.")):
        return Segment("Tio vidas.")
    return None


def test_a_sentence_is_remembered_between_its_neighbours():
    remembering = RememberingInContext(Listening(), in_context)
    assert texts(remembering.translate([Segment("A dog."), Segment("It sees.")])) == [
        ("A hundo.", "engine"), ("Gi vidas.", "memory")]  # fmt: skip
    assert texts(remembering.translate([Segment("It sees."), Segment("A house.")])) == [
        ("Tio vidas.", "memory"), ("A domo.", "engine")]  # fmt: skip
    assert texts(remembering.translate([Segment("It sees.")])) == [("It sees.", "engine")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hundo ⟦1⟧ domo ⟦2⟧.", ""),
        ("⟦2⟧ hundo ⟦1⟧", ""),
        (" ", "empty"),
        ("Hundo ⟦1⟧", "placeholders"),
        ("Hundo ⟦1⟧ ⟦2⟧ ⟦2⟧", "placeholders"),
        ("Hundo ⟦1⟧ ⟦2⟧ ⟦3⟧", "placeholders"),
        ("Hundo ⟦1⟧ ⟦2⟧ ⟦", "placeholders"),
    ],
)
def test_a_spoilt_answer_is_recognised(text, why):
    assert flaw(Segment("Dog ⟦1⟧ house ⟦2⟧.", MARKS), text) == why


def test_paired_marks_that_close_before_they_open_are_spoilt():
    segment = Segment("⟦1⟧dog⟦2⟧", (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")))
    assert flaw(segment, "⟦2⟧hundo⟦1⟧") == "placeholders"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the dog ⟦1⟧ the house", "the hundo ⟦1⟧ the domo"),
        ("⟦1⟧dog⟦2⟧", "⟦1⟧hundo⟦2⟧"),
        ("⟦2⟧ ⟦1⟧", "⟦2⟧ ⟦1⟧"),
        ("  dog  ", "  hundo  "),
        ("⟦1⟧, ⟦2⟧: dog.", "⟦1⟧, ⟦2⟧: hundo."),
        ("dog", "hundo"),
        ("", ""),
    ],
)
def test_text_is_translated_piece_by_piece(text, expected):
    assert texts(Piecewise(Listening()).translate([Segment(text, MARKS)])) == [(expected, "retry")]


def test_all_pieces_are_asked_at_once_and_only_those_with_letters():
    engine = Listening()
    Piecewise(engine).translate([Segment("a ⟦1⟧, ⟦2⟧ b", MARKS), Segment("c"), Segment("⟦1⟧ 5.", MARKS)])
    assert engine.asked == [["a", "b", "c"]]


@dataclass(frozen=True)
class Partly:
    """Leaves some texts untranslated; for all others it shows what it used."""

    untranslated: frozenset[str] = frozenset()
    signature: str = "partly"

    def translate(self, segments):
        return [
            Translation(each, "source")
            if each.text in self.untranslated
            else Translation(Segment(each.text.upper()), "engine", self.signature, (match(each.text),))
            for each in segments
        ]


def match(text):
    return Match(Pair(Segment(text), Segment(text.upper())), len(text) / 10)


def test_with_a_piece_left_untranslated_the_whole_is():
    segments = [Segment("a ⟦1⟧ dog", MARKS), Segment("the ⟦1⟧ dog", MARKS)]
    answers = Piecewise(Partly(frozenset({"a"}))).translate(segments)
    assert texts(answers) == [("a ⟦1⟧ dog", "source"), ("THE ⟦1⟧ DOG", "retry")]
    assert answers[0] == Translation(segments[0], "source")


def test_who_translated_the_pieces_and_with_what_is_kept():
    (answer,) = Piecewise(Partly()).translate([Segment("the ⟦1⟧ house ⟦2⟧ the", MARKS)])
    assert (answer.engine, answer.matches) == ("partly", (match("house"), match("the")))


class Shouting(VandalEngine):
    """A vandal that at least writes no placeholders."""

    def translate(self, segments):
        return [
            Translation(Segment(answer.segment.text.replace("⟦", "[").replace("⟧", "]")), answer.origin)
            for answer in super().translate(segments)
        ]


@given(st.integers(0, 50), st.lists(st.sampled_from(["dog ", "⟦1⟧", "⟦2⟧", ", ", "文", "7"]), max_size=9).map("".join))
def test_whatever_the_engine_does_each_placeholder_keeps_its_place(seed, text):
    (answer,) = Piecewise(Shouting(seed)).translate([Segment(text, MARKS)])
    assert numbers(answer.segment.text) == numbers(text)
    assert answer.segment.marks == MARKS


def test_the_signatures_name_the_wrapper_and_the_engine():
    assert Remembering(VandalEngine(3), memory({})).signature == "memory+vandal:3"
    assert RememberingInContext(VandalEngine(3), in_context).signature == "memory-in-context+vandal:3"
    assert Piecewise(VandalEngine(3)).signature == "piecewise+vandal:3"


def test_wrappers_keep_the_contract_of_engines():
    engine = DictionaryEngine({"dog": "hundo"})
    check_engine(Remembering(engine, memory({"the dog": "la hundo"})), [Segment("the dog"), Segment("a dog")])
    check_engine(RememberingInContext(engine, in_context), [Segment("the dog"), Segment("a dog")])
    check_engine(Piecewise(engine), [Segment("the ⟦1⟧ dog", MARKS)])


class _Mute:
    signature = "mute"

    def translate(self, segments):
        return []


@pytest.mark.parametrize(
    "wrapped",
    [
        Remembering(_Mute(), lambda segment: None),
        RememberingInContext(_Mute(), lambda *segments: None),
        Piecewise(_Mute()),
        Cached(_Mute(), Path("/dev/null/no.sqlite")),
        RateLimited(_Mute(), "en", Pace()),
        Fallback((_Mute(),)),
    ],
    ids=lambda wrapped: type(wrapped).__name__,
)
def test_a_wrong_number_of_answers_is_an_engine_error(wrapped):
    with pytest.raises(EngineError, match="the engine mute gave 0 answers for 1 segments"):
        wrapped.translate([Segment("A word.")])
