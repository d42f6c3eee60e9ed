from collections import Counter

import pytest

from amts.alignment.book import Alignment, align
from amts.progress import Step
from amts.records import Bitext, Block, BlockKind, Level, Mark, MarkKind, Pair, Passage, Rejection, Segment, Sentence


@pytest.fixture(scope="module")
def aligned(toy_book):
    return align(toy_book.bitexts, "en", "es")


def sentence_pairs(alignment, confidence=0.0):
    return {
        (pair.document, pair.source.text, pair.target.text)
        for pair in alignment.pairs
        if pair.level is Level.SENTENCE and pair.confidence >= confidence
    }


def test_the_toy_book_has_all_that_makes_alignment_hard(toy_book):
    stops = Counter((source.count("."), target.count(".")) for _, source, target in toy_book.truth)
    assert set(stops) == {(1, 1), (1, 2), (2, 1)}
    assert sum(stops.values()) > 400
    assert min(stops.values()) > 10
    sentences = sum(len(passage.sentences) for bitext in toy_book.bitexts for passage in bitext.source)
    assert sentences == 480
    assert sum(count * size for (size, _), count in stops.items()) < sentences - 15


def test_nearly_all_sentences_of_a_book_are_paired_rightly(toy_book, aligned):
    found = sentence_pairs(aligned)
    right = len(found & toy_book.truth)
    assert right / len(found) >= 0.97
    assert right / len(toy_book.truth) >= 0.97


def test_sure_pairs_are_right(toy_book, aligned):
    sure = sentence_pairs(aligned, 0.9)
    assert len(sure & toy_book.truth) / len(sure) >= 0.99
    assert len(sure) >= 0.85 * len(toy_book.truth)


def test_a_translation_may_be_much_wider_than_its_source(wide_toy_book):
    found = sentence_pairs(align(wide_toy_book.bitexts, "en", "es"))
    assert len(found & wide_toy_book.truth) / len(found) >= 0.97
    assert len(found & wide_toy_book.truth) / len(wide_toy_book.truth) >= 0.9


def test_nothing_is_dropped_silently(toy_book, aligned):
    paragraphs = [pair for pair in aligned.pairs if pair.level is Level.PARAGRAPH]
    rejected = [each for each in aligned.rejected if each.pair.level is Level.PARAGRAPH]
    ours = " ".join(each.source.text for each in (*paragraphs, *(each.pair for each in rejected)))
    sentences = [
        sentence.segment.text
        for bitext in toy_book.bitexts
        for passage in bitext.source
        for sentence in passage.sentences
    ]
    assert ours.count(".") == len(sentences)
    assert all(sentence in ours for sentence in sentences)
    assert {each.reason for each in aligned.rejected} <= {"no-counterpart", "low-confidence"}


def test_the_runs_of_a_document_are_in_order_and_in_bounds(toy_book, aligned):
    assert len(aligned.runs) == 12
    for bitext, runs in zip(toy_book.bitexts, aligned.runs, strict=True):
        for side, passages in enumerate((bitext.source, bitext.target)):
            positions = [index for run in runs for index in run[side]]
            assert positions == sorted(set(positions))
            assert set(positions) <= set(range(len(passages)))


def test_the_links_of_a_document_are_its_sentence_pairs_in_place(toy_book, aligned):
    pairs = [each for each in aligned.pairs if each.level is Level.SENTENCE]
    pairs += [each.pair for each in aligned.rejected if each.pair.level is Level.SENTENCE and each.pair.confidence]
    known = {(pair.document, pair.source.text, pair.target.text, pair.confidence) for pair in pairs}
    assert len(aligned.links) == 12
    for bitext, links in zip(toy_book.bitexts, aligned.links, strict=True):
        sides = [
            [each.segment.text for one in side for each in one.sentences] for side in (bitext.source, bitext.target)
        ]
        for link in links:
            ours, theirs = (" ".join(side[index] for index in where) for side, where in
                            zip(sides, (link.sources, link.targets), strict=True))  # fmt: skip
            assert (bitext.name, ours, theirs, link.confidence) in known


def test_links_go_forward_on_both_sides_and_share_no_sentence(aligned):
    for links in aligned.links:
        for side in ("sources", "targets"):
            positions = [index for link in links for index in getattr(link, side)]
            assert positions == sorted(set(positions))


def test_links_count_sentences_across_blocks_and_anchors(make_passage):
    anchor = Passage(Block(BlockKind.CODE, 0, 0, key="x = 1"))
    passages = (make_passage("Aa bb."), anchor, make_passage("Cc dd.", "Ee ff."))
    alignment = align([Bitext("d", passages, passages)], "en", "es")
    assert [(each.sources, each.targets) for each in alignment.links[0]] == [
        (range(1), range(1)), (range(1, 2), range(1, 2)), (range(2, 3), range(2, 3)),
    ]  # fmt: skip


def test_the_result_is_the_same_every_time(toy_book, aligned):
    assert align(toy_book.bitexts[:4], "en", "es") == align(toy_book.bitexts[:4], "en", "es")


def test_pairs_are_in_the_order_of_the_documents(aligned):
    documents = [pair.document for pair in aligned.pairs]
    assert list(dict.fromkeys(documents)) == [f"d{number}" for number in range(12)]


def test_each_document_of_each_round_is_reported(toy_book):
    steps = []
    align(toy_book.bitexts[:2], "en", "es", steps.append)
    assert [step for step in steps if step.done == 2] == [
        Step("read words", 2, 2),
        Step("align, round 1 of 3", 2, 2),
        Step("align, round 2 of 3", 2, 2),
        Step("align, round 3 of 3", 2, 2),
    ]


def test_a_book_without_documents_has_no_pairs():
    assert align([], "en", "zh") == Alignment((), (), ())


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_document_with_an_empty_side_has_no_pairs(make_passage, side):
    full = (make_passage("One.", "Two."), make_passage("Three."))
    bitext = Bitext("d", **{"source": (), "target": (), side: full})
    alignment = align([bitext], "en", "es")
    assert alignment.pairs == ()
    sides = [(text, "") if side == "source" else ("", text) for text in ("One. Two.", "Three.")]
    assert alignment.rejected == tuple(
        Rejection(Pair(Segment(source), Segment(target), Level.PARAGRAPH, 0.0, "d"), "no-counterpart")
        for source, target in sides
    )


def small_book(*pairs):
    """Return a book of headings and paragraphs whose passages are these pairs."""
    return [Bitext("d", tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))]


def marked(text, *marks):
    return Passage(small_block(text), (Sentence(Segment(text, tuple(Mark(MarkKind.CODE, mark) for mark in marks))),))


def small_block(text):
    return Block(BlockKind.PARAGRAPH, 0, 0, text)


def test_an_untranslated_pair_is_rejected(make_passage):
    book = small_book((make_passage("Same as ever."), make_passage("Same as ever.")))
    alignment = align(book, "en", "es")
    assert [(each.pair.level, each.reason) for each in alignment.rejected] == [
        (Level.PARAGRAPH, "untranslated"),
        (Level.SENTENCE, "untranslated"),
    ]


def test_a_pair_without_letters_may_be_the_same_on_both_sides():
    alignment = align(small_book((marked("⟦1⟧ 3", "`a`"), marked("⟦1⟧ 3", "`a`"))), "en", "es")
    assert {pair.source.text for pair in alignment.pairs} == {"⟦1⟧ 3"}


def test_a_pair_that_is_too_long_is_rejected(make_passage):
    book = small_book((make_passage("tree " * 400 + "end."), make_passage("baum " * 400 + "aus.")))
    assert {each.reason for each in align(book, "en", "es").rejected} == {"too-long"}


def test_equal_markup_has_the_same_number_on_both_sides():
    book = small_book((marked("Use ⟦1⟧ and ⟦2⟧.", "`a`", "`b`"), marked("先用⟦1⟧再用⟦2⟧。", "`b`", "`a`")))
    (paragraph, sentence) = align(book, "en", "zh").pairs
    assert paragraph.target.text == sentence.target.text == "先用⟦2⟧再用⟦1⟧。"
    assert (paragraph.level, sentence.level) == (Level.PARAGRAPH, Level.SENTENCE)
    assert paragraph.source.marks == paragraph.target.marks


def test_a_sentence_of_markup_that_carries_no_words_is_no_trouble():
    emphasis = (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"))
    silent = Passage(small_block("**"), (Sentence(Segment("⟦1⟧⟦2⟧", emphasis)),) * 2)
    alignment = align([Bitext("d", (silent,), (silent,))], "en", "zh")
    assert all(0 <= pair.confidence <= 1 for pair in alignment.pairs)


def test_headings_are_not_paired_with_paragraphs(make_passage):
    source = (make_passage("Trees", kind=BlockKind.HEADING, level=2),)
    assert align([Bitext("d", source, (make_passage("Árboles"),))], "en", "es").pairs == ()


def test_items_may_become_paragraphs(make_passage):
    source = (make_passage("A tree 42.", kind=BlockKind.ITEM),)
    pairs = align([Bitext("d", source, (make_passage("Un árbol 42."),))], "en", "es").pairs
    assert [pair.target.text for pair in pairs] == ["Un árbol 42."] * 2


def test_texts_are_never_paired_across_an_anchor(make_passage):
    anchor = make_passage(kind=BlockKind.CODE, key="code:a")
    source = (make_passage("Version 42 here."), anchor, make_passage("Another text."))
    target = (anchor, make_passage("Versión 42 aquí."))
    alignment = align([Bitext("d", source, target)], "en", "es")
    assert alignment.runs == (((range(2, 3), range(1, 2)),),)
    assert ("Version 42 here.", "no-counterpart") in [
        (each.pair.source.text, each.reason) for each in alignment.rejected
    ]


def test_every_sentence_is_in_a_pair_or_rejected_with_a_reason(toy_book):
    bitexts = toy_book.bitexts
    alignment = align(bitexts, "en", "es")
    for side in ("source", "target"):
        told = [
            getattr(pair, side).text
            for pair in (*alignment.pairs, *(each.pair for each in alignment.rejected))
            if pair.level is Level.SENTENCE or not (pair.source.text and pair.target.text)
        ]
        given = [s.segment.text for bitext in bitexts for p in getattr(bitext, side) for s in p.sentences]
        assert [text for text in given if not any(text in one for one in told)] == []
