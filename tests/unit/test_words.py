import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.words import Casing, Spacing, Word, capitalised, count_words, kind, split_words

TAGS = st.sampled_from(["en", "zh", "ja", "es"])


def texts(words):
    return [word.text for word in words]


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "A cat, it's 3.14.", ["A", "cat", ",", "it", "'s", "3.14", "."]),
        ("en", "don't “x-y”", ["don", "'t", "“", "x", "-", "y", "”"]),
        ("en", "See ⟦1⟧⟦12⟧!", ["See", "⟦1⟧", "⟦12⟧", "!"]),
        ("en", "1,000.5 x1 a_b", ["1,000.5", "x1", "a", "_", "b"]),
        ("es", "¿Qué año?", ["¿", "Qué", "año", "?"]),
        ("es", "Que\u0301", ["Que\u0301"]),
        ("zh", "我们学习深度学习。", ["我们", "学习", "深度", "学习", "。"]),
        ("zh", "使用GPU训练", ["使用", "GPU", "训练"]),
        ("ja", "深いカ⟦1⟧。", ["深", "い", "カ", "⟦1⟧", "。"]),
        ("th", "ดี x", ["ด", "ี", "x"]),
        ("en", "", []),
        ("en", " \t\n", []),
    ],
)
def test_a_text_is_cut_into_words(tag, text, expected):
    assert texts(split_words(text, tag)) == expected


def test_a_word_knows_whether_white_space_stands_before_it():
    assert split_words("a b,\nc", "en") == [
        Word("a", spaced=False),
        Word("b", spaced=True),
        Word(",", spaced=False),
        Word("c", spaced=True),
    ]


@given(st.text(max_size=40), TAGS)
def test_words_together_are_the_text_without_its_white_space(text, tag):
    assert "".join(texts(split_words(text, tag))) == "".join(text.split())


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cat", "word"),
        ("x1", "word"),
        ("⟦1⟧", "placeholder"),
        ("深度", "han"),
        ("か", "han"),
        ("3.5", "number"),
        (",", ","),
        ("'s", "'s"),
        ("’t", "’t"),
        ("", "word"),
    ],
)
def test_the_kind_of_a_word_is_its_class_or_the_sign_itself(word, expected):
    assert kind(word) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["A", "cat", ",", "a", "dog", "."], "A cat, a dog."),
        (["it", "'s", "(", "so", ")", "!"], "it's (so)!"),
        (["¿", "Qué", "?"], "¿Qué?"),
        (["我们", "用", "GPU", "训练", "。"], "我们用GPU训练。"),
        (["see", "⟦1⟧", ":"], "see ⟦1⟧:"),
        (["one"], "one"),
        ([], ""),
    ],
)
def test_without_having_seen_a_text_words_are_joined_by_rule(words, expected):
    assert Spacing().join(words, [kind(word) for word in words]) == expected


def learnt(*examples, tag="zh"):
    spacing = Spacing()
    for example in examples:
        words = split_words(example, tag)
        spacing.learn(words, [kind(word.text) for word in words])
    return spacing


def test_the_spaces_of_a_project_are_learnt():
    spacing = learnt("使用 GPU 训练", "用 CPU 算")
    assert spacing.join(["我们", "有", "GPU", "吗"], ["han", "han", "word", "han"]) == "我们有 GPU 吗"


def test_the_majority_decides_where_spaces_stand():
    assert learnt("在 A", "在 B", "在C").between("han", "word")
    assert not learnt("在 A", "在B", "在C").between("han", "word")
    assert not learnt("在 A", "在B").between("han", "word")


@given(st.lists(st.sampled_from(["cat", "3.5", ",", "(", "深度", "⟦1⟧", "—"]), min_size=1, max_size=8))
def test_words_joined_by_rule_are_cut_into_the_same_words_again(words):
    text = Spacing().join(words, [kind(word) for word in words])
    assert "".join(texts(split_words(text, "en"))) == "".join(words)


@given(st.lists(st.sampled_from("xy深,"), min_size=1, max_size=6), st.data())
def test_a_text_whose_spaces_were_all_learnt_is_joined_as_it_was(words, data):
    # One decision per context: what was learnt has no exceptions.
    spaced = data.draw(st.dictionaries(st.tuples(*[st.sampled_from("xy深,")] * 2), st.booleans()))
    marked = [Word(word, index > 0 and spaced.get((words[index - 1], word), False)) for index, word in enumerate(words)]
    spacing = Spacing()
    spacing.learn(marked, words)
    assert spacing.join(words, words) == "".join(" " * word.spaced + word.text for word in marked)


def test_a_word_is_written_as_it_mostly_is_within_a_text():
    casing = Casing()
    casing.learn(["The", "GPU", "and", "Python"])
    casing.learn(["Python", "needs", "the", "GPU", "gpu"])
    forms = {word: casing.form(word) for word in ("gpu", "python", "the", "unseen")}
    assert forms == {"gpu": "GPU", "python": "Python", "the": "the", "unseen": "unseen"}


@given(st.lists(st.text(min_size=1, max_size=5), max_size=6))
def test_a_form_differs_from_its_word_in_capitals_only(words):
    casing = Casing()
    casing.learn(words)
    assert all(casing.form(word.lower()).lower() == word.lower() for word in words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the end", "The end"),
        ("éa", "Éa"),
        ("¿qué?", "¿Qué?"),
        ("“(the", "“(The"),
        ("⟦1⟧the⟦2⟧ end", "⟦1⟧The⟦2⟧ end"),
        ("⟦1⟧ is code", "⟦1⟧ is code"),
        ("⟦1⟧ “x”", "⟦1⟧ “X”"),
        ("3 cats", "3 cats"),
        ("深度", "深度"),
        ("", ""),
    ],
)
def test_the_first_letter_becomes_a_capital(text, expected):
    assert capitalised(text) == expected


@given(st.text("aéñ 5¿(“⟦1⟧深", max_size=12))
def test_capitalising_changes_no_more_than_one_letter(text):
    changed = [(old, new) for old, new in zip(text, capitalised(text), strict=True) if old != new]
    assert len(changed) <= 1
    assert all(old.upper() == new for old, new in changed)


@pytest.mark.parametrize(
    ("text", "tag", "count"), [("Two words, here.", "en", 3), ("我们学习softmax。", "zh", 3), ("", "zh", 0)]
)
def test_words_are_counted_by_white_space_or_by_cutting(text, tag, count):
    assert count_words(text, tag) == count


@pytest.mark.parametrize("text", ["हिन्दी", "كِتَابٌ", "שָׁלוֹם"])
def test_a_vowel_sign_belongs_to_its_letter(text):
    assert [word.text for word in split_words(text, "hi")] == [text]
