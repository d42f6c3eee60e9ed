import json
import re
import tomllib

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.embedded.front_matter import front_matter_blocks, keys_of
from amts.documents.splice import encoded, replaced

YAML = """---
title: A plain title
subtitle:   'It''s quoted'  # not this
slogan: "Say \\"yes\\" \\u00e9"
text: |
  First line
  goes on.

  - An item
summary: >-
  Folded text
  goes on.
tags: [one, "two, three", 'four']
list:
  - first
  - "second"
long: It goes
  on here
hero:
  name: Inner
  actions:
  - text: Go
    link: /go
  - text: Stop
date: 2020-01-01
draft: true
order: 12
link: *anchor
kind: !str x
"quoted key": It works
---
"""
TOML = """+++
title = "A \\"basic\\" title" # not this
path = 'C:\\temp'
text = \"\"\"
First line
goes on.

Second.\"\"\"
verbatim = '''It's
here'''
tags = ["one", # a comment
  'two']
date = 2020-01-01
[hero]
name = "Inner"
[[hero.actions]]
text = "Go"
+++
"""
JSON = """{"title": "A \\"title\\" \\u00e9\\ud83d\\ude00", "tags": ["one"], "n": 1,
  "hero": {"actions": [{"text": "Go\\nStop"}]}}
"""
KEYS = (
    "title", "subtitle", "slogan", "text", "summary", "tags", "list", "long", "hero.name", "hero.actions.text", "date",
    "draft", "order", "link", "kind", "quoted key", "path", "verbatim", "n",
)  # fmt: skip


def blocks(text, keys=KEYS):
    source = text.encode()
    return front_matter_blocks(source, 0, len(source), keys)


def texts(text, keys=KEYS):
    return [block.text for block in blocks(text, keys)]


def rewritten(text, new, number=0, keys=KEYS):
    source = text.encode()
    block = blocks(text, keys)[number]
    return replaced(source, [(block.start, block.end, encoded(block, new, source))]).decode()


def keys(text):
    return keys_of(text.encode(), 0, len(text.encode()))


def test_the_strings_of_yaml_are_found():
    assert texts(YAML) == [
        "A plain title", "It's quoted", 'Say "yes" é', "First line\ngoes on.", "An item", "Folded text\ngoes on.",
        "one", "two, three", "four", "first", "second", "It goes\non here", "Inner", "Go", "Stop", "It works",
    ]  # fmt: skip


def test_the_strings_of_toml_are_found():
    assert texts(TOML) == [
        'A "basic" title', "C:\\temp", "First line\ngoes on.", "Second.", "It's\nhere", "one", "two", "Inner", "Go",
    ]  # fmt: skip


def test_the_strings_of_json_are_found():
    assert texts(JSON) == ['A "title" é😀', "one", "Go", "Stop"]


def test_only_the_strings_of_the_keys_that_are_asked_for_are_texts():
    assert texts(YAML, ["title", "hero.actions.text"]) == ["A plain title", "Go", "Stop"]
    assert texts(YAML, ["text", "name"]) == ["First line\ngoes on.", "An item"]
    assert texts(YAML, []) == []


def test_all_keys_are_known_by_their_paths():
    assert keys(YAML) == [
        "title", "subtitle", "slogan", "text", "summary", "tags", "list", "long", "hero", "hero.name", "hero.actions",
        "hero.actions.text", "hero.actions.link", "hero.actions.text", "date", "draft", "order", "link", "kind",
        "quoted key",
    ]  # fmt: skip
    assert keys(TOML) == ["title", "path", "text", "verbatim", "tags", "date", "hero.name", "hero.actions.text"]
    assert keys(JSON) == ["title", "tags", "n", "hero", "hero.actions", "hero.actions.text"]


@pytest.mark.parametrize(
    "broken",
    ["", "---\n", "---\n: x\n---\n", "---\na: \"b\n---\n", "---\na: [b\n---\n",
     "+++\na = [\n+++\n", "+++\na = '''\n+++\n",
     "{", '{"a": ', "}]}", "no front matter: at all\n", "---\n\t- ? a\n---\n", "---\na: |"],
)  # fmt: skip
def test_broken_front_matter_has_no_texts_and_breaks_nothing(broken):
    assert isinstance(keys(broken), list)
    assert texts(broken, ["a", "b"]) == []


def test_a_key_may_hold_colons_and_hashes():
    assert keys("---\ncSpell:ignore: x\na#b c: y\n-d: z\n---\n") == ["cSpell:ignore", "a#b c", "-d"]


def test_keys_of_bytes_that_are_no_text_are_read_as_far_as_possible():
    assert keys_of(b"---\na: \xff\n---\n", 0, 13) == ["a"]


def test_places_are_bytes_of_the_whole_document():
    source = "\ufeff深\n---\ntitle: 'é b'\n---\n# x\n".encode()
    start = source.index(b"---")
    (block,) = front_matter_blocks(source, start, source.index(b"# x"), ["title"])
    assert source[block.start : block.end].decode() == "é b"


def test_windows_line_ends_stay():
    text = "---\r\ntitle: One\r\n  two\r\nlist:\r\n- a\r\n---\r\n"
    assert texts(text) == ["One\ntwo", "a"]
    assert rewritten(text, "Uno\ndos") == "---\r\ntitle: Uno\r\n  dos\r\nlist:\r\n- a\r\n---\r\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("Ein Titel", "Ein Titel"),
        ("深度学习", "深度学习"),
        ("Teil 1: Anfang", '"Teil 1: Anfang"'),
        ("Hash #1", '"Hash #1"'),
        ("C# und a:b", "C# und a:b"),
        ("ends with:", '"ends with:"'),
        ("- item", '"- item"'),
        ("[x]", '"[x]"'),
        ("{⟦1⟧}", '"{⟦1⟧}"'),
        ("`code` first", '"`code` first"'),
        ('"quoted" first', '"\\"quoted\\" first"'),
        ("a \"quoted\" 'word'", "a \"quoted\" 'word'"),
        ("@all", '"@all"'),
        ("%x", '"%x"'),
        ("*x*", '"*x*"'),
        ("yes", '"yes"'),
        ("Nein", "Nein"),
        ("NULL", '"NULL"'),
        ("12", '"12"'),
        ("1e3", '"1e3"'),
        ("12:30", '"12:30"'),
        ("2020-01-01", '"2020-01-01"'),
        ("0x1F", '"0x1F"'),
        (".inf", '".inf"'),
        ("12 Regeln", "12 Regeln"),
        ("", '""'),
        (" x", '" x"'),
        ("a\tb", '"a\\u0009b"'),
        ("a\\b", "a\\b"),
        ("a\nb", "a b"),
        ("a\x00\u2028b", '"a\\u0000\\u2028b"'),
    ],
)
def test_a_plain_string_gets_quotes_where_it_would_be_read_as_something_else(new, expected):
    assert rewritten("---\ntitle: Old # c\n---\n", new) == f"---\ntitle: {expected} # c\n---\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a: 'x'", "it's\x00", "a: 'it''s '"),
        ('a: "x"', 'say "a\\b"\x00', 'a: "say \\"a\\\\b\\"\\u0000"'),
        ("a: |\n  x\n  y", "  b: c\n\n# d", "a: |\n  b: c\n  \n  # d"),
        ("a: >\n  x", "one\ntwo", "a: >\n  one two"),
        ("a: [x, y]", "b, c", 'a: ["b, c", y]'),
        ("a: [x, y]", "b: c", 'a: ["b: c", y]'),
        ("a: x\n  y", "b\nc: d", 'a: "b\n  c: d"'),
    ],
)
def test_a_string_of_yaml_keeps_its_style(old, new, expected):
    assert rewritten(f"---\n{old}\n---\n", new, keys=["a"]) == f"---\n{expected}\n---\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('a = "x"', 'say "a\\b"\x7f', 'a = "say \\"a\\\\b\\"\\u007f"'),
        ("a = 'x'", "C:\\temp", "a = 'C:\\temp'"),
        ("a = 'x'", "it's", 'a = "it\'s"'),
        ('a = """x"""', '"""', 'a = """\\"\\"\\""""'),
        ("a = '''x'''", "it's", "a = '''it's'''"),
        ("a = '''x'''", "'''", "a = '''’’’'''"),
    ],
)
def test_a_string_of_toml_keeps_its_style(old, new, expected):
    assert rewritten(f"+++\n{old}\n+++\n", new, keys=["a"]) == f"+++\n{expected}\n+++\n"


def test_a_string_of_json_is_escaped():
    assert rewritten('{"a": "x"}', 'say "a\\b"\n\x01é', keys=["a"]) == '{"a": "say \\"a\\\\b\\" \\u0001é"}'


def test_strings_with_escapes_that_are_not_understood_stay():
    assert texts('---\na: "x \\q"\nb: "x \\\n  y"\n---\n', ["a", "b"]) == []


SIGNS = (": ", " #", "'", '"', "\\", "---", "- ", "a", "yes", "12", "1:30", "{", "[", "]", "}", ",", "&", "*", "!", "|",
         ">", "%", "@", "`", "?", ":", "\t", "\n", "\x00", "\x85", "\u2028", "\ufeff", "é", "中", "😀", "#", "=", "~",
         "<<", "0x1F", "null", "  ", "...")  # fmt: skip
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=6).map("".join)


def one_line(text):
    return " ".join(text.split())


def leaves(value):
    """Return all values within lists and mappings, in order."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for each in inner for leaf in leaves(each)]
    return [value]


def assert_only_one_string_changed(before, after, new):
    changed = [(ours, theirs) for ours, theirs in zip(leaves(before), leaves(after), strict=True) if ours != theirs]
    assert len(changed) <= 1
    found = changed[0][1] if changed else new
    assert isinstance(found, str)
    assert one_line(new) in one_line(found)


@pytest.mark.thorough
@given(TEXTS, st.integers(0, 8))
@example('"""', 2)
def test_any_text_in_toml_is_read_back_by_a_toml_parser(new, number):
    if blocks(TOML)[number].encoding.endswith("verbatim"):
        new = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\ufeff]", " ", new).replace("'", "’")
    result = rewritten(TOML, new, number)
    before, after = tomllib.loads(TOML.strip("+\n")), tomllib.loads(result.removeprefix("+++\n").removesuffix("+++\n"))
    assert_only_one_string_changed(before, after, new)


@pytest.mark.thorough
@given(TEXTS, st.integers(0, 3))
def test_any_text_in_json_is_read_back_by_a_json_parser(new, number):
    assert_only_one_string_changed(json.loads(JSON), json.loads(rewritten(JSON, new, number)), new)


@pytest.mark.thorough
@given(TEXTS, st.integers(0, 15))
@example("What now?", 6)
def test_any_text_in_yaml_is_read_back_by_a_yaml_parser(new, number):
    if blocks(YAML)[number].encoding.endswith(("single", "literal", "folded")):
        new = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\ufeff]", " ", new)
    plain = YAML.replace("*anchor", "x").replace("!str", "!!str")
    result = rewritten(plain, new, number)
    before, after = (yaml.safe_load(text.removesuffix("---\n")) for text in (plain, result))
    assert_only_one_string_changed(before, after, new)


@pytest.mark.thorough
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20),
    st.sampled_from([YAML, TOML, JSON]),
    st.integers(0, 3),
)
@example("a: b", YAML, 0)
@example("yes", YAML, 0)
def test_a_text_of_words_is_read_back_as_it_was_written(words, sample, number):
    new = one_line(words.replace("\ufeff", "").replace("'''", ""))
    block = blocks(sample)[number]
    if new and not re.match(r"[-*+] |\d+[.)] ", new):
        again = blocks(rewritten(sample, f"a {new}", number))
        assert f"a {new}" in [one_line(block.text) for block in again]
        assert len(again) == len(blocks(sample))
        assert (
            block.encoding in [each.encoding for each in again]
            or "plain" in block.encoding
            or "literal" in block.encoding
        )


@pytest.mark.thorough
@given(
    st.lists(
        st.sampled_from(
            [*SIGNS, "---\n", "+++\n", "\n", "\n  ", "a: ", "b = ", "- ", "[a]\n", '"""', "'''", '{"a": ', "\r\n"]
        ),
        max_size=25,
    )
)
def test_awkward_front_matter_gives_disjoint_texts_that_stand_where_they_say(pieces):
    for opening in ("---\n", "+++\n", "{"):
        source = (opening + "".join(pieces)).encode()
        position = 0
        for block in front_matter_blocks(source, 0, len(source), ["a", "b"]):
            assert position <= block.start < block.end <= len(source)
            assert block.text.count("\n") == len(block.breaks)
            position = block.end


@pytest.mark.parametrize(
    "piece",
    [
        'a: "',
        "a: '",
        "a: [",
        "a: |\n",
        "- ",
        "a: b\n  ",
        '"',
        "[",
        "{",
        'a = """',
        "a = [",
        "a = '",
        "a.",
        "\\",
        " ",
        "a ",
        "a:",
        "#",
        "\t",
    ],
)
@pytest.mark.parametrize("opening", ["---\n", "+++\n", "{"])
def test_hostile_front_matter_is_read_in_linear_time(opening, piece):
    source = (opening + piece * 50_000).encode()
    assert isinstance(front_matter_blocks(source, 0, len(source), ["b"]), list)
