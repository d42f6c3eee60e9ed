import pytest

from amts.errors import DataError
from amts.experiments.references import Reference, find_references, translations
from amts.mining.book import read_book
from amts.progress import silent
from amts.translation.document import TranslatedBlock, TranslatedDocument


@pytest.fixture(scope="module")
def found(toy_entries):
    book = read_book(toy_entries, "en", "eo")
    return book, *find_references(book, 2, "en", "eo", silent)


def test_every_text_block_of_the_held_out_documents_has_a_reference(found):
    book, references, unscored = found
    assert {reference.document for reference in references} == {0, 1}
    for index in (0, 1):
        covered = {block for each in references if each.document == index for block in each.blocks}
        blocks = book.documents[index][0].blocks
        assert covered == {i for i, block in enumerate(blocks) if any(letter.isalpha() for letter in block.text)}
    assert unscored == {"no-counterpart": 0}


def test_a_reference_is_one_line(found):
    _, references, _ = found
    assert all("\n" not in reference.source + reference.text for reference in references)


def test_a_translation_is_collected_for_each_reference():
    blocks = (TranslatedBlock(0, "a", "A\nB", ()), TranslatedBlock(2, "b", " C ", ()), TranslatedBlock(3, "c", "D", ()))
    document = TranslatedDocument("x", b"", blocks, ())
    references = [Reference(0, range(3), "", ""), Reference(0, range(3, 4), "", ""), Reference(0, range(4, 5), "", "")]
    assert translations([document], references) == ["A B C", "D", ""]


def test_no_reference_at_all_is_an_error(toy_entries):
    book = read_book(toy_entries, "en", "eo")
    with pytest.raises(DataError, match="nothing can be scored"):
        find_references(book, 0, "en", "eo", silent)
