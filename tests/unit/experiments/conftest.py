import pytest

from amts.mining.book import Entry
from amts.testing import toy_language


@pytest.fixture(scope="session")
def toy_entries(tmp_path_factory):
    """Five translated chapters of the toy language; tests must not change them."""
    root = tmp_path_factory.mktemp("toy")
    entries = []
    for number in range(5):
        entry = Entry(f"{number}.md", root / f"{number}.en.md", root / f"{number}.eo.md")
        for path, text in zip((entry.source, entry.target), toy_language.chapter(number), strict=True):
            path.write_text(text, encoding="utf-8")
        entries.append(entry)
    return entries
