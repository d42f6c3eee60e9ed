from pathlib import Path

import pytest

from amts.alignment.paths import parse_template
from amts.documents.formats import format_of, read_document
from amts.mining.book import align_book, entries
from amts.records import Level
from amts.translation.integrity import round_trip_failure

BOOKS = Path(__file__).parents[3] / "shared" / "corpora" / "d2l"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not BOOKS.is_dir(), reason=f"the books of d2l are not beside the project (looked in {BOOKS})"),
]


@pytest.mark.parametrize("tag", ["en", "zh", "ja", "ko", "pt", "tr", "vi"])
def test_every_document_comes_out_as_it_went_in(tag):
    paths = sorted((BOOKS / tag).rglob("*.md"))
    assert len(paths) > 100
    failures = [round_trip_failure(read_document(path), format_of(path.name), tag) for path in paths]
    assert [failure for failure in failures if failure] == []


def test_the_chinese_book_is_aligned_with_its_originals():
    found = [each for each in entries(BOOKS / "zh", parse_template("{stem}_origin.md={stem}.md")) if each.translated]
    assert len(found) == 139
    alignment = align_book(found, "en", "zh")
    sentences = [pair for pair in alignment.pairs if pair.level is Level.SENTENCE]
    assert len(sentences) >= 7_000
    assert sum(pair.confidence >= 0.9 for pair in sentences) / len(sentences) >= 0.85
