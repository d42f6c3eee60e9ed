import pytest

from amts.adaptation.word_links import WordLinks, tokens
from amts.records import Mark, MarkKind, Segment
from amts.testing import toy_language

CODE, OPEN = Mark(MarkKind.CODE, "`x`"), Mark(MarkKind.OPEN, "*")
LINKS = WordLinks.learn((tokens(pair.source, "en"), tokens(pair.target, "eo")) for pair in toy_language.pairs(150))


def linked(source, target, marks=()):
    ours, theirs = tokens(Segment(source, marks), "en"), tokens(Segment(target, marks), "eo")
    return {(ours[link.source].text, theirs[link.target].text) for link in LINKS.find(ours, theirs)}


def test_words_are_linked_to_their_translations_whatever_their_order():
    assert linked("the red house", "la domo ruga") == {("the", "la"), ("red", "ruga"), ("house", "domo")}


def test_words_that_nobody_has_seen_are_linked_to_nothing():
    assert linked("the qwerty sees", "la azerty vidas") == {("the", "la"), ("sees", "vidas")}
    assert linked("", "la domo") == linked("house", "") == set()


def test_inflected_forms_are_one_word_by_their_first_letters():
    assert linked("remembering", "memoras") == {("remembering", "memoras")}


def test_numbers_and_placeholders_are_linked_to_themselves_if_there_is_one_of_each():
    assert linked("7 ⟦1⟧ 8", "⟦1⟧ 8 7", (CODE,)) == {("7", "7"), ("8", "8"), ("⟦1⟧", "⟦1⟧")}
    assert linked("7 and 7", "7 azerty 7") == set()


def test_of_words_that_occur_several_times_those_at_like_places_are_linked():
    ours, theirs = (tokens(Segment(text), "en") for text in ("the dog sees the bird", "la hundo vidas la birdo"))
    assert {tuple(link) for link in LINKS.find(ours, theirs)} == {(place, place) for place in range(5)}


@pytest.mark.parametrize(
    ("text", "matters"), [("house", True), ("the", False), ("7", True), ("⟦1⟧", True), (",", False)]
)
def test_what_a_translation_may_leave_out_is_short(text, matters):
    assert tokens(Segment(text, (CODE,)), "en")[0].matters == matters


def test_of_chinese_words_only_single_characters_are_short():
    assert [token.matters for token in tokens(Segment("学习的"), "zh")] == [True, False]


def test_words_know_their_place_and_what_they_are_equal_to():
    words = tokens(Segment("The ⟦1⟧the ⟦2⟧", (OPEN, CODE)), "en")
    assert [(word.start, word.end, word.key, word.number) for word in words] == [
        (0, 3, "the", 0),
        (4, 7, "⟦open", 1),
        (7, 10, "the", 0),
        (11, 14, "⟦code", 2),
    ]
