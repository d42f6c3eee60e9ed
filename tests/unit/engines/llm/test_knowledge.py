from amts.engines.llm.knowledge import NOTHING_ELSE, Knowledge, Neighbours
from amts.engines.llm.prompt import Question
from amts.parallel.terminology.glossary import Glossary
from amts.parallel.terminology.terms import Term
from amts.records import Match, Pair, Segment

A, B, C, D = (Segment(letter) for letter in "abcd")
MATCHES = [Match(Pair(B, C), 0.5), Match(Pair(C, D), 0.4)]


class Known:
    def relevant(self, segment, limit=5):
        return MATCHES[:limit]


def test_a_question_holds_what_is_known_about_its_segment():
    knowledge = Knowledge("k", Known(), 1, Glossary([Term("a", "x"), Term("b", "y")], "en", "eo"))
    assert knowledge.question(A) == Question(A, (MATCHES[0],), (("a", "x"),))
    assert NOTHING_ELSE.question(A) == Question(A)


def test_the_neighbours_of_a_segment_are_two_on_each_side():
    neighbours = Neighbours([A, B, C, D])
    assert (neighbours.before(D), neighbours.after(D)) == ([B, C], [])
    assert (neighbours.before(A), neighbours.after(A)) == ([], [B, C])
    assert (neighbours.before(Segment("e")), neighbours.after(Segment("e"))) == ([], [])


def test_a_segment_that_occurs_twice_stands_at_its_first_place():
    neighbours = Neighbours([A, B, A, C])
    assert (neighbours.before(A), neighbours.after(A)) == ([], [B, A])
