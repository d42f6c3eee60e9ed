import pytest

from amts.documents.json_strings import encoded, leaves, literal, literals, load, said, style_of
from amts.errors import DocumentError


def found(text, *keys):
    return [(leaf.path, [said(text, *span) for span in literals(text, leaf)]) for leaf in leaves(text, frozenset(keys))]


def test_strings_and_plain_lists_are_found_by_the_keys_that_lead_to_them():
    text = '{"a": "1", "b": {"a": "2", "b": ["3", 4, "5"]}, "c": {"a": "6"}, "n": 7, "a2": "8"}'
    assert found(text, "a", "b") == [(("a",), ["1"]), (("b", "a"), ["2"]), (("b", "b"), ["3", "5"])]


def test_objects_and_lists_in_a_list_are_counted():
    text = '{"a": [{"b": "0"}, [], {"c": 1}, ["3"], "x", {"b": "4"}]}'
    assert found(text, "a", "b") == [
        (("a", 0, "b"), ["0"]), (("a", 1), []), (("a", 3), ["3"]), (("a",), ["x"]), (("a", 4, "b"), ["4"]),
    ]  # fmt: skip


def test_keys_are_not_looked_for_in_strings():
    assert found(r'{"x": "\"a\": \"1\"", "y\\": {"a": "2"}, "a" : "{[\"\\"}', "a") == [(("a",), ['{["\\'])]


@pytest.mark.parametrize("text", ["", "1", '"a"', '["a"]', "{}", "[]", '{"b": 1}', '[{"b": ["a"]}]'])
def test_where_no_key_leads_nothing_is_found(text):
    assert found(text, "a") == []


def test_depth_and_length_take_no_long_time():
    deep = '{"a":' * 100_000 + '"x"' + "}" * 100_000
    assert found(deep, "a") == []
    long = r"\"a\": " * 300_000
    assert found(f'{{"b": "{long}", "a": "c"}}', "a") == [(("a",), ["c"])]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "not JSON: the key 'c' stands twice in one object"),
        ("[Infinity]", "not JSON: Infinity is no number of JSON"),
        ("[1,]", "not JSON"),
        ("[" * 100_000, "its JSON is nested too deep"),
    ],
)
def test_what_is_not_json_is_refused(text, complaint):
    with pytest.raises(DocumentError, match=rf"^x: .*{complaint}"):
        load(text, "x")


def test_the_style_of_a_file_is_kept():
    assert literal("é<", style_of('"a"')) == '"é<"'
    assert literal("é<", style_of(r'"\u00fc"')) == r'"\u00e9<"'
    assert literal("é<", style_of(r'"\u003C"')) == r'"é\u003C"'
    assert literal("éü", style_of('"\\u00e9 ü"')) == r'"\u00e9ü"'


def test_half_a_character_cannot_be_encoded():
    assert encoded("é") == "é".encode()
    assert encoded("\ud800") is None
