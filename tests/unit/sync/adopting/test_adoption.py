import random

import pytest

from amts.errors import DocumentError
from amts.mining.book import Entry
from amts.sync.adopting.adoption import adopt
from amts.sync.adopting.bases import Trace
from amts.sync.ledgers.standing import base_units, stand
from amts.sync.records import Origin
from amts.sync.units import blob, units

WORDS = {"the": "el", "red": "rojo", "house": "casa", "sees": "ve", "big": "gran", "dog": "perro", "eats": "come",
         "green": "verde", "apple": "manzana", "here": "aquí", "never": "nunca", "child": "niño"}  # fmt: skip


def sentences(random_, count):
    """Return sentences and their word-for-word translations."""
    drawn = [random_.choices(list(WORDS), k=random_.randint(4, 9)) for _ in range(count)]
    return [(" ".join(words).capitalize() + ".", " ".join(map(WORDS.get, words)).capitalize() + ".") for words in drawn]


@pytest.fixture
def book(tmp_path):
    """Return the entries of six documents of paragraphs, code and headings, each with its translation."""
    random_ = random.Random(7)
    entries = []
    for number in range(6):
        sides = ["", ""]
        for section in range(4):
            pairs = sentences(random_, 6)
            for side, heading in enumerate(("Part", "Parte")):
                paragraphs = (" ".join(pair[side] for pair in pairs[:3]), " ".join(pair[side] for pair in pairs[3:]))
                sides[side] += (
                    f"# {heading} {section}\n\n{paragraphs[0]}\n\n```\nrun({section})\n```\n\n{paragraphs[1]}\n\n"
                )
        for folder, text in zip(("en", "es"), sides, strict=True):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"d{number}.md").write_text(text)
        entries.append(Entry(f"d{number}", tmp_path / "en" / f"d{number}.md", tmp_path / "es" / f"d{number}.md"))
    return entries


def mentions(document, tag):
    return [unit.mention for unit in units(document, tag)]


def test_each_translation_gets_a_ledger_about_its_source(book):
    adopted = adopt(book, "en", "es").adopted
    assert [each.entry for each in adopted] == book
    for each in adopted:
        assert each.trace is Trace.NOTHING
        assert each.base == each.entry.source.read_bytes()
        assert (each.ledger.source, each.ledger.target) == (blob(each.base), blob(each.entry.target.read_bytes()))
        assert (each.ledger.commit, each.ledger.engine) == ("", "")


def test_the_rows_hold_each_unit_of_both_sides_once_and_in_order(book):
    for each in adopt(book, "en", "es").adopted:
        rows = each.ledger.rows
        assert [mention for row in rows for mention in row.sources] == mentions(each.entry.read_source(), "en")
        assert [mention for row in rows for mention in row.targets] == mentions(each.entry.read_target(), "es")


def test_the_rows_pair_what_translates_each_other(book):
    for each in adopt(book, "en", "es").adopted:
        assert {(len(row.sources), len(row.targets)) for row in each.ledger.rows} == {(1, 1)}
        assert [row.origin for row in each.ledger.rows] == 4 * (
            [Origin.HUMAN] * 4 + [Origin.COPIED] + [Origin.HUMAN] * 3
        )


def test_a_ledger_stands_in_its_translation(book):
    for each in adopt(book, "en", "es").adopted:
        beads = stand(each.ledger, units(each.entry.read_target(), "es"))
        assert [index for bead in beads for index in bead.sources] == list(range(32))
        assert [index for bead in beads for index in bead.targets] == list(range(32))
        assert base_units(each.ledger, units(each.entry.read_source(), "en")) == units(each.entry.read_source(), "en")


def test_how_sure_it_is_depends_on_the_trace_and_the_alignment(book):
    (book[0].target.parent / "d0_origin.md").write_bytes(book[0].source.read_bytes())
    first, second, *_ = adopt(book, "en", "es").adopted
    assert (first.trace, first.aligned, first.sureness) == (Trace.ORIGINAL, 1.0, 1.0)
    assert (second.trace, second.aligned, second.sureness) == (Trace.NOTHING, 1.0, 0.2)


def test_a_stored_original_is_the_source_that_the_ledger_is_about(book):
    original = book[0].source.read_bytes()
    (book[0].target.parent / "d0_origin.md").write_bytes(original)
    book[0].source.write_bytes(original + b"And something new.\n")
    adopted = adopt(book, "en", "es").adopted[0]
    assert (adopted.base, adopted.ledger.source) == (original, blob(original))
    assert adopt(book, "en", "es", originals=False).adopted[0].ledger.source == blob(original + b"And something new.\n")


def test_what_a_translation_lacks_and_what_it_adds_is_in_rows_of_one_side(book):
    source, target = book[0].source, book[0].target
    source.write_text(source.read_text() + "# Only here\n\n```\nalone()\n```\n\nNobody has translated this at all.\n")
    target.write_text("> Nota de la traductora: 99 veces gracias.\n\n" + target.read_text())
    rows = adopt(book, "en", "es").adopted[0].ledger.rows
    alone = [row for row in rows if not row.targets]
    assert [(len(row.sources), row.origin) for row in alone] == [(1, Origin.HUMAN)] * 3
    assert [len(row.targets) for row in rows if not row.sources] == [1]


def test_documents_without_translation_are_passed_over(book):
    book[2].target.unlink()
    assert [each.entry.name for each in adopt(book, "en", "es").adopted] == ["d0", "d1", "d3", "d4", "d5"]


def test_a_book_without_translations_gives_no_ledgers(tmp_path):
    assert adopt([Entry("a", tmp_path / "a.md", tmp_path / "b.md")], "en", "es").adopted == []


def test_bilingual_documents_need_no_ledger(book, tmp_path):
    catalogue = 'msgid "Red house"\nmsgstr "Casa roja"\n'
    for name in ("en.po", "es.po"):
        (tmp_path / name).write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{catalogue}')
    entry = Entry("c", tmp_path / "en.po", tmp_path / "es.po")
    found = adopt([entry, *book], "en", "es")
    assert [each.entry.name for each in found.adopted] == [f"d{number}" for number in range(6)]
    assert found.bilingual == [entry]


def test_a_translation_that_cannot_be_read_does_not_keep_others_from_being_adopted(book):
    book[1].target.write_bytes(b"\xff\xfe\xff")
    found = adopt(book, "en", "es")
    assert [each.entry.name for each in found.adopted] == ["d0", "d2", "d3", "d4", "d5"]
    (problem,) = found.problems
    assert isinstance(problem.error, DocumentError)
    assert "d1" in str(problem.error)


def test_empty_documents_are_adopted(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("")
    (adopted,) = adopt([Entry("a", tmp_path / "a.md", tmp_path / "b.md")], "en", "es").adopted
    assert (adopted.ledger.rows, adopted.aligned) == ((), 1.0)


def test_each_step_is_reported(book):
    tasks = []
    adopt(book, "en", "es", progress=lambda step: tasks.append(step.task))
    assert list(dict.fromkeys(tasks))[:3] == ["find sources", "read documents", "read words"]
