"""Revisions of real chapters: the history of the English "Dive into Deep Learning"."""

import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from amts.documents.formats import format_of
from amts.storage.git import Repository
from amts.sync.following.revision import follow, renamed
from amts.sync.units import units

BUNDLE = Path(__file__).parents[3] / "shared" / "corpora" / "d2l-history" / "d2l-en-md.bundle"
CHAPTERS = (
    "chapter_computer-vision/semantic-segmentation-and-dataset.md",
    "chapter_multilayer-perceptrons/mlp.md",
    "chapter_recurrent-neural-networks/sequence.md",
    "chapter_optimization/adam.md",
)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not BUNDLE.is_file(), reason=f"no history of d2l is beside the project (looked for {BUNDLE})"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    root = tmp_path_factory.mktemp("d2l-en")
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", BUNDLE, root], check=True)
    return Repository(root)


@pytest.fixture(scope="module")
def revisions(book):
    """Return the units of all versions of a few chapters, in pairs of consecutive ones."""
    found = []
    for path in CHAPTERS:
        versions = [book.blob(revision.blob) for revision in reversed(book.history(path))]
        found += pairwise([read(content) for content in versions])
    assert len(found) > 250
    return found


def read(content):
    return units(format_of("page.md").parse(content, "page.md"), "en")


def at(book, commit, path):
    return read(book.blob(book.blob_at(commit, path)))


def keys(found):
    return [(unit.mention.key, unit.mention.opaque) for unit in found]


def test_no_unit_has_two_heirs_and_what_is_equal_and_alone_is_followed(revisions):
    for base, source in revisions:
        ours, theirs = keys(base), keys(source)
        fates = follow(base, source)
        followed = [fate.base for fate in fates if fate.base is not None]
        assert len(followed) == len(set(followed))
        assert [fate.same for fate in fates] == [
            fate.base is not None and ours[fate.base] == key for fate, key in zip(fates, theirs, strict=True)
        ]
        counts, others = Counter(ours), Counter(theirs)
        lost = [
            key for fate, key in zip(fates, theirs, strict=True) if counts[key] == 1 == others[key] and not fate.same
        ]
        assert lost == []


def test_what_is_repeated_is_followed_as_often_as_it_is_there_on_both_sides_but_for_few(revisions):
    both = sum((Counter(keys(base)) & Counter(keys(source))).total() for base, source in revisions)
    same = sum(fate.same for base, source in revisions for fate in follow(base, source))
    assert 0.999 * both <= same <= both


def test_following_back_leads_to_the_same_units(revisions):
    differ = total = 0
    for base, source in revisions:
        there = {(fate.base, place) for place, fate in enumerate(follow(base, source)) if fate.base is not None}
        back = {(place, fate.base) for place, fate in enumerate(follow(source, base)) if fate.base is not None}
        differ, total = differ + len(there ^ back), total + len(there) + len(back)
    assert differ <= 0.002 * total


def test_authors_change_few_sentences_at_once_and_most_of_these_are_followed(revisions):
    fates = [fate for base, source in revisions for fate in follow(base, source)]
    changed = sum(fate.base is not None and not fate.same for fate in fates)
    new = sum(fate.base is None for fate in fates)
    assert 0.01 * len(fates) < changed < 0.1 * len(fates)
    assert new < changed


def test_sentences_that_were_merged_by_a_copy_editor_are_found(book):
    base, source = (at(book, commit, CHAPTERS[0]) for commit in ("acd70049", "ad197108"))
    fates = follow(base, source)
    assert {place: (fate.base, fate.also) for place, fate in enumerate(fates) if fate.also} == {
        30: (31, (32,)),
        37: (39, (40,)),
    }


def test_chapters_that_are_renamed_and_changed_in_one_commit_are_found(book):
    before, after = book.files("58f8c32f^"), book.files("58f8c32f")
    gone = {path: read(book.blob(before[path])) for path in before.keys() - after.keys()}
    new = {path: read(book.blob(after[path])) for path in after.keys() - before.keys()}
    assert len(gone) == 9
    assert len(new) == 11
    found = renamed(gone, new)
    assert {old.rpartition("/")[2] for old in found} == {
        "classification.md",
        "dropout.md",
        "image-classification-dataset.md",
        "kaggle-house-price.md",
        "softmax-regression-concise.md",
        "softmax-regression-scratch.md",
        "softmax-regression.md",
        "weight-decay.md",
    }
    assert all(old.rpartition("/")[2] == name.rpartition("/")[2] for old, name in found.items())
