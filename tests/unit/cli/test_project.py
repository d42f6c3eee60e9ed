from pathlib import Path

import pytest

from amts.cli.project import check_not_a_file, open_book
from amts.errors import InputError, LanguageError, PathError
from amts.mining.names import find_entries

NOWHERE = Path("nowhere")


def test_a_project_is_opened_with_its_only_target(book):
    workspace, target = open_book(book, None, "", "", "")
    assert (workspace.settings.root, target) == (book, "es")


def test_a_folder_is_opened_without_a_project(book, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(book / "cache"))
    workspace, target = open_book(NOWHERE, book, "en/**=es/**", "en", "es")
    assert target == "es"
    assert [entry.name for entry in workspace.entries("es")] == ["[slug].md", "a.md"]
    assert workspace.parallel.path == book / "cache" / "amts" / "parallel.sqlite"


def test_in_a_project_its_own_language_may_be_said(book):
    assert open_book(book, None, "", "en", "es")[0].settings.root == book


def test_two_languages_are_enough_where_folders_are_named_like_them(book):
    (book / "amts.toml").unlink()
    workspace, target = open_book(book, None, "", "en", "es")
    assert [(entry.name, entry.translated) for entry in workspace.entries(target)] == [
        ("[slug].md", False), ("a.md", True),
    ]  # fmt: skip
    assert workspace.entries(open_book(book, book, "", "en", "es")[1])
    assert open_book(book, None, "", "en", "es", files=[str(book / "en" / "a.md")])[0].settings.root == book


def test_named_files_get_their_translations_beside_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("page.md").write_text("One.", encoding="utf-8")
    workspace, target = open_book(Path(), None, "", "en", "es", files=["./page.md"])
    (entry,) = workspace.entries(target)
    assert (entry.source, entry.target) == (Path("page.md"), Path("page.es.md"))
    assert find_entries([entry], ["./page.md"]) == [entry]


def test_one_of_several_targets_must_be_named(book):
    (book / "amts.toml").write_text('source = "en"\n[targets]\nes = "a"\nzh = "b"\n', encoding="utf-8")
    with pytest.raises(InputError, match="this project has several targets: say --to es or --to zh"):
        open_book(book, None, "", "", "")
    assert open_book(book, None, "", "", "zh")[1] == "zh"


@pytest.mark.parametrize(
    ("source", "pair", "tags", "message"),
    [
        (None, "en/**=es/**", ("", ""), "--pair and --from go with --source"),
        (None, "", ("fr", "es"), "this one's documents are in en"),
        (NOWHERE, "", ("en", "es"), "nowhere has neither amts.toml nor a folder en: run 'amts init'"),
        (NOWHERE, "", ("", ""), "--source needs --from and --to too"),
    ],
)
def test_options_that_say_too_little_are_refused(book, source, pair, tags, message):
    with pytest.raises(InputError, match=message):
        open_book(book, source, pair, *tags)


def test_unknown_languages_are_refused(book):
    with pytest.raises(LanguageError, match="'chinese': did you mean zh"):
        open_book(book, None, "", "", "chinese")
    with pytest.raises(LanguageError, match="'englisch': did you mean en"):
        open_book(book, book, "en/**=es/**", "englisch", "es")


def test_a_file_is_no_folder_for_results(book):
    check_not_a_file(book)
    check_not_a_file(book / "new")
    with pytest.raises(PathError, match=r"amts\.toml is a file: name a folder with --out"):
        check_not_a_file(book / "amts.toml")
