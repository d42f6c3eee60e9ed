"""Bad input: one clear line, an exit code from the error tree, and no file changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOML = 'source = "en"\n[targets]\nzh = "en/**=zh/**"\n'


def amts(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "amts", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "amts.toml").write_text(TOML)
    for tag, text in (("en", "# A title\n\nOne short sentence here.\n"), ("zh", "# 标题\n\n这里有一个短句。\n")):
        (tmp_path / tag).mkdir()
        for name in ("one.md", "two.md"):
            (tmp_path / tag / name).write_text(text)
    (tmp_path / "en" / "three.md").write_text("# Three\n\nNot translated.\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin.md").write_bytes(b"# caf\xe9\n")
    (tmp_path / "bad.csv").write_text("a,b\nx,y\n")
    (tmp_path / "bad.tmx").write_text("<tmx><body>")
    return tmp_path


FOLDER = ("--source", ".", "--from", "en", "--to", "zh")
CASES = {
    "missing path": (("documents", "check", "nowhere"), 2, "nowhere: no such file or folder"),
    "no documents": (("documents", "check", "empty"), 2, "empty: no documents in this folder"),
    "not UTF-8": (("translate", *FOLDER, "--pair", "{stem}.md={stem}_zh.md"), 2, "not UTF-8 at byte offset 5"),
    "unknown language": (("align", "--to", "chinees"), 2, "did you mean zh"),
    "too few pairs": (("translate", "--to", "zh"), 3, "it takes 50"),
    "held-out name": (("evaluate", "--to", "zh", "--hold-out", "onne"), 2, "did you mean one"),
    "nothing held out": (("evaluate", "--to", "zh"), 2, "--hold-out"),
    "template without wildcard": (("align", *FOLDER, "--pair", "en=zh"), 2, "{stem} or **"),
    "template without equals": (("align", *FOLDER, "--pair", "en/**"), 2, "SOURCE=TARGET"),
    "pair without source": (("align", "--pair", "en/**=zh/**"), 2, "--source"),
    "no project": (("status", "--project", "empty"), 2, "amts init"),
    "unknown data": (("parallel", "show", "nothing"), 2, "nothing"),
    "bad CSV header": (("parallel", "create", "x", "--file", "bad.csv", "--from", "en", "--to", "zh"), 3, "a, b"),
    "malformed TMX": (("parallel", "create", "x", "--file", "bad.tmx", "--from", "en", "--to", "zh"), 3, "line 1"),
    "file without languages": (("parallel", "create", "x", "--file", "bad.csv"), 2, "--from and --to"),
    "unknown format": (("align", "--to", "zh", "--out", "pairs.docx"), 2, ".tmx"),
    "unknown option": (("status", "--colour"), 2, "--colour"),
    "unknown command": (("translat",), 2, "translat"),
    "project exists": (("init",), 2, "exists already"),
    "translation exists": (("translate", "one.md", "--to", "zh"), 2, "not overwritten"),
    "unknown document": (("translate", "seven", "--to", "zh"), 2, "seven"),
    "target of no project": (("align", "--to", "fr"), 2, "targets are zh"),
    "folder that is a file": (("evaluate", "--to", "zh", "--hold-out", "one", "--out", "latin.md"), 2, "is a file"),
    "file in the place of a folder": (("align", "--to", "zh", "--out", "latin.md/x.tsv"), 2, "cannot write"),
    "one place for two languages": (("init", "empty", "--to", "zh", "--to", "es", "--pair", "en/**=x/**"), 2, "{to}"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), CASES.values(), ids=CASES)
def test_bad_input_is_one_clear_line_and_changes_no_file(project, arguments, code, message):
    before = snapshot(project)
    result = amts(project, *arguments)
    # A slow machine says what it is doing before that.
    said = [line for line in result.stderr.splitlines() if not line.endswith(" ...")]
    assert (result.returncode, len(said), result.stdout) == (code, 1, ""), result.stderr
    assert said[0].startswith("amts: ")
    assert message in said[0]
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("source = ", "not valid TOML"),
        ('source = "en"\n', "[targets]"),
        ("colour = 1\n" + TOML, "unknown key 'colour': known are base, documents, engine, engines, root, source"),
        ('sauce = "en"\n[targets]\nzh = "en/**=zh/**"\n', "sauce"),
        ('source = "en"\n[targets]\nchinees = "en/**=zh/**"\n', "did you mean zh"),
    ],
)
def test_malformed_settings_are_one_clear_line(project, toml, message):
    (project / "amts.toml").write_text(toml)
    result = amts(project, "status")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1), result.stderr
    assert result.stderr.startswith("amts: ")
    assert message in result.stderr


def test_text_that_is_not_utf_8_is_named_with_its_byte_offset(project):
    result = amts(project, "documents", "check", "latin.md")
    assert "not UTF-8 at byte offset 5 (byte 0xe9)" in result.stdout
    assert result.returncode == 6


def test_a_document_of_30_megabytes_is_refused(project):
    (project / "large.md").write_bytes(b"word " * 6_000_000)
    result = amts(project, "documents", "check", "large.md")
    assert "30,000,000 bytes is more than the 20,000,000" in result.stdout
    assert result.returncode == 6


def test_an_unclosed_fence_comes_out_as_it_went_in(project):
    (project / "open.md").write_text("# Title\n\nText.\n\n```python\nx = 1\n\n# not a heading\n")
    result = amts(project, "documents", "check", "open.md")
    assert result.stdout.splitlines()[-1] == "1 files, 1 identical, 0 failed"
    assert result.returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written_in_is_one_clear_line(project):
    (project / "empty").chmod(0o500)
    result = amts(project, "align", "--to", "zh", "--out", "empty/pairs.tsv")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1), result.stderr
    assert "cannot write" in result.stderr
