import pytest

from amts.alignment.paths import parse_template
from amts.documents.markdown.format import Markdown
from amts.errors import DocumentError, PathError
from amts.mining.book import Entry, align_book, entries, passages, read_book
from amts.progress import Step
from amts.records import Level, Segment, Sentence

ORIGIN = parse_template("{stem}_origin.md={stem}.md")


@pytest.fixture
def folder(tmp_path):
    """Returns a function that writes files, by name, in an empty folder and returns the folder."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / (name.replace("__", "/").replace("_o", "_origin") + ".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def names(found):
    return [entry.name for entry in found]


def test_source_documents_are_found_with_their_translations(folder):
    root = folder(b_o="x", b="x", c__a_o="x")
    first, second = entries(root, ORIGIN)
    assert first == Entry("b", root / "b_origin.md", root / "b.md")
    assert second == Entry("c/a", root / "c/a_origin.md", root / "c/a.md")
    assert (first.translated, second.translated) == (True, False)


def test_a_translation_is_no_source_even_if_it_fits_the_template(folder):
    root = folder(a="x", a_o="x", b="x")
    assert names(entries(root, parse_template("{stem}.md={stem}_origin.md"))) == ["a", "b"]


def test_a_folder_per_language_is_a_book(folder):
    root = folder(en__a="x", en__c__b="x", zh__a="x")
    found = entries(root, parse_template("en/**=zh/**"))
    assert [(entry.name, entry.translated) for entry in found] == [("a.md", True), ("c/b.md", False)]


def test_plain_text_is_found_if_the_template_says_so(tmp_path):
    for name in ("a.en.txt", "a.es.txt", "requirements.txt", "b.en.md"):
        (tmp_path / name).touch()
    assert names(entries(tmp_path, parse_template("{stem}.en.txt={stem}.es.txt"))) == ["a"]


def test_a_folder_without_documents_that_fit_is_refused(folder):
    with pytest.raises(PathError, match=r"no document fits the template '\{stem\}_origin\.md'"):
        entries(folder(a="x"), ORIGIN)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(PathError, match="no such file or folder"):
        entries(tmp_path / "nowhere", ORIGIN)


def test_passages_are_blocks_with_their_sentences():
    document = Markdown().parse(b"One. Two.\n\n```\nx\n```\n", "a")
    text, code = passages(document, "en")
    assert text.sentences == (Sentence(Segment("One."), " "), Sentence(Segment("Two."), ""))
    assert (text.block, code.block) == document.blocks
    assert code.sentences == ()


def test_translated_documents_are_read_on_both_sides(folder):
    root = folder(a_o="# One\n\nTwo.", a="# 一\n\n二。", b_o="Three.")
    steps = []
    book = read_book(entries(root, ORIGIN), "en", "zh", steps.append)
    ((document, format_),) = book.documents
    (bitext,) = book.bitexts
    assert (document.name, document.content, type(format_)) == ("a", b"# One\n\nTwo.", Markdown)
    assert bitext.name == "a"
    assert [passage.block.text for passage in bitext.source] == ["One", "Two."]
    assert [passage.block.text for passage in bitext.target] == ["一", "二。"]
    assert steps == [Step("read documents", 0, 1), Step("read documents", 1, 1)]


def test_a_book_is_read_and_aligned(folder):
    root = folder(a_o="# Use `x`\n\nSee 42 of `y`.", a="# 用 `x`\n\n见 `y` 的 42。")
    alignment = align_book(entries(root, ORIGIN), "en", "zh")
    sentences = {(pair.source.text, pair.target.text) for pair in alignment.pairs if pair.level is Level.SENTENCE}
    assert sentences == {("Use ⟦1⟧", "用 ⟦1⟧"), ("See 42 of ⟦1⟧.", "见 ⟦1⟧ 的 42。")}
    assert {pair.document for pair in alignment.pairs} == {"a"}


def test_a_book_aligned_in_memory_is_the_same(folder):
    found = entries(folder(a_o="# Use `x`", a="# 用 `x`"), ORIGIN)
    assert read_book(found, "en", "zh").align("en", "zh") == align_book(found, "en", "zh")


def test_a_book_without_translations_has_no_pairs(folder):
    assert align_book(entries(folder(a_o="x"), ORIGIN), "en", "zh").pairs == ()


def test_a_document_that_cannot_be_read_is_named(folder):
    root = folder(a_o="x", a="x")
    (root / "a.md").write_bytes(b"\xff")
    with pytest.raises(DocumentError, match="a: not UTF-8 at byte offset 0"):
        align_book(entries(root, ORIGIN), "en", "zh")


CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Open the `file`. Then read it."
msgstr "{opened}"

msgid "The red house."
msgstr "{house}"
"""


def test_a_catalogue_says_itself_which_texts_belong_together(tmp_path):
    for folder in ("pot", "eo"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pot" / "a.pot").write_text(CATALOGUE.format(opened="", house=""))
    theirs = CATALOGUE.format(opened="Malfermu la `file`. Legu.", house="La ruĝa domo.")
    (tmp_path / "eo" / "a.po").write_text(theirs.replace('msgid "The', '#, fuzzy\nmsgid "The'))
    (bitext,) = read_book(entries(tmp_path, parse_template("pot/**.pot=eo/**.po")), "en", "eo").bitexts
    assert bitext.parallel
    assert [[each.segment.text for each in passage.sentences] for passage in bitext.source] == [
        [],
        ["Open the ⟦1⟧.", "Then read it."],
        ["The red house."],
    ]
    assert [[each.segment.text for each in passage.sentences] for passage in bitext.target] == [
        [],
        ["Malfermu la ⟦1⟧.", "Legu."],
        [],
    ]


def test_a_catalogue_is_aligned_message_by_message(tmp_path):
    for folder in ("pot", "eo"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pot" / "a.pot").write_text(CATALOGUE.format(opened="", house=""))
    (tmp_path / "eo" / "a.po").write_text(CATALOGUE.format(opened="Malfermu la `file`. Legu.", house="La ruĝa domo."))
    alignment = align_book(entries(tmp_path, parse_template("pot/**.pot=eo/**.po")), "en", "eo")
    paragraphs = {pair.source.text: pair.target.text for pair in alignment.pairs if pair.level is Level.PARAGRAPH}
    assert paragraphs["The red house."] == "La ruĝa domo."
    assert paragraphs["Open the ⟦1⟧. Then read it."] == "Malfermu la ⟦1⟧. Legu."
