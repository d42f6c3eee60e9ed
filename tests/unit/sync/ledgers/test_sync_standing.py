from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.formats import format_of
from amts.records import Segment
from amts.sync.ledgers.standing import as_written, base_units, stand
from amts.sync.records import Bead, Ledger, Mention, Origin, Row, Unit
from amts.sync.units import key, units

HUMAN, MACHINE = Origin.HUMAN, Origin.MACHINE


def document(text):
    return format_of("x.md").parse(text.encode(), "x.md")


def row(source, target, origin=MACHINE, **more):
    """Return a row of sentences such as `+one two`, where `+` begins a block and `=` an opaque one."""
    return Row(mentions(source), mentions(target), origin, **more)


def mentions(sentences):
    return tuple(mention(each) for each in sentences.split())


def mention(text):
    return Mention(key(text.lstrip("+=")), first=text[0] in "+=", opaque=text[0] == "=")


def ledger(*rows):
    return Ledger("", "", rows)


def stands(sentences):
    """Return the units of a translation with these sentences, written as in `row`."""
    found = mentions(sentences)
    blocks = accumulate(each.first for each in found)
    return [
        Unit(mention, block, None if mention.opaque else Segment(text.lstrip("+")))
        for text, mention, block in zip(sentences.split(), found, blocks, strict=True)
    ]


def by_person(sources, targets):
    return Bead(sources, targets, HUMAN, reviewed=True)


def shape(beads):
    """Return beads as readers see them: which sources, which targets, who."""
    return [(list(bead.sources), list(bead.targets), str(bead.origin)) for bead in beads]


THREE = ledger(row("+a", "+A"), row("b", "B"), row("+c", "+C"))


def test_a_translation_that_nobody_touched_has_the_rows_of_the_ledger():
    known = ledger(
        row("+a", "+A"), row("b c", "B", HUMAN, reviewed=True), row("+d", ""), row("", "+X", HUMAN), row("=e", "=e"),
        row("+f", "+F G", HUMAN, follows="0:f"),
    )  # fmt: skip
    assert stand(known, stands("+A B +X =e +F G")) == (
        Bead(range(1), range(1), MACHINE),
        Bead(range(1, 3), range(1, 2), HUMAN, reviewed=True),
        Bead(range(3, 4), range(2, 2), MACHINE),
        Bead(range(4, 4), range(2, 3), HUMAN),
        Bead(range(4, 5), range(3, 4), MACHINE),
        Bead(range(5, 6), range(4, 6), HUMAN, follows="0:f"),
    )


def test_a_changed_sentence_is_a_persons_and_follows_nothing_older():
    known = ledger(row("+a", "+A"), row("b", "B", HUMAN, follows="0:b"), row("+c", "+C"))
    assert stand(known, stands("+A Better +C"))[1] == by_person(range(1, 2), range(1, 2))


def test_two_changed_sentences_are_those_of_their_places():
    assert shape(stand(THREE, stands("+A2 B2 +C"))) == [([0], [0], "h"), ([1], [1], "h"), ([2], [2], "m")]


def test_two_sentences_made_one_are_one_bead():
    assert shape(stand(THREE, stands("+AB +C"))) == [([0, 1], [0], "h"), ([2], [1], "m")]


def test_a_sentence_made_two_is_one_bead():
    assert shape(stand(THREE, stands("+A1 A2 B +C"))) == [([0], [0, 1], "h"), ([1], [2], "m"), ([2], [3], "m")]


def test_what_a_person_has_added_has_no_source():
    assert shape(stand(THREE, stands("+New +A B +C"))) == [
        ([], [0], "h"), ([0], [1], "m"), ([1], [2], "m"), ([2], [3], "m"),
    ]  # fmt: skip


def test_what_a_person_has_left_out_has_no_translation():
    assert stand(THREE, stands("+A +C"))[1] == by_person(range(1, 2), range(1, 1))


def test_a_paragraph_that_a_person_has_moved_is_what_it_was():
    assert shape(stand(THREE, stands("+C +A B"))) == [([2], [0], "m"), ([0], [1], "m"), ([1], [2], "m")]


def test_a_paragraph_that_a_person_has_cut_in_two_is_what_it_was():
    assert shape(stand(THREE, stands("+A +B +C"))) == [([0], [0], "m"), ([1], [1], "m"), ([2], [2], "m")]


def test_changed_paragraphs_are_paired_block_by_block():
    assert shape(stand(THREE, stands("+AB2 +C2"))) == [([0, 1], [0], "h"), ([2], [1], "h")]


def test_changed_paragraphs_around_a_block_of_code_are_paired_around_it():
    known = ledger(row("+a", "+A"), row("+b", "+B"), row("=code", "=code"), row("+c", "+C"))
    assert shape(stand(known, stands("+AB2 =changed +C2 D2"))) == [
        ([0, 1], [0], "h"), ([2], [1], "h"), ([3], [2, 3], "h"),
    ]  # fmt: skip


def test_a_sentence_is_no_translation_of_code():
    known = ledger(row("+a", "+A"), row("=code", "=code"))
    assert shape(stand(known, stands("+A +Instead"))) == [([0], [0], "m"), ([1], [1], "h")]


def test_a_source_without_translation_gets_what_a_person_has_written_at_its_place():
    known = ledger(row("+a", "+A"), row("b", ""), row("+c", "+C"))
    assert shape(stand(known, stands("+A B +C"))) == [([0], [0], "m"), ([1], [1], "h"), ([2], [2], "m")]


def test_a_sentence_of_a_row_with_two_takes_the_other_with_it():
    known = ledger(row("+a", "+A B"), row("+c", "+C"))
    assert shape(stand(known, stands("+A B2 +C"))) == [([0], [0, 1], "h"), ([1], [2], "m")]


def test_the_base_has_the_texts_of_the_source():
    source = document("# One\n\nTwo. Three.\n\n```python\nx = 1\n```\n")
    found = units(source, "en")
    rows = [Row((unit.mention,), (), MACHINE) for unit in found]
    assert base_units(ledger(*rows), units(source, "en")) == found
    moved = base_units(ledger(*rows[3:], *rows[:3]), units(source, "en"))
    assert moved == (*found[3:], *found[:3])


def test_the_base_without_its_bytes_has_the_keys_of_the_ledger():
    assert base_units(ledger(row("+a b", "+A"), row("=c", "")), ()) == (
        Unit(mention("+a"), 1), Unit(mention("b"), 1), Unit(mention("=c"), 2),
    )  # fmt: skip


def test_the_base_of_a_merged_ledger_has_the_texts_that_are_to_be_had():
    known = ledger(row("+Two.", "+2"), row("+gone", "+X"))
    found = base_units(known, units(document("# One\n\nTwo.\n"), "en"))
    assert found == (Unit(mention("+Two."), 1, Segment("Two.")), Unit(mention("+gone"), 2))


def test_nothing_stands_for_an_empty_ledger():
    assert stand(ledger(), []) == ()
    assert shape(stand(ledger(), stands("+A"))) == [([], [0], "h")]
    assert base_units(ledger(), ()) == ()


WORDS = st.sampled_from([*"abcdefgh", "+a", "+b", "+c", "+d", "+e", "=x", "=y"])
SENTENCES = st.lists(WORDS, max_size=3)
ORIGINS = st.sampled_from(Origin)
RANDOM_ROWS = st.builds(
    lambda source, target, origin, reviewed: Row(
        mentions(" ".join(source)), mentions(" ".join(target)), origin, reviewed
    ),
    SENTENCES, SENTENCES, ORIGINS, st.booleans(),
).filter(lambda each: each.sources or each.targets)  # fmt: skip


@st.composite
def edits(draw):
    """Return a ledger, and the units of its translation after a person's edits."""
    rows = draw(st.lists(RANDOM_ROWS, max_size=10))
    now = [each for row in rows for each in row.targets]
    new = st.builds(Mention, st.sampled_from(["newwords", "otherone", "thirdone"]), st.booleans())
    for _turn in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(now)))
        stop = draw(st.integers(start, min(len(now), start + 3)))
        taken, now = now[start:stop], now[:start] + now[stop:]
        match draw(st.sampled_from(["delete", "move", "change", "insert", "break", "copy"])):
            case "move":
                place = draw(st.integers(0, len(now)))
                now[place:place] = taken
            case "change":
                now[start:start] = draw(st.lists(new, max_size=3))
            case "insert":
                now[start:start] = [*taken, draw(new)]
            case "break":
                now[start:start] = [replace(each, first=each.opaque or not each.first) for each in taken]
            case "copy":
                now[start:start] = [*taken, *taken]
    return ledger(*rows), [Unit(each, place) for place, each in enumerate(now)]


@pytest.mark.thorough
@given(edits())
def test_beads_are_all_of_both_sides_and_give_a_persons_words_to_nobody_else(edited):
    known, now = edited
    beads = stand(known, now)
    base = base_units(known, ())
    assert [place for bead in beads for place in bead.targets] == list(range(len(now)))
    assert sorted(place for bead in beads for place in bead.sources) == list(range(len(base)))
    known_rows = {(keys(each.sources), keys(each.targets), facts(each)) for each in known.rows}
    for bead in beads:
        named = keys(base[place].mention for place in bead.sources)
        standing = keys(now[place].mention for place in bead.targets)
        assert (named, standing, facts(bead)) in known_rows or bead == by_person(bead.sources, bead.targets)


def keys(found):
    return tuple(each.key for each in found)


def facts(found):
    return found.origin, found.reviewed, found.follows


@given(st.lists(RANDOM_ROWS, max_size=12))
def test_rows_stand_where_nothing_has_changed(rows):
    now = [Unit(each, place) for place, each in enumerate(each for row in rows for each in row.targets)]
    expected, source, target = [], 0, 0
    for each in rows:
        sources = range(source, source := source + len(each.sources))
        targets = range(target, target := target + len(each.targets))
        expected.append(Bead(sources, targets, each.origin, each.reviewed, each.follows))
    assert list(stand(ledger(*rows), now)) == expected
    assert list(as_written(ledger(*rows))) == expected
