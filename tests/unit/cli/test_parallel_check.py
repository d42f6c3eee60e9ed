import json
import re
from pathlib import Path

import pytest

from amts.parallel.resource import ParallelStore
from amts.records import Mark, MarkKind, Pair, Segment

PAGE = (Path(__file__).parents[3] / "docs" / "amazon.md").read_text(encoding="utf-8")


def test_the_example_in_the_documentation_is_what_is_said(amts, tmp_path):
    (table,) = re.findall(r"^```csv\n(.*?)^```$", PAGE, re.M | re.S)
    (shown,) = re.findall(r"^\$ amts parallel check pairs\.csv --for amazon\n(.*?)^```$", PAGE, re.M | re.S)
    (tmp_path / "pairs.csv").write_text(table, encoding="utf-8")
    assert amts("parallel", "check", tmp_path / "pairs.csv", "--for", "amazon") == (0, shown, "")


def test_parallel_data_are_checked_as_they_would_be_sent(amts, book):
    marks = (Mark(MarkKind.CODE, "`x`"),)
    pairs = [Pair(Segment("a" * 980 + " ⟦1⟧", marks), Segment("b ⟦1⟧", marks)), Pair(Segment("c"), Segment("d"))]
    ParallelStore(book / ".amts" / "parallel.sqlite").create("mine", "en", "es", pairs)
    found = json.loads(amts("parallel", "check", "mine", "--project", book, "--json")[1])
    assert (found["records"], [skip["reason"] for skip in found["skips"]]) == (2, ["long-source"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["x.csv", "--for", "google"], "no limits are known for 'google'"), (["x.csv"], "cannot read x.csv")],
)
def test_what_cannot_be_checked_is_refused(amts, arguments, words):
    code, _, err = amts("parallel", "check", *arguments)
    assert code == 2
    assert words in err
