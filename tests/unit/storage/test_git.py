import os
import subprocess
from datetime import datetime

import pytest

from amts.errors import GitError
from amts.storage.git import Repository

LONG = "".join(f"Line {number} of a long enough text.\n" for number in range(20))


def git(folder, *arguments):
    """Run git as a person would, and return what it says."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    return done.stdout.decode().strip()


def written(folder, path, content=LONG):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())


def committed(folder, path, content=LONG, subject="One more"):
    """Write a file, commit all there is, and return the identifier of the commit."""
    written(folder, path, content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """Keep the settings of whoever runs the tests out of them."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Zoë")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "zoe@example.org")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2024-02-03T04:05:06+01:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-02-03T04:05:07+01:00")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "book"
    made.mkdir()
    git(made, "init", "-q", "-b", "main")
    return made


def test_a_folder_without_repository_has_none(tmp_path):
    assert Repository.find(tmp_path) is None


def test_without_the_program_git_there_is_no_repository(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))
    assert Repository.find(folder) is None


def test_a_lost_program_is_named_with_what_to_do(folder, monkeypatch):
    repository = Repository.find(folder)
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(GitError, match="install git"):
        repository.head()


def test_a_file_that_is_yet_to_be_written_lies_in_the_repository_of_its_folder(folder):
    repository = Repository.find(folder / "new" / "chapter" / "a.md")
    assert repository.root == folder
    assert repository.relative(folder / "new" / "chapter" / "a.md") == "new/chapter/a.md"


def test_a_project_in_a_folder_of_a_repository_has_paths_from_the_root(folder):
    committed(folder, "docs/en/a.md", "A.\n")
    repository = Repository.find(folder / "docs")
    assert repository.root == folder
    assert [*repository.files()] == [repository.relative(folder / "docs" / "en" / "a.md")]


def test_a_file_outside_is_refused(folder, tmp_path):
    with pytest.raises(GitError, match="does not lie in the git repository"):
        Repository.find(folder).relative(tmp_path / "a.md")


def test_a_linked_file_is_called_by_its_own_name(folder):
    committed(folder, "a.md")
    (folder / "b.md").symlink_to("a.md")
    assert Repository.find(folder).relative(folder / "b.md") == "b.md"


def test_a_repository_that_git_distrusts_is_an_error_that_says_so(folder, tmp_path):
    (folder / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 9\n")
    with pytest.raises(GitError, match="Expected git repo version"):
        Repository.find(folder)


def test_a_surrounding_git_does_not_lead_to_another_repository(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert Repository.find(folder).root == folder


def test_before_the_first_commit_there_is_no_head_and_no_history(folder):
    repository = Repository.find(folder)
    written(folder, "a.md")
    assert repository.head() is None
    assert repository.history("a.md") == ()
    assert repository.dirty(["a.md"]) == {"a.md"}


def test_the_head_is_the_commit_that_is_checked_out(folder):
    commit = committed(folder, "a.md")
    assert Repository.find(folder).head() == commit


def test_a_content_comes_back_as_its_bytes(folder):
    content = b"\xff\x00 a\r\nb\n\n"
    committed(folder, "a.md", content)
    repository = Repository.find(folder)
    assert repository.blob(repository.files()["a.md"]) == content


def test_many_contents_come_in_the_order_asked_and_missing_ones_are_none(folder):
    committed(folder, "a.md", "A.\n")
    committed(folder, "b.md", "")
    repository = Repository.find(folder)
    files = repository.files()
    asked = [files["b.md"], "0" * 40, "no identifier\n", files["a.md"], "HEAD"]
    assert [*repository.blobs(asked)] == [b"", None, None, b"A.\n", None]


def test_a_commit_is_no_content(folder):
    commit = committed(folder, "a.md")
    assert Repository.find(folder).blob(commit) is None


def test_a_damaged_content_is_none(folder):
    committed(folder, "a.md")
    repository = Repository.find(folder)
    blob = repository.files()["a.md"]
    place = folder / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(b"damaged")
    assert repository.blob(blob) is None


def test_contents_need_not_all_be_fetched(folder):
    committed(folder, "a.md", "A.\n")
    repository = Repository.find(folder)
    contents = repository.blobs([repository.files()["a.md"]] * 9)
    assert next(contents) == b"A.\n"
    contents.close()


def test_a_content_is_found_by_commit_and_path(folder):
    first = committed(folder, "a.md", "A.\n")
    committed(folder, "a.md", "B.\n")
    repository = Repository.find(folder)
    assert repository.blob(repository.blob_at(first[:9], "a.md")) == b"A.\n"
    assert repository.blob_at(first, "b.md") is None
    assert repository.blob_at("--all", "a.md") is None


def test_names_of_any_bytes_are_kept(folder):
    name = os.fsdecode(b'\xff "quoted"\t\xc3\xa4 *\n.md')
    committed(folder, name, subject="Odd")
    committed(folder, "plain.md")
    repository = Repository.find(folder)
    assert [*repository.files()] == ["plain.md", name]
    assert [each.subject for each in repository.history(name)] == ["Odd"]
    assert [each.path for each in repository.histories([name, "plain.md"])[name]] == [name]
    written(folder, name, "changed")
    assert repository.dirty([name, "plain.md"]) == {name}


def test_a_history_says_who_wrote_what_when(folder):
    first = committed(folder, "a.md", "A.\n", "Begin äöü")
    second = committed(folder, "a.md", "B.\n", "Go on\n\nAt length.")
    committed(folder, "b.md")
    repository = Repository.find(folder)
    newest, oldest = repository.history("a.md")
    assert (newest.commit, newest.subject) == (second, "Go on")
    assert (oldest.commit, oldest.subject) == (first, "Begin äöü")
    assert (oldest.author, oldest.email, oldest.path) == ("Zoë", "zoe@example.org", "a.md")
    assert oldest.date == datetime.fromisoformat("2024-02-03T04:05:06+01:00")
    assert repository.blob(oldest.blob) == b"A.\n"


@pytest.mark.parametrize("paths", [["z/c.md"], ["z/c.md", "other.md"]])
def test_a_history_follows_renames(folder, paths):
    committed(folder, "a.md")
    git(folder, "mv", "a.md", "b.md")
    committed(folder, "other.md")
    (folder / "z").mkdir()
    git(folder, "mv", "b.md", "z/c.md")
    committed(folder, "z/c.md", LONG + "And more.\n")
    committed(folder, "a.md", "Another file with the first name.\n")
    history = Repository.find(folder).histories(paths)["z/c.md"]
    assert [each.path for each in history] == ["z/c.md", "b.md", "a.md"]


def test_two_files_that_change_places_keep_their_histories(folder):
    committed(folder, "a.md", LONG)
    committed(folder, "b.md", LONG.upper())
    git(folder, "mv", "a.md", "c.md")
    git(folder, "mv", "b.md", "a.md")
    git(folder, "mv", "c.md", "b.md")
    git(folder, "commit", "-q", "-m", "Change places")
    histories = Repository.find(folder).histories(["a.md", "b.md"])
    # Git itself takes these for two rewritten files, as both names stay.
    assert {path: len(found) for path, found in histories.items()} == {"a.md": 2, "b.md": 2}


def test_the_history_of_a_file_that_is_gone_ends_with_what_it_was_last(folder):
    committed(folder, "a.md", "A.\n")
    committed(folder, "a.md", "B.\n")
    git(folder, "rm", "-q", "a.md")
    committed(folder, "b.md")
    repository = Repository.find(folder)
    assert [repository.blob(each.blob) for each in repository.history("a.md")] == [b"B.\n", b"A.\n"]


@pytest.mark.parametrize("paths", [["a.md"], ["a.md", "b.md"]])
def test_a_history_says_where_a_file_was_added_and_where_added_again(folder, paths):
    committed(folder, "a.md", "A.\n")
    git(folder, "rm", "-q", "a.md")
    committed(folder, "b.md", LONG)
    committed(folder, "a.md", "C.\n")
    committed(folder, "a.md", "D.\n")
    history = Repository.find(folder).histories(paths)["a.md"]
    assert [each.added for each in history] == [False, True, True]


@pytest.mark.parametrize("paths", [["a.md"], ["a.md", "b.md"]])
def test_what_a_merge_itself_has_written_is_part_of_the_history(folder, paths):
    committed(folder, "a.md", "One\n")
    git(folder, "switch", "-q", "-c", "side")
    committed(folder, "a.md", "Two\n")
    git(folder, "switch", "-q", "main")
    committed(folder, "a.md", "Three\n")
    git(folder, "merge", "-q", "--no-commit", "-s", "ours", "side")
    committed(folder, "a.md", "Two and three\n", "Merge")
    repository = Repository.find(folder)
    history = repository.histories(paths)["a.md"]
    contents = {repository.blob(each.blob) for each in history}
    assert history[0].subject == "Merge"
    assert contents == {b"Two and three\n", b"Two\n", b"Three\n", b"One\n"}


def test_settings_of_the_user_change_no_history(folder, tmp_path):
    (tmp_path / "gitconfig").write_text(
        "[log]\n\tshowSignature = true\n\tdate = relative\n[diff]\n\trenames = false\n[color]\n\tui = always\n"
        "[core]\n\tquotePath = true\n\tpager = false\n"
    )
    committed(folder, "ä.md")
    git(folder, "mv", "ä.md", "ö.md")
    committed(folder, "b.md")
    assert [each.path for each in Repository.find(folder).history("ö.md")] == ["ö.md", "ä.md"]


def test_a_shallow_clone_has_what_it_has(folder, tmp_path):
    committed(folder, "a.md", "A.\n")
    old = Repository.find(folder).files()["a.md"]
    committed(folder, "a.md", "B.\n")
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), "clone")
    clone = Repository.find(tmp_path / "clone")
    assert (clone.is_shallow, Repository.find(folder).is_shallow) == (True, False)
    assert [clone.blob(each.blob) for each in clone.history("a.md")] == [b"B.\n"]
    assert clone.blob(old) is None


def test_submodules_are_named_and_are_repositories_of_their_own(folder, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    committed(inner, "a.md")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "parts/inner")
    committed(folder, "b.md")
    repository = Repository.find(folder)
    assert repository.submodules() == ["parts/inner"]
    assert sorted(repository.files()) == [".gitmodules", "b.md"]
    assert Repository.find(folder / "parts" / "inner" / "a.md").root == folder / "parts" / "inner"


def test_dirty_are_files_that_are_not_as_committed(folder):
    for name in ("same", "changed", "staged", "deleted", "moved"):
        committed(folder, f"{name}.md", LONG + name)
    committed(folder, ".gitignore", "ignored.md\n")
    written(folder, "changed.md", "new")
    written(folder, "staged.md", "new")
    git(folder, "add", "staged.md")
    (folder / "deleted.md").unlink()
    git(folder, "mv", "moved.md", "here.md")
    written(folder, "new/untracked.md")
    written(folder, "ignored.md")
    asked = [
        "same.md",
        "changed.md",
        "staged.md",
        "deleted.md",
        "here.md",
        "moved.md",
        "new/untracked.md",
        "ignored.md",
    ]
    expected = {"changed.md", "staged.md", "deleted.md", "here.md", "moved.md", "new/untracked.md"}
    assert Repository.find(folder).dirty(asked) == expected


def test_a_commit_holds_the_named_files_and_no_others(folder):
    for name in ("a.md", "gone.md", "staged.md"):
        committed(folder, name)
    written(folder, "a.md", "A.\n")
    written(folder, "vi/new *.md", "N.\n")
    written(folder, "vi/new other.md")
    (folder / "gone.md").unlink()
    written(folder, "staged.md", "S.\n")
    git(folder, "add", "staged.md")
    repository = Repository.find(folder)
    commit = repository.commit(["a.md", "vi/new *.md", "gone.md"], "# Two files\n\nAnd *one* gone: ä.\n")
    assert commit == repository.head()
    assert git(folder, "log", "-1", "--format=%B") == "# Two files\n\nAnd *one* gone: ä."
    assert git(folder, "show", "--name-status", "--format=") == "M\ta.md\nD\tgone.md\nA\tvi/new *.md"
    assert git(folder, "status", "--porcelain") == 'M  staged.md\n?? "vi/new other.md"'


def test_files_as_committed_make_no_commit(folder):
    head = committed(folder, "a.md")
    repository = Repository.find(folder)
    assert repository.commit(["a.md"], "Nothing") is None
    assert repository.commit(["a.md"], "Nothing", branch="nothing") is None
    assert repository.head() == head
    assert git(folder, "branch", "--format=%(refname:short)") == "main"


def test_the_first_commit_can_be_made(folder):
    written(folder, "a.md")
    repository = Repository.find(folder)
    assert repository.commit(["a.md"], "First") == git(folder, "rev-parse", "HEAD")


def test_a_commit_can_go_to_a_new_branch(folder):
    head = committed(folder, "a.md")
    written(folder, "a.md", "A.\n")
    written(folder, "staged.md")
    git(folder, "add", "staged.md")
    repository = Repository.find(folder)
    commit = repository.commit(["a.md"], "On a branch", branch="sync/vi")
    assert git(folder, "rev-parse", "sync/vi") == commit
    assert git(folder, "rev-parse", "main", "sync/vi^") == f"{head}\n{head}"
    assert git(folder, "branch", "--show-current") == "sync/vi"
    assert git(folder, "status", "--porcelain") == "A  staged.md"


def test_a_branch_that_exists_is_an_error_and_nothing_is_committed(folder):
    head = committed(folder, "a.md")
    git(folder, "branch", "taken")
    written(folder, "a.md", "A.\n")
    with pytest.raises(GitError, match="'taken' already exists"):
        Repository.find(folder).commit(["a.md"], "On a branch", branch="taken")
    assert git(folder, "rev-parse", "HEAD", "taken") == f"{head}\n{head}"


def test_a_hook_may_refuse_and_then_all_is_as_before(folder):
    head = committed(folder, "a.md")
    hook = folder / ".git" / "hooks" / "pre-commit"
    written(folder, ".git/hooks/pre-commit", "#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    written(folder, "a.md", "A.\n")
    with pytest.raises(GitError, match="not today"):
        Repository.find(folder).commit(["a.md"], "On a branch", branch="new")
    assert git(folder, "rev-parse", "HEAD") == head
    assert git(folder, "branch", "--format=%(refname:short)") == "main"
    assert git(folder, "status", "--porcelain") == "M a.md"


def test_amid_a_merge_git_refuses_and_its_reason_is_said(folder):
    committed(folder, "a.md", "One\n")
    git(folder, "switch", "-q", "-c", "side")
    committed(folder, "b.md", "Two\n")
    git(folder, "switch", "-q", "main")
    committed(folder, "c.md", "Three\n")
    git(folder, "merge", "-q", "--no-commit", "side")
    written(folder, "a.md", "A.\n")
    with pytest.raises(GitError, match="partial commit during a merge"):
        Repository.find(folder).commit(["a.md"], "No")
