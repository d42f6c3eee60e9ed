import subprocess

import pytest

from amts.mining.book import Entry
from amts.storage.git import Repository
from amts.sync.adopting.bases import Trace, find_bases

# Five paragraphs of which each has a number that a translation repeats.
OLD = "".join(f"The {word} is {number}.\n\n" for number, word in enumerate(("red", "blue", "green", "tall", "wide")))
NEW = OLD + "And the last is 77.\n"
TRANSLATED = "".join(f"El color es {number}.\n\n" for number in range(5))


class Project:
    """A repository with a document `en/a.md` and its translation `es/a.md`, whose commits have dates."""

    def __init__(self, root):
        self.root = root
        self._git("init", "-q", "-b", "main")
        for name, value in (("name", "Ana"), ("email", "ana@example.org")):
            self._git("config", f"user.{name}", value)
        self.entry = Entry("a", root / "en" / "a.md", root / "es" / "a.md")

    def _git(self, *arguments, day=1):
        when = f"2024-01-{day:02}T12:00:00+00:00"
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": "/dev/null"}
        command = ["env", *(f"{key}={value}" for key, value in dates.items()), "git", "-C", str(self.root), *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode().strip()

    def write(self, path, text):
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def commit(self, day, path, text):
        self.write(path, text)
        self._git("add", "-A")
        self._git("commit", "-q", "-m", "More", day=day)
        return self._git("rev-parse", "HEAD")

    def move(self, day, old, new):
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        self._git("mv", old, new)
        self._git("commit", "-q", "-m", "Move", day=day)

    def base(self, *, git=True, originals=True):
        repository = Repository.find(self.root) if git else None
        ((entry, base),) = find_bases([self.entry], repository, repository, originals=originals)
        assert entry is self.entry
        return base


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_the_dates_lead_to_what_the_source_was_when_the_translation_began(project):
    project.commit(1, "en/a.md", OLD.replace("red", "pink"))
    made_from = project.commit(2, "en/a.md", OLD)
    project.commit(3, "es/a.md", TRANSLATED)
    project.commit(4, "en/a.md", OLD.replace("tall", "high"))
    project.commit(5, "es/a.md", TRANSLATED.replace("color es 3", "color sería 3"))
    base = project.base()
    assert (base.content.decode(), base.trace, base.commit) == (OLD, Trace.DATES, made_from)


def test_a_source_committed_together_with_its_translation_is_its_source(project):
    project.commit(1, "en/a.md", OLD.replace("red", "pink"))
    project.write("en/a.md", OLD)
    both = project.commit(2, "es/a.md", TRANSLATED)
    project.commit(3, "en/a.md", OLD.replace("tall", "high"))
    assert project.base().commit == both


def test_a_translation_that_was_written_anew_began_then(project):
    project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", "Otra cosa.\n\n" * 9)
    again = project.commit(3, "en/a.md", OLD.replace("red", "pink"))
    project.commit(4, "es/a.md", TRANSLATED)
    project.commit(5, "en/a.md", OLD.replace("red", "crimson"))
    assert project.base().commit == again


def test_a_translation_that_was_deleted_and_added_again_began_with_that(project):
    project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", TRANSLATED)
    project._git("rm", "-q", "es/a.md")
    again = project.commit(3, "en/a.md", OLD.replace("red", "pink"))
    project.commit(4, "es/a.md", TRANSLATED)
    assert project.base().commit == again


def test_a_renamed_source_and_a_renamed_translation_are_followed(project):
    made_from = project.commit(1, "first/a.md", OLD)
    project.commit(2, "ES/a.md", TRANSLATED)
    project.move(3, "first/a.md", "en/a.md")
    project.move(4, "ES/a.md", "es/a.md")
    assert project.base().commit == made_from


def test_a_source_that_has_left_its_place_is_found_in_the_history(project):
    made_from = project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", TRANSLATED)
    project.move(3, "en/a.md", "en/elsewhere.md")
    assert project.base().commit == made_from


def test_a_version_that_fits_far_better_counts_more_than_the_dates(project):
    project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", TRANSLATED)
    longer = "".join(f"More of {number}.\n\n" for number in range(100, 120))
    newer = project.commit(3, "en/a.md", OLD + longer)
    project.commit(4, "es/a.md", TRANSLATED + longer.replace("More of", "Más de"))
    base = project.base()
    assert (base.commit, base.trace) == (newer, Trace.STRUCTURE)


def test_a_source_that_is_younger_than_its_translation_is_found_by_its_structure(project):
    project.commit(1, "es/a.md", TRANSLATED)
    project.commit(2, "en/a.md", NEW)
    best = project.commit(3, "en/a.md", OLD)
    assert (project.base().commit, project.base().trace) == (best, Trace.STRUCTURE)


def test_without_dates_the_best_fit_is_taken_and_the_oldest_of_equal_ones(project):
    project.commit(1, "en/a.md", "Only this: 12.\n")
    best = project.commit(2, "en/a.md", OLD)
    project.commit(3, "en/a.md", OLD.replace("red", "pink"))
    project.commit(4, "en/a.md", NEW)
    project.write("es/a.md", TRANSLATED)
    base = project.base()
    assert (base.commit, base.trace) == (best, Trace.STRUCTURE)


@pytest.mark.parametrize(
    "head",
    [
        "---\nl10n:\n  sourceCommit: {}\n---\n",
        "---\nsource-commit: '{}'\n---\n",
        '+++\noriginal_commit = "{}"\n+++\n',
        "<!-- EN-Revision: {} Maintainer: ana -->\n",
    ],
)
def test_the_commit_that_the_front_matter_names_is_believed(project, head):
    named = project.commit(1, "first/a.md", OLD)
    project.move(2, "first/a.md", "en/a.md")
    project.commit(3, "en/a.md", NEW)
    project.commit(4, "es/a.md", head.format(named) + TRANSLATED)
    base = project.base()
    assert (base.content.decode(), base.trace, base.commit) == (OLD, Trace.NAMED, named)


def test_a_named_commit_that_is_not_to_be_had_is_passed_over(project):
    made_from = project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", f"---\nsourceCommit: {'0' * 40}\n---\n{TRANSLATED}")
    base = project.base()
    assert (base.trace, base.commit) == (Trace.DATES, made_from)


def test_a_stored_original_is_believed_unless_it_is_not_wanted(project):
    made_from = project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", TRANSLATED)
    project.write("es/a_origin.md", NEW)
    assert (project.base().content.decode(), project.base().trace) == (NEW, Trace.ORIGINAL)
    assert project.base(originals=False).commit == made_from


def test_without_git_the_source_is_taken_as_it_stands(project):
    project.write("en/a.md", OLD)
    project.write("es/a.md", TRANSLATED)
    base = project.base(git=False)
    assert (base.content.decode(), base.trace, base.commit) == (OLD, Trace.NOTHING, "")


def test_a_source_that_is_not_committed_is_taken_as_it_stands(project):
    project.commit(1, "es/a.md", TRANSLATED)
    project.write("en/a.md", OLD)
    assert project.base().trace is Trace.NOTHING


def test_a_translation_in_another_repository_has_its_own_dates(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    sources, translations = Project(ours), Project(theirs)
    made_from = sources.commit(1, "en/a.md", OLD)
    translations.commit(2, "es/a.md", TRANSLATED)
    sources.commit(3, "en/a.md", OLD.replace("red", "pink"))
    entry = Entry("a", ours / "en" / "a.md", theirs / "es" / "a.md")
    ((_, base),) = find_bases([entry], Repository.find(ours), Repository.find(theirs))
    assert (base.commit, base.trace) == (made_from, Trace.DATES)


def test_in_a_shallow_clone_what_there_is_is_taken(project, tmp_path):
    project.commit(1, "en/a.md", OLD)
    project.commit(2, "es/a.md", TRANSLATED)
    last = project.commit(3, "en/a.md", NEW)
    project._git("clone", "-q", "--depth", "1", project.root.as_uri(), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    repository = Repository.find(clone)
    entry = Entry("a", clone / "en" / "a.md", clone / "es" / "a.md")
    ((_, base),) = find_bases([entry], repository, repository)
    assert (base.content.decode(), base.commit) == (NEW, last)


def test_a_document_without_source_now_and_ever_is_left_out(project):
    project.commit(1, "es/a.md", TRANSLATED)
    repository = Repository.find(project.root)
    assert find_bases([project.entry], repository, repository) == []
