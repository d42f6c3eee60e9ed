import pytest

from amts.languages import language
from amts.server.amazon.languages_table import CODES, DISPLAY_LANGUAGES, code_of, name_of


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("zh", "zh"), ("zh-Hans", "zh"), ("zh_CN", "zh"), ("zh-Hant-HK", "zh-TW"), ("ZH-tw", "zh-TW"), ("en-GB", "en"),
        ("pt-BR", "pt"), ("pt-PT", "pt-PT"), ("nb", "no"), ("fil", "tl"), ("iw", "he"), ("eo", "eo"), ("sr-Latn", "sr"),
    ],
)  # fmt: skip
def test_each_tag_has_a_code(tag, code):
    assert code_of(tag) == code


def test_all_codes_are_languages_with_a_name_in_each_display_language():
    assert len(set(CODES)) == 75
    for code in CODES:
        assert language(code).primary
        names = [name_of(code, display) for display in DISPLAY_LANGUAGES]
        assert all(name and not name.startswith("Unknown") for name in names)
    assert [name_of("zh", display) for display in ("en", "fr", "zh", "zh-TW")] == ["Chinese", "chinois", "中文", "中文"]


def test_the_languages_of_the_engine_are_listed_by_name(keeping):
    answer = keeping().call("ListLanguages")
    assert answer == {
        "Languages": [
            {"LanguageName": "Auto", "LanguageCode": "auto"},
            {"LanguageName": "Chinese", "LanguageCode": "zh"},
            {"LanguageName": "English", "LanguageCode": "en"},
            {"LanguageName": "French", "LanguageCode": "fr"},
        ],
        "DisplayLanguageCode": "en",
    }


def test_pages_and_other_display_languages(keeping):
    desk = keeping()
    first = desk.call("ListLanguages", DisplayLanguageCode="de", MaxResults=3)
    assert [each["LanguageName"] for each in first["Languages"]] == ["Automatisch", "Chinesisch", "Englisch"]
    second = desk.call("ListLanguages", DisplayLanguageCode="de", MaxResults=3, NextToken=first["NextToken"])
    assert [each["LanguageCode"] for each in second["Languages"]] == ["fr"]
