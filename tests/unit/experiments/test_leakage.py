from amts.documents.markdown.format import Markdown
from amts.experiments.leakage import HeldOut, without_leaks
from amts.mining.book import passages
from amts.records import Bitext, Pair, Segment

LONG = "The dog sees the house today."


def held_out(text, tag="en"):
    found = passages(Markdown().parse(text.encode(), "x"), tag)
    return HeldOut([Bitext("x", found, found)], tag)


def pairs(*sources):
    return [Pair(Segment(source), Segment("x")) for source in sources]


def test_a_held_out_sentence_leaves_the_training_data():
    kept, leakage = without_leaks(pairs(LONG, "Another one."), held_out(f"{LONG} New words here."))
    assert kept == pairs("Another one.")
    assert (leakage.held_out, leakage.shared_boilerplate, leakage.shared_other) == (2, 0, (LONG.lower(),))


def test_other_capitals_and_white_space_hide_nothing():
    kept, _ = without_leaks(pairs("THE dog  sees the\nhouse today."), held_out(LONG))
    assert kept == []


def test_what_every_document_has_may_stay():
    text = f"# {LONG}\n\nWhy or why not?\n\n| {LONG} |\n|---|\n"
    kept, leakage = without_leaks(pairs(LONG, "Why or why not?"), held_out(text))
    assert kept == pairs(LONG, "Why or why not?")
    assert (leakage.shared_boilerplate, leakage.shared_other) == (3, ())


def test_a_sentence_without_spaces_is_not_taken_for_one_word():
    chinese = "我们今天在花园里看见了一只红色的小鸟。"
    kept, leakage = without_leaks(pairs(chinese, "练习"), held_out(f"{chinese}\n\n练习\n", "zh"))
    assert kept == pairs("练习")
    assert (leakage.shared_boilerplate, leakage.shared_other) == (1, (chinese,))


def test_text_without_words_is_not_counted():
    _, leakage = without_leaks([], held_out("`a` 5.\n"))
    assert leakage.held_out == 0


def test_a_sentence_that_is_nearly_a_held_out_one_leaves_too():
    near, far = "The dog sees the houses today.", "The dog sees a cat in the garden."
    kept, leakage = without_leaks(pairs(near, far), held_out(LONG))
    assert kept == pairs(far)
    assert leakage.shared_other == (LONG.lower(),)


def test_documents_that_are_called_like_a_held_out_one_are_named():
    own = [Pair(Segment("a b"), Segment("x"), document=name) for name in ("one/x", "two/y")]
    assert without_leaks(own, held_out(LONG))[1].shared_names == ("one/x",)


def test_a_paragraph_of_held_out_sentences_leaves_too():
    kept, _ = without_leaks(pairs(f"{LONG} New words here, too."), held_out(f"{LONG} New words here, too."))
    assert kept == []


def test_what_other_data_share_with_the_held_out_text_is_barred_and_kept():
    away = held_out(LONG)
    assert [away.bars(pair) for pair in pairs(LONG, "Another one.")] == [True, False]
    assert away.barred == set(pairs(LONG))
