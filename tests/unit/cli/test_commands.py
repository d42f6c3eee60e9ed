"""The commands that need no training, and what all of them refuse before the work; training is in the integration."""

import json
import shutil
from pathlib import Path

import pytest

from amts.cli.demo import _copy_book, _sample_book
from amts.errors import PathError
from amts.settings import read_settings


def test_status_shows_what_is_translated(amts, book):
    code, out, _ = amts("status", "--project", book)
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines == [
        ["document", "state", "behind", "words", "gravest", "since", "human", "machine", "proposals", "reviewed"],
        ["[slug].md", "missing", "1"],
        ["es:", "1", "of", "2", "documents", "translated"],
        ["words", "of", "work:", "1", "new,", "0", "changed"],
        ["1", "translation", "not", "adopted", "yet,", "next:", "amts", "adopt", "es"],
        ["next:", "amts", "translate", "--to", "es"],
    ]


def test_status_for_machines(amts, book):
    (found,) = json.loads(amts("status", "es", "--project", book, "--json")[1]).values()
    assert found["states"] == {"missing": 1, "not-adopted": 1}
    states = {name: document["state"] for name, document in found["documents"].items()}
    assert states == {"[slug].md": "missing", "a.md": "not-adopted"}


def test_init_finds_folders_that_are_languages_and_have_the_documents(amts, book):
    (book / "amts.toml").unlink()
    for name in ("bin/tool.md", "zh/other.md", "en/b.md"):
        (book / name).parent.mkdir(exist_ok=True)
        (book / name).touch()
    assert amts("init", book)[1] == f"wrote {book / 'amts.toml'}: en into es. Next: amts status\n"
    assert read_settings(book).targets == {"es": "en/**=es/**"}


def test_init_writes_a_template_for_each_language(amts, tmp_path):
    arguments = ("--from", "en", "--to", "zh", "--to", "es", "--to", "zh", "--pair", "docs/**=i18n/{to}/**")
    assert amts("init", tmp_path, *arguments)[0] == 0
    assert read_settings(tmp_path).targets == {"zh": "docs/**=i18n/zh/**", "es": "docs/**=i18n/es/**"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no folder is named like a language and has documents named like those in"),
        (["--to", "zh", "--to", "es", "--pair", "en/**=zh/**"], "--pair is the same for zh and es: write {to}"),
        (["--to", "en"], "the documents are in en, and so would be their translations"),
        (["--to", "eng"], "the documents are in en, and so would be their translations"),
        (["--to", "chinese"], "unknown language tag 'chinese'"),
        (["--from", "klingonish", "--to", "zh"], "unknown language tag 'klingonish'"),
        (["--to", "zh", "--pair", "en=zh"], "path template 'en=zh': expected SOURCE=TARGET"),
    ],
)
def test_init_refuses_settings_that_cannot_work(amts, tmp_path, arguments, message):
    code, out, err = amts("init", tmp_path, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert list(tmp_path.iterdir()) == []


def test_init_lets_titles_in_front_matter_be_translated_where_there_are_any(amts, tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.md").write_text("---\ntitle: A tool\nweight: 3\n---\n\n# Hi\n\ndescription: none\n")
    (tmp_path / "en" / "b.md").write_text("# No front matter\n\n---\ntitle: x\n---\n")
    assert amts("init", str(tmp_path), "--to", "de")[0] == 0
    assert read_settings(tmp_path).reading.front_matter == ("title",)


def test_init_never_overwrites_settings(amts, book):
    before = (book / "amts.toml").read_bytes()
    code, _, err = amts("init", book, "--to", "zh")
    assert (code, "exists already" in err) == (2, True)
    assert (book / "amts.toml").read_bytes() == before


def test_init_needs_a_folder(amts, book):
    assert "no such folder" in amts("init", book / "nowhere")[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["align", "--out", "pairs.xlsx"], "pairs.xlsx: parallel data are read and written as .csv, .tmx, .tsv"),
        (["align", "--rejected", "r.csv"], "r.csv: rejected pairs are written as .tsv"),
        (["align", "--save", "x", "--source", "."], "--save keeps parallel data in a project"),
        (["translate", "--data", "x", "--source", "."], "--data names parallel data of a project"),
        (["evaluate"], "nothing is held out: name documents with --hold-out"),
        (["evaluate", "--hold-out", "a", "--out", "amts.toml"], "amts.toml is a file"),
        (["demo", "--out", "amts.toml"], "amts.toml is a file"),
        (["parallel", "create", "x", "--file", "x.csv"], "--file needs --from and --to"),
        (["parallel", "create", "x", "--from", "de"], "the project's documents are in en, not in de"),
        (["parallel", "show", "x"], "no parallel data named 'x'"),
        (["parallel", "list", "--project", "nowhere"], "no amts.toml here"),
    ],
)
def test_what_cannot_work_is_refused_before_the_work(amts, book, monkeypatch, arguments, message):
    monkeypatch.chdir(book)
    before = sorted(book.rglob("*"))
    code, out, err = amts(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert sorted(book.rglob("*")) == before


def test_without_parallel_data_the_list_says_how_to_make_some(amts, book):
    assert "no parallel data yet: amts parallel create NAME" in amts("parallel", "list", "--project", book)[1]
    assert json.loads(amts("parallel", "list", "--project", book, "--json")[1]) == []


def test_the_demo_makes_a_copy_of_the_sample_book_and_makes_it_anew(tmp_path):
    book = tmp_path / "handbook"
    _copy_book(book)
    (book / "zh" / "12-practice.md").write_text("translated", encoding="utf-8")
    _copy_book(book)
    assert not (book / "zh" / "12-practice.md").exists()
    assert (book / "en" / "12-practice.md").read_bytes() == (_sample_book() / "en" / "12-practice.md").read_bytes()


def test_the_demo_never_replaces_a_project_of_the_same_name(tmp_path):
    book = tmp_path / "handbook"
    shutil.copytree(_sample_book(), book, ignore=shutil.ignore_patterns("README.md"))
    (book / ".amts").mkdir()
    (book / "README.md").write_text("My own handbook\n", encoding="utf-8")
    with pytest.raises(PathError, match="exists and is no copy of the sample book"):
        _copy_book(book)
    assert Path(book, "README.md").read_text(encoding="utf-8") == "My own handbook\n"
