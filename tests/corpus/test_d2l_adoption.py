import subprocess
from collections import Counter
from pathlib import Path

import pytest

from amts.documents.formats import format_of
from amts.mining.book import Entry
from amts.storage.git import Repository
from amts.sync.adopting.adoption import adopt
from amts.sync.adopting.bases import Trace, find_bases
from amts.sync.adopting.originals import original_of
from amts.sync.units import units

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
BOOKS, HISTORY = CORPORA / "d2l", CORPORA / "d2l-history"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not HISTORY.is_dir(), reason=f"the books of d2l are not beside the project (in {CORPORA})"),
]


@pytest.fixture(scope="module")
def clones(tmp_path_factory):
    """Return clones of the English and the Chinese book with their histories."""
    folder = tmp_path_factory.mktemp("history")
    for tag in ("en", "zh"):
        bundle = HISTORY / f"d2l-{tag}-md.bundle"
        subprocess.run(["git", "clone", "-q", str(bundle), str(folder / tag)], check=True, capture_output=True)
    return folder / "en", folder / "zh"


def entries(sources, translations):
    """Return the translations that have an original beside them, at the same paths as their sources."""
    paths = [path for path in sorted(translations.rglob("*.md")) if original_of(path)]
    names = [path.relative_to(translations).as_posix() for path in paths]
    return [Entry(name, sources / name, translations / name) for name in names]


def keys(content):
    return Counter(unit.mention.key for unit in units(format_of("a.md").parse(content, "a"), "en"))


def difference(first, second):
    """Return which share of the segments of one of two texts the other does not have."""
    ours, theirs = keys(first), keys(second)
    return max((ours - theirs).total(), (theirs - ours).total()) / max(theirs.total(), 1)


def test_the_dates_lead_to_the_source_of_nearly_each_chinese_page_whose_history_has_it(clones):
    en, zh = clones
    found = find_bases(entries(en, zh), Repository.find(en), Repository.find(zh), originals=False)
    assert len(found) == 139
    assert Counter(base.trace for _, base in found)[Trace.DATES] >= 135
    right = sum(difference(base.content, original_of(entry.target).read_bytes()) < 0.01 for entry, base in found)
    # Of 132 pages the history has the original, or a version that differs in under one in a hundred segments.
    assert right >= 122


@pytest.mark.parametrize(("tag", "pages"), [("zh", 139), ("vi", 165)])
def test_a_book_with_stored_originals_is_adopted_whole(tag, pages):
    adopted = adopt(entries(BOOKS / "en", BOOKS / tag), "en", tag).adopted
    assert len(adopted) == pages
    assert {each.trace for each in adopted} == {Trace.ORIGINAL}
    assert sum(each.aligned for each in adopted) / pages >= 0.9
    for each in adopted:
        base = format_of("a.md").parse(each.base, "a")
        sides = units(base, "en"), units(each.entry.read_target(), tag)
        rows = each.ledger.rows
        assert [mention for row in rows for mention in row.sources] == [unit.mention for unit in sides[0]]
        assert [mention for row in rows for mention in row.targets] == [unit.mention for unit in sides[1]]
