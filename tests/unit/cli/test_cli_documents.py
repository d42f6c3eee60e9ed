import json
import re
from pathlib import Path

import pytest


@pytest.fixture
def tree(tmp_path):
    """Returns a function that writes files below the folder of the test, and returns that."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_documents_of_every_kind_are_checked(amts, tree):
    root = tree({"a.md": "# One\n", "b.txt": "Two.\n", "sub/c.html": "<p>Three</p>\n"})
    assert amts("documents", "check", root) == (0, "3 files, 3 identical, 0 failed\n", "")


def test_files_without_a_format_are_counted_by_kind_but_not_those_of_tools(amts, tree):
    root = tree(
        {"a.md": "x\n", "a.FTL": "", "b.ftl": "", "c.py": "", "LICENSE": "", ".git/x.bin": "", "node_modules/y.js": ""}
    )
    assert amts("documents", "check", root) == (
        0,
        "passed over: 2 .ftl, 1 .py, 1 without a suffix (no format)\n1 files, 1 identical, 0 failed\n",
        "",
    )


def test_a_document_that_cannot_be_read_is_reported(amts, tree):
    root = tree({"a.md": "x\n", "b.md": "y\n"})
    (root / "b.md").write_bytes(b"\xff\n")
    code, out, err = amts("documents", "check", root)
    assert (code, err) == (6, "amts: 1 of 2 documents failed the check\n")
    assert out.splitlines() == [
        f"{root / 'b.md'}: not UTF-8 at byte offset 0 (byte 0xff): convert the file to UTF-8",
        "2 files, 1 identical, 1 failed",
    ]


def test_dead_links_are_listed_with_their_lines(amts, tree):
    root = tree(
        {
            "a.md": "# Start\n\n[x](sub/b.md#two) [y](c.md)\n\n[z](#strat) [w](/docs) [v](https://x.org)\n",
            "sub/b.md": "# One\n\n[up](../a.md#start)\n",
        }
    )
    code, out, err = amts("documents", "check", root, "--links")
    assert out.splitlines() == [
        f"{root / 'a.md'}:3: dead link sub/b.md#two: no anchor #two in b.md",
        f"{root / 'a.md'}:3: dead link c.md: no such file",
        f"{root / 'a.md'}:5: dead link #strat: no anchor #strat in a.md (nearest: #start)",
        "4 links, 1 resolve, 3 dead, 1 not checked (from the site's root, or with variables)",
        "2 files, 2 identical, 0 failed",
    ]
    assert (code, err) == (6, "amts: 1 of 2 documents failed the check\n")


def test_links_that_lead_somewhere_are_no_failure(amts, tree):
    root = tree({"a.md": "# Start\n\n[x](b.md#two) ![y](x.png)\n", "b.md": "# Two\n", "x.png": ""})
    code, out, err = amts("documents", "check", root, "--links")
    assert (code, err) == (0, "")
    assert out.splitlines()[-2:] == ["2 links, 2 resolve, 0 dead", "2 files, 2 identical, 0 failed"]


def test_links_of_a_translation_need_resolve_only_if_those_of_its_source_do(amts, tree):
    root = tree(
        {
            "en/a.md": "[x](b.md) [y](dead.md)\n",
            "en/b.md": "Text.\n",
            "zh/a.md": "[x](b.md) [y](dead.md)\n",
            "zh/sub/c.md": "[x](../../en/b.md)\n",
            "en/sub/c.md": "[x](../b.md)\n",
        }
    )
    code, out, _ = amts("documents", "check", root / "zh", "--against", root / "en", "--links")
    assert code == 6
    lines = [line for line in out.splitlines() if "dead link" in line]
    assert lines == [f"{root / 'zh' / 'a.md'}:1: dead link b.md: no such file"]
    assert out.splitlines()[-2] == "3 links, 2 resolve, 1 dead"


def test_translations_are_checked_against_their_sources(amts, book):
    assert amts("documents", "check", book / "es", "--against", book / "en")[:2] == (0, "1 files, 1 intact, 0 failed\n")
    for against in (book / "en", book / "en" / "a.md"):
        assert amts("documents", "check", book / "es" / "a.md", "--against", against)[0] == 0


def test_a_translation_that_differs_is_reported_with_its_lines(amts, tree):
    root = tree({"en/a.md": "# One\n\n```\nx = 1\n```\n", "es/a.md": "# Uno\n\n```\nx = 2\n```\n", "es/b.md": "Tres\n"})
    code, out, err = amts("documents", "check", root / "es", "--against", root / "en")
    assert (code, err) == (6, "amts: 2 of 2 documents failed the check\n")
    first, *rest = out.splitlines()
    assert re.match(re.escape(f"{root / 'es' / 'a.md'}:") + r"\d+: ! code: ", first)
    assert rest == [f"{root / 'es' / 'b.md'}: {root / 'en' / 'b.md'}: no such file", "2 files, 0 intact, 2 failed"]


def test_what_a_translation_says_is_compared_if_its_language_is_known(amts, tree):
    root = tree({"en/a.md": "All models are wrong, but some of them are useful.\n"})
    (root / "zh").mkdir()
    (root / "zh" / "a.md").write_text("All of the models are wrong, but some are useful.\n")
    check = ("documents", "check", root / "zh", "--against", root / "en")
    assert amts(*check)[1] == "1 files, 1 intact, 0 failed\n"
    _, out, _ = amts(*check, "--source", "en", "--target", "zh")
    assert f"{root / 'zh' / 'a.md'}:1: untranslated: expected zh, found en: " in out


def test_a_file_that_cannot_be_read_fails_alone(amts, tree, monkeypatch):
    root = tree({"a.md": "One.\n", "b.md": "Two.\n"})
    read = Path.read_bytes

    def refused(path):
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    code, out, _ = amts("documents", "check", root)
    assert (code, out) == (
        6,
        f"{root / 'a.md'}: cannot be read (Permission denied)\n2 files, 1 identical, 1 failed\n",
    )


def test_documents_are_read_as_their_project_says(amts, tree):
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><text>{}</text></svg>\n"
    root = tree(
        {
            "amts.toml": 'source = "en"\n[targets]\nzh = "en/**=zh/**"\n[documents]\ndrawings = true\n',
            "en/a.svg": drawing.format("A drawing"),
            "zh/a.svg": drawing.format("一张图"),
        }
    )
    check = ("documents", "check", root / "zh", "--against", root / "en")
    assert amts(*check)[1] == "1 files, 1 intact, 0 failed\n"
    (root / "amts.toml").unlink()
    assert amts(*check)[0] == 6


def test_what_breaks_no_page_is_no_failure(amts, tree, monkeypatch):
    from amts.cli import documents
    from amts.records import Finding

    root = tree({"en/a.md": "One.\n", "es/a.md": "Uno.\n"})
    monkeypatch.setattr(documents, "verify", lambda *_: [Finding("number", 0, "expected 1", breaking=False, line=7)])
    code, out, _ = amts("documents", "check", root / "es", "--against", root / "en")
    assert (code, out) == (0, f"{root / 'es' / 'a.md'}:7: number: expected 1\n1 files, 1 intact, 0 failed\n")


def test_all_of_it_is_there_for_machines(amts, tree):
    root = tree({"a.md": "[x](c.md)\n", "b.ftl": ""})
    code, out, err = amts("documents", "check", root, "--links", "--json")
    name = str(root / "a.md")
    assert json.loads(out) == {
        "files": 1,
        "identical": 1,
        "failed": {name: "dead-link: c.md: no such file"},
        "findings": [
            {"file": name, "line": 1, "reason": "dead-link", "detail": "c.md: no such file", "breaking": True}
        ],
        "passed_over": {".ftl": 1},
        "links": {"links": 1, "dead": 1, "unknown": 0},
    }
    assert (code, err) == (6, "amts: 1 of 1 documents failed the check\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "no such file or folder"),
        (["en", "--language", "chinese"], "did you mean zh"),
        (["es", "--against", "nowhere"], "nowhere: no such file or folder"),
        (["es", "--target", "es"], "name the sources with --against"),
    ],
)
def test_a_check_that_cannot_be_made_is_refused(amts, book, monkeypatch, arguments, message):
    monkeypatch.chdir(book)
    code, out, err = amts("documents", "check", *arguments)
    assert (code, out) == (2, "")
    assert message in err
