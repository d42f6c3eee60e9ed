import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.datasets.json_lines import JsonLines
from amts.errors import DocumentError
from amts.records import BlockKind, ReadingOptions
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

MASSIVE = (
    '{"id": "7", "locale": "en-US", "utt": "wake me up at nine", "annot_utt": "wake me up at [time : nine]"}\n'
    '{"id": "8", "locale": "en-US", "utt": "stop", "annot_utt": "stop", "n": 1.0}\n'
)


def parsed(text, *columns):
    return JsonLines().parse(text.encode(), "x.jsonl", ReadingOptions(columns=columns))


def texts(text, *columns):
    return [block.text for block in parsed(text, *columns).blocks if block.text]


def changed(text, *new):
    document = parsed(text)
    indexes = [index for index, block in enumerate(document.blocks) if block.text]
    return JsonLines().render(document, dict(zip(indexes, new, strict=False))).decode()


def test_the_usual_keys_hold_texts():
    assert texts(MASSIVE) == ["wake me up at nine", "wake me up at [time : nine]", "stop", "stop"]


def test_what_stands_between_texts_is_opaque_and_names_the_record():
    blocks = parsed(MASSIVE).blocks
    assert [(block.kind, block.key) for block in blocks if not block.text] == [
        (BlockKind.DIRECTIVE, "record:7"),
        (BlockKind.DIRECTIVE, ""),
        (BlockKind.DIRECTIVE, "record:8"),
        (BlockKind.DIRECTIVE, ""),
        (BlockKind.DIRECTIVE, ""),
    ]
    assert "".join(MASSIVE[block.start : block.end] for block in blocks) == MASSIVE


def test_nested_keys_are_found_by_their_path_and_lists_are_traversed():
    text = (
        '{"messages": [{"role": "user", "content": "One"}, {"content": [{"type": "text", "text": "Two"}]}], '
        '"meta": {"text": "no", "content": ["no"]}, "questions": ["Three", ["Four"]], "text": {"x": "no"}}'
    )
    assert texts(text) == ["One", "Two", "Three", "Four"]
    assert texts(text, "meta.text", "text.x") == ["no", "no"]


def test_a_key_may_have_a_dot_or_an_escape():
    assert texts(r'{"a.b": "One", "c\u002ed": "Two", "a": {"b": "Three"}}', "a.b", "c.d") == ["One", "Two", "Three"]


def test_each_line_of_a_value_is_a_text():
    text = r'{"text": "  One\n\n - two\u000a\\no break\t\r\n", "n": "\n"}'
    assert texts(text) == ["One", "- two", "\\no break"]
    assert changed(text, "1", "2", "3") == r'{"text": "  1\n\n 2\u000a3\t\r\n", "n": "\n"}'


def test_escapes_are_written_as_the_file_does_it():
    assert changed('{"text": "a", "x": "é"}', 'é "\\') == r'{"text": "é \"\\", "x": "é"}'
    assert changed(r'{"text": "a", "x": "\u00e9"}', "é😀") == r'{"text": "\u00e9\ud83d\ude00", "x": "\u00e9"}'


def test_a_text_that_stays_keeps_its_escapes():
    assert changed(r'{"text": "\u0041\/", "query": "b"}', "A/", "c") == r'{"text": "\u0041\/", "query": "c"}'


def test_half_a_character_makes_a_line_opaque():
    document = parsed(r'{"text": "\ud800 a\nb"}')
    assert [(block.kind, block.text) for block in document.blocks if block.kind is not BlockKind.DIRECTIVE] == [
        (BlockKind.OPAQUE, ""),
        (BlockKind.PARAGRAPH, "b"),
    ]
    assert round_trip_failure(document, JsonLines(), "en") == ""


def test_line_ends_blank_lines_and_a_byte_order_mark_stay():
    text = '\ufeff{"text": "a"}\r\n\r\n \n{"text": "b\u2028c"}'
    assert changed(text, "1", "2") == '\ufeff{"text": "1"}\r\n\r\n \n{"text": "2"}'


@pytest.mark.parametrize("text", ["", "\n", "\ufeff\n"])
def test_a_file_without_records_has_no_blocks(text):
    assert parsed(text, "a").blocks == ()


@pytest.mark.parametrize("text", ['{"other": "words"}\n', '"words"', '["words"]', "1\n"])
def test_records_without_a_known_key_are_opaque(text):
    assert [(block.kind, block.start, block.end) for block in parsed(text).blocks] == [(BlockKind.OPAQUE, 0, len(text))]


def test_a_column_that_no_record_has_is_an_error():
    with pytest.raises(DocumentError, match=r"^x\.jsonl: no text in a column 'answr'; there are: answer: correct"):
        parsed('{"answer": "a"}', "answer", "answr")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"text": "a"}\n{"text": "b"', "x.jsonl: line 2: not JSON: Expecting ',' delimiter"),
        ('{"text": "a", "text": "b"}', "x.jsonl: line 1: not JSON: the key 'text' stands twice"),
        ('{"text": "a\rb"}', "x.jsonl: line 1: not JSON: Invalid control character"),
        ('{"text": NaN}', "x.jsonl: line 1: not JSON: NaN"),
        ("\n" + "[" * 10_000 + "]" * 10_000, "x.jsonl: line 2: not read: its JSON is nested too deep"),
    ],
)
def test_what_is_not_json_is_refused(text, complaint):
    with pytest.raises(DocumentError) as caught:
        parsed(text)
    assert complaint in str(caught.value)


def test_records_survive_pseudo_translation():
    text = MASSIVE + r'{"text": "a {name}\n[x : y] \u00e9 \ud800\n\"c\" https://x.y/z"}'
    assert pseudo_failure(parsed(text), JsonLines()) == ""


INSIDE = st.lists(
    st.sampled_from(
        ["a", " ", r"\n", r"\r", r"\t", r"\\", r"\"", r"\/", r"\u0020", r"\u000A", r"\u2028", "\u2028", r"\ud83d\ude00",
         r"\ud800", "😀", "中", "م", "\ufeff", "⟦1⟧", "⟧", "[a : b]", "[", "]", "{x}", "{", "%s", "https://x.y", "x. Y"]
    ), max_size=5,
).map("".join)  # fmt: skip
RECORD = st.builds(
    lambda text, other, messages, end: f'{{"text":"{text}","n":{{"text": "{other}"}},"messages" : [{messages}]}}{end}',
    INSIDE, INSIDE, st.lists(INSIDE.map('{{"content": "{}"}}'.format), max_size=2).map(", ".join),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)  # fmt: skip
FILE = st.builds("{}{}".format, st.sampled_from(["", "\ufeff"]), st.lists(RECORD, max_size=3).map("".join))


def check(text):
    document = parsed(text)
    assert round_trip_failure(document, JsonLines(), "en") == ""
    new = {index: f"{block.text}·" for index, block in enumerate(document.blocks) if block.text}
    after = said(JsonLines().render(document, new).decode())
    assert after.count("·") == len(new)
    assert after.replace("·", "") == said(text)


def said(text):
    records = [json.loads(line) for line in text.removeprefix("\ufeff").split("\n") if line.strip()]
    return json.dumps(records, ensure_ascii=False)


@pytest.mark.thorough
@given(FILE)
def test_awkward_records_come_out_as_they_went_in(text):
    check(text)
