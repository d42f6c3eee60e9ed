from dataclasses import replace

import pytest

from amts.records import Mark, MarkKind, Match, Pair, Segment, Translation
from amts.translation.repair import REPAIRS, NumbersFixed, Repairing, objection

CODE = (Mark(MarkKind.CODE, "`x`"),)
MATCH = Match(Pair(Segment("3 dogs"), Segment("3 perros")), 0.7)


class Answering:
    """Answers by a table; what the table lacks comes back in Spanish words of the same length."""

    signature = "answering"

    def __init__(self, answers, origin="engine"):
        self.answers = answers
        self.origin = origin
        self.asked = []

    def translate(self, segments):
        self.asked.append([segment.text for segment in segments])
        return [
            Translation(Segment(self.answers.get(each.text, f"sí {each.text.upper()}")), self.origin)
            for each in segments
        ]


def outcome(source, engine, marks=()):
    (found,) = Repairing(engine, ("en", "es")).translate([Segment(source, marks)])
    return found.translation.segment.text, found.translation.origin, found.reason, found.repaired


def test_a_right_answer_is_taken():
    assert outcome("Dogs bark.", Answering({"Dogs bark.": "Ladran."})) == ("Ladran.", "engine", "", False)


def test_lost_markup_is_repaired_piece_by_piece():
    engine = Answering({"Use ⟦1⟧ now.": "Usa.", "Use": "Usa", "now.": "ya."})
    assert outcome("Use ⟦1⟧ now.", engine, CODE) == ("Usa ⟦1⟧ ya.", "retry", "markup", True)


def test_a_changed_number_is_repaired_by_showing_it_as_a_placeholder():
    engine = Answering({"It has 12 dogs.": "Tiene 21 perros.", "It has ⟦1⟧ dogs.": "Tiene ⟦1⟧ perros."})
    assert outcome("It has 12 dogs.", engine) == ("Tiene 12 perros.", "retry", "number", True)


def test_who_translated_around_the_numbers_and_with_what_is_kept():
    class Naming(Answering):
        def translate(self, segments):
            return [replace(answer, engine="naming", matches=(MATCH,)) for answer in super().translate(segments)]

    (answer,) = NumbersFixed(Naming({"12 dogs": "no", "⟦1⟧ dogs": "⟦1⟧ perros"})).translate([Segment("12 dogs")])
    assert answer == Translation(Segment("12 perros"), "retry", "naming", (MATCH,))


def test_what_is_left_untranslated_with_its_numbers_masked_is_no_translation():
    engine = Answering({"⟦1⟧ dogs": "⟦1⟧ dogs"}, origin="source")
    assert NumbersFixed(engine).translate([Segment("12 dogs")]) == [Translation(Segment("12 dogs"), "source")]


def test_a_number_that_no_way_repairs_stays_as_it_was_translated_and_is_doubtful():
    wrong = {"It has ⟦1⟧ dogs.": "Tiene 33 perros.", "It has": "7", "dogs.": "8"}
    engine = Answering({"It has 12 dogs.": "Tiene 21 perros.", **wrong})
    (found,) = Repairing(engine, ("en", "es")).translate([Segment("It has 12 dogs.")])
    assert (found.translation.segment.text, found.doubtful, found.repaired) == ("Tiene 21 perros.", True, False)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("The dog sees the house and it is not in the garden of the man.", "untranslated"),
        ("El", "truncated"),
        ("El perro perro perro perro perro ve la casa y no está en el jardín.", "repetition"),
        ("Der Hund sieht das Haus und er ist nicht in dem Garten von dem Mann.", "language"),
        ("", "untranslated"),
    ],
)
def test_what_no_way_repairs_stays_in_the_source_language(answer, reason):
    source = "The dog sees the house and it is not in the garden of the man."
    assert outcome(source, Answering({source: answer})) == (source, "source", reason, False)


def test_what_a_person_has_translated_is_not_objected_to():
    engine = Answering({"It has 12 dogs.": "Tiene una docena y 3 gatos."}, origin="memory")
    assert outcome("It has 12 dogs.", engine) == ("Tiene una docena y 3 gatos.", "memory", "", False)
    assert objection(Segment("⟦1⟧ x", CODE), Translation(Segment("x", CODE), "memory"), ("en", "es")) == "markup"


def test_in_one_language_only_the_markup_counts():
    engine = Answering({"It has 12 dogs.": "21"})
    (found,) = Repairing(Answering({"It has 12 dogs.": "a 21"}), ("en", "en")).translate([Segment("It has 12 dogs.")])
    assert found.translation.segment.text == "a 21"
    (found,) = Repairing(engine, ("en", "en")).translate([Segment("It has 12 dogs.")])
    assert found.translation.origin == "source"


def test_all_sentences_of_a_way_are_asked_at_once():
    engine = Answering({"A ⟦1⟧ a.": "b", "C ⟦1⟧ c.": "d"})
    Repairing(engine, ("en", "es")).translate([Segment("A ⟦1⟧ a.", CODE), Segment("C ⟦1⟧ c.", CODE), Segment("5")])
    assert engine.asked == [["A ⟦1⟧ a.", "C ⟦1⟧ c."], ["A", "a.", "C", "c."]]


def test_every_reason_that_a_sentence_can_have_has_a_repair():
    assert {"markup", "number", "untranslated", "language", "truncated", "repetition"} <= REPAIRS.keys()
