import pytest

from amts.documents.embedded.code import code_key


@pytest.mark.parametrize(
    ("language", "source", "translation"),
    [
        ("python", "x = 1  # one\nplot('loss')", "x = 1  # 一\nplot('损失')"),
        ("sql", "SELECT 1 -- one", "SELECT 1 -- 一"),
        ("css", "a { /* red */ color: red }", "a { /* 红 */ color: red }"),
        ("", "f()  // says hello", "f()  // 你好"),
        ("js", "```js\nf(); /* hello */\n```", "```js\nf(); /* 你好 */\n```"),
        ("python", '"""Says hello."""\nf()', '"""你好"""\nf()'),
    ],
)
def test_code_whose_comments_and_strings_are_translated_has_the_same_key(language, source, translation):
    assert code_key(source, language) == code_key(translation, language)


@pytest.mark.parametrize(
    ("source", "other"),
    [("x = 1", "x = 2"), ("n // k", "n // 2"), ("#@tab mxnet\nx = 1", "#@tab jax\nx = 1"), ("f(a)", "f(b)")],
)
def test_other_code_has_another_key(source, other):
    assert code_key(source, "python") != code_key(other, "python")
