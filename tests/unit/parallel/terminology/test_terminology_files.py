import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import DataError, InputError, PathError
from amts.parallel.terminology.files import read_in_order, read_terminology, write_terminology
from amts.parallel.terminology.intake import flaw
from amts.parallel.terminology.terms import Entry, LeftOut, Term, Terminology

TAGS = ("en", "zh", "pt-BR")
TEXT = st.text(
    st.one_of(st.sampled_from("aZ9,\t\"'<&;=|-中"), st.characters()),
    max_size=8,
).map(lambda text: " ".join(text.split()))  # fmt: skip
ENTRY = st.builds(
    Entry, st.tuples(TEXT, TEXT, TEXT), st.booleans(), st.booleans(), st.booleans(), st.booleans()
).filter(lambda entry: not flaw(entry))  # fmt: skip


def read(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_terminology(tmp_path / name, ("en", "zh"))


def test_of_files_that_contradict_each_other_the_first_is_followed(tmp_path):
    first, second, third = (tmp_path / name for name in ("b.csv", "a.csv", "c.md"))
    first.write_text("en,zh\nclass,类\naccuracy,准确率\naccuracy,精度\n", encoding="utf-8")
    second.write_text("en,zh\nClass,班\naccuracy,精度\ntoken,词元\n", encoding="utf-8")
    third.write_text("token: token\n", encoding="utf-8")
    files = read_in_order([first, second, third], ("en", "zh"))
    assert [[term.source for term in file.followed] for file in files] == [["class", "accuracy"], ["token"], []]
    assert [file.overruled for file in files] == [
        (),
        ((Term("Class", "班"), Term("class", "类"), first),),
        ((Term("token", ""), Term("token", "词元"), second),),
    ]
    assert [len(file.terms) for file in files] == [2, 3, 1]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".tmx"])
@given(entries=st.lists(ENTRY, max_size=4, unique=True))
def test_what_is_written_reads_back_equal(tmp_path_factory, suffix, entries):
    path = tmp_path_factory.mktemp("terms") / f"terms{suffix}"
    written = Terminology(TAGS, tuple(entries))
    write_terminology(path, written)
    found = read_terminology(path, ("de", "fr"))
    assert (found.terminology.entries, found.left_out, found.ignored) == (_in(found, written), (), ())


def _in(found, written):
    """Return the written entries in the languages that a TMX file without texts of one has lost."""
    places = [TAGS.index(tag) for tag in found.terminology.languages]
    lost = set(range(len(TAGS))) - set(places)
    assert not any(entry.texts[place] for entry in written.entries for place in lost)
    return tuple(
        Entry(tuple(entry.texts[place] for place in places), entry.both_ways, entry.case_sensitive, entry.inflected,
              entry.protected)
        for entry in written.entries
    )  # fmt: skip


def test_amazon_s_table_is_read(tmp_path):
    found = read(tmp_path, "terms.csv", "\ufeffen,es,zh_CN\r\nAmazon Prime,Amazon Prime,\r\nGRU,,门控循环单元\r\n")
    assert found.terminology == Terminology(
        ("en", "es", "zh-CN"),
        (Entry(("Amazon Prime", "Amazon Prime", "")), Entry(("GRU", "", "门控循环单元"), case_sensitive=True)),
    )
    assert found.left_out == ()


def test_a_table_of_plain_entries_is_one_that_amazon_takes(tmp_path):
    path = tmp_path / "terms.csv"
    write_terminology(path, Terminology(("en", "zh"), (Entry(("token", "词元")), Entry(('a "b", c', "丙")))))
    assert path.read_bytes().decode() == 'en,zh\r\ntoken,词元\r\n"a ""b"", c",丙\r\n'


def test_options_stand_in_columns_of_their_own(tmp_path):
    text = "en\tzh\tCase sensitive\tdo-not-translate\tboth_ways\ninput\t输入\tYES\t\ttrue\nPyTorch\t\t\tx\t\n"
    assert read(tmp_path, "terms.tsv", text).terminology.entries == (
        Entry(("input", "输入"), both_ways=True, case_sensitive=True),
        Entry(("PyTorch", ""), protected=True),
    )


def test_a_table_of_one_language_lists_what_is_not_to_be_translated(tmp_path):
    assert read(tmp_path, "names.csv", "en\nPyTorch\n").terminology.entries == (Entry(("PyTorch",), protected=True),)


def test_every_row_that_gives_no_entry_is_returned_with_a_reason(tmp_path):
    rows = [
        "en,zh,inflected,remark",
        "a,甲,,x",
        ",乙,,",
        "c,,,",
        "a,甲,,y",
        "--,丙,,",
        "d,⟦1⟧,,",
        "e,戊,maybe,",
        "f,己,,,庚",
        "g",
    ]
    found = read(tmp_path, "terms.csv", "\n\n".join(rows))
    assert found.terminology.entries == (Entry(("a", "甲")),)
    assert found.left_out == (
        LeftOut(5, " | 乙", "empty-source"),
        LeftOut(7, "c | ", "empty-target"),
        LeftOut(9, "a | 甲", "duplicate"),
        LeftOut(11, "-- | 丙", "no-words"),
        LeftOut(13, "d | ⟦1⟧", "placeholder"),
        LeftOut(15, "e | 戊", "bad-option"),
        LeftOut(17, "f | 己 |  |  | 庚", "too-many-cells"),
        LeftOut(19, "g | ", "empty-target"),
    )
    assert found.ignored == ("remark",)


def test_units_of_other_tools_are_read(tmp_path):
    units = (
        '<tu><tuv lang="EN"><seg>the <ph>x</ph>token</seg></tuv><tuv xml:lang="zh-CN"><seg>词元</seg></tuv></tu>'
        '<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="en"><seg>b</seg></tuv></tu>'
        '<tu><tuv xml:lang="??"><seg>c</seg></tuv></tu>'
        '<tu><tuv xml:lang="en"><seg>d</seg></tuv></tu>'
    )
    found = read(tmp_path, "t.tmx", f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>')
    assert found.terminology == Terminology(("en", "zh-CN"), (Entry(("the token", "词元")),))
    assert [(each.line, each.text, each.reason) for each in found.left_out] == [
        (2, "a | b", "repeated-language"), (3, "c", "unknown-language"), (4, "d | ", "empty-target"),
    ]  # fmt: skip


def test_units_of_all_languages_go_both_ways(tmp_path):
    unit = '<tu><tuv xml:lang="zh"><seg>类</seg></tuv><tuv xml:lang="en"><seg>class</seg></tuv></tu>'
    found = read(tmp_path, "t.tmx", f'<tmx version="1.4"><header srclang="*all*"/><body>{unit}</body></tmx>')
    assert found.terminology == Terminology(("zh", "en"), (Entry(("类", "class"), both_ways=True),))


@pytest.mark.parametrize(
    ("name", "text", "error", "complaint"),
    [
        ("t.csv", "", DataError, "columns none: it must name the language"),
        ("t.csv", "source,target\na,b\n", DataError, "columns source, target"),
        ("t.csv", "en,zh,zh\n", DataError, "each once"),
        ("t.csv", 'en,zh\n"a,b\n', DataError, "row at line 2: unexpected end of data"),
        ("t.tmx", "<tmx>", DataError, "not well-formed XML"),
        ("t.tmx", "<xliff/>", DataError, "its root is <xliff>"),
        ("t.xlsx", "", InputError, "these end with .csv, .tsv, .tmx, .md"),
    ],
)
def test_a_file_that_is_no_terminology_is_an_error(tmp_path, name, text, error, complaint):
    with pytest.raises(error, match=complaint):
        read(tmp_path, name, text)


@pytest.mark.parametrize("name", ["t.csv", "t.tmx", "t.md"])
def test_a_missing_file_is_an_error(tmp_path, name):
    with pytest.raises(PathError, match="cannot read"):
        read_terminology(tmp_path / name, ("en", "zh"))


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path):
    (tmp_path / "t.csv").write_bytes("en,zh\nclass,类\n".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8 at byte offset 12"):
        read_terminology(tmp_path / "t.csv", ("en", "zh"))


@pytest.mark.parametrize(("text", "reason"), [("a\x00", "no-text"), ("\ud800 a", "no-text"), ("", "empty-source")])
@pytest.mark.parametrize("name", ["t.csv", "t.tmx"])
def test_an_entry_that_no_reader_would_take_is_not_written(tmp_path, name, text, reason):
    with pytest.raises(InputError, match=reason):
        write_terminology(tmp_path / name, Terminology(("en", "zh"), (Entry((text, "甲")),)))
    assert list(tmp_path.iterdir()) == []


def test_markdown_is_not_written(tmp_path):
    with pytest.raises(InputError, match=r"these end with \.csv, \.tsv, \.tmx$"):
        write_terminology(tmp_path / "t.md", Terminology(("en", "zh"), ()))
