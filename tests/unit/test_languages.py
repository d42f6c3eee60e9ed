import pytest

from amts.errors import LanguageError
from amts.languages import Language, language


@pytest.mark.parametrize(
    ("tag", "standard", "primary", "script"),
    [
        ("en", "en", "en", "Latn"),
        ("EN", "en", "en", "Latn"),
        ("zh", "zh", "zh", "Hans"),
        ("zh_CN", "zh-CN", "zh", "Hans"),
        ("zh-TW", "zh-TW", "zh", "Hant"),
        ("zho_Hans", "zh-Hans", "zh", "Hans"),
        ("pt-BR", "pt-BR", "pt", "Latn"),
        ("iw", "he", "he", "Hebr"),
        ("sr-Latn", "sr-Latn", "sr", "Latn"),
    ],
)
def test_a_tag_in_any_spelling_becomes_the_standard_one(tag, standard, primary, script):
    found = language(tag)
    assert (found.tag, found.primary, found.script) == (standard, primary, script)


def test_a_language_has_an_english_name():
    assert language("pt-BR").name == "Portuguese (Brazil)"


@pytest.mark.parametrize("tag", ["zh", "zh-TW", "ja", "th", "lo", "km", "my", "yue"])
def test_scripts_without_spaces_are_known(tag):
    assert not language(tag).spaced


@pytest.mark.parametrize("tag", ["en", "es", "ru", "ar", "hi", "ko"])
def test_scripts_with_spaces_are_known(tag):
    assert language(tag).spaced


@pytest.mark.parametrize(("tag", "bicameral"), [("en", True), ("ru", True), ("el", True), ("ar", False), ("zh", False)])
def test_scripts_with_capital_letters_are_known(tag, bicameral):
    assert language(tag).bicameral is bicameral


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("Chinese", "did you mean zh or"),
        ("german", "did you mean de or"),
        ("zz-TW", "did you mean zh-TW?"),
        ("xx", "use a tag such as en, zh, pt-BR"),
        ("", "use a tag such as en, zh, pt-BR"),
        ("und", "did you mean"),
        ("en\n", "did you mean en"),
    ],
)
def test_an_unknown_tag_is_refused_with_the_nearest_ones(tag, hint):
    with pytest.raises(LanguageError) as caught:
        language(tag)
    assert str(caught.value).startswith(f"unknown language tag {tag!r}: {hint}")


def test_the_same_tag_gives_the_same_language():
    assert language("es") is language("es")
    assert language("es") == Language("es", "es", "Latn", "Spanish")
