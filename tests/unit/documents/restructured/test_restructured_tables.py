import docutils.core
import docutils.nodes
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amts.documents.restructured.format import RestructuredText
from amts.translation.integrity import round_trip_failure

SPANNING = """\
+------------+------------+-----------+
| Header     | Second     | Third     |
+============+============+===========+
| one        | Cells may span columns |
+------------+------------+-----------+
| two        | Cells may  | - a list  |
+------------+ span       |           |
| three      | rows.      | - of two  |
+------------+------------+-----------+
"""
SIMPLE = """\
=====  =====
col 1  col 2
=====  =====
one    two
three  - four
       - five

..     six
=====  =====
"""
UNDERLINED = """\
=====  =====  ======
   Inputs     Output
------------  ------
A      B      A or B
=====  =====  ======
no     never  none
yes    some   all
       words
all of these go in
--------------------
=====  =====  ======
"""
WORDS = st.lists(
    st.sampled_from(["a", "long word", "深度学习", "é", "x|y", "+", "-- b", "|", "ｗ"]),
    min_size=1,
    max_size=3,
)


def parse(text):
    return RestructuredText().parse(text.encode(), "x.rst")


def texts(text):
    return [block.text for block in parse(text).blocks if block.text]


def rendered(text, change):
    document = parse(text)
    new = {index: change(block.text) for index, block in enumerate(document.blocks) if block.text}
    return RestructuredText().render(document, new).decode()


def cells(text):
    """Return the cells of the tables as docutils reads them: lines and columns spanned, and the text."""
    tree = docutils.core.publish_doctree(text, settings_overrides={"report_level": 4, "file_insertion_enabled": False})
    return [
        (entry.get("morerows", 0), entry.get("morecols", 0), isinstance(entry.parent.parent, docutils.nodes.thead),
         " ".join(entry.astext().split()))
        for entry in tree.findall(docutils.nodes.entry)
    ]  # fmt: skip


def test_cells_that_span_rows_and_columns_are_texts():
    assert texts(SPANNING) == [
        "Header", "Second", "Third", "one", "Cells may span columns", "two", "Cells may\nspan\nrows.", "a list",
        "three", "of two",
    ]  # fmt: skip


def test_a_table_is_drawn_anew_wide_enough_for_its_texts():
    source = "+-----+---+\n| one | 2 |\n+=====+===+\n| a   | b |\n|     | c |\n+-----+---+\n"
    new = {"one": "深度学习", "2": "zwei", "a": "a", "b\nc": "b\nc"}
    assert rendered(source, new.__getitem__) == (
        "+----------+------+\n| 深度学习 | zwei |\n+==========+======+\n| a        | b    |\n|          | c    |\n"
        "+----------+------+\n"
    )


def test_a_simple_table_is_drawn_anew_wide_enough_for_its_texts():
    source = "  ===  ===\r\n  a    b\r\n  ===  ===\r\n  c    d\r\n       e\r\n  ===  ===\r\n"
    new = {"a": "学习", "b": "bb", "c": "c", "d\ne": "d\nlonger"}
    assert rendered(source, new.__getitem__) == (
        "  ====  ======\r\n  学习  bb\r\n  ====  ======\r\n  c     d\r\n        longer\r\n  ====  ======\r\n"
    )


def test_a_text_in_the_first_column_of_a_simple_table_stays_on_its_line():
    source = "==  ==\na   b\n==  ==\n"
    assert rendered(source, {"a": "one\ntwo", "b": "b"}.__getitem__) == "=======  ==\none two  b\n=======  ==\n"


@pytest.mark.parametrize("source", [SPANNING, SIMPLE, UNDERLINED])
@settings(max_examples=30)
@given(st.data())
def test_docutils_reads_the_same_cells_with_the_new_texts(source, data):
    names = {text: f"{number} " + " ".join(data.draw(WORDS)) for number, text in enumerate(texts(source))}
    new = rendered(source, names.__getitem__)
    # A `|` or `+` just where a border above ends makes two cells; whoever renders sees it by reading the texts again.
    assume(sorted(texts(new)) == sorted(names.values()))
    before, after = cells(source), cells(new)
    shape = [(rows, columns, head) for rows, columns, head, _ in before]
    assert [(rows, columns, head) for rows, columns, head, _ in after] == shape
    assert sorted(word for *_, text in after for word in text.split()) == sorted(
        word for text in names.values() for word in text.split()
    )


@pytest.mark.parametrize(
    "source",
    [
        "+---+\n| a |\n+---+\n| b\n",
        "+---+---+\n| a | b\n+---+---+\n",
        "+---+---+\n| a | b |\n+---+---\n",
        "+---+---+\n| a | b |\n| + - + |\n",
        "+---+---+\n| 深| b |\n+---+---+\n\n+---+\n| 学 |\n+---+\n",
        "+---+---+\n| a | b |\n+===+===+\n| a | b |\n+===+===+\n| a | b |\n+---+---+\n",
        "+-----+---+\n| T   | b |\n| === |   |\n+-----+---+\n",
        "+---------+\n| +-----+ |\n| | a   | |\n| +-----+ |\n+---------+\n",
        "+------+\n| a::  |\n|      |\n|   x  |\n|   y  |\n+------+\n",
        "==  ==\nabc b\n==  ==\n",
        "==  ==\na   b\n----\n==  ==\n",
        "==  ==  ==\na   b   c\n-----  ---\n==  ==  ==\n",
        "==  ==\n==  ==\n",
        "==  ==\n    lost\n==  ==\n",
        "==  ==\na\tb\n==  ==\n",
        "==  ==\n\u0301a  b\n==  ==\n",
    ],
)
def test_a_table_that_is_not_plainly_understood_stays(source):
    found = [block.kind.value for block in parse(source).blocks]
    assert "opaque" in found, found
    assert round_trip_failure(parse(source), RestructuredText(), "en") == ""


def test_cells_over_an_underline_span_columns():
    source = "==  ===  ==\n a or b  c\n-------  --\nd   e    f\n==  ===  ==\n"
    assert texts(source) == ["a or b", "c", "d", "e", "f"]
    assert rendered(source, lambda text: {"a or b": "a or b or", "c": "出口"}.get(text, text)) == (
        "==  ======  ====\n a or b or  出口\n----------  ----\nd   e       f\n==  ======  ====\n"
    )


def test_a_head_without_rows_is_drawn_again():
    source = "==  ==\n==  ==\na   b\n==  ==\n"
    assert rendered(source, {"a": "long", "b": "b"}.__getitem__) == "====  ==\n====  ==\nlong  b\n====  ==\n"


def test_combining_characters_take_no_column():
    source = "+----+---+\n| e\u0301e\u0301 | b |\n+----+---+\n"
    assert texts(source) == ["e\u0301e\u0301", "b"]
    new = rendered(source, {"e\u0301e\u0301": "नमस्ते", "b": "か\u3099"}.__getitem__)
    assert [text for *_, text in cells(new)] == texts(new) == ["नमस्ते", "か\u3099"]


def test_a_table_of_very_many_cells_without_text_stays():
    source = "=  " * 500 + "=\n" + "a\n" * 500 + "=  " * 500 + "=\n"
    assert [block.kind.value for block in parse(source).blocks] == ["opaque"]


def test_links_in_a_table_can_be_replaced():
    source = "+-----------+\n| `a <b>`__ |\n| `c <d>`__ |\n+-----------+\n"
    document = parse(source)
    addresses = RestructuredText().links(document).addresses
    assert [each.text for each in addresses] == ["b", "d"]
    new = RestructuredText().render(document, {}, {addresses[0]: "longer.html"}).decode()
    assert new == (
        "+---------------------+\n| `a <longer.html>`__ |\n| `c <d>`__           |\n+---------------------+\n"
    )


def test_a_text_and_an_address_in_one_table_are_replaced_together():
    source = "+-----------+---+\n| `a <b>`__ | c |\n+-----------+---+\n"
    document = parse(source)
    (address,) = RestructuredText().links(document).addresses
    index = next(index for index, block in enumerate(document.blocks) if block.text == "c")
    new = RestructuredText().render(document, {index: "cc"}, {address: "x"}).decode()
    assert new == "+-----------+----+\n| `a <x>`__ | cc |\n+-----------+----+\n"


def test_a_large_table_is_read_in_bounded_time():
    row = "| a " * 60 + "|\n" + "+---" * 60 + "+\n"
    source = "+---" * 60 + "+\n" + row * 100
    assert len(texts(source)) == 6000
    unclosed = "+-" * 20_000 + "+\n" + "| " * 20_000 + "|\n" + "+" + "-" * 39_998 + "\n"
    assert [block.kind.value for block in parse(unclosed).blocks] == ["opaque"]
