"""Real documents of all formats, from many projects."""

from collections import Counter
from pathlib import Path

import pytest

from amts.documents.formats import SELDOM_DOCUMENTS, find_documents, format_of, read_document
from amts.errors import AmtsError
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

FORMATS = Path(__file__).parents[3] / "shared" / "corpora" / "formats"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FORMATS.is_dir(), reason=f"no real documents beside the project (looked in {FORMATS})"),
]


def failures(check, paths):
    """Return what fails; a document that is refused fails with what the error says."""
    found = {}
    for path in paths:
        try:
            failure = check(read_document(path), format_of(path.name))
        except AmtsError as error:
            failure = str(error)
        if failure:
            found[str(path.relative_to(FORMATS))] = failure
    return found


def test_every_document_comes_out_as_it_went_in():
    paths = find_documents(FORMATS, also=SELDOM_DOCUMENTS)
    assert len(paths) > 950
    assert failures(lambda *document: round_trip_failure(*document, "en"), paths) == {}


def test_pseudo_translation_breaks_hardly_any_document():
    paths = find_documents(FORMATS, also=SELDOM_DOCUMENTS)[::4]
    suffixes = Counter(path.suffix for path in paths)
    assert suffixes.keys() >= {".md", ".mdx", ".ipynb", ".html", ".rst", ".adoc", ".po", ".xml", ".xliff"}
    broken = failures(pseudo_failure, paths)
    assert len(broken) <= 0.01 * len(paths), broken
