from pathlib import Path

import pytest

from amts.cli.project import check_not_a_file, open_book
from amts.errors import InputError, LanguageError, PathError

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


def test_one_of_several_targets_must_be_named(book):
    (book / "amts.toml").write_text('source = "en"\n[targets]\nes = "a"\nzh = "b"\n', encoding="utf-8")
    with pytest.raises(InputError, match="this project has several targets: say --to es or --to zh"):
        open_book(book, None, "", "", "")
    assert open_book(book, None, "", "", "zh")[1] == "zh"


@pytest.mark.parametrize(
    ("source", "pair", "tags", "message"),
    [
        (None, "en/**=es/**", ("", ""), "--pair and --from go with --source"),
        (None, "", ("en", ""), "--pair and --from go with --source"),
        (NOWHERE, "", ("en", "es"), "--source needs --pair too"),
        (NOWHERE, "", ("", ""), "--source needs --pair and --from and --to too"),
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
