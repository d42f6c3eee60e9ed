import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import DataError
from amts.server.amazon.import_tables import fields, read_table


def records(text, delimiter=",", **options):
    return [(each.source, *each.targets.values()) for each in read_table(text, delimiter, **options).records]


def counts(intake):
    return len(intake.records), intake.failed, intake.skipped


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('34"" monitor,b', ['34" monitor', "b"]),
        ('"a, ""x""",b', ['a, "x"', "b"]),
        ('""quoted"" start,b', ['"quoted" start', "b"]),
        ('"",b', ["", "b"]),
        ("a,", ["a", ""]),
        ('5" disk,b', ['5" disk', "b"]),
        ('"a,b', None),
        ('"a"b,c', None),
    ],
)
def test_quotation_marks_are_doubled_in_all_fields(line, expected):
    assert fields(line, ",") == expected


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=20),
        min_size=1,
        max_size=10,
    )
)
def test_what_the_csv_module_writes_is_read_back(row):
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="").writerow(row)
    assert fields(file.getvalue(), ",") == row


@given(st.text(alphabet='",\ta ', max_size=200))
def test_any_line_is_read_or_refused(line):
    found = fields(line, ",")
    assert found is None or sum(map(len, found)) <= len(line)


def test_byte_order_marks_and_all_line_ends_are_taken():
    assert records("\ufeffen,zh\r\na,一\rb,二\nc,三") == [("a", "一"), ("b", "二"), ("c", "三")]
    assert records("en,zh\ra,一\r") == records("en,zh\na,一") == [("a", "一")]
    assert records("en\tzh\na, b\t一，\n", "\t") == [("a, b", "一，")]


def test_other_separators_of_lines_belong_to_the_text():
    assert records("en,zh\na\u2028b\x0bc,一\n") == [("a\u2028b\x0bc", "一")]


def test_what_cannot_be_used_is_counted_and_said():
    intake = read_table('en,zh,fr\n,好,bon\na,,un\nb,,\n\n"c,三,trois\nd,四\ne,五,cinq\n', ",")
    assert counts(intake) == (2, 2, 4)
    assert [each.targets for each in intake.records] == [{"fr": "un"}, {"zh": "五", "fr": "cinq"}]
    report = intake.report()
    assert report["summary"] == {"record_error_count": 2, "record_skipped_count": 4}
    assert [each["content"] for each in report["messages"]] == [f"Line {number}" for number in range(2, 8)]


def test_of_the_same_source_the_last_one_holds():
    intake = read_table("en,zh\na,一\nb,二\na,三\n", ",")
    assert [(each.source, each.targets["zh"]) for each in intake.records] == [("b", "二"), ("a", "三")]
    assert intake.skipped == 1


def test_a_segment_may_have_1000_bytes_where_amazons_limits_hold():
    fits, long = "好" * 333 + "a", "好" * 334
    text = f"en,zh\n{fits},{fits}\n{long},好\na,{long}\n"
    assert counts(read_table(text, ",", strict=True)) == (1, 0, 2)
    assert counts(read_table(text, ",")) == (3, 0, 0)


@pytest.mark.parametrize("field", ["=SUM(A1)", "+1", "-1", "@x", '"=SUM(A1,A2)"'])
def test_what_looks_like_a_formula_fails_where_amazons_limits_hold_and_else_is_noted(field):
    text = f"en,zh\n{field},一\n二,{field}\n"
    assert counts(read_table(text, ",", strict=True)) == (0, 2, 0)
    intake = read_table(text, ",")
    assert (counts(intake), len(intake.report()["messages"])) == ((2, 0, 0), 2)


@pytest.mark.parametrize("text", ["", "en\na\n", "en,en-US\na,b\n", "en,level of detail\na,b\n", '"en,zh\n'])
def test_the_first_row_must_name_languages(text):
    with pytest.raises(DataError, match="Invalid header"):
        read_table(text, ",")


def test_variants_of_languages_are_known_unless_amazons_limits_hold():
    assert read_table("en-US,zh-Hant\na,一\n", ",").targets == ["zh-TW"]
    with pytest.raises(DataError, match="'en-US' is not supported"):
        read_table("en-US,zh\na,一\n", ",", strict=True)


def test_of_two_records_with_the_same_source_the_one_that_is_dropped_is_reported():
    intake = read_table("en,zh\na,b\nc,d\na,e\n", ",")
    assert [record.targets["zh"] for record in intake.records] == ["d", "e"]
    assert intake.report()["messages"] == [
        {"content": "Line 2", "message": "Line 4 has the same source segment and is more recent."}
    ]


def test_a_quotation_mark_that_is_not_doubled_is_refused_where_amazons_limits_hold():
    table = 'en,zh\nA 34" monitor,b\n34"" monitor,c\n'
    assert [len(read_table(table, ",", strict=strict).records) for strict in (False, True)] == [2, 1]
