from pathlib import Path

import pytest

from amts.errors import InputError
from amts.mining.book import Entry
from amts.mining.names import find_entries

ENTRIES = [
    Entry(name, Path("book/en") / name, Path("book/zh") / name)
    for name in ("guide/start.md", "api/start.md", "intro.md", "v1.2/notes.md", "intro.md.md")
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("intro.md", "intro.md"),
        ("intro", "intro.md"),
        ("guide/start.md", "guide/start.md"),
        ("book/en/api/start.md", "api/start.md"),
        ("notes", "v1.2/notes.md"),
    ],
)
def test_a_document_is_found_by_its_name_its_path_or_the_last_part(name, found):
    assert [entry.name for entry in find_entries(ENTRIES, [name])] == [found]


def test_documents_come_in_the_order_of_the_names_each_once():
    found = find_entries(ENTRIES, ["notes", "intro", "notes.md", "intro.md"])
    assert [entry.name for entry in found] == ["v1.2/notes.md", "intro.md"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("start", r"'start' means 2 documents: use one of guide/start\.md, api/start\.md"),
        ("start.md", r"means 2 documents"),
        ("intor", "'intor' is none of the 5 documents: did you mean intro"),
        ("qqq", "'qqq' is none of the 5 documents: 'amts status' shows their names"),
        ("", "is none of the 5 documents"),
        ("guide/start", r"did you mean guide/start\.md"),
    ],
)
def test_a_name_that_is_none_or_several_is_refused(name, message):
    with pytest.raises(InputError, match=message):
        find_entries(ENTRIES, [name])
