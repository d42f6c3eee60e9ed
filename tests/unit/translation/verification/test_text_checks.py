import pytest

from amts.records import Mark, MarkKind, Segment
from amts.translation.verification.numerals import changed_numbers, numbers_of
from amts.translation.verification.scripts import latin_language, wrong_language
from amts.translation.verification.texts import objections


def changed(source, target):
    return changed_numbers(numbers_of(source), numbers_of(target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("1,000 files", "1.000 archivos"),
        ("1,000 files", "1 000 fichiers"),
        ("1000 files", "一千个文件"),
        ("20,000 images", "2万张图像"),
        ("1.5 million users", "150万用户"),
        ("3 layers", "三层"),
        ("two of 2", "两个中的2个"),
        ("50% of it", "其中的５０％"),
        ("in 2019", "2019年"),
        ("in the 1990s", "20世纪90年代"),
        ("twelve months", "12个月"),
        ("World War II", "第2次世界大战"),
        ("(i) one, (ii) two", "（1）一，（2）二"),
        ("version 1.2.3", "versión 1.2.3"),
        ("TensorFlow 2 is", "TensorFlow2是"),
        ("3.5 GB", "3,5 Go"),
        ("shape (3, 4)", "形状（3,4）"),
        ("May 5, 2020", "2020年5月5日"),
        ("x86 and y", "x86和y"),
        ("", ""),
    ],
)
def test_the_same_number_may_be_written_in_many_ways(source, target):
    assert changed(source, target) == ([], [])


@pytest.mark.parametrize(
    ("source", "target", "missing", "new"),
    [
        ("12 layers", "21 capas", ["12"], ["21"]),
        ("1,000 files", "1,500 archivos", ["1,000"], ["1,500"]),
        ("3.5 GB", "3.7 GB", ["3.5"], ["3.7"]),
        ("some layers", "7层", [], ["7"]),
        ("100 layers", "层", ["100"], []),
        ("2 million", "2千", [], []),  # 2 itself stands on both sides
    ],
)
def test_a_changed_number_is_found(source, target, missing, new):
    assert changed(source, target) == (missing, new)


@pytest.mark.parametrize(
    "number",
    ["亿" * 60, "亿" * 100_000, "一" * 5000, "9" * 5000, "9" * 100_000, "1," * 5000 + "5", "9" * 400 + "s"],
    ids=str.__len__,
)
def test_however_long_a_number_is_it_is_the_same_as_itself(number):
    assert changed(f"a {number} b", f"{number} c") == ([], [])


def test_long_numbers_are_told_apart_to_the_last_digit():
    assert changed("1234567890123456789", "1234567890123456780") == (["1234567890123456789"], ["1234567890123456780"])


def test_a_number_may_stand_in_markup_on_the_other_side():
    target = Segment("有⟦1⟧层", (Mark(MarkKind.MATH, "$12$"),))
    assert objections(Segment("It has 12 layers."), target, ("en", "zh")) == []


GERMAN = "Das Netz besteht aus vielen Schichten, und jede Schicht ist mit der vorigen verbunden."


@pytest.mark.parametrize(
    ("text", "tag", "found"),
    [
        ("该网络由许多层组成，每一层都与前一层相连。", "zh", ""),
        ("PyTorch、TensorFlow和MXNet都支持。", "zh", ""),
        ("PyTorch, TensorFlow, MXNet, JAX, Keras", "zh", ""),
        ("The network is made of layers and each of them is trained.", "zh", "en"),
        (GERMAN, "zh", "de"),
        (GERMAN, "de", ""),
        (GERMAN, "es", "de"),
        ("ネットワークは多くの層から成ります。", "zh", "Kana"),
        ("ネットワークは多くの層から成ります。", "ja", ""),
        ("该网络由许多层组成，每一层都与前一层相连。", "ja", "Hani"),
        ("這個網絡由許多層組成，還會發現問題，來對應學習。", "zh", "Hant"),
        ("Сеть состоит из многих слоёв.", "es", "Cyrl"),
        ("شبكة من طبقات كثيرة متصلة", "hr", "Arab"),
        ("רשת של שכבות רבות מחוברות", "ar", "Hebr"),
        ("네트워크는 많은 층으로 이루어져 있습니다.", "ko", ""),
        ("네트워크는 많은 층으로 이루어져 있습니다.", "zh", "Hang"),
        ("เครือข่ายประกอบด้วยหลายชั้น", "hi", "Thai"),
        ("नेटवर्क कई परतों से बना है", "el", "Deva"),
        ("Το δίκτυο αποτελείται από πολλά στρώματα.", "el", ""),
        ("La red está formada por muchas capas y cada una de ellas se entrena.", "es", ""),
        ("La red está formada por muchas capas y cada una de ellas se entrena.", "pt", ""),  # too near to be judged
        ("Die App", "es", ""),
        ("", "zh", ""),
    ],
)
def test_a_text_in_the_wrong_language_is_found_if_that_can_be_judged(text, tag, found):
    assert wrong_language(text, tag, "en") == found


def test_a_language_is_told_by_its_commonest_words_or_not_at_all():
    assert latin_language(GERMAN) == "de"
    assert latin_language("Haus Baum Katze Hund Maus Vogel Fisch") == ""
    assert latin_language("the of") == ""


ENGLISH = "The network has many layers, and each of them is trained for the same number of epochs."
SPANISH = "La red tiene muchas capas, y cada una de ellas se entrena durante el mismo número de épocas."


@pytest.mark.parametrize(
    ("target", "reasons"),
    [
        (SPANISH, []),
        (ENGLISH, ["untranslated"]),
        ("La red tiene.", ["truncated"]),
        (SPANISH + " y y y y y", ["repetition"]),
        (SPANISH + " una de ellas, una de ellas, una de ellas,", ["repetition"]),
        (SPANISH + " muy, muy, muy bien", []),
        (SPANISH + " ⟦1⟧, ⟦2⟧, ⟦3⟧, ⟦4⟧ ··········· -----", []),
        (SPANISH + " 99", ["number"]),
        (GERMAN, ["language"]),
    ],
)
def test_each_objection_to_a_sentence(target, reasons):
    assert [each.reason for each in objections(Segment(ENGLISH), Segment(target), ("en", "es"))] == reasons


def test_what_the_source_repeats_may_be_repeated():
    assert objections(Segment("No no no no no."), Segment("No no no no no."), ("en", "es")) == []


@pytest.mark.parametrize("text", ["Python Package Index Server", "PyTorch 2.0", "New York Times Square", "OK"])
def test_names_may_stay_as_they_are(text):
    assert objections(Segment(text), Segment(text), ("en", "es")) == []


def test_in_one_language_nothing_is_objected_to():
    assert objections(Segment(ENGLISH), Segment("7 7 7 7 7"), ("en", "en")) == []
    assert objections(Segment(ENGLISH), Segment(""), ("pt-BR", "pt_BR")) == []
