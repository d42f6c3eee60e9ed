from hypothesis import given
from hypothesis import strategies as st

from amts.alignment.book import Link
from amts.documents.formats import format_of
from amts.sync.adopting.pairing import Joint, Side, joints, rows
from amts.sync.records import Origin
from amts.sync.units import units

CODE = "```python\n{}\n```\n\n"


def side(text, tag="en"):
    document = format_of("a.md").parse(text.encode(), "a")
    return Side(document, units(document, tag))


def shown(base, target, found):
    """Return rows as `0 1|2`: the indexes of their units on both sides."""
    keys = [{mention: [] for mention in (unit.mention for unit in each.units)} for each in (base, target)]
    for known, each in zip(keys, (base, target), strict=True):
        for index, unit in enumerate(each.units):
            known[unit.mention].append(index)
    return [
        "|".join(" ".join(str(known[mention].pop(0)) for mention in mentions)
                 for known, mentions in zip(keys, (row.sources, row.targets), strict=True))
        for row in found
    ]  # fmt: skip


def paired(base, target, runs, links):
    return shown(base, target, rows(base, target, joints(base, target, runs, links)))


def blocks(first, second):
    return range(first, first + 1), range(second, second + 1)


def link(ours, theirs, confidence=0.9):
    return Link(range(*ours), range(*theirs), confidence)


def test_sure_sentences_are_rows():
    base, target = side("One. Two. Three.\n"), side("Uno. Dos y tres.\n", "es")
    links = [link((0, 1), (0, 1)), link((1, 3), (1, 2))]
    assert paired(base, target, [blocks(0, 0)], links) == ["0|0", "1 2|1"]


def test_what_is_unsure_between_sure_sentences_is_one_row():
    base, target = side("One. Two. Three. Four. Five.\n"), side("Uno. Dos. Tres. Cinco.\n", "es")
    links = [link((0, 1), (0, 1)), link((1, 2), (1, 2), 0.4), link((2, 3), (2, 3), 0.3), link((4, 5), (3, 4))]
    found = joints(base, target, [blocks(0, 0)], links)
    assert [joint.sure for joint in found] == [True, False, True]
    assert shown(base, target, rows(base, target, found)) == ["0|0", "1 2 3|1 2", "4|3"]


def test_a_sentence_that_nothing_was_linked_to_is_a_row_of_its_own():
    base, target = side("One. Two. Three.\n"), side("Uno. Además. Tres.\n", "es")
    links = [link((0, 1), (0, 1)), link((2, 3), (2, 3))]
    assert paired(base, target, [blocks(0, 0)], links) == ["0|0", "1|", "|1", "2|2"]


def test_unsure_sentences_do_not_take_those_of_other_blocks_along():
    base, target = side("One. Two.\n\nThree.\n\nFour.\n"), side("Uno. Dos.\n\nCuatro.\n", "es")
    links = [link((0, 1), (0, 1), 0.2), link((1, 2), (1, 2), 0.2), link((3, 4), (2, 3))]
    assert paired(base, target, [blocks(0, 0), blocks(2, 1)], links) == ["0 1|0 1", "2|", "3|2"]


def test_a_document_without_alignment_is_rows_of_one_side():
    assert paired(side("One.\n\nTwo.\n"), side("Uno.\n", "es"), [], []) == ["0|", "1|", "|0"]


def test_opaque_blocks_with_equal_content_are_pairs():
    base = side("One.\n\n" + CODE.format("x = 1") + "Two.\n\n" + CODE.format("y = 2"))
    target = side("Uno.\n\n" + CODE.format("x = 1") + CODE.format("new()") + "Dos.\n\n" + CODE.format("y = 2"), "es")
    links = [link((0, 1), (0, 1)), link((1, 2), (1, 2))]
    assert paired(base, target, [blocks(0, 0), blocks(2, 3)], links) == ["0|0", "1|1", "|2", "2|3", "3|4"]


def test_an_opaque_block_that_is_another_one_in_the_translation_is_a_pair_by_its_place():
    base = side("One.\n\n" + CODE.format("x = 1") + "Two.\n")
    target = side("Uno.\n\n" + CODE.format("x = 3") + "Dos.\n", "es")
    links = [link((0, 1), (0, 1)), link((1, 2), (1, 2))]
    found = list(rows(base, target, joints(base, target, [blocks(0, 0), blocks(2, 2)], links)))
    assert shown(base, target, found) == ["0|0", "1|1", "2|2"]
    assert [row.origin for row in found] == [Origin.HUMAN, Origin.HUMAN, Origin.HUMAN]


def test_opaque_blocks_of_other_kinds_are_no_pair():
    base = side("One.\n\n" + CODE.format("x = 1") + "Two.\n")
    target = side("Uno.\n\n$$x$$\n\nDos.\n", "es")
    links = [link((0, 1), (0, 1)), link((1, 2), (1, 2))]
    assert paired(base, target, [blocks(0, 0), blocks(2, 2)], links) == ["0|0", "1|", "|1", "2|2"]


def test_an_opaque_block_amid_joined_paragraphs_goes_with_them():
    base = side("One\n\n" + CODE.format("x = 1") + "and two.\n")
    target = side("Uno y dos.\n", "es")
    assert paired(base, target, [(range(3), range(1))], [link((0, 2), (0, 1))]) == ["0 1 2|0"]


def test_what_is_the_same_on_both_sides_is_copied():
    base, target = side("One. Two.\n\n" + CODE.format("x = 1")), side("Uno. Two.\n\n" + CODE.format("x = 1"), "es")
    found = joints(base, target, [blocks(0, 0)], [link((0, 1), (0, 1)), link((1, 2), (1, 2))])
    assert [row.origin for row in rows(base, target, found)] == [Origin.HUMAN, Origin.COPIED, Origin.COPIED]


@st.composite
def alignments(draw):
    """Draw two documents of one-sentence paragraphs and code, and a monotone alignment of any confidence."""

    def document():
        pieces = draw(st.lists(st.sampled_from(("text", "code", "other")), max_size=8))
        return side(
            "".join(f"Say {n}.\n\n" if kind == "text" else CODE.format(f"{kind}()") for n, kind in enumerate(pieces))
        )

    base, target = document(), document()
    texts = [[i for i, unit in enumerate(each.units) if not unit.mention.opaque] for each in (base, target)]
    size = draw(st.integers(0, min(map(len, texts))))
    ours, theirs = (sorted(draw(st.permutations(range(len(each))))[:size]) for each in texts)
    links = [link((i, i + 1), (j, j + 1), draw(st.sampled_from((0.1, 0.9)))) for i, j in zip(ours, theirs, strict=True)]
    runs = [
        blocks(base.units[texts[0][i]].block, target.units[texts[1][j]].block)
        for i, j in zip(ours, theirs, strict=True)
    ]
    return base, target, runs, links


@given(alignments())
def test_each_unit_is_in_one_row_and_rows_keep_the_order_of_both_sides(drawn):
    base, target, runs, links = drawn
    found = list(rows(base, target, joints(base, target, runs, links)))
    assert [mention for row in found for mention in row.sources] == [unit.mention for unit in base.units]
    assert [mention for row in found for mention in row.targets] == [unit.mention for unit in target.units]
    assert all(row.sources or row.targets for row in found)


def test_joints_say_which_units_belong_together():
    base, target = side("One.\n\n" + CODE.format("x")), side("Uno.\n\n" + CODE.format("x"), "es")
    assert joints(base, target, [blocks(0, 0)], [link((0, 1), (0, 1), 0.2)]) == [
        Joint(range(1), range(1), sure=False),
        Joint(range(1, 2), range(1, 2)),
    ]
