import pytest

from amts.documents.views import View, blanked


def test_a_view_without_edits_is_the_document():
    view = View(b"abc")
    assert (view.text, view.moved, view.start(2), view.end(3)) == (b"abc", False, 2, 3)


def test_what_is_filled_in_place_moves_nothing():
    view = View(b"a {b} c", [(2, 5, b";;;")])
    assert (view.text, view.moved, view.start(6)) == (b"a ;;; c", False, 6)


@pytest.mark.parametrize(
    ("edits", "text", "starts", "ends"),
    [
        ([(0, 2, b"")], b"ab\ncd", {0: 2, 3: 5}, {2: 4, 5: 7}),
        ([(2, 2, b"\n")], b"  \nab\ncd", {3: 2, 6: 5}, {5: 4, 8: 7}),
        ([(4, 5, b""), (0, 2, b"")], b"abcd", {0: 2, 2: 5}, {2: 4, 4: 7}),
        ([(0, 3, b""), (1, 4, b"")], b"b\ncd", {0: 3}, {4: 7}),
    ],
)
def test_positions_lead_back_across_what_is_cut_and_put_in(edits, text, starts, ends):
    view = View(b"  ab\ncd", edits)
    assert view.text == text
    assert {here: view.start(here) for here in starts} == starts
    assert {here: view.end(here) for here in ends} == ends


def test_blanking_keeps_line_breaks():
    assert blanked(b"a\r\nb c\n") == b" \r\n   \n"
