import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.errors import LedgerError, PathError
from amts.sync.ledgers.ledger import ledger_path, ledger_text, parse_ledger, read_ledger, write_ledger
from amts.sync.records import Ledger, Mention, Origin, Row
from amts.sync.units import blob, key

KEYS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8)
MENTIONS = st.builds(Mention, KEYS, st.booleans()) | st.builds(Mention, KEYS, *[st.just(value=True)] * 2)
SIDES = st.lists(MENTIONS, max_size=3).map(tuple)
BLOBS = st.text("0123456789abcdef", min_size=40, max_size=40)
FOLLOWS = st.just("") | st.builds("{}:{}".format, BLOBS, KEYS)
ROWS = st.builds(Row, SIDES, SIDES, st.sampled_from(Origin), st.booleans(), FOLLOWS)
FILLED_ROWS = ROWS.filter(lambda row: row.sources or row.targets)
ENGINES = st.sampled_from(["", "phrase", "neural opus-mt|beam:4", "target commit engine", "翻译 of: 3"])
LEDGERS = st.builds(
    Ledger, BLOBS | st.just(""), BLOBS | st.just(""), st.lists(FILLED_ROWS, max_size=12).map(tuple),
    BLOBS | st.just(""), ENGINES,
)  # fmt: skip

SMALL = """\
# amts ledger 1
# sync 1 of ROWS: source 3f12 target 77ab commit 19de engine phrase
+aaaaaaaa\t+bbbbbbbb\tm
cccccccc,dddddddd\teeeeeeee\th!
=ffffffff\t=ffffffff\tc
-\t+gggggggg\th
hhhhhhhh\t-\tm
iiiiiiii\tjjjjjjjj\th\t0123456789012345678901234567890123456789:kkkkkkkk
# end
"""


def block(source, target, origin=Origin.MACHINE):
    """Return the row of a block of one sentence."""
    return Row((Mention(key(source), first=True),), (Mention(key(target), first=True),), origin)


def chapter(count, changed=(), by="", version="1"):
    """Return the ledger of a chapter of so many blocks, some of them changed."""
    rows = [
        block(f"s{n}{by}", f"t{n}{by}") if n in changed else block(f"s{n}", f"t{n}") for n in range(count)
    ]  # fmt: skip
    return Ledger(blob(f"s{version}".encode()), blob(f"t{version}".encode()), tuple(rows), blob(version.encode()), "e")


def small():
    """Return the ledger of the text above, and that text with the hash of its rows."""
    rows = "\n".join(SMALL.splitlines()[2:-1])
    text = SMALL.replace("ROWS", blob(rows.encode())[:12])
    return parse_ledger(text.encode(), "small"), text


def test_a_ledger_reads_as_it_looks():
    ledger, _ = small()
    a, b = Mention("aaaaaaaa", first=True), Mention("bbbbbbbb", first=True)
    f = Mention("ffffffff", first=True, opaque=True)
    assert (ledger.source, ledger.target, ledger.commit, ledger.engine) == ("3f12", "77ab", "19de", "phrase")
    assert ledger.rows[0] == Row((a,), (b,), Origin.MACHINE)
    assert [mention.key for mention in ledger.rows[1].sources] == ["cccccccc", "dddddddd"]
    assert ledger.rows[1].reviewed
    assert ledger.rows[2] == Row((f,), (f,), Origin.COPIED)
    assert ledger.rows[3].sources == () == ledger.rows[4].targets
    assert ledger.rows[5].follows == "0123456789012345678901234567890123456789:kkkkkkkk"


def test_a_ledger_is_written_as_it_was():
    ledger, text = small()
    assert ledger_text(ledger) == text


@given(LEDGERS)
def test_reading_undoes_writing(ledger):
    assert parse_ledger(ledger_text(ledger).encode(), "x") == ledger


@settings(max_examples=50)
@given(st.lists(LEDGERS, min_size=1, max_size=4))
def test_reading_undoes_writing_over_older_ledgers(ledgers):
    text = ""
    for ledger in ledgers:
        text = ledger_text(ledger, text.encode())
        assert parse_ledger(text.encode(), "x") == ledger
        assert ledger_text(ledger, text.encode()) == text
        assert text.count("# sync") <= 3


@given(LEDGERS, st.lists(FILLED_ROWS, max_size=3), st.integers(0, 12), st.integers(0, 3))
def test_reading_undoes_writing_over_a_ledger_with_some_other_rows(ledger, rows, at, gone):
    text = ledger_text(ledger)
    edited = replace(ledger, rows=(*ledger.rows[:at], *rows, *ledger.rows[at + gone :]), source="ab")
    text = ledger_text(edited, text.encode())
    assert parse_ledger(text.encode(), "x") == edited


def test_only_changed_rows_and_the_facts_before_them_differ():
    old = ledger_text(chapter(9)).splitlines()
    new = ledger_text(chapter(9, {4}, "x", "2"), "\n".join(old).encode()).splitlines()
    assert [line for line in new if line not in old] == [new[6], new[7]]
    assert new[6].startswith("# sync 2 of ")
    assert [line for line in old if line not in new] == [old[6]]


def test_the_same_ledger_is_not_written_again(tmp_path):
    path = tmp_path / "zh" / "guide.txt"
    assert write_ledger(path, chapter(3))
    assert not write_ledger(path, chapter(3))
    assert read_ledger(path) == chapter(3)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "a\\..\\b", "\\x", "", "a/", "a\0b"])
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(PathError, match="cannot be called"):
        ledger_path(tmp_path, "zh", name)


def test_the_ledger_of_a_document_lies_where_its_name_says():
    assert ledger_path(Path(".amts"), "zh", "guide/start") == Path(".amts/ledger/zh/guide/start.txt")
    assert ledger_path(Path(".amts"), "zh", "第一章　开始: 1") == Path(".amts/ledger/zh/第一章　开始: 1.txt")
    assert ledger_path(Path(".amts"), "pt-BR", "v1.2/..notes") == Path(".amts/ledger/pt-BR/v1.2/..notes.txt")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\t", "    "),
        lambda text: text.replace("\n", " \n\n"),
        lambda text: text.rstrip("\n"),
    ],
    ids=["crlf", "bom", "spaces for tabs", "blank lines", "no last line break"],
)
def test_what_editors_and_git_do_to_a_file_is_read_all_the_same(change):
    ledger, text = small()
    assert parse_ledger(change(text).encode(), "x") == ledger


def test_a_file_that_only_has_other_line_breaks_is_left_alone(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(ledger_text(chapter(3)).replace("\n", "\r\n").encode())
    assert not write_ledger(path, chapter(3))


def test_a_ledger_changed_by_hand_says_nothing_of_the_bytes_of_the_translation():
    ledger, text = small()
    edited = parse_ledger(text.replace("+bbbbbbbb\tm", "+bbbbbbbb\tm!").encode(), "x")
    assert edited.rows[0].reviewed
    assert (edited.source, edited.target) == (ledger.source, "")


def test_a_duplicated_row_is_read_twice():
    ledger, text = small()
    line = "+aaaaaaaa\t+bbbbbbbb\tm\n"
    twice = parse_ledger(text.replace(line, line * 2).encode(), "x")
    assert twice.rows == (ledger.rows[0], *ledger.rows)
    assert twice.target == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: "", "line 1: expected the line '# amts ledger 1'"),
        (lambda text: text.replace("ledger 1", "ledger 9"), "line 1: expected the line '# amts ledger 1'"),
        (lambda text: text[: len(text) // 2], "expected the line '# end'"),
        (lambda text: text.replace("# end\n", ""), "line 8: expected the line '# end'"),
        (lambda text: text.replace("+aaaaaaaa\t", ""), r"line 3: expected a row .* found '\+bbbbbbbb\\tm'"),
        (lambda text: text.replace("aaaaaaaa", "aaaa"), "line 3: expected a row"),
        (lambda text: text.replace("\tm", "\tx"), "line 3: expected a row"),
        (lambda text: text.replace("-\t+gggggggg\th", "-\t-\th"), "line 6: expected a row"),
        (lambda text: text.replace("# sync 1 of", "# sync of"), "line 2: expected a row"),
        (lambda text: text + "+aaaaaaaa\t+bbbbbbbb\tm\n", "line 10: expected the line '# end'"),
        (lambda text: text.replace("# end", "<<<<<<< HEAD\n# end"), "line 9: .* found a merge that is not finished"),
        (lambda text: text.replace("# end", "=======\n# end"), "line 9: .* found a merge that is not finished"),
        (lambda text: text.replace("# end", "||||||| base\n# end"), "line 9: .* found a merge that is not finished"),
        (lambda text: "\udcff" + text, "line 1"),
    ],
)
def test_a_damaged_ledger_is_an_error_that_says_where_and_what_to_try(change, message):
    content = change(small()[1]).encode("utf-8", "surrogateescape")
    with pytest.raises(LedgerError, match=f"guide.txt: .*{message}") as raised:
        parse_ledger(content, "guide.txt")
    assert "amts" in str(raised.value)


def test_a_file_in_utf_16_is_an_error():
    with pytest.raises(LedgerError, match="line 1"):
        parse_ledger(small()[1].encode("utf-16"), "x")


@given(st.binary(max_size=80) | st.text("#amts ledr1\n\t+=-abcm!<>", max_size=80).map(str.encode))
def test_no_bytes_do_more_harm_than_an_error(content):
    with pytest.raises(LedgerError):
        parse_ledger(content, "x")


def test_a_missing_ledger_is_an_error_that_says_what_to_try(tmp_path):
    with pytest.raises(PathError, match="amts adopt"):
        read_ledger(tmp_path / "no.txt")


def test_a_ledger_takes_at_most_120_bytes_a_segment_even_after_many_syncs():
    text = ""
    for turn in range(20):
        text = ledger_text(chapter(20, set(range(turn % 20)), str(turn), str(turn)), text.encode())
    assert len(text.encode()) / 20 <= 120


class Repository:
    """A folder under git with the ledgers of some chapters."""

    def __init__(self, root):
        self.root = root
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments, check=True):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, cwd=self.root, check=check, capture_output=True, text=True)

    def write(self, branch, **ledgers):
        """Commit ledgers on a branch that starts where main is."""
        self.git("checkout", "--quiet", "-B", branch)
        for name, ledger in ledgers.items():
            write_ledger(self.path(name), ledger)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", branch)
        return self

    def path(self, name):
        return ledger_path(self.root, "zh", name)

    def fork(self, one, other):
        """Commit on two branches from main, and merge them; return whether git could."""
        self.write("one", **one).git("checkout", "--quiet", "main")
        self.write("other", **other)
        return self.git("merge", "--quiet", "--no-edit", "one", check=False).returncode == 0


@pytest.fixture
def repository(tmp_path):
    try:
        return Repository(tmp_path)
    except FileNotFoundError:
        pytest.skip("git is not installed")


def test_branches_that_sync_different_chapters_merge(repository):
    repository.write("main", one=chapter(9), other=chapter(9))
    assert repository.fork({"one": chapter(9, {3}, "x", "2")}, {"other": chapter(9, {3}, "y", "3")})
    assert read_ledger(repository.path("one")) == chapter(9, {3}, "x", "2")
    assert read_ledger(repository.path("other")) == chapter(9, {3}, "y", "3")


@pytest.mark.parametrize("earlier", [set(), {0}, {3}, {4}, {6}, {12}, {20}, {29}])
def test_branches_that_change_rows_far_apart_in_one_chapter_merge(repository, earlier):
    def ledger(changed, by, version):
        rows = chapter(30, earlier, "old").rows
        rows = [
            new if place in changed else old
            for place, (old, new) in enumerate(zip(rows, chapter(30, changed, by).rows, strict=True))
        ]
        return replace(chapter(0, version=version), rows=tuple(rows))

    repository.write("main", chapter=chapter(30))
    repository.write("main", chapter=ledger(set(), "", "2")) if earlier else None
    assert repository.fork({"chapter": ledger({4, 5}, "x", "3")}, {"chapter": ledger({20}, "y", "4")})
    merged = read_ledger(repository.path("chapter"))
    both = [*ledger({4, 5}, "x", "3").rows[:12], *ledger({20}, "y", "4").rows[12:]]
    assert merged.rows == tuple(both)
    assert merged.target == ""
    assert merged.source in {ledger((), "", version).source for version in "34"}


def test_branches_that_change_the_same_row_conflict(repository):
    repository.write("main", chapter=chapter(30))
    assert not repository.fork({"chapter": chapter(30, {4}, "x", "2")}, {"chapter": chapter(30, {4}, "y", "3")})
    with pytest.raises(LedgerError, match="a merge that is not finished"):
        read_ledger(repository.path("chapter"))


def test_branches_with_many_syncs_of_their_own_merge(repository):
    repository.write("main", chapter=chapter(60))
    ledgers = {
        by: [chapter(60, set(range(start, start + turn)), by, f"{by}{turn}") for turn in range(1, 6)]
        for by, start in (("x", 10), ("y", 40))
    }
    repository.git("checkout", "--quiet", "-B", "one")
    for each in ledgers["x"]:
        repository.write("one", chapter=each)
    repository.git("checkout", "--quiet", "main")
    for each in ledgers["y"]:
        repository.write("other", chapter=each)
    assert repository.git("merge", "--no-edit", "one", check=False).returncode == 0
    merged = read_ledger(repository.path("chapter"))
    assert merged.rows == (*ledgers["x"][-1].rows[:30], *ledgers["y"][-1].rows[30:])
    following = replace(merged, source=blob(b"both"), target=blob(b"ours"))
    assert write_ledger(repository.path("chapter"), following)
    assert read_ledger(repository.path("chapter")) == following
