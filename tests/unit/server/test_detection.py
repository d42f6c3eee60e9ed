import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import MissingExtraError
from amts.server import detection
from amts.server.detection import detect, guesses


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Hello, how are you?", "en"), ("Bonjour le monde", "fr"), ("Guten Morgen, meine Damen", "de"),
        ("¿Dónde está la biblioteca?", "es"), ("Hej, hvordan har du det?", "da"), ("これは本です", "ja"),
        ("안녕하세요", "ko"), ("Γειά σου", "el"), ("שלום", "he"), ("السلام عليكم", "ar"), ("สวัสดี", "th"),
        ("Модель обучается на данных.", "ru"), ("机器学习的一个分支", "zh-Hans"), ("機器學習的一個分支", "zh-Hant"),
        ("THIS IS ALL IN CAPITAL LETTERS", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_short_text_is_found(text, tag):
    assert detect(text).tag == tag
    assert detect(text).confidence > 0.5


def test_chinese_that_both_write_alike_is_only_chinese():
    assert detect("人工智能的三大特色，你我他都要去看看").tag == "zh"


def test_one_character_of_the_other_way_of_writing_changes_nothing():
    assert detect("台灣的學習（学）資料").tag == "zh-Hant"


@pytest.mark.parametrize("text", ["", " \n", "12345", "😀 -> ∑ 3.5%", "\x00"])
def test_a_text_without_letters_is_of_no_language(text):
    assert detect(text) == ("und", 0.0)


@pytest.mark.parametrize("text", ["ok", "a b c", "cat"])
def test_a_text_that_may_be_of_many_languages_has_a_low_confidence(text):
    assert detect(text).confidence < 0.2


def test_guesses_are_in_order_and_each_language_once():
    found = guesses("Buenos días", 3)
    assert found[0].tag == "es"
    assert len({guess.tag for guess in found}) == 3
    assert [guess.confidence for guess in found] == sorted((guess.confidence for guess in found), reverse=True)


@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_has_a_guess(text):
    tag, confidence = detect(text)
    assert tag
    assert 0 <= confidence <= 1


def test_only_the_beginning_of_a_long_text_is_read(monkeypatch):
    class Identifier:
        def rank(self, text):
            return [("en", len(text) / 1_000_000)]

    monkeypatch.setattr(detection, "_identifier", Identifier)
    assert detect("The quick brown fox. " * 100_000) == ("en", 0.005)


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    monkeypatch.setattr(detection, "_identifier", detection._identifier.__wrapped__)
    with pytest.raises(MissingExtraError, match=r"pip install 'amts\[server\]'"):
        detect("Hello")
