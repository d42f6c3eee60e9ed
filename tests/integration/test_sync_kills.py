"""A synchronization killed at any moment leaves each page as it was or is to be, and the next run ends the work."""

import os
import random
import shutil
import signal
import sys
from itertools import islice

import pytest

from amts.alignment.paths import parse_template
from amts.mining.book import entries
from amts.records import Segment, Translation
from amts.sync.act import Assistance, sync_all
from amts.sync.translations import Translations
from amts.testing import toy_language

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be copied")

_TEMPLATE = parse_template("en/**=eo/**")
_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod"}


def assist(_):
    def translate(segments):
        return [Translation(Segment(each.text.upper(), each.marks), "engine") for each in segments]

    return Assistance(translate, lambda changed: [None] * len(changed), "upper.v1")


def sync(root):
    """Bring the book in a folder up to date."""
    translations = Translations(root, _TEMPLATE, entries(root, _TEMPLATE), ("en", "eo"), root / ".amts")
    return sync_all(translations, assist, lambda new: None)


def page(number, count=6):
    found = [source for source, _ in islice(toy_language.sentences(number), count)]
    return f"# Page {number}\n\n{found[0]} {found[1]}\n\n- {found[2]}\n- {found[3]}\n\n{found[4]} {found[5]}\n"


@pytest.fixture
def book(tmp_path):
    """A book that was translated, then edited by a person, then changed, with a page renamed and one new."""
    root = tmp_path / "book"
    (root / "en").mkdir(parents=True)
    for number in range(5):
        (root / "en" / f"{number}.md").write_text(page(number), encoding="utf-8")
    sync(root)
    for number in range(5):
        target = root / "eo" / f"{number}.md"
        target.write_text(target.read_text(encoding="utf-8").replace("- ", "- Homo diras: ", 1), encoding="utf-8")
    for number in range(3):
        source = root / "en" / f"{number}.md"
        source.write_text(
            source.read_text(encoding="utf-8") + f"\n## New\n\n{page(90 + number)[8:60]}\n", encoding="utf-8"
        )
    (root / "en" / "3.md").rename(root / "en" / "three.md")
    (root / "en" / "new.md").write_text(page(50), encoding="utf-8")
    return root


def state(root):
    """Return what counts of a book: its translations and ledgers, whatever lies in the cache."""
    kept = [path for folder in ("eo", ".amts/ledger") for path in (root / folder).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in kept if not path.name.startswith(".")}


def killed(root, at):
    """Sync in a process that is killed when it is about to touch a file for the `at`-th time; say if it was."""
    child = os.fork()
    if not child:
        left = at

        def watch(event, arguments):
            nonlocal left
            if event in _EVENTS and str(root) in str(arguments[0]):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        sync(root)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def check_kills(book, tmp_path, moments):
    before, undisturbed = state(book), tmp_path / "undisturbed"
    shutil.copytree(book, undisturbed)
    sync(undisturbed)
    after, happened = state(undisturbed), 0
    for moment in moments:
        copy = tmp_path / "copy"
        shutil.copytree(book, copy)
        happened += killed(copy, moment)
        pages = {name: content for name, content in state(copy).items() if name.startswith("eo/")}
        assert all(content in (before.get(name), after.get(name)) for name, content in pages.items())
        sync(copy)
        assert state(copy) == after
        report = sync(copy)
        assert not report.done
        assert not report.problems
        shutil.rmtree(copy)
    return happened


def test_a_killed_run_is_ended_by_the_next(book, tmp_path):
    assert check_kills(book, tmp_path, range(0, 200, 20))


@pytest.mark.slow
def test_a_hundred_killed_runs_are_ended_by_the_next(book, tmp_path):
    moments = random.Random(0).sample(range(110), 100)
    assert check_kills(book, tmp_path, moments) >= 90
