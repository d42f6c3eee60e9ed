from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.selection import select_relevant

SENTENCES = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=0, max_size=8), max_size=30)


def chosen(texts, candidates, budget=1000):
    return select_relevant([text.split() for text in texts], [each.split() for each in candidates], budget)


def test_what_covers_the_text_comes_first_and_what_has_nothing_of_it_not_at_all():
    candidates = ["the weather is fine today", "the gradient of the loss", "a loss falls slowly"]
    assert chosen(["compute the gradient of the loss"], candidates) == [1, 2, 0]
    assert chosen(["gradient"], candidates) == [1]


def test_what_is_covered_already_is_worth_less():
    candidates = ["we train a network", "we train a network", "the cat sleeps here", "other words stand here"]
    assert chosen(["we train a network", "the cat sleeps"], candidates)[:2] in ([0, 2], [2, 0])


def test_a_rare_word_is_worth_more_than_a_common_one():
    candidates = ["the dog x", "the cat y", "the cow z", "quark a b"]
    assert chosen(["the quark"], candidates)[0] == 3


def test_the_budget_counts_words():
    candidates = ["a b c", "a b d", "a b e"]
    assert len(chosen(["a b"], candidates, 6)) == 2
    assert chosen(["a b"], candidates, 0) == []


def test_candidates_that_are_too_short_or_too_long_are_left_out():
    assert chosen(["a b"], ["a b", "a b " * 40, "a b c"]) == [2]


@given(SENTENCES, SENTENCES, st.integers(0, 60))
def test_every_choice_is_made_once_and_shares_a_word(texts, candidates, budget):
    indexes = select_relevant(texts, candidates, budget)
    wanted = {word for text in texts for word in text}
    assert len(set(indexes)) == len(indexes)
    assert all(wanted & set(candidates[index]) for index in indexes)
    # The budget is overrun by less than one candidate.
    assert sum(len(candidates[index]) for index in indexes[:-1]) < max(budget, 1)
