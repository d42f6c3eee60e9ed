import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.datasets.delimited import Csv, Tsv
from amts.errors import DocumentError
from amts.records import BlockKind, ReadingOptions
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

TABLE = 'id,utt,n\r\n1,wake [time : nine am],3\r\n2,"say ""yes"", twice",4\r\n'


def parsed(text, *columns, format_=None):
    return (format_ or Csv()).parse(text.encode(), "x.csv", ReadingOptions(columns=columns))


def texts(text, *columns, format_=None):
    return [block.text for block in parsed(text, *columns, format_=format_).blocks if block.text]


def changed(text, *new, format_=None):
    document = parsed(text, format_=format_)
    indexes = [index for index, block in enumerate(document.blocks) if block.text]
    return Csv().render(document, dict(zip(indexes, new, strict=False))).decode()


def test_the_fields_of_a_known_column_are_texts():
    assert texts(TABLE) == ["wake [time : nine am]", 'say "yes", twice']
    assert texts("ID,Question\n1,One\n") == ["One"]


def test_the_rest_is_opaque_and_names_the_row():
    blocks = parsed(TABLE).blocks
    assert [(block.kind, block.key, TABLE[block.start : block.end]) for block in blocks if not block.text] == [
        (BlockKind.DIRECTIVE, "record:1", "id,utt,n\r\n1,"),
        (BlockKind.DIRECTIVE, "record:2", ',3\r\n2,"'),
        (BlockKind.DIRECTIVE, "", '",4\r\n'),
    ]


def test_quotes_and_line_ends_stay():
    assert changed(TABLE, "neun", "ja") == 'id,utt,n\r\n1,neun,3\r\n2,"ja",4\r\n'


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ("b c; d", "b c; d"), ("b, c", '"b, c"'), ('"b" c', '"""b"" c"'), ('b "c"', '"b ""c"""'), ("b\nc", '"b\nc"'),
        ("é", "é"),
    ],
)  # fmt: skip
def test_a_field_is_quoted_only_if_it_must_be(new, field):
    assert changed("text,n\na,1\n", new) == f"text,n\n{field},1\n"


def test_white_space_around_a_field_stays():
    assert changed("text,n\n  a ,1\n", "b") == "text,n\n  b ,1\n"
    assert changed("text,n\n  a ,1\n", "b,") == 'text,n\n"  b, ",1\n'
    assert changed('text\n" a "\n', "b") == 'text\n" b "\n'


def test_each_line_of_a_field_is_a_text():
    text = 'text,n\n"One,\r\n\r\n  ""two"" ",1'
    assert texts(text) == ["One,", '"two"']
    assert changed(text, "1", '"2"') == 'text,n\n"1\r\n\r\n  ""2"" ",1'


def test_a_byte_order_mark_stays():
    assert changed('\ufeff"text",n\na,1', "b") == '\ufeff"text",n\nb,1'


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_delimiters_are_recognised_by_the_header(sign):
    assert changed(f"n{sign}text\n1{sign}a, b\n", f"a{sign}b") == f'n{sign}text\n1{sign}"a{sign}b"\n'


def test_a_row_of_another_length_stays_as_it_is():
    text = "n,text\n1,a\n2,b,c\n3\n\n4,d\n"
    document = parsed(text)
    assert texts(text) == ["a", "d"]
    assert [text[block.start : block.end] for block in document.blocks if block.kind is BlockKind.OPAQUE] == [
        "2,b,c",
        "3",
    ]


def test_a_quote_that_is_not_closed_is_a_sign_like_any_other():
    assert texts('text,n\n"a,1\nb,2\n') == ['"a', "b"]
    assert texts('text,n\n"a"b,1\n5" disk,2\n') == ['"a"b', '5" disk']
    assert changed('text,n\n5" disk,2\n', '6" disk') == 'text,n\n6" disk,2\n'


@pytest.mark.parametrize("text", ["1,wake me up\n", "a,b\nc,d", "words"])
def test_a_table_whose_header_has_no_known_column_is_opaque(text):
    assert [(block.kind, block.start, block.end) for block in parsed(text).blocks] == [(BlockKind.OPAQUE, 0, len(text))]


def test_columns_can_be_chosen():
    assert texts("text,Notiz\na,b\n", "Notiz") == ["b"]


def test_a_column_that_is_not_there_is_an_error():
    with pytest.raises(DocumentError, match=r"^x\.csv: no text in a column 'notes'; there are: id, text: correct"):
        parsed("id,text\n1,a\n", "notes")


def test_quotes_in_tab_separated_values_are_quotes_if_they_pair_up():
    assert changed('text\tn\n"a\tb"\t1\n"c\nd"\t2\n', "x", "y", format_=Tsv()) == 'text\tn\n"x"\t1\n"y\nd"\t2\n'


def test_otherwise_they_are_signs_like_any_other():
    text = 'text\tn\n"Well\t1\n"So" what\t2\n'
    assert texts(text, format_=Tsv()) == ['"Well', '"So" what']
    assert changed(text, '"Gut\t', '"a"', format_=Tsv()) == 'text\tn\n"Gut \t1\n"a"\t2\n'


@pytest.mark.parametrize("format_", [Csv(), Tsv()])
def test_tables_survive_pseudo_translation(format_):
    text = TABLE + '3," two\nlines {x} ",5\r\n4,5" disk,6\r\n'
    if isinstance(format_, Tsv):
        text = text.replace(",", "\t")
    assert pseudo_failure(parsed(text, format_=format_), format_) == ""


def test_very_many_quotes_take_no_long_time():
    for line in ('"', '"a""', '"""', '""x', '","'):
        text = "text,n\n" + line * 100_000
        assert round_trip_failure(parsed(text), Csv(), "en") == ""


CONTENT = st.text(st.sampled_from('ab ,;\t"\n😀中م⟦⟧[]:'), max_size=8)
ROWS = st.lists(st.tuples(CONTENT, CONTENT), min_size=1, max_size=5)


@pytest.mark.thorough
@given(ROWS, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["\n", "\r\n"]))
def test_python_reads_a_changed_table_as_we_do(rows, quoting, end):
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator=end).writerows([("text", "n"), *rows])
    document = parsed(written.getvalue())
    new = {index: f"{block.text}," for index, block in enumerate(document.blocks) if block.text}
    after = Csv().render(document, new).decode()
    assert after.count(",") - written.getvalue().count(",") == len(new)
    read = list(csv.reader(io.StringIO(after, newline="")))[1:]
    assert [second for _, second in read] == [second for _, second in rows]
    assert [first.replace(",", "").strip() for first, _ in read] == [
        first.replace(",", "").strip() for first, _ in rows
    ]
    assert round_trip_failure(document, Csv(), "en") == ""


GLUED = st.lists(
    st.sampled_from(
        ["a", " ", ",", "\t", '"', '""', "\n", "\r\n", "\r", "\x00", "\ufeff", "é😀", "م", "⟦1⟧", "[a : b]", "{x}"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


def check(rest):
    for format_, header in ((Csv(), "text,n\n"), (Tsv(), "text\tn\n")):
        document = parsed(header + rest, format_=format_)
        assert round_trip_failure(document, format_, "en") == ""


@pytest.mark.thorough
@given(GLUED)
def test_awkward_tables_come_out_as_they_went_in(rest):
    check(rest)


def test_punctuation_between_two_fields_is_no_block():
    blocks = parsed('id,utt,text\n7,"a b", c\n').blocks
    assert [(block.kind, block.key, block.text) for block in blocks] == [
        (BlockKind.DIRECTIVE, "record:7", ""),
        (BlockKind.CELL, "", "a b"),
        (BlockKind.CELL, "", "c"),
    ]
