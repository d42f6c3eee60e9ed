from amts.experiments.replay.history import read_main_line
from amts.experiments.replay.upstream import Revisions, features
from amts.sync.units import blob
from amts.testing.toy_history import ToyRepository

OLD = "One.\n\n```python\nx = 1  # one\n```\n\nSee :numref:`a`.\n"
NEW = "One, two.\n\n```python\nx = 2  # two\n```\n\nSee :numref:`a`.\n"
LATER = "Three.\n\n```python\nx = 2  # two\n```\n\nSee :numref:`a`.\n"


def revisions(tmp_path, *translations):
    upstream = ToyRepository(tmp_path / "upstream")
    for number, text in enumerate((OLD, NEW, LATER)):
        upstream.commit(str(number), {"a.md": text})
    contents = {blob(text.encode()): text.encode() for text in (OLD, *translations)}
    line = read_main_line(upstream.root)
    return Revisions(line, contents), line.steps


def met(tmp_path, before, after, step=-1):
    known, steps = revisions(tmp_path, before, after)
    return known.met(*(blob(text.encode()) for text in (OLD, before, after)), steps[step])


def test_code_without_comments_and_references_stay_in_a_translation():
    assert list(features(OLD)) == ["x=1", ":numref:`a`"]


def test_a_translation_that_takes_over_new_code_meets_the_oldest_source_that_has_it(tmp_path):
    before, after = OLD.replace("One", "Unu"), NEW.replace("One, two", "Unu, du").replace("# two", "# du")
    assert met(tmp_path, before, after) == blob(NEW.encode())


def test_a_translation_that_had_the_code_already_meets_nothing(tmp_path):
    before = NEW.replace("One, two", "Unu")
    assert met(tmp_path, before, before.replace("Unu", "Unu kaj du")) == ""


def test_a_source_that_was_not_there_yet_cannot_be_met(tmp_path):
    before, after = OLD.replace("One", "Unu"), NEW.replace("One, two", "Unu, du")
    assert met(tmp_path, before, after, step=0) == ""
