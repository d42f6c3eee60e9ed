import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.similarity import comparable, most_alike, ngram_f1, ngrams, terms

TEXTS = st.text("ab C.⟦1⟧你好世界ไทย\n", max_size=30).map(comparable)


def likeness(one: str, other: str) -> float:
    return most_alike(comparable(one), [comparable(other)], 1)[0][1]


def test_capitals_white_space_and_numbers_of_placeholders_are_not_compared():
    assert comparable("  Run ⟦12⟧\n on\tLinux ") == "run ⟦ on linux"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the cat, the hat!", ["the", "cat", "hat"]),
        ("深度学习", ["深度", "度学", "学习"]),
        ("データを読む", ["デー", "ータ", "タを", "を読", "読む"]),
        ("ภาษา", ["ภา", "าษ", "ษา"]),
        ("用gpu训练", ["用", "gpu", "训练"]),
        ("𠀀𠀁", ["𠀀𠀁"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("cafe\u0301", ["cafe\u0301"]),
        ("한국어 문서", ["한국어", "문서"]),
        ("snake_case 3.5", ["snake_case", "3", "5"]),
        ("⟦ … ⟦", []),
        ("", []),
    ],
)
def test_terms_are_words_and_in_scripts_without_spaces_pairs_of_signs(text, expected):
    assert terms(text) == expected


def test_ngrams_count_words_signs_and_placeholders():
    counted = ngrams("用 ⟦, b b")
    assert counted[0] == {("用",): 1, ("⟦",): 1, (",",): 1, ("b",): 2}
    assert counted[3] == {("用", "⟦", ",", "b"): 1, ("⟦", ",", "b", "b"): 1}


def test_f1_is_the_smoothed_one_of_modernmt():
    # Of 3 and 4 words 3, 2, 1 and 0 n-grams are shared: the geometric means are 1 and
    # ((3.1/4.1) (2.1/3.1) (1.1/2.1) (.1/1.1)) ** (1/4) = .3952.
    assert ngram_f1(ngrams("a b c"), ngrams("a b c d")) == pytest.approx(2 * 0.3952 / 1.3952, abs=1e-4)


def test_a_text_of_more_than_twice_the_length_is_no_match():
    assert ngram_f1(ngrams("a b"), ngrams("a b a b")) > 0
    assert ngram_f1(ngrams("a b"), ngrams("a b a b a")) == 0


def test_likeness_is_half_a_fuzzy_match_and_half_an_f1():
    # One letter of eleven differs; of 3, 2 and 1 n-grams 2, 1 and 0 are shared:
    # ((2.1/3.1) (1.1/2.1) (.1/1.1) (.1/.1)) ** (1/4) = .4239.
    assert likeness("one two six", "one two sit") == pytest.approx((10 / 11 + 0.4239) / 2, abs=1e-4)


def test_a_text_is_less_alike_the_more_of_it_differs():
    words = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "today"]
    versions = [" ".join(words[: len(words) - cut] + ["Z"] * cut) for cut in range(len(words) + 1)]
    scores = [likeness(" ".join(words), version) for version in versions]
    assert scores[0] == 1
    assert scores == sorted(set(scores), reverse=True)


def test_the_best_fuzzy_matches_are_read_and_of_equal_ones_the_first():
    found = most_alike("abcd", ["xbcd", "abcd", "wxyz", "ybcd"], 3)
    assert [place for place, _ in found] == [1, 0, 3]


def test_without_texts_nothing_is_alike():
    assert most_alike("a", [], 5) == []


@given(TEXTS, TEXTS)
def test_f1_is_symmetric_and_from_0_to_1(one, other):
    f1 = ngram_f1(ngrams(one), ngrams(other))
    assert 0 <= f1 <= 1 + 1e-9
    assert f1 == pytest.approx(ngram_f1(ngrams(other), ngrams(one)))
