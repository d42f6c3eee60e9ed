import sqlite3

import pytest

from amts.engines.wrappers import Cached
from amts.errors import EngineError
from amts.records import Level, Mark, MarkKind, Match, Pair, Segment, Translation
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine

CODE, MATH = Mark(MarkKind.CODE, "`a`"), Mark(MarkKind.MATH, "$b$")


class Counting:
    """Answers in capitals, counts what it is asked, and fails at what a test says."""

    def __init__(self, signature="counting", fails=""):
        self.signature, self.fails, self.asked = signature, fails, []

    def translate(self, segments):
        if any(segment.text == self.fails for segment in segments):
            msg = "it fails"
            raise EngineError(msg)
        self.asked += [segment.text for segment in segments]
        return [Translation(Segment(each.text.upper(), each.marks), "engine", self.signature) for each in segments]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "answers.sqlite"


def test_what_was_answered_is_not_asked_again(path):
    question = Segment("a ⟦1⟧", (CODE,))
    first = Cached(Counting(), path).translate([question, question])
    engine = Counting()
    assert Cached(engine, path).translate([question]) == first[:1]
    assert first == [Translation(Segment("A ⟦1⟧", (CODE,)), "engine", "counting")] * 2
    assert engine.asked == []


def test_the_answer_has_the_marks_of_the_question(path):
    Cached(Counting(), path).translate([Segment("a ⟦1⟧", (CODE,))])
    other = Mark(MarkKind.CODE, "`other`")
    engine = Counting()
    (answer,) = Cached(engine, path).translate([Segment("a ⟦1⟧", (other,))])
    assert (answer.segment, engine.asked) == (Segment("A ⟦1⟧", (other,)), [])


@pytest.mark.parametrize(
    ("signature", "question"),
    [("other", Segment("a ⟦1⟧", (CODE,))), ("counting", Segment("a ⟦1⟧", (MATH,))), ("counting", Segment("a"))],
)
def test_another_engine_another_text_or_other_kinds_of_marks_are_another_question(path, signature, question):
    Cached(Counting(), path).translate([Segment("a ⟦1⟧", (CODE,))])
    engine = Counting(signature)
    Cached(engine, path).translate([question])
    assert engine.asked == [question.text]


def test_everything_that_a_translation_says_is_kept(path):
    pair = Pair(Segment("x ⟦1⟧", (CODE,)), Segment("y ⟦1⟧", (MATH,)), Level.PARAGRAPH, 0.5, "d.md")
    told = Translation(Segment("B"), "repaired", "theirs", (Match(pair, 0.25),))

    class Telling(Counting):
        def translate(self, segments):
            super().translate(segments)
            return [told]

    Cached(Telling(), path).translate([Segment("a")])
    assert Cached(Counting(), path).translate([Segment("a")]) == [told]


@pytest.mark.parametrize(
    "answer",
    [
        Translation(Segment("a ⟦1⟧", (CODE,)), "source"),
        Translation(Segment("A", (CODE,)), "engine"),
        Translation(Segment(" ", (CODE,)), "engine"),
    ],
)
def test_what_is_spoilt_or_left_as_it_was_is_asked_again(path, answer):
    class Spoiling(Counting):
        def translate(self, segments):
            super().translate(segments)
            return [answer]

    question = Segment("a ⟦1⟧", (CODE,))
    assert Cached(Spoiling(), path).translate([question]) == [answer]
    engine = Counting()
    Cached(engine, path).translate([question])
    assert engine.asked == ["a ⟦1⟧"]


def test_what_was_answered_before_a_failure_is_kept(path):
    asked = [Segment(letter) for letter in "abcdef"]
    with pytest.raises(EngineError, match="it fails"):
        Cached(Counting(fails="e"), path, batch=2).translate(asked)
    engine = Counting()
    Cached(engine, path).translate(asked)
    assert engine.asked == ["e", "f"]


def test_a_file_that_is_no_database_is_moved_aside(path):
    path.parent.mkdir()
    path.write_text("no database " * 100)
    Cached(Counting(), path).translate([Segment("a")])
    assert path.with_name("answers.sqlite.damaged").read_text() == "no database " * 100
    engine = Counting()
    Cached(engine, path).translate([Segment("a")])
    assert engine.asked == []


def test_a_database_with_damaged_pages_is_moved_aside(path):
    Cached(Counting(), path).translate([Segment(f"a{number}") for number in range(500)])
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    engine = Counting()
    (answer,) = Cached(engine, path).translate([Segment("a1")])
    assert (answer.segment.text, engine.asked) == ("A1", ["a1"])
    assert path.with_name("answers.sqlite.damaged").exists()


@pytest.mark.parametrize(
    "row",
    ["", "5", "[]", "{}", '{"segment": 5}', '{"segment": "A", "origin": "engine"}', "[" * 100_000,
     '{"segment": "A ⟦1⟧", "origin": "engine", "engine": "", "matches": []}',
     '{"segment": 7, "origin": "engine", "engine": "", "matches": []}',
     '{"segment": "A", "origin": "engine", "engine": "", "matches": [{"pair": null}]}'],
)  # fmt: skip
def test_a_damaged_row_is_asked_again(path, row):
    Cached(Counting(), path).translate([Segment("a")])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE answer SET translation = ?", (row,))
    connection.close()
    engine = Counting()
    (answer,) = Cached(engine, path).translate([Segment("a")])
    assert (answer.segment.text, engine.asked) == ("A", ["a"])


def test_without_a_place_to_write_the_engine_answers_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    engine = Counting()
    (answer,) = Cached(engine, tmp_path / "file" / "answers.sqlite").translate([Segment("a")])
    assert answer.segment.text == "A"


def test_the_cache_keeps_the_contract_and_the_signature(path):
    engine = DictionaryEngine({"dog": "hundo"})
    check_engine(Cached(engine, path, batch=3), [Segment("the dog")])
    check_engine(Cached(engine, path), [Segment("the dog")])
    assert Cached(engine, path).signature == engine.signature
