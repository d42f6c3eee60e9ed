from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from amts.documents.formats import format_of
from amts.records import Segment
from amts.sync.following import equal_units, like_units, revision
from amts.sync.following.revision import Fate, follow, renamed
from amts.sync.records import Mention, Unit
from amts.sync.units import key, units

INTRO = "This chapter introduces gradient descent. | It is the workhorse of deep learning."
DATA = "First we download the data set from our server. | It holds ten thousand images."
MODEL = "Our model has two hidden layers. | Each of them has 256 units."
TRAINING = "Training takes a few minutes on one machine. | The loss falls quickly."


def page(*blocks):
    """Return the units of a page: ` | ` ends a sentence, `=` begins a block for the machine."""
    found = []
    for index, block in enumerate(blocks):
        if block.startswith("="):
            found.append(Unit(Mention(key(block), first=True, opaque=True), index, text=block))
        else:
            found += [
                Unit(Mention(key(text), first=not place), index, Segment(text), " ")
                for place, text in enumerate(block.split(" | "))
            ]
    return found


def markdown(text):
    return units(format_of("page.md").parse(text.encode(), "page.md"), "en")


def keys_only(found):
    return [replace(unit, segment=None, text="") for unit in found]


def origins(base, source):
    return [fate.base for fate in follow(base, source)]


def test_a_page_that_has_not_changed_comes_from_itself():
    base = page(INTRO, "=code", DATA, MODEL)
    assert follow(base, base) == tuple(Fate(place, same=True) for place in range(7))


def test_nothing_comes_from_an_empty_page_and_nothing_is_left_of_it():
    assert follow([], page(INTRO)) == (Fate(), Fate())
    assert follow(page(INTRO), []) == ()


def test_white_space_and_the_level_of_a_heading_do_not_matter():
    base = markdown("# Data\n\nWe load the data. Then we\nshow them.\n")
    source = markdown("### Data\n\nWe load\nthe data. Then\nwe show   them.\n")
    assert [(fate.base, fate.same) for fate in follow(base, source)] == [(0, True), (1, True), (2, True)]


def test_a_section_that_has_moved_is_followed_with_its_body():
    base = page("Data", DATA, "=load()", "Model", MODEL, "Training", TRAINING)
    source = page("Model", MODEL, "Training", TRAINING, "Data", DATA, "=load()")
    assert origins(base, source) == [4, 5, 6, 7, 8, 9, 0, 1, 2, 3]


def test_repeated_headings_go_with_what_stands_beside_them():
    base = page("Data", DATA, "Summary", "Data are important.", "Model", MODEL, "Summary", "Models are useful.")
    source = page("Model", MODEL, "Summary", "Models are useful.", "Data", DATA, "Summary", "Data are important.")
    assert origins(base, source) == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4]


def test_repeated_paragraphs_go_with_what_stands_beside_them():
    headings = ["Data", "Model", "Training", "Prediction"]
    base = page(*(block for heading in headings for block in (heading, INTRO)))
    source = page(*(block for heading in headings[::-1] for block in (heading, INTRO)))
    assert origins(base, source) == [9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2]


def test_a_repeated_heading_comes_along_with_what_follows_it():
    base = page("Summary", "Data are important.", INTRO, "Summary", "Models are useful.", TRAINING)
    source = page(INTRO, TRAINING, "Summary", "Data are important.")
    assert origins(base, source) == origins(keys_only(base), source) == [2, 3, 6, 7, 0, 1]


def test_a_repeated_heading_elsewhere_beside_other_things_is_new():
    base = page("Summary", "Data are important.", INTRO, "Summary", "Models are useful.", MODEL)
    source = page(INTRO, MODEL, "Ten exercises follow here at last.", "Summary", "Wholly different things come last.")
    assert origins(base, source) == [2, 3, 6, 7, None, None, None]


def test_paragraphs_that_are_split_or_merged_keep_their_sentences():
    split = page(*INTRO.split(" | "), DATA)
    assert [fate.same for fate in follow(page(INTRO, DATA), split)] == [True] * 4
    assert [fate.same for fate in follow(split, page(f"{INTRO} | {DATA}"))] == [True] * 4


def test_a_sentence_that_becomes_two_goes_on_in_the_one_that_is_more_like_it():
    base = page("We download the data set from our server, and we cut each image into small square patches.")
    source = page("We download the data set from our server. | Then we cut each image into small square patches.")
    first, second = follow(base, source)
    assert {first.base, second.base} == {0, None}
    assert {first.also, second.also} == {(), (0,)}
    assert not first.same


def test_two_sentences_that_become_one_are_both_in_it():
    base = page("We download the data set from our own server. | Each image is cut into square patches.")
    source = page("We download the data set from our own server, and each image is cut into square patches.")
    (fate,) = follow(base, source)
    assert (fate.base, fate.also) == (0, (1,))


def test_what_only_repeats_what_is_said_beside_it_is_not_a_part_of_it():
    base = page("The loss of the model falls quickly during training.", INTRO)
    source = page("The loss of the small model falls very quickly. | The model falls.", INTRO)
    assert [fate.also for fate in follow(base, source)] == [(), (), (), ()]


def test_a_copied_paragraph_comes_from_one_place_only():
    fates = follow(page(INTRO, DATA), page(INTRO, DATA, INTRO))
    assert [fate.base for fate in fates] == [0, 1, 2, 3, None, None]


def test_reordered_items_and_rows_are_followed():
    base = page("A pear", "An apple", "A plum", "1 | one", "2 | two", "3 | three")
    source = page("A plum", "A pear", "An apple", "3 | three", "1 | one", "2 | two")
    assert origins(base, source) == [2, 0, 1, 7, 8, 3, 4, 5, 6]


def test_a_rewritten_sentence_comes_from_the_one_between_the_same_neighbours():
    base = page(INTRO, "AlexNet sits at the boundary between shallow neural networks and deep neural networks.", DATA)
    source = page(INTRO, "Today AlexNet has been surpassed by others, but it was a key step to deep networks.", DATA)
    fate = follow(base, source)[2]
    assert (fate.base, fate.same) == (2, False)


def test_a_short_heading_alone_between_the_same_neighbours_is_the_same_one_renamed():
    assert origins(page(INTRO, "Problems", DATA), page(INTRO, "Exercises", DATA)) == [0, 1, 2, 3, 4]


def test_an_unrelated_sentence_in_the_place_of_another_one_is_new():
    base = page(INTRO, "You can watch a talk about it on our channel.", DATA)
    source = page(INTRO, "Hence $K'$ equals its transpose: symmetric matrices commute.", DATA)
    assert origins(base, source) == [0, 1, None, 3, 4]


def test_a_sentence_that_has_moved_and_changed_is_followed_if_it_is_much_alike():
    moved = "Please download the data set from our server before you go on."
    changed = "Please download the data set from our new server before you go on."
    assert origins(page(moved, DATA, INTRO, MODEL), page(DATA, INTRO, changed, MODEL)) == [1, 2, 3, 4, 0, 5, 6]
    rewritten = "The data set should be there before you go on, so download it now."
    assert origins(page(moved, DATA, INTRO, MODEL), page(DATA, INTRO, rewritten, MODEL))[4] is None


def test_of_two_like_sentences_elsewhere_the_one_that_is_more_alike_is_it():
    base = page("Please download the data set from our server before you go on.", DATA, INTRO, MODEL)
    copies = [f"Please download the data set from {server} server before you go on." for server in ("the new", "a")]
    assert origins(base, page(DATA, copies[0], INTRO, copies[1], MODEL)) == [1, 2, None, 3, 4, 0, 5, 6]


def test_at_the_edge_of_a_section_that_has_moved_less_likeness_is_enough():
    base = page(DATA, "Model", MODEL, "Here we use one machine to train both of these layers.", INTRO, TRAINING)
    source = page(DATA, INTRO, "Model", MODEL, "We use one large machine in order to train these layers.", TRAINING)
    assert origins(base, source) == [0, 1, 6, 7, 2, 3, 4, 5, 8, 9]


def test_a_changed_sentence_in_its_place_is_preferred_to_one_that_is_more_alike_elsewhere():
    here, gone = "We train the model on ten thousand images.", "We train the model on ninety thousand images at once."
    base = page(INTRO, here, DATA, gone, MODEL)
    source = page(INTRO, "We train the model on ninety thousand images.", DATA, MODEL)
    assert origins(base, source) == [0, 1, 2, 3, 4, 6, 7]


def test_changed_code_beside_new_code_is_followed():
    base = page(INTRO, "=def load(data, label): return nd.floor(data / 128), label", DATA)
    source = page(INTRO, "=np.floor?", "=def load(data, label): return np.floor(data / 128), label", DATA)
    assert origins(base, source) == [0, 1, None, 2, 3, 4]


def test_a_renamed_label_is_followed_with_its_renamed_heading():
    base = page(INTRO, "Language Models", "=:label:`chapter_lang`", DATA)
    source = page(INTRO, "Working with Language Models", "=:label:`sec_language-model`", DATA)
    assert origins(base, source) == [0, 1, 2, 3, 4, 5]


def test_a_sentence_never_comes_from_a_block_for_the_machine():
    assert origins(page(INTRO, "=$$x = 1$$", DATA), page(INTRO, "$$x = 1$$", DATA)) == [0, 1, None, 3, 4]
    assert origins(keys_only(page(INTRO, "=x", DATA)), page(INTRO, "x", DATA)) == [0, 1, None, 3, 4]


def test_where_only_keys_are_left_what_stands_in_the_place_of_another_is_it():
    base = keys_only(page(INTRO, "Old words. | More of them.", "=code", DATA))
    source = page(INTRO, "New words. | Others of them.", "=changed code", DATA)
    assert follow(base, source)[2:5] == (
        Fate(2, same=False),
        Fate(3, same=False),
        Fate(4, same=False),
    )


def test_where_only_keys_are_left_and_the_numbers_differ_nobody_can_know():
    base = keys_only(page(INTRO, "Old words. | More of them.", "=code", DATA))
    source = page(INTRO, "New words.", "=changed code", DATA)
    assert origins(base, source) == [0, 1, None, 4, 5, 6]


def test_keys_alone_tell_what_has_moved():
    base = keys_only(page("Data", DATA, "Model", MODEL, "=code"))
    assert origins(base, page("Model", MODEL, "=code", "Data", DATA)) == [3, 4, 5, 6, 0, 1, 2]


WORDS = st.sampled_from(["data", "model", "layer", "loss", "word", "we", "train", "show", "two", "a", "of", "the"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
BLOCKS = st.one_of(
    st.sampled_from(["Summary", "Exercises", "=:label:`x`", "=$$x$$", "0", "1"]),
    st.lists(SENTENCES, min_size=1, max_size=4).map(" | ".join),
)
PAGES = st.lists(BLOCKS, max_size=14).map(lambda blocks: page(*blocks))
DISTINCT = st.lists(st.integers(0, 999), unique=True, max_size=30)


@given(PAGES, PAGES)
def test_no_unit_has_two_heirs_and_all_fates_are_true(base, source):
    fates = follow(base, source)
    assert len(fates) == len(source)
    followed = [fate.base for fate in fates if fate.base is not None]
    assert len(followed) == len(set(followed))
    for fate, unit in zip(fates, source, strict=True):
        assert all(base[other].mention.opaque is unit.mention.opaque is False for other in fate.also)
        assert fate.base not in fate.also
        if fate.base is None:
            assert not fate.same
        else:
            assert fate.same is (base[fate.base].mention.key == unit.mention.key)
            assert base[fate.base].mention.opaque is unit.mention.opaque


@given(PAGES)
def test_any_page_comes_from_itself_with_and_without_texts(base):
    assert origins(base, base) == origins(keys_only(base), base) == list(range(len(base)))


@given(PAGES, PAGES)
def test_what_only_one_version_has_is_never_said_to_be_the_same(base, source):
    had = Counter(unit.mention.key for unit in base)
    same = Counter(unit.mention.key for unit, fate in zip(source, follow(base, source), strict=True) if fate.same)
    assert same <= had


@given(DISTINCT, st.randoms(use_true_random=False))
def test_any_order_of_different_blocks_is_followed_both_ways(numbers, random):
    shuffled = random.sample(numbers, len(numbers))
    base, source = page(*map(str, numbers)), page(*map(str, shuffled))
    assert origins(base, source) == [numbers.index(number) for number in shuffled]
    assert origins(source, base) == [shuffled.index(number) for number in numbers]


@given(DISTINCT, st.sets(st.integers(0, 29)))
def test_what_is_left_after_deletions_is_followed_and_what_is_inserted_is_new(numbers, without):
    left = [number for place, number in enumerate(numbers) if place not in without]
    whole, less = (page(*(f"Number {n} and its square {n * n}." for n in some)) for some in (numbers, left))
    assert origins(whole, less) == [numbers.index(number) for number in left]
    assert [fate.same for fate in follow(less, whole)] == [number in left for number in numbers]


@given(DISTINCT, st.data())
def test_of_a_block_that_is_copied_one_is_it(numbers, data):
    copied = data.draw(st.sampled_from([None, *numbers]))
    at = data.draw(st.integers(0, len(numbers)))
    longer = numbers if copied is None else [*numbers[:at], copied, *numbers[at:]]
    fates = follow(page(*map(str, numbers)), page(*map(str, longer)))
    assert sorted(fate.base for fate in fates if fate.same) == list(range(len(numbers)))


@pytest.fixture
def counted(monkeypatch):
    """Count the calls of a function of a module."""

    def wrapped(module, name):
        calls = []
        original = getattr(module, name)

        def called(*arguments):
            calls.append(arguments)
            return original(*arguments)

        monkeypatch.setattr(module, name, called)
        return calls

    return wrapped


def sentences(count, word):
    return page(*(f"The {word} number {n} of kind {n * 7 % 97} is {n * n} wide." for n in range(count)))


def test_sentences_of_a_rewritten_page_are_not_compared_each_with_each(counted):
    calls = counted(like_units, "_likeness")
    follow(sentences(1000, "old layer"), sentences(1000, "new unit"))
    assert 0 < len(calls) <= 20_000


def test_a_page_that_has_hardly_changed_is_hardly_compared(counted):
    calls = counted(like_units, "_likeness")
    base = sentences(1000, "layer")
    fates = follow(base, [*base[:500], *page("The layer number 500 of kind 8 is big."), *base[501:]])
    assert [fate.base for fate in fates] == list(range(1000))
    assert len(calls) == 1


def test_long_stretches_of_repeated_units_are_followed_piece_by_piece(monkeypatch, counted):
    monkeypatch.setattr(equal_units, "_PIECE", 100)
    calls = counted(LCSseq, "opcodes")
    cells = [str(n * n % 7) for n in range(400)]
    fates = follow(page("first", *cells, "last"), page("other", *cells[1:], "end"))
    assert sum(fate.same for fate in fates) >= 380
    assert all(len(ours) * len(theirs) <= 121 for ours, theirs in calls)


GONE = {"old.md": page("Data", DATA, "Summary", INTRO), "other.md": page("Model", MODEL, "Summary", "The end.")}


def test_a_document_that_is_renamed_and_changed_at_once_is_found():
    new = {"new.md": page("Data sets", DATA, "Summary", "A new one.", INTRO), "more.md": page("Summary", TRAINING)}
    assert renamed(GONE, new) == {"old.md": "new.md"}


def test_a_document_that_is_renamed_and_rewritten_is_found_by_its_words():
    rewritten = [f"And {block[0].lower()}{block[1:-1]} indeed." for block in (*DATA.split(" | "), *INTRO.split(" | "))]
    assert renamed(GONE, {"new.md": page(*rewritten), "more.md": page(TRAINING)}) == {"old.md": "new.md"}


def test_one_new_document_is_one_vanished_one_at_most():
    new = {"both.md": page("Data", DATA, "Model", MODEL, "Summary", INTRO)}
    assert renamed(GONE, new) == {"old.md": "both.md"}
    assert renamed(new, GONE) == {"both.md": "old.md"}


def test_new_documents_that_have_little_in_common_with_vanished_ones_are_new():
    assert renamed(GONE, {"new.md": page(TRAINING, "Summary")}) == {}
    assert renamed({}, GONE) == renamed(GONE, {}) == {}


def test_where_only_keys_are_left_documents_are_found_by_them():
    gone = {name: keys_only(found) for name, found in GONE.items()}
    assert renamed(gone, {"a.md": page("Model", MODEL), "b.md": page(DATA)}) == {"old.md": "b.md", "other.md": "a.md"}


def test_documents_are_not_compared_each_with_each(counted):
    calls = counted(revision, "overlap")
    gone = {f"{n}.md": page(f"Page {n} is about {n * n}.", "Summary") for n in range(100)}
    new = {f"new{n}.md": page(f"Page {n} is about {n * n}.", "Exercises") for n in range(100)}
    assert renamed(gone, new) == {f"{n}.md": f"new{n}.md" for n in range(100)}
    assert len(calls) <= 1600
