from itertools import pairwise

import pytest

from amts.documents.datasets.slots import value_marks
from amts.records import MarkKind


def marked(text):
    return [(mark.kind.value, text[mark.start : mark.end]) for mark in value_marks(text)]


def test_the_bracket_and_the_name_of_a_slot_open_a_pair():
    assert marked("wake me up at [time : nine am] on [date : friday]") == [
        ("open", "[time : "), ("close", "]"), ("open", "[date : "), ("close", "]"),
    ]  # fmt: skip


def test_slots_nest():
    assert marked("[a : one [b_2 : two] {x}] three") == [
        ("open", "[a : "), ("open", "[b_2 : "), ("close", "]"), ("literal", "{x}"), ("close", "]"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["[a : b", "a : b]", "[a] [b]", "[a: b]", "[see also : ", "[: b]", "[2 : b]", "] [a : b", "[a b : c]"]
)
def test_other_brackets_are_text(text):
    assert marked(text) == []


def test_brackets_of_text_pair_up_among_slots():
    assert marked("[a : b [c] d] ]") == [("open", "[a : "), ("close", "]")]
    assert marked("[x [a : b]") == [("open", "[a : "), ("close", "]")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hi {name}, {0} {} {a.b} {n:>10} {x!r}", ["{name}", "{0}", "{}", "{a.b}", "{n:>10}", "{x!r}"]),
        ("{{user}} ${HOME}", ["{{user}}", "${HOME}"]),
        ("%s of %d, %(who)s %1$s %.2f", ["%s", "%d", "%(who)s", "%1$s", "%.2f"]),
        ("50% deep, 10%s, 100 % sure, %%s", []),
        ('{"a": 1} {a b}', []),
        ("see https://a.b/c?d=e. (http://x.y)", ["https://a.b/c?d=e", "http://x.y"]),
        ("⟦1⟧", ["⟦", "⟧"]),
        ("*no* `markdown` <b> [here](u)", []),
    ],
)
def test_addresses_and_what_a_program_fills_in_are_marks(text, found):
    assert [piece for _, piece in marked(text)] == found


def test_marks_are_disjoint_and_in_order():
    text = "[a : {x}] {{ [b : c] }} https://x.y/[d : e] [f : %s]"
    marks = value_marks(text)
    assert all(mark.start < mark.end for mark in marks)
    assert all(first.end <= second.start for first, second in pairwise(marks))
    assert sum(mark.kind is MarkKind.OPEN for mark in marks) == sum(mark.kind is MarkKind.CLOSE for mark in marks) == 4


def test_very_many_brackets_take_no_long_time():
    assert value_marks("[" * 200_000) == ()
    assert len(value_marks("[a : " * 50_000 + "]" * 50_000)) == 100_000
