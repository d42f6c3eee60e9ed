import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.records import Mark, MarkKind, Segment, Sentence
from amts.segments.sentences import join, join_translated, split

CODE = Mark(MarkKind.CODE, "`c`")
OPEN, CLOSE = Mark(MarkKind.OPEN, "**"), Mark(MarkKind.CLOSE, "**")


def segment(text, *marks):
    return Segment(text, marks or (CODE,) * text.count("⟦"))


def texts(text, tag, *marks):
    return [sentence.segment.text for sentence in split(segment(text, *marks), tag)]


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "One. Two? Three! Four", ["One.", "Two?", "Three!", "Four"]),
        ("en", "One…\nTwo.", ["One…\nTwo."]),
        ("en", "He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("en", "One line.\nA wrapped\nline.", ["One line.", "A wrapped\nline."]),
        ("zh", "第一句。第二句！第三句？第四", ["第一句。", "第二句！", "第三句？", "第四"]),
        ("zh", "他说：“停。”然后离开。", ["他说：“停。”", "然后离开。"]),
        ("zh", "一个例子；还有。", ["一个例子；还有。"]),
        ("es", "¿Qué? ¡Bien! Sí.", ["¿Qué?", "¡Bien!", "Sí."]),
        ("ja", "文です。次の文。", ["文です。", "次の文。"]),
        ("hi", "यह है। वह है।", ["यह है।", "वह है।"]),
        ("ar", "هل هذا؟ نعم هذا.", ["هل هذا؟", "نعم هذا."]),
        ("ur", "یہ ہے۔ وہ ہے۔", ["یہ ہے۔", "وہ ہے۔"]),
        ("hy", "Սա է։ Նա է։", ["Սա է։", "Նա է։"]),
        ("en", "", []),
        ("en", "  ", [""]),
    ],
)
def test_a_text_is_cut_where_sentences_end(tag, text, expected):
    assert texts(text, tag) == expected


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "See Fig. 3 and Eq. (5), e.g. Transformers, i.e. ⟦1⟧ vs. others."),
        ("en", "By J. Smith et al. ⟦1⟧ in the U.S. and in St. Louis."),
        ("en", "Approx. 5 of vol. 3, pp. 4 and sec. 2, cf. Smith."),
        ("en", "Version 1.2.3 of x.y is 3.5 times as fast."),
        ("en", "Dr. Li and Prof. Wu met Mrs. Ng."),
        ("en", "3. Introduction"),
        ("en", "Is ⟦1⟧ a. b. ⟦2⟧"),
        ("es", "El Sr. Pérez y la Sra. López, pág. 3, p. ej. esto."),
        ("zh", "使用H.G.Wells的书和../data/x.csv文件。"),
        ("zh", "第1.2节和v2.0版。"),
        ("de", "Das ist z. B. am 3. Mai."),
    ],
)
def test_an_abbreviation_ends_no_sentence(tag, text):
    assert texts(text, tag) == [text]


def test_a_sentence_may_end_with_an_abbreviation():
    assert texts("We compare A vs. B. Then we stop at p. 5. The end.", "en") == [
        "We compare A vs. B.", "Then we stop at p. 5.", "The end.",
    ]  # fmt: skip


def test_markup_within_a_sentence_ends_none():
    assert texts("Use ⟦1⟧. ⟦2⟧ is next! So ⟦3⟧?", "en") == ["Use ⟦1⟧.", "⟦1⟧ is next!", "So ⟦1⟧?"]


@pytest.mark.parametrize(
    ("tag", "text", "marks", "expected"),
    [
        ("en", "⟦1⟧One.⟦2⟧ Two.", (OPEN, CLOSE), ["⟦1⟧One.⟦2⟧", "Two."]),
        ("en", "One ⟦1⟧two.⟦2⟧⟦3⟧ Three.", (OPEN, CLOSE, Mark(MarkKind.NOTE, "[^1]")), ["One ⟦1⟧two.⟦2⟧⟦3⟧", "Three."]),
        ("en", "One.⟦1⟧\nTwo.", (CLOSE,), ["One.⟦1⟧", "Two."]),
        ("en", "One.⟦1⟧Two.", (Mark(MarkKind.BREAK, "\\\n"),), ["One.⟦1⟧", "Two."]),
        ("en", "⟦1⟧One.⟦2⟧ Two.", (Mark(MarkKind.HTML, "<b>"), Mark(MarkKind.HTML, "</b>")), ["⟦1⟧One.⟦2⟧", "Two."]),
        ("en", "One. ⟦1⟧Two.⟦2⟧", (OPEN, CLOSE), ["One.", "⟦1⟧Two.⟦2⟧"]),
        ("zh", "一。⟦1⟧二。⟦2⟧三。", (OPEN, CLOSE), ["一。", "⟦1⟧二。⟦2⟧", "三。"]),
        ("zh", "一。⟦1⟧ 二。", (CODE,), ["一。", "⟦1⟧ 二。"]),
        ("en", "It asks ⟦1⟧how much?⟦2⟧ and ⟦3⟧why?⟦4⟧ each time.", (OPEN, CLOSE) * 2,
         ["It asks ⟦1⟧how much?⟦2⟧ and ⟦3⟧why?⟦4⟧ each time."]),
    ],
)  # fmt: skip
def test_what_is_closed_behind_a_full_stop_belongs_to_its_sentence(tag, text, marks, expected):
    assert texts(text, tag, *marks) == expected


def test_a_sentence_has_its_own_marks_and_the_gap_behind_it():
    marks = tuple(Mark(MarkKind.CODE, f"`{name}`") for name in "abc")
    assert split(Segment("⟦1⟧ is. \nThen ⟦2⟧⟦3⟧.", marks), "en") == (
        Sentence(Segment("⟦1⟧ is.", marks[:1]), " \n"),
        Sentence(Segment("Then ⟦1⟧⟦2⟧.", marks[1:]), ""),
    )


PIECES = ["One", " ", ". ", "? ", "。", "！", "⟦", "e.g. ", "J. ", "\n", "”", ")", "(", "3.", "x", "深", "…", "\u3000"]


@given(
    st.lists(st.sampled_from(PIECES), max_size=14),
    st.lists(st.sampled_from(MarkKind), min_size=14, max_size=14),
    st.sampled_from(["en", "zh", "es", "ja", "th", "ar", "tlh"]),
)
def test_sentences_joined_are_what_was_split(pieces, kinds, tag):
    count = pieces.count("⟦")
    numbers = iter(range(1, count + 1))
    text = "".join(f"⟦{next(numbers)}⟧" if piece == "⟦" else piece for piece in pieces)
    whole = Segment(text, tuple(Mark(kind, f"m{place}") for place, kind in enumerate(kinds[:count])))
    sentences = split(whole, tag)
    assert join(sentences) == whole
    assert all(sentence.segment.text == sentence.segment.text.rstrip() for sentence in sentences)


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="⟦⟧"), max_size=60),
    st.sampled_from(["en", "zh", "es", "ja"]),
)
def test_any_text_split_can_be_joined(text, tag):
    assert join(split(Segment(text), tag)) == Segment(text)


@pytest.mark.parametrize(
    ("tag", "translations", "gaps", "expected"),
    [
        ("zh", ["一。", "二！", "三"], [" ", "\n", ""], "一。二！三"),
        ("zh", ["用 GPU", "二。"], [" ", ""], "用 GPU 二。"),
        ("zh", ["一。⟦1⟧", "二。"], [" ", ""], "一。⟦1⟧二。"),
        ("ja", ["「一。」", "二。"], ["  ", ""], "「一。」二。"),
        ("th", ["หนึ่ง", "สอง"], [" ", ""], "หนึ่ง สอง"),
        ("es", ["Uno.", "Dos.", "Tres."], ["\n", "  ", ""], "Uno.\nDos.  Tres."),
        ("en", ["One.", "Two."], ["", ""], "One. Two."),
        ("en", ["One."], [""], "One."),
        ("en", [], [], ""),
    ],
)
def test_translations_are_joined_by_the_rules_of_their_script(tag, translations, gaps, expected):
    assert join_translated([segment(text) for text in translations], gaps, tag).text == expected


def test_the_marks_of_joined_translations_are_numbered_on():
    joined = join_translated([segment("⟦1⟧.", OPEN), segment("⟦1⟧⟦2⟧", CLOSE, CODE)], [" ", ""], "en")
    assert joined == Segment("⟦1⟧. ⟦2⟧⟦3⟧", (OPEN, CLOSE, CODE))
