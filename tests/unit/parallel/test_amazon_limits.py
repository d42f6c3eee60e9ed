import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import DataError, InputError
from amts.parallel.amazon_limits import LONGEST_SEGMENT, Skip, check_file, check_texts, tmx


@pytest.fixture
def checked(tmp_path):
    def check(name, text):
        path = tmp_path / name
        path.write_bytes(text.encode())
        found = check_file(path)
        return found.languages, found.records, [(skip.record, skip.reason) for skip in found.skips]

    return check


def reasons(*records):
    return [(skip.record, skip.reason) for skip in check_texts(records).skips]


def test_good_records_are_not_objected_to():
    assert reasons(("house", "domo"), ("dog", "hundo")) == []


def test_a_segment_may_have_a_thousand_bytes_and_not_one_more():
    fits = "字" * (LONGEST_SEGMENT // 3) + "a"
    assert reasons((fits, fits), ("a", f"{fits}b"), (f"{fits}b", "a")) == [(2, "long-target"), (3, "long-source")]


def test_empty_texts_are_skipped():
    assert reasons((" ", "domo"), ("house", "\t")) == [(1, "empty-source"), (2, "empty-target")]


def test_of_the_same_source_the_last_record_counts_if_it_is_one():
    assert reasons(("a", "x"), ("b", "y"), ("a", "z"), ("b", "")) == [(1, "duplicate"), (4, "empty-target")]


def test_a_record_with_one_translation_that_is_taken_counts():
    assert reasons(("a", "x", "y"), ("a", "", "z")) == [(1, "duplicate"), (2, "empty-target")]


def test_what_no_file_can_hold_is_named():
    assert check_texts([("a\x07", "b")]).skips == (Skip(1, "no-text-source", "has the character U+0007: 'a\\x07'"),)


def test_a_table_is_read_line_by_line(checked):
    table = '\ufeffen,zh\r\nhouse,"房,子"\r\n\r\n34"" monitor,x\n"two\nlines",x\n=SUM(A1),x\na,b,c\n'
    assert checked("pairs.csv", table) == (
        ("en", "zh"),
        6,
        [(5, "open-quote"), (6, "open-quote"), (7, "formula"), (8, "columns")],
    )


def test_a_table_with_tabs_is_read_too(checked):
    assert checked("pairs.tsv", "en\tzh\tde\na, b\tx\t\n") == (("en", "zh", "de"), 1, [(2, "empty-target")])


@pytest.mark.parametrize("header", ["", "en", "en,zh,level", "source,target", "en,zh-Hans"])
def test_the_first_line_must_name_languages_and_nothing_else(checked, header):
    with pytest.raises(DataError, match="wants the codes of the languages"):
        checked("pairs.csv", f"{header}\na,b\n")


UNITS = """<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>house</seg></tuv><tuv xml:lang="zh"><seg>x</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>dog</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>dog</seg></tuv><tuv xml:lang="EN"><seg>cat</seg></tuv><tuv xml:lang="zh"><seg/></tuv></tu>
<tu><tuv xml:lang="en"><seg>dog</seg></tuv><tuv xml:lang="zh"><seg/></tuv></tu>
</body></tmx>"""


def test_units_need_one_source_and_a_translation(checked):
    assert checked("pairs.tmx", UNITS) == (("en",), 4, [(2, "languages"), (3, "languages"), (4, "empty-target")])


def test_units_need_to_know_their_source(checked):
    with pytest.raises(DataError, match="srclang"):
        checked("pairs.tmx", UNITS.replace(' srclang="en"', ""))


def test_other_files_are_refused(checked):
    with pytest.raises(InputError, match=r"\.csv, \.tsv or \.tmx"):
        checked("pairs.xlsx", "")


TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_what_is_written_is_read_as_it_was_checked(tmp_path_factory, records):
    skipped = {skip.record for skip in check_texts(records).skips}
    kept = [record for number, record in enumerate(records, start=1) if number not in skipped]
    path = tmp_path_factory.mktemp("tmx") / "pairs.tmx"
    path.write_bytes(tmx(kept, ["en", "zh"], [1.0] * len(kept)))
    found = check_file(path)
    assert (found.records, found.skips) == (len(kept), ())
