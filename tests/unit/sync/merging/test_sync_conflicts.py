import pytest

from amts.sync.merging.conflicts import conflicts, unfinished

ONE = b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"", 0),
        (b"Heading\n=======\n", 0),
        (ONE, 1),
        (ONE.replace(b"\n", b"\r\n"), 1),
        (b"text\n" + ONE * 2, 2),
        (b"<<<<<<< HEAD\na\n||||||| base\nc\n=======\nb\n>>>>>>> other\n", 1),
        (b"<<<<<<<\nHeading\n=======\n=======\nb\n>>>>>>>", 1),
        (b"  " + ONE, 0),
        (b"<<<<<<< HEAD\na\n", 0),
        (b"<<<<<<<< eight\na\n=======\nb\n>>>>>>> other\n", 0),
    ],
)
def test_conflicts_are_counted(content, count):
    assert conflicts(content) == count


def test_many_marks_take_linear_time():
    assert conflicts(b"<<<<<<< a\n" * 300_000) == 0


def test_what_both_sides_show_is_no_unfinished_merge():
    assert unfinished(ONE, ONE) == (False, False)
    assert unfinished(ONE, b"") == (True, False)
    assert unfinished(b"", ONE) == (False, True)
