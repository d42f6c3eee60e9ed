import os
import shutil
from pathlib import Path

import pytest

from amts.cli.app import run
from amts.testing import toy_language

CHAPTERS = 12


@pytest.fixture
def amts(capsys):
    """Returns a function that runs a command line in this process and returns its exit code, stdout and stderr."""

    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def snapshot():
    """Returns a function that returns all that lies in a folder, files with their content."""

    def of(folder):
        return {path: path.read_bytes() if path.is_file() else None for path in Path(folder).rglob("*")}

    return of


@pytest.fixture(scope="session")
def environment():
    """The environment of a process that is started in another folder: Python's paths made absolute."""
    paths = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, paths))}


@pytest.fixture(scope="session")
def _first_toy_book(tmp_path_factory):
    root = tmp_path_factory.mktemp("toy") / "book"
    for number in range(CHAPTERS):
        for tag, text in zip(("en", "eo"), toy_language.chapter(number), strict=True):
            if (tag, number) != ("eo", CHAPTERS - 1):
                path = root / tag / f"{number:02}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def toy_book(_first_toy_book, tmp_path, monkeypatch):
    """A folder of twelve documents of the toy language, eleven of them translated; the current folder of the test."""
    book = shutil.copytree(_first_toy_book, tmp_path / "book")
    monkeypatch.chdir(book)
    return book
