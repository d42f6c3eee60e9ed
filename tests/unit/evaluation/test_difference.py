from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.evaluation.difference import changes, marked

TEXTS = st.text(st.sampled_from("ab é \n.,我们学习率กา\u0301नमस्ते⟦1⟧")) | st.text(max_size=30)


@pytest.mark.parametrize("tag", ["en", "zh", "th", "hi"])
@given(reference=TEXTS, output=TEXTS)
def test_joined_pieces_are_the_output_and_neighbours_differ(tag, reference, output):
    pieces = marked(reference, output, tag)
    assert "".join(text for text, _ in pieces) == output
    assert all(text for text, _ in pieces)
    assert all(left[1] != right[1] for left, right in pairwise(pieces))


@pytest.mark.parametrize("tag", ["en", "zh"])
@given(text=TEXTS.filter(bool))
def test_a_text_does_not_differ_from_itself(tag, text):
    assert marked(text, text, tag) == [(text, False)]


def test_whole_words_are_marked_in_a_spaced_script():
    assert marked("The cat is here.", "The cats is here!", "en") == [
        ("The ", False),
        ("cats", True),
        (" is here", False),
        ("!", True),
    ]


def test_whole_words_are_marked_in_chinese_too():
    assert marked("我们训练了一个模型。", "我们训练一种模型。", "zh") == [
        ("我们训练", False),
        ("一种", True),
        ("模型。", False),
    ]


def test_a_change_is_what_was_there_and_what_is():
    assert changes("The cat is here.", "The dog was here, too.", "en") == [
        ("The ", "The "),
        ("cat is", "dog was"),
        (" here", " here"),
        ("", ", too"),
        (".", "."),
    ]
    assert changes("我们训练了模型。", "我们训练模型。", "zh") == [
        ("我们训练", "我们训练"),
        ("了", ""),
        ("模型。", "模型。"),
    ]


@pytest.mark.parametrize("tag", ["en", "zh", "ja", "th", "hi"])
@given(before=TEXTS, after=TEXTS)
def test_joined_changes_are_both_texts(tag, before, after):
    pieces = changes(before, after, tag)
    assert "".join(was for was, _ in pieces) == before
    assert "".join(now for _, now in pieces) == after


def test_a_latin_word_within_chinese_is_marked_as_a_whole():
    assert marked("使用tensor。", "使用tensors。", "zh") == [
        ("使用", False),
        ("tensors", True),
        ("。", False),
    ]


def test_the_space_between_two_differing_words_is_marked_with_them():
    assert marked("The cat is here", "The dog was here", "en") == [
        ("The ", False),
        ("dog was", True),
        (" here", False),
    ]


def test_a_vowel_sign_is_not_parted_from_its_letter():
    assert marked("नमक", "नमि", "hi") == [("नमि", True)]
    assert marked("กา", "กิ", "th") == [("กิ", True)]


def test_an_empty_output_has_no_pieces_and_without_reference_all_differs():
    assert marked("reference", "", "en") == []
    assert marked("", "a b", "en") == [("a b", True)]
