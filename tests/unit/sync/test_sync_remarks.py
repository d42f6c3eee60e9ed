"""What a person should look at in translations, and a person's word that they are right."""

import pytest

from amts.alignment.paths import parse_template
from amts.documents.formats import format_of
from amts.errors import InputError
from amts.mining.book import entries
from amts.progress import silent
from amts.records import Segment, Translation
from amts.sync.act import Assistance, sync_all
from amts.sync.records import Change, Origin
from amts.sync.remarks import Kind, review
from amts.sync.review import confirm, line_of
from amts.sync.translations import Translations
from amts.sync.units import units
from amts.translation.links.places import Places

SOURCE = "# Title\n\nOne is here. Two is\nthere.\n\n```\nx = 1\n```\n\nThree stays.\n"


def shouting(segments):
    return [Translation(Segment(each.text.upper(), each.marks), "engine") for each in segments]


def nothing_to_propose(changed):
    return [None] * len(changed)


@pytest.fixture
def book(tmp_path):
    """A document, translated by an engine that shouts; of its sentences, one was put better by a person."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.md").write_text(SOURCE, encoding="utf-8")
    synced(tmp_path)
    path = tmp_path / "de" / "a.md"
    path.write_text(path.read_text(encoding="utf-8").replace("ONE IS HERE.", "Eins ist hier."), encoding="utf-8")
    synced(tmp_path)
    return tmp_path


def translations(root):
    template = parse_template("en/**=de/**")
    return Translations(root, template, entries(root, template), ("en", "de"), root / ".amts")


def synced(root):
    assist = Assistance(shouting, nothing_to_propose, "shouting")
    report = sync_all(translations(root), lambda _: assist, lambda new: None)
    assert report.problems == []


def edited(root, old, new, tag="en"):
    path = root / tag / "a.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def remarks(root):
    found = review(translations(root), (), silent)
    assert found.problems == []
    return [(each.kind, each.line, each.before, each.source, each.translation, each.origin)
            for _, some in found.remarks for each in some]  # fmt: skip


def test_where_nothing_has_changed_there_is_nothing_to_look_at(book):
    assert remarks(book) == []


def test_a_changed_sentence_is_a_remark_on_its_line(book):
    edited(book, "Two is\nthere", "Two was\nthere")
    edited(book, "Three stays.", "Three goes.")
    assert remarks(book) == [
        (Kind.CHANGED, 3, "Two is there.", "Two was there.", "TWO IS THERE.", Origin.MACHINE),
        (Kind.CHANGED, 9, "Three stays.", "Three goes.", "THREE STAYS.", Origin.MACHINE),
    ]


def test_a_persons_words_that_are_behind_stay_a_remark_after_a_sync(book):
    edited(book, "One is here", "One was here")
    expected = [(Kind.BEHIND, 3, "One is here.", "One was here.", "Eins ist hier.", Origin.HUMAN)]
    assert remarks(book) == expected
    synced(book)
    assert remarks(book) == expected
    edited(book, "One was here", "One has been here")
    assert [each[2:4] for each in remarks(book)] == [("One is here.", "One has been here.")]


def test_a_source_that_is_not_to_be_had_any_more_is_said_to_be_unknown(book):
    for path in (book / ".amts" / "cache" / "sources").rglob("*"):
        if path.is_file():
            path.unlink()
    edited(book, "One is here", "One was here")
    assert remarks(book) == [(Kind.BEHIND, 3, "", "One was here.", "Eins ist hier.", Origin.HUMAN)]


def test_code_what_is_new_and_what_is_gone_are_remarks(book):
    edited(book, "x = 1", "x = 2")
    edited(book, "\nThree stays.\n", "")
    edited(book, "# Title\n", "# Title\n\nNew words.\n")
    assert [each[:4] for each in remarks(book)] == [
        (Kind.NEW, 1, "", "New words."),
        (Kind.CHANGED, 5, "```\nx = 1\n```", "```\nx = 2\n```"),
        (Kind.DELETED, 9, "Three stays.", ""),
    ]


def test_a_reflow_rolls_forward(book):
    edited(book, "Two is\nthere.", "Two is there.")
    assert remarks(book) == []


def test_documents_without_translation_are_missing(book):
    (book / "de" / "a.md").unlink()
    found = review(translations(book), (), silent)
    assert [entry.name for entry in found.missing] == ["a.md"]


def test_what_was_confirmed_is_no_remark(book):
    edited(book, "One is here", "One was here")
    (entry,) = translations(book).entries
    with pytest.raises(InputError, match="has changed since: run `amts sync` first"):
        confirm(translations(book), entry)
    synced(book)
    with pytest.raises(InputError, match="no sentence begins in line 2"):
        confirm(translations(book), entry, [2])
    assert confirm(translations(book), entry, [9]) == 1
    assert len(remarks(book)) == 1
    assert confirm(translations(book), entry, [3]) == 2
    assert remarks(book) == []
    ledger = translations(book).journal.read("a.md")
    assert [row.reviewed for row in ledger.rows] == [False, True, True, False, True]
    assert [row.follows for row in ledger.rows] == [""] * 5


def test_without_a_ledger_nothing_can_be_confirmed(book):
    translations(book).journal.path("a.md").unlink()
    (entry,) = translations(book).entries
    with pytest.raises(InputError, match="run `amts adopt` first"):
        confirm(translations(book), entry)


def test_sentences_begin_in_the_line_that_they_stand_in():
    document = format_of("a.md").parse(SOURCE.encode(), "a.md")
    found = units(document, "en")
    lines = [line_of(document, found, place, Places(document)) for place in range(len(found))]
    assert lines == [1, 3, 3, 6, 10]


def test_changes_are_classified(book):
    edited(book, "One is here", "One is not here")
    found = review(translations(book), (), silent)
    assert [each.change for _, some in found.remarks for each in some] == [Change.NEGATION]
