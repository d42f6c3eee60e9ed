from pathlib import Path

import pytest

from amts import plugins
from amts.documents.formats import SELDOM_DOCUMENTS, _by_suffix, find_documents, format_of, read_document
from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.errors import DocumentError, InputError, PathError


@pytest.fixture
def tree(tmp_path):
    """A folder of files, most of which are no documents."""
    names = (
        "b.md", "a/c.MD", "a/d_origin.md", "e.markdown", "requirements.txt", "a/robots.TXT", "f.py", "md", ".git/g.md",
        "a/.h.md", "i.md/j.md",
    )  # fmt: skip
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def found(root, *suffix):
    return [path.relative_to(root).as_posix() for path in find_documents(root, *suffix)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.md", Markdown), ("A.MD", Markdown), ("x.y/a.b.markdown", Markdown), ("a.txt", PlainText)],
)
def test_the_suffix_decides_the_format(name, expected):
    assert isinstance(format_of(name), expected)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.odt", r"a\.odt: no format for '\.odt' files; available are \.adoc .* \.md .* \.txt .* \.xml"),
        ("folder.md/README", "README: no format for files without a suffix"),
        (".md", "no format for files without a suffix"),
    ],
)
def test_an_unknown_suffix_is_refused_with_the_available_ones(name, message):
    with pytest.raises(DocumentError, match=message):
        format_of(name)


def test_in_a_folder_documents_are_found_sorted_and_nothing_that_tools_keep(tree):
    assert found(tree) == ["a/.h.md", "a/c.MD", "a/d_origin.md", "b.md", "e.markdown", "i.md/j.md"]


def test_plain_text_is_found_if_asked_for(tree):
    assert found(tree, ".txt") == ["a/robots.TXT", "requirements.txt"]


def test_what_is_seldom_a_document_is_found_if_asked_for(tree):
    everything = [path.relative_to(tree).as_posix() for path in find_documents(tree, also=SELDOM_DOCUMENTS)]
    assert set(everything) - set(found(tree)) == {"a/robots.TXT", "requirements.txt"}


def test_a_link_out_of_the_tree_is_refused(tree, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("x")
    (tree / "inside.md").symlink_to(tree / "b.md")
    assert "inside.md" in found(tree)
    (tree / "a" / "linked.md").symlink_to(outside)
    with pytest.raises(PathError, match=r"linked\.md is a link to .*secret\.md, outside of .*: put a copy"):
        find_documents(tree)


def test_two_formats_for_one_suffix_are_refused(monkeypatch):
    monkeypatch.setitem(plugins._BUILT_IN["amts.formats"], "other", "amts.documents.plaintext:PlainText")
    _by_suffix.cache_clear()
    with pytest.raises(InputError, match=r"the formats other and plaintext both claim \.txt files: uninstall one"):
        format_of("a.txt")
    _by_suffix.cache_clear()


def test_a_suffix_may_be_longer_than_a_files(tree):
    assert found(tree, "_origin.md") == ["a/d_origin.md"]


def test_a_file_that_is_named_is_found_whatever_it_is(tree):
    assert find_documents(tree / "requirements.txt") == [tree / "requirements.txt"]
    assert find_documents(tree / "a" / ".h.md") == [tree / "a" / ".h.md"]


def test_a_folder_within_a_hidden_one_is_searched_if_it_is_named(tree):
    assert found(tree / ".git") == ["g.md"]


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(PathError, match="nowhere: no such file or folder"):
        find_documents(tmp_path / "nowhere")


def test_a_folder_without_documents_is_refused(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(PathError, match=r"no documents in this folder \(looked for .*\.html .*\.md .*\.rst"):
        find_documents(tmp_path)


def test_a_document_is_read_by_its_path_or_another_name(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"# A\r\n")
    document = read_document(path)
    assert (document.name, document.format, document.content) == (str(path), "markdown", b"# A\r\n")
    assert read_document(path, "a").name == "a"


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_what_is_no_file_is_not_read(tmp_path, name):
    with pytest.raises(PathError, match="no such file"):
        read_document(tmp_path / name)


def test_a_file_without_a_format_is_not_read(tmp_path):
    (tmp_path / "a.py").touch()
    with pytest.raises(DocumentError, match=r"no format for '\.py' files"):
        read_document(Path(tmp_path / "a.py"))


def test_what_an_evaluation_wrote_is_no_document(tmp_path):
    for name in ("a.md", "evaluation/plain/a.md", "evaluation/scores.md", "evaluation/scores.json", "b/scores.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a", encoding="utf-8")
    assert [path.relative_to(tmp_path).as_posix() for path in find_documents(tmp_path)] == ["a.md", "b/scores.md"]
