import pytest

from amts.records import Mark, MarkKind, Pair, Segment
from amts.training.cleaning.duplicates import Repetitions, Withheld, skeleton
from amts.training.cleaning.identification import wrong_side
from amts.training.cleaning.rules import RULES, broken_rule
from amts.training.recipe import CleanSettings

CODE = (Mark(MarkKind.CODE, "`x`"),)


def pair(source, target):
    return Pair(Segment(source), Segment(target))


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("Start the server.", "启动服务器。", ""),
        ("12 + 3", "12 + 3", "no-words"),
        ("word " * 300, "词" * 300, "too-long"),
        ("Yes.", "这是一个非常非常非常长的句子，与原文没有任何关系，也不可能是它的翻译。", "length-ratio"),
        ("Start the server.", "start the server", "identical"),
        ("x = (1 + 2) * (3 - 4) / 5", "y = (1 + 2) * (3 - 4) / 5", "few-letters"),
        ("May 2015 12345678", "五月 2015 12345678", "mostly-digits"),
        ("Open the file.", "Ã¶ffne die Datei.", "mojibake"),
        ("Released in 1998.", "发布于 2007 年。", "number-mismatch"),
        ("In October (see below)", "10 月（见下文）", ""),
        ("Run it (as root).", "运行它（以 root 身份。", "unbalanced"),
        ("Run it now, please.", "run run run run run", "repeated"),
    ],
)
def test_the_first_broken_rule_is_the_reason(source, target, reason):
    assert broken_rule(pair(source, target), ("en", "zh"), CleanSettings()) == reason
    assert reason in ("", *RULES)


def test_markup_must_be_the_same_on_both_sides():
    with_code = Pair(Segment("Call ⟦1⟧ now", CODE), Segment("Llama ahora", CODE))
    assert broken_rule(with_code, ("en", "es"), CleanSettings()) == "markup-mismatch"


def test_each_side_must_be_in_its_language():
    english = "This is a sentence that is surely written in the English language, and nothing else than that."
    spanish = "Esta es una frase que seguramente fue escrita en la lengua de los españoles, y en ninguna otra."
    assert wrong_side(pair(english, spanish), ("en", "es")) == ""
    assert wrong_side(pair(spanish, spanish), ("en", "es")) == "source-language"
    assert wrong_side(pair(english, english), ("en", "es")) == "target-language"
    assert wrong_side(pair("Kubernetes API", "Kubernetes API"), ("en", "zh")) == ""


def test_a_long_text_in_a_language_that_common_words_do_not_tell_is_found_by_its_letters():
    finnish = "Tämä lause on kirjoitettu suomeksi, ja siinä on paljon sanoja, joita ei englannissa käytetä lainkaan."
    assert wrong_side(pair("x", finnish), ("en", "es")) == "target-language"


def test_repetitions_are_told_apart():
    known = Repetitions(translations=2)
    texts = [("Open page 1.", "Abre la 1."), ("Open page 1.", "Abre la 1."), ("open PAGE 2!", "abre la 2"),
             ("Open page 3", "Ir a la 3"), ("Open page 4", "Ve a la 4")]  # fmt: skip
    assert [known.reason(pair(*each)) for each in texts] == [
        "", "duplicate", "near-duplicate", "", "many-translations"
    ]  # fmt: skip


def test_what_is_left_of_a_text_is_its_words():
    assert skeleton("Open **Page** 12, ⟦3⟧ now!") == "open page 0 now"


def test_withheld_texts_are_found_exactly_nearly_and_not_otherwise():
    withheld = Withheld(["The quick brown fox jumps over the lazy dog.", "训练集上的误差称为训练误差。"])
    assert withheld.has("the quick brown fox jumps over the lazy dog")
    assert withheld.has("The quick brown fox jumped over the lazy dog.")
    assert withheld.has("训练集上的误差称为训练误差！")
    assert not withheld.has("The quick brown fox sleeps.")
