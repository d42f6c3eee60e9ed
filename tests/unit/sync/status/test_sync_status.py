import os
import sqlite3
from dataclasses import replace

import pytest

from amts.alignment.paths import parse_template
from amts.documents.formats import format_of
from amts.mining.book import Entry, entries
from amts.sync.ledgers.ledger import ledger_path, write_ledger
from amts.sync.records import Change, Ledger, Origin, Row
from amts.sync.status import Sentences, State, language_status
from amts.sync.units import blob, units

SOURCE = "# Start\n\nPress the button. It is red.\n\n```\nrun()\n```\n\nThen wait for two hours.\n"
TARGET = "# Anfang\n\nDrücke den Knopf. Er ist rot.\n\n```\nrun()\n```\n\nDann warte zwei Stunden.\n"
LANGUAGES = ("en", "de")


class Project:
    """A project of one document with a translation by a machine."""

    def __init__(self, root):
        self.root, self.state = root, root / ".amts"
        self.originals = {}
        self.reads = 0
        self.write("en/a.md", SOURCE)
        self.write("de/a.md", TARGET)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def adopt(self, name="a.md", change=lambda row: row):
        """Write a ledger by which each unit belongs to the one at the same place."""
        sides = [self.root / side / name for side in LANGUAGES]
        source, target = (side.read_bytes() for side in sides)
        both = zip(*(units(format_of(name).parse(side.read_bytes(), name), "en") for side in sides), strict=True)
        rows = [Row((ours.mention,), (theirs.mention,), Origin.MACHINE) for ours, theirs in both]
        ledger = Ledger(blob(source), blob(target), tuple(map(change, rows)), "c0ffee")
        self.originals[ledger.source] = source
        write_ledger(self.ledger(name), ledger)

    def ledger(self, name="a.md"):
        return ledger_path(self.state, "de", name)

    def read_base(self, ledger, entry):
        self.reads += 1
        content = self.originals.get(ledger.source)
        return format_of(entry.source.name).parse(content, entry.name) if content else None

    def status(self, found=None, **more):
        found = found or entries(self.root, parse_template("en/**=de/**"))
        return language_status(found, self.state, LANGUAGES, self.read_base, **more)

    @property
    def document(self):
        return self.status().documents[0]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_a_translation_is_in_step_with_the_source_it_was_made_from(project):
    project.adopt()
    found = project.document
    assert (found.name, found.state, found.commit) == ("a.md", State.IN_STEP, "c0ffee")
    assert found.sentences == Sentences(machine=4)
    assert (found.words, found.severity, found.changes) == (0, Change.NONE, {})


def test_a_document_without_translation_is_missing_with_all_its_words(project):
    (project.root / "de/a.md").unlink()
    found = project.document
    assert (found.state, found.new_words, found.new) == (State.MISSING, 12, 5)


def test_a_translation_without_a_ledger_is_not_adopted(project):
    assert project.document.state is State.NOT_ADOPTED
    assert "amts adopt" in project.document.problem


def test_a_changed_sentence_counts_by_what_the_change_means(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace("two hours", "three hours").replace("It is red", "It is not red"))
    found = project.document
    assert found.state is State.BEHIND
    assert found.changes == {Change.NUMBER: 1, Change.NEGATION: 1}
    assert found.severity is Change.NEGATION
    assert (found.changed_words, found.new_words, found.new, found.gone) == (9, 0, 0, 0)


def test_a_change_that_leaves_the_translation_as_it_is_makes_no_work(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace("hours.", "hours!"))
    found = project.document
    assert (found.state, found.severity, found.words) == (State.BEHIND, Change.COSMETIC, 0)


def test_white_space_leaves_a_translation_in_step(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace("button. It", "button.\nIt").replace("\n", "\r\n"))
    assert project.document.state is State.IN_STEP


def test_new_and_deleted_sentences_are_work(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace(" It is red.", "") + "\nA new paragraph of some words.\n")
    found = project.document
    assert (found.new, found.gone, found.new_words, found.severity) == (1, 1, 6, Change.MEANING)


def test_sections_that_changed_places_leave_the_translation_behind(project):
    project.adopt()
    project.write("en/a.md", "Then wait for two hours.\n\n" + SOURCE.replace("\nThen wait for two hours.\n", ""))
    found = project.document
    assert (found.state, found.moved, found.words) == (State.BEHIND, 1, 0)


def test_changed_code_is_told_from_changed_words(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace("run()", "walk()"))
    assert project.document.changes == {Change.CODE: 1}


def test_where_the_old_source_is_lost_a_change_is_one_of_meaning_until_it_is_found(project):
    project.adopt()
    (identifier, content) = project.originals.popitem()
    project.write("en/a.md", SOURCE.replace("hours.", "hours!"))
    assert project.document.changes == {Change.MEANING: 1}
    project.originals[identifier] = content
    assert project.document.changes == {Change.COSMETIC: 1}


def test_what_a_person_has_changed_in_the_translation_is_counted_as_theirs(project):
    project.adopt()
    project.write("de/a.md", TARGET.replace("Er ist rot.", "Er leuchtet rot."))
    found = project.document
    assert (found.state, found.sentences) == (State.IN_STEP, Sentences(machine=3, human=1, reviewed=1))


def test_what_a_person_has_left_out_is_untranslated(project):
    project.adopt()
    project.write("de/a.md", TARGET.replace(" Er ist rot.", ""))
    assert project.document.sentences == Sentences(machine=3, untranslated=1)


def test_a_sentence_that_says_what_an_older_source_said_is_behind(project):
    older = SOURCE.replace("two hours", "nine hours")
    project.originals[blob(older.encode())] = older.encode()
    last = units(format_of("a.md").parse(older.encode(), "a.md"), "en")[-1].mention
    now = units(format_of("a.md").parse(SOURCE.encode(), "a.md"), "en")[-1].mention
    follows = f"{blob(older.encode())}:{last.key}"
    project.adopt(change=lambda row: replace(row, origin=Origin.HUMAN, follows=follows) if now in row.sources else row)
    found = project.document
    assert (found.state, found.changes, found.changed_words) == (State.BEHIND, {Change.NUMBER: 1}, 5)


def test_a_ledger_merged_by_git_is_in_step_if_both_sides_are_what_it_says(project):
    project.adopt()
    lines = project.ledger().read_text().splitlines(keepends=True)
    project.ledger().write_text("".join(line for line in lines if not line.startswith("# sync")))
    assert project.document.state is State.IN_STEP


def test_a_damaged_ledger_is_told_and_the_others_are_looked_at(project):
    project.adopt()
    project.write("en/b.md", SOURCE)
    project.write("de/b.md", TARGET)
    project.adopt("b.md")
    project.ledger().write_text("<<<<<<< HEAD\n")
    found = project.status()
    assert [each.state for each in found.documents] == [State.DAMAGED, State.IN_STEP]
    assert "a merge that is not finished" in found.documents[0].problem


CONFLICT = "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other\n"


@pytest.mark.parametrize("side", LANGUAGES)
def test_a_merge_that_is_not_finished_is_told_with_its_file(project, side):
    project.adopt()
    path = project.root / side / "a.md"
    path.write_text(path.read_text() + CONFLICT)
    found = project.document
    assert found.state is State.DAMAGED
    assert found.problem.startswith(f"{path}: a merge is not finished")


def test_a_page_that_explains_merges_is_no_unfinished_one(project):
    for side, text in zip(LANGUAGES, (SOURCE, TARGET), strict=True):
        project.write(f"{side}/a.md", f"{text}\n```\n{CONFLICT}```\n")
    project.adopt()
    assert project.document.state is State.IN_STEP


def test_a_file_that_cannot_be_parsed_is_told(project):
    project.adopt()
    (project.root / "de/a.md").write_bytes(b"\xff\xfe\x00")
    assert project.document.state is State.DAMAGED
    assert "a.md" in project.document.problem


def test_a_document_whose_name_leads_elsewhere_is_told(project):
    found = project.status([Entry("../a", project.root / "en/a.md", project.root / "de/a.md")])
    assert [each.state for each in found.documents] == [State.DAMAGED]
    assert "'../a'" in found.documents[0].problem


def test_a_file_that_cannot_be_read_is_told(project):
    folder = project.root / ("x" * 300)
    found = project.status([Entry("a", folder, project.root / "de/a.md")])
    assert [each.state for each in found.documents] == [State.DAMAGED]


def test_a_ledger_without_its_document_is_an_orphan(project):
    project.adopt()
    project.write("en/b.md", SOURCE)
    project.write("de/b.md", TARGET)
    project.adopt("b.md")
    (project.root / "en/a.md").unlink()
    found = project.status()
    assert [(each.name, each.state) for each in found.documents] == [("b.md", State.IN_STEP), ("a.md", State.ORPHANED)]


def test_an_entry_without_its_source_is_an_orphan(project):
    found = project.status([Entry("z.md", project.root / "en/z.md", project.root / "de/a.md")])
    assert [(each.name, each.state) for each in found.documents] == [("z.md", State.ORPHANED)]


def test_where_file_names_have_no_case_a_ledger_under_the_old_case_is_no_orphan(project):
    project.adopt()
    os.link(project.ledger(), project.ledger("A.md"))
    assert [each.state for each in project.status().documents] == [State.IN_STEP]


def test_what_has_not_changed_is_not_read_again(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace("two", "three"))
    first = project.status()
    assert project.reads == 1
    assert project.status() == first
    assert project.reads == 1
    project.write("en/a.md", SOURCE.replace("two", "four"))
    project.status()
    assert project.reads == 2


def test_the_terms_are_part_of_what_is_asked(project):
    project.adopt()
    project.write("en/a.md", SOURCE.replace("two", "three"))
    project.status()
    project.status(terms={"lever"})
    assert project.reads == 2
    project.status(terms={"lever"})
    assert project.reads == 2


def _scribble(path):
    path.write_bytes(b"no database")


def _other_table(path):
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE status (something TEXT)")
    connection.close()


def _other_content(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE status SET status = '{}'")
    connection.close()


@pytest.mark.parametrize("damage", [_scribble, _other_table, _other_content])
def test_a_damaged_cache_costs_time_only(project, damage):
    project.adopt()
    first = project.status()
    damage(project.state / "cache" / "status.sqlite")
    assert project.status() == first
    assert project.status() == first


def test_the_totals_of_a_language_are_those_of_its_documents(project):
    project.adopt()
    project.write("en/b.md", "One two three.\n")
    project.write("en/a.md", SOURCE.replace("two hours", "three hours"))
    steps = []
    found = project.status(progress=steps.append)
    assert found.tag == "de"
    assert found.states == {State.BEHIND: 1, State.MISSING: 1}
    assert found.sentences == Sentences(machine=4)
    assert (found.new_words, found.changed_words, found.severity) == (3, 5, Change.MEANING)
    assert found.changes[Change.NUMBER] == 1
    assert [(step.done, step.total) for step in steps] == [(0, 2), (1, 2), (2, 2)]
