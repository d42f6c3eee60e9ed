import re

from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.terminology.phrases import Phrases


def found(phrases, text, *, exact=False):
    places = Phrases([(phrase, phrase, exact) for phrase in phrases]).find(text)
    return [(text[place.start : place.end], *place.values) for place in places]


def test_the_longest_phrase_is_found():
    phrases = ["neural", "neural network", "network", "deep neural network layer"]
    assert found(phrases, "A deep neural network or a network.") == [
        ("neural network", "neural network"), ("network", "network"),
    ]  # fmt: skip


def test_only_whole_words_are_found():
    assert found(["class", "in"], "Subclass, classes: in_class, inside 'class'") == [("class", "class")]


def test_scripts_without_spaces_have_no_word_boundaries():
    assert found(["词元", "词元化", "softmax回归"], "对词元化和词元做Softmax回归") == [
        ("词元化", "词元化"), ("词元", "词元"), ("Softmax回归", "softmax回归"),
    ]  # fmt: skip


def test_a_hyphen_counts_as_a_space_but_a_dash_does_not():
    assert found(["skip-gram model"], "skip gram model, Skip-gram-model") == [
        ("skip gram model", "skip-gram model"), ("Skip-gram-model", "skip-gram model"),
    ]  # fmt: skip
    assert found(["cross entropy"], "cross-entropy; cross - entropy") == [("cross-entropy", "cross entropy")]


def test_nothing_is_found_across_placeholders_and_signs():
    assert found(["vector machine"], "vector ⟦1⟧machine, vector, machine; vector\nmachine") == [
        ("vector\nmachine", "vector machine")
    ]


def test_signs_belong_to_a_phrase_that_has_them():
    assert found(["C++", "i.i.d.", "Zipf's law"], "C++ and I.I.D. by Zipf’s law, not C+") == [
        ("C++", "C++"), ("I.I.D.", "i.i.d."), ("Zipf’s law", "Zipf's law"),
    ]  # fmt: skip


def test_an_exact_phrase_is_found_only_as_it_is_written():
    assert found(["IT"], "It is IT.", exact=True) == [("IT", "IT")]


def test_all_values_of_a_phrase_are_returned():
    phrases = Phrases([("US", 1, True), ("us", 2, False), ("us", 3, False)])
    assert [place.values for place in phrases.find("US and us")] == [(1, 2, 3), (2, 3)]


def test_an_empty_phrase_finds_nothing():
    assert found(["", " "], "a - b") == []


@given(
    st.lists(st.lists(st.sampled_from("ab中"), min_size=1, max_size=3).map(" ".join), max_size=5),
    st.lists(st.sampled_from(["a", "b", "中", "ab", "⟦1⟧", ","]), max_size=12).map(" ".join),
)
def test_it_finds_what_a_regular_expression_with_all_phrases_finds(phrases, text):
    known = sorted(set(phrases), key=len, reverse=True)
    expected = re.findall("|".join(rf"(?<!\S){phrase}(?!\S)" for phrase in known), text) if known else []
    assert [words for words, *_ in found(phrases, text)] == expected
