import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.engines.protocol import Relevance
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.records import Mark, MarkKind, Pair, Segment

TEXTS = st.text("ab C.,⟦1⟧你好世ไทยé\n\ud800", max_size=15)


def pair(source: str, target: str = "", document: str = "") -> Pair:
    return Pair(Segment(source), Segment(target or f"<{source}>"), document=document)


def retriever(*pairs: Pair | str) -> Retriever:
    return Retriever(PairIndex(each if isinstance(each, Pair) else pair(each) for each in pairs))


def found(search: Relevance, text: str, limit: int = 5) -> list[tuple[str, float]]:
    matches = search.relevant(Segment(text), limit)
    return [(match.pair.source.text, round(match.score, 2)) for match in matches]


def sources(search: Relevance, text: str, limit: int = 5) -> list[str]:
    return [source for source, _ in found(search, text, limit)]


def targets(search: Relevance, text: str) -> list[str]:
    return [match.pair.target.text for match in search.relevant(Segment(text))]


# -- what is found


def test_the_most_alike_source_comes_first():
    search = retriever("Open the door.", "Close the window.", "Open the window now.")
    assert sources(search, "Open the window.") == ["Open the window now.", "Close the window.", "Open the door."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们训练一个小模型。", "我们训练一个大模型。"),
        ("モデルを訓練しません。", "モデルを訓練します。"),
        ("เราฝึกแบบจำลองเล็ก", "เราฝึกแบบจำลองใหญ่"),
        ("We train a small model.", "We train a large model."),
    ],
)
def test_the_nearest_source_is_found_in_any_script(text, expected):
    others = ["我们读一本书。", "本を読みます。", "เราอ่านหนังสือ", "We read a book."]
    search = retriever(
        *others, "我们训练一个大模型。", "モデルを訓練します。", "เราฝึกแบบจำลองใหญ่", "We train a large model."
    )
    first = search.relevant(Segment(text))[0]
    assert first.pair.source.text == expected
    assert 0.5 < first.score < 1


def test_there_are_no_more_matches_than_wanted():
    search = retriever(*(f"item {number}" for number in range(60)))
    assert [len(search.relevant(Segment("item"), limit)) for limit in (0, 1, 5, 50, 99)] == [0, 1, 5, 50, 60]


def test_what_shares_no_term_is_not_found():
    assert found(retriever("Open the door."), "Fenêtre") == []


@pytest.mark.parametrize("text", ["", "  ", "…", "⟦1⟧"])
def test_a_text_without_terms_finds_nothing_but_its_equal(text):
    assert found(retriever("Open ⟦1⟧ …"), text) == []
    assert found(retriever("Open ⟦1⟧ …", text), text) == [(text, 1.0)]


def test_without_pairs_nothing_is_found():
    search = retriever()
    assert found(search, "Open the door.") == []
    assert found(search.in_context([Segment("Open")]).without(documents=["a"]), "Open") == []
    assert search.relevant_to_document([Segment("Open")], 5) == []


def test_one_pair_is_found():
    assert found(retriever("Open the door."), "Open the doors.") == [("Open the door.", 0.56)]


# -- scores


@pytest.mark.parametrize(
    ("source", "score"),
    [
        ("Press ⟦1⟧ now.", 1.0),
        (" Press\n⟦1⟧  now. ", 1.0),
        ("press ⟦1⟧ now.", 0.99),
        ("Press ⟦2⟧ now.", 0.99),
    ],
)
def test_the_score_is_1_if_the_texts_are_equal_but_for_white_space(source, score):
    assert found(retriever(source), "Press ⟦1⟧ now.") == [(source, score)]


def test_what_placeholders_stand_for_makes_no_difference():
    one, other = (Segment("Press ⟦1⟧.", (Mark(MarkKind.CODE, key),)) for key in ("A", "B"))
    (match,) = Retriever(PairIndex([Pair(one, one)])).relevant(other)
    assert match.score == 1


def test_long_texts_that_differ_in_one_sign_are_not_equal():
    text = "word " * 500
    assert found(retriever(text + "a"), text + "b") == [(text + "a", 0.99)]


def test_scores_fall_as_more_differs():
    words = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
    versions = [" ".join(words[:keep] + ["Z"] * (9 - keep)) for keep in range(1, 10)]
    search = retriever(*versions)
    score = {match.pair.source.text: match.score for match in search.relevant(Segment(" ".join(words)), 9)}
    assert [score[version] for version in versions] == sorted(set(score.values()))


@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_a_pair_is_always_found_first_by_its_own_source(texts):
    search = retriever(*texts)
    for text in texts:
        first = search.relevant(Segment(text), 1)[0]
        assert first.pair.source.text.split() == text.split()
        assert first.score == 1


@given(st.lists(TEXTS, max_size=12), TEXTS)
def test_only_equal_texts_have_the_score_1(texts, asked):
    for match in retriever(*texts).relevant(Segment(asked)):
        assert 0 <= match.score <= 1
        assert (match.score == 1) == (match.pair.source.text.split() == asked.split())


def test_an_equal_text_of_the_commonest_terms_is_found_among_many():
    search = retriever(*(f"to be {number}" for number in range(2000)), "or not to be", "be")
    assert found(search, "be")[0] == ("be", 1.0)


# -- which of several


def test_of_equal_matches_the_first_indexed_comes_first():
    assert sources(retriever("a 1", "a 2", "a 3"), "a 9") == ["a 1", "a 2", "a 3"]
    assert sources(retriever("a 3", "a 2", "a 1"), "a 9") == ["a 3", "a 2", "a 1"]


def test_what_covers_another_part_of_the_segment_comes_before_more_of_the_same():
    search = retriever("Save the file.", "Save the files.", "Close all windows.")
    assert set(sources(search, "Save the file and close all windows.", 2)) == {"Save the file.", "Close all windows."}


def test_of_equal_sources_the_most_frequent_translation_is_found_or_else_the_last():
    search = retriever(pair("Run", "A"), pair("Run", "B"), pair("Run", "A"), pair("Run", "C"))
    assert targets(search, "Run") == ["A"]
    assert targets(retriever(pair("Run", "A"), pair("Run", "B")), "Run") == ["B"]


def test_of_sources_equal_but_for_letter_case_the_equal_one_is_found():
    search = retriever(pair("RUN", "A"), pair("run", "B"), pair("run", "B"))
    assert targets(search, "RUN") == ["A"]


def test_one_equal_source_is_found_behind_many_that_differ_in_letter_case():
    search = retriever(pair("RUN", "A"), *(pair("run", "B") for _ in range(200)))
    assert found(search, "RUN") == [("RUN", 1.0)]


# -- added pairs


def test_added_pairs_are_found_at_once():
    search = retriever("Open the door.")
    search.add([pair("Close the window.")])
    assert found(search, "Close the window.") == [("Close the window.", 1.0), ("Open the door.", 0.28)]


def test_an_added_pair_without_a_common_term_is_not_found():
    search = retriever("Open the door.")
    search.add([pair("Fenêtre!")])
    assert sources(search, "Open it!") == ["Open the door."]


def test_a_new_translation_of_a_known_source_is_found():
    search = retriever(pair("Run", "A"))
    assert targets(search, "Run") == ["A"]
    search.add([pair("Run", "B")])
    assert targets(search, "Run") == ["B"]


def test_many_added_pairs_are_found_as_if_they_had_been_there():
    texts = [f"Set the value {number} of {number % 7} things." for number in range(1200)]
    grown = retriever(*texts[:100])
    for text in texts[100:]:
        grown.add([pair(text)])
    whole = retriever(*texts)
    for number in (5, 150, 700, 1199):
        assert found(grown, f"Set the value {number}.") == found(whole, f"Set the value {number}.")


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6), TEXTS)
def test_an_index_that_grew_finds_what_one_made_at_once_finds(first, second, asked):
    grown = retriever(*first)
    grown.add(map(pair, second))
    assert set(found(grown, asked, 20)) == set(found(retriever(*first, *second), asked, 20))


# -- what is left out


def test_pairs_of_a_document_that_is_left_out_are_not_found():
    search = retriever(pair("Open the door.", document="a"), pair("Open the doors.", document="b"))
    held_out = search.without(documents=["a"])
    assert sources(held_out, "Open the door.") == ["Open the doors."]
    assert sources(search, "Open the door.") == ["Open the door.", "Open the doors."]


def test_pairs_that_are_left_out_are_not_found():
    one, other = pair("Run", "A"), pair("Run", "B")
    assert targets(retriever(one, other).without([other]), "Run") == ["A"]
    assert targets(retriever(one, other).without([one, other]), "Run") == []
    assert targets(retriever(one, other).without([pair("Run", "C")]), "Run") == ["B"]


def test_leaving_out_adds_up():
    search = retriever("a 1", "a 2", pair("a 3", document="d")).without([pair("a 1")])
    assert sources(search.without(documents=["d"]), "a 9") == ["a 2"]


def test_what_is_left_out_takes_no_place_from_what_is_found():
    held_out = [pair(f"Open the door {number}.", document="held out") for number in range(1500)]
    search = retriever(*held_out, "Open a window.").without(documents=["held out"])
    assert sources(search, "Open the door 7.") == ["Open a window."]


def test_pairs_added_after_leaving_out_are_found_even_if_of_that_document():
    held_out = pair("Open the door.", document="a")
    search = retriever(held_out).without(documents=["a"])
    search.add([held_out])
    assert sources(search, "Open the doors.") == ["Open the door."]
    search.index.settle()
    assert sources(search, "Open the doors now.") == ["Open the door."]


# -- in context


def test_what_comes_from_a_document_like_the_one_at_hand_counts_more():
    ships = [pair(text, document="ships") for text in ("The sails are torn.", "The anchor is heavy.", "Port is left.")]
    search = retriever(*ships, pair("Open the port 1.", document="ships"), pair("Open the port 2.", document="nets"))
    swapped = retriever(pair("Open the port 2.", document="nets"), *ships, pair("Open the port 1.", document="ships"))
    article = [Segment(text) for text in ("The sails are wet.", "The anchor is light.", "Open the port 3.")]
    for each in (search, swapped):
        assert sources(each.in_context(article), "Open the port 3.")[0] == "Open the port 1."
    assert sources(swapped, "Open the port 3.")[0] == "Open the port 2."


def test_an_equal_text_comes_first_even_if_another_document_is_more_alike():
    sails = [pair(text, document="ships") for text in ("The sails are torn.", "The sails are wet.", "open the port.")]
    search = retriever(*sails, pair("Open the port!", document="nets"))
    article = [Segment("The sails are dry."), Segment("Open the port!")]
    assert sources(search.in_context(article), "Open the port!")[0] == "Open the port!"


def test_of_equal_sources_the_one_between_the_same_sentences_is_found():
    book = [
        pair("Boil water.", document="tea"), pair("Wait.", "A", "tea"), pair("Pour it.", document="tea"),
        pair("Dig a hole.", document="tree"), pair("Wait.", "B", "tree"), pair("Wait.", "B", "tree"),
    ]  # fmt: skip
    search = retriever(*book)
    tea = [Segment(text) for text in ("Heat milk.", "Boil  water.", "Wait.", "Pour it.")]
    assert targets(search, "Wait.")[0] == "B"
    assert targets(search.in_context(tea), "Wait.")[0] == "A"


def test_the_end_of_one_document_does_not_stand_beside_the_beginning_of_another():
    search = retriever(pair("One.", document="a"), pair("Wait.", "A", "b"), pair("Two.", document="b"),
                       pair("Two.", document="c"), pair("Wait.", "B", "c"))  # fmt: skip
    assert targets(search.in_context([Segment("One."), Segment("Wait.")]), "Wait.")[0] == "B"


# -- whole documents


def test_a_document_is_covered_segment_by_segment():
    search = retriever("Save the file.", "Save the files.", "Save a file.", "Close all windows.")
    document = [Segment("Save the file!"), Segment("Close all windows!")]
    matches = search.relevant_to_document(document, 2)
    assert {match.pair.source.text for match in matches} == {"Save the file.", "Close all windows."}


def test_a_pair_of_a_document_has_its_best_score():
    document = [Segment("Save the file again."), Segment("Save the file.")]
    (match,) = retriever("Save the file.").relevant_to_document(document, 5)
    assert match.score == 1


def test_a_pair_that_many_segments_need_comes_first():
    search = retriever("Print the page.", "Save the file.")
    document = [Segment(text) for text in ("Print the page!", "Save the file 1.", "Save the file 2.")]
    assert [match.pair.source.text for match in search.relevant_to_document(document, 1)] == ["Save the file."]


def test_a_repeated_segment_counts_once():
    search = retriever("Print the page.", "Save the file.")
    document = [Segment("Print the pages.")] * 3 + [Segment("Save the file.")]
    assert search.relevant_to_document(document, 1)[0].pair.source.text == "Save the file."


@settings(max_examples=50)
@given(st.lists(TEXTS, max_size=8), st.lists(TEXTS, max_size=5))
def test_a_document_gets_what_its_segments_get(texts, document):
    search = retriever(*texts)
    alone = {match.pair for text in document for match in search.relevant(Segment(text))}
    together = search.relevant_to_document([Segment(text) for text in document], 99)
    assert {match.pair for match in together} == alone
    assert len(together) == len(alone)


# -- an index that is kept


def test_an_index_from_the_cache_finds_the_same(tmp_path):
    pairs = [pair(f"Set value {number} to {number % 3}.", document=str(number % 2)) for number in range(30)]
    made, read = (Retriever(PairIndex(pairs, tmp_path)) for _ in range(2))
    assert len(list(tmp_path.iterdir())) == 1
    assert made.relevant(Segment("Set value 7.")) == read.relevant(Segment("Set value 7."))
