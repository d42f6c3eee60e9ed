import pytest

from amts.documents.formats import format_of
from amts.records import Block, BlockKind, Document
from amts.translation.verification.opaque import own_bytes, tags
from amts.translation.verification.verify import verify


def compared(name, source, target):
    """Verify a translation that differs from its source in what people do not translate."""
    documents = [format_of(name).parse(text.encode(), name) for text in (source, target)]
    return [(each.reason, each.breaking) for each in verify(*documents)]


def code(*lines):
    return "\n".join(["```", *lines, "```", ""])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("curl http://localhost:8080/a", "curl http://localhost:9090/a"),
        ("git clone https://x.org/a.git", "git clone https://x.org/b.git"),
        ("half = n // 2", "half = n // 3"),
        ("half = (n) // 2 + 1", "half = (n) // 4 + 1"),
        ("#define N 10", "#define N 11"),
        ("#include <a.h>", "#include <b.h>"),
        ("color: #fff;", "color: #eee;"),
        ("pip install 'numpy==1.2'", "pip install 'numpy==1.3'"),
        ("open('data/train.csv')", "open('data/test.csv')"),
        ("print(f'{x:.3f}')", "print(f'{x:.4f}')"),
        ("''.join(words)", "' '.join(words)"),
        ("x = 1  # one", "x = 2  # eins"),
    ],
)
def test_another_command_in_code_breaks_it(old, new):
    assert compared("x.md", code("# first", old), code("# erstens", new)) == [("code", True)]


def test_a_finding_in_code_says_what_is_another_command_there():
    source, target = (
        format_of("x.md").parse(code(*lines).encode(), "x.md") for lines in (("# one", "n // 2"), ("# eins", "n // 3"))
    )
    assert [each.detail for each in verify(source, target)] == ["expected '//2', found '//3'"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = 1  # set it to 1", "x = 1  # 设为一"),
        ("# see http://en.x.org/a", "# siehe http://de.x.org/a"),
        ("print('A loss of 5')", "print('一个损失')"),
        ("plot('loss')", "plot('Verlust')"),
        ("plot('layer 1')", "plot('第1层')"),
        ("plot('x1')", "plot('第1个')"),
        ("f(a, b)", "f(a,\n  b)"),
        ('"""The 3 layers."""', '"""三层"""'),
        ("// 3 layers", "// drei Schichten"),
    ],
)
def test_comments_words_in_strings_and_white_space_may_differ(old, new):
    assert compared("x.md", code("a", old), code("a", new)) == [("comment", False)]


ROW = '{"id": "7", "locale": "en-US", "label": 3, "text": "One."}\n'


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"label": 3', '"label": 4', [("directive", True)]),
        ('"id": "7"', '"id": "8"', [("directive", True)]),
        ('"label"', '"Label"', [("directive", True)]),
        ('"locale": "en-US"', '"locale": "zh-CN"', []),
        ('"label": 3', '"label":3', []),
        ("One.", "Eins.", []),
    ],
)
def test_the_fields_of_a_record_that_are_no_texts_stay(old, new, found):
    assert compared("x.jsonl", ROW, ROW.replace(old, new)) == found


@pytest.mark.parametrize(("old", "new"), [("7,3", "7,4"), ("7,3", "8,3"), ("id,label", "id,level")])
def test_the_fields_of_a_table_that_are_no_texts_stay(old, new):
    table = "id,label,text\n7,3,One.\n"
    assert compared("x.csv", table, table.replace(old, new)) == [("directive", True)]
    assert compared("x.csv", table, table.replace("One.", "Eins.")) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("x.rst", ".. toctree::\n\n   one\n", ".. toctree::\n\n   two\n", [("directive", True)]),
        ("x.rst", ":Version: 1.0\n", ":Version: 2.0\n", [("front-matter", False)]),
        ("x.rst", ".. image:: en/a.png\n", ".. image:: de/a.png\n", []),
        ("x.rst", ".. image:: a.png\n   :width: 5\n", ".. image:: a.png\n   :width: 6\n", [("image", False)]),
        ("x.rst", ".. image:: a.png\n", ".. image:: b.png\n", [("image", True)]),
        ("x.rst", "One\n\n----\n\nTwo\n", "One\n\n====\n\nTwo\n", []),
        ("x.adoc", "// one\n", "// eins\n", []),
        ("x.md", "$$a_1 = 2$$\n", "$$a_1   =2$$\n", []),
        ("x.md", "$$a_1 = 2$$\n", "$$a_1 = 3$$\n", [("math", True)]),
    ],
)
def test_of_other_blocks_what_a_translation_may_change_is_told_from_what_it_may_not(name, old, new, found):
    assert compared(name, old, new) == found


class Counting(tuple):
    """Counts how many items are looked at."""

    looked = 0

    def __getitem__(self, index):
        found = super().__getitem__(index)
        Counting.looked += len(found) if isinstance(index, slice) else 1
        return found


def test_the_own_bytes_of_all_blocks_are_found_in_one_walk():
    blocks = Counting(
        each
        for place in range(0, 3000, 3)
        for each in (Block(BlockKind.CODE, place, place + 2), Block(BlockKind.PARAGRAPH, place, place + 1, "a"))
    )
    content = b"ab\n" * 1000
    document = Document("x", "x", content, blocks, content)
    assert {own_bytes(document, index) for index in range(0, 2000, 2)} == {b"b"}
    assert Counting.looked <= 4 * len(blocks)


def test_the_tags_of_html_with_what_must_stay_of_their_attributes():
    assert tags("<a href='x' title=y class=\"b\">text</a><br/>") == ["a class=b", "/a", "br"]
    assert tags("<" + "a" * 100_000) == tags("<a " + "b" * 100_000) == []
    assert tags(f"<a {'b' * 100_000}>") == ["a"]
