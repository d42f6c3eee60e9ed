import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.errors import DataError, InputError, PathError
from amts.parallel.delimited import Csv, Tsv, unwritable
from amts.placeholders import numbers, unmask
from amts.records import Level, Mark, MarkKind, Pair, Segment
from amts.testing.exchange import code_masked


def raw(text: str, _language: str) -> Segment:
    return Segment(text)


def texts(path, content: bytes, exchange=Csv) -> list[tuple[str, str]]:
    path.write_bytes(content)
    return [(pair.source.text, pair.target.text) for pair in exchange().read(path, "en", "zh", raw).kept]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pairs.csv"


def test_csv_is_written_as_amazon_wants_it(path):
    pair = Pair(Segment("Use ⟦1⟧, please.", (Mark(MarkKind.CODE, "`a`"),)), Segment("请。"), document="a.md")
    assert Csv().write(path, [pair], "en", "zh") == 1
    assert path.read_bytes().decode() == (
        'en,zh,level,confidence,document\r\n"Use `a`, please.",请。,sentence,1.0,a.md\r\n'
    )


def test_a_pair_with_a_tab_survives_tsv(path):
    pair = Pair(Segment('a\tb "c"\nd'), Segment("e\rf"), Level.PARAGRAPH, 0.25, "x\ty.md")
    Tsv().write(path, [pair], "en", "zh")
    assert path.read_bytes().startswith(b'en\tzh\tlevel\tconfidence\tdocument\r\n"a\tb ""c""\nd"\t"e\rf"\t')
    assert Tsv().read(path, "en", "zh", raw).kept == (pair,)


@settings(max_examples=30)
@given(st.data())
@pytest.mark.parametrize("exchange", [Csv, Tsv])
def test_raw_text_reads_back_equal(tmp_path_factory, exchange, any_pair, data):
    path = tmp_path_factory.mktemp("delimited") / "pairs"
    drawn = data.draw(any_pair.filter(_numbers_have_marks))
    sides = [Segment(unmask(side).replace("⟦", "[")) for side in (drawn.source, drawn.target)]
    pair = Pair(*sides, drawn.level, drawn.confidence, drawn.document)
    exchange().write(path, [pair], "en", "zh")
    found = exchange().read(path, "en", "zh", raw)
    assert [*found.kept, *(rejection.pair for rejection in found.rejected)] == [pair]


def _numbers_have_marks(pair: Pair) -> bool:
    sides = (pair.source, pair.target)
    return all(1 <= number <= len(side.marks) for side in sides for number in numbers(side.text))


@pytest.mark.parametrize(
    "content",
    [
        b"en,zh\nHello,\xe4\xbd\xa0\n",
        b"en,zh\r\nHello,\xe4\xbd\xa0\r\n",
        b"\xef\xbb\xbfen,zh\nHello,\xe4\xbd\xa0",
        b"zh,en\n\xe4\xbd\xa0,Hello\n",
        b'"zh_CN", EN-us ,note\n\xe4\xbd\xa0,Hello,x\n',
        b"id,en,note,zh\n7,Hello,,\xe4\xbd\xa0\n",
        b"en,zh\n\nHello,\xe4\xbd\xa0\n\n\n",
    ],
)
def test_files_of_other_tools_are_read(path, content):
    assert texts(path, content) == [("Hello", "你")]


def test_quoted_line_breaks_stay_within_a_cell(path):
    assert texts(path, b'en,zh\r\n"a\r\nb","c\n""d"""\r\n') == [("a\r\nb", 'c\n"d"')]


def test_a_long_cell_is_read(path):
    assert texts(path, b"en,zh\n" + b"a" * 200_000 + b",b\n") == [("a" * 200_000, "b")]


def test_markup_is_masked_and_has_the_same_number_on_both_sides(path):
    path.write_text("en,zh\nUse `a` or `b`.,用 `b` 或 `a`。\n", encoding="utf-8")
    (pair,) = Csv().read(path, "en", "zh", code_masked).kept
    assert pair.source.text == "Use ⟦1⟧ or ⟦2⟧."
    assert pair.target == Segment("用 ⟦2⟧ 或 ⟦1⟧。", pair.source.marks)


def test_each_side_is_masked_by_the_rules_of_its_language(path):
    path.write_text("zh,en\nc,a\n", encoding="utf-8")
    asked = []

    def read_segment(text: str, language: str) -> Segment:
        asked.append((text, language))
        return Segment(text)

    Csv().read(path, "en", "zh", read_segment)
    assert asked == [("a", "en"), ("c", "zh")]


def test_rejected_rows_have_their_reasons(path):
    path.write_bytes(b"en,zh,level\na,b,sentence\n,b\na,\na\nsame,same\na,b,verse\n")
    found = Csv().read(path, "en", "zh", raw)
    assert [pair.source.text for pair in found.kept] == ["a"]
    reasons = [rejection.reason for rejection in found.rejected]
    assert reasons == ["empty-source", "empty-target", "empty-target", "identical", "unknown-level"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"en,fr\na,b\n", "no column for zh; columns found: en, fr: "),
        (b"source,target\na,b\n", "no column for en and zh; columns found: source, target: "),
        (b"en\tzh\na\tb\n", "columns found: en\tzh: "),
        (b"", "columns found: none: "),
    ],
)
def test_a_header_without_the_languages_names_what_it_has(path, content, message):
    with pytest.raises(DataError) as caught:
        texts(path, content)
    assert message in str(caught.value)


@pytest.mark.parametrize("row", [b'"never closed,b\nc,d\n', b'"closed" too early,b\n'])
def test_quotation_marks_that_do_not_match_are_an_error_with_the_line(path, row):
    with pytest.raises(DataError, match="row at line 3: "):
        texts(path, b"en,zh\na,b\n" + row)


def test_bytes_that_are_no_utf8_are_named_by_their_offset(path):
    with pytest.raises(InputError, match=r"not UTF-8 at byte offset 6 \(byte 0xe9\)"):
        texts(path, b"en,zh\n\xe9t\xe9,b\n")


def test_a_missing_file_is_named(path):
    with pytest.raises(PathError, match=r"cannot read .*pairs\.csv \(No such file"):
        Csv().read(path, "en", "zh", raw)


def test_a_pair_with_half_a_character_is_left_out_with_a_reason(path):
    broken = Pair(Segment("\udc80"), Segment("b"))
    assert unwritable(broken) == Csv.unwritable(broken) == "not-unicode"
    assert Csv().write(path, [broken, Pair(Segment("a"), Segment("b"))], "en", "zh") == 1
    with path.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 2
