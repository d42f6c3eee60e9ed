from itertools import zip_longest
from pathlib import Path

import pytest

from amts.alignment.paths import parse_template
from amts.mining.book import entries
from amts.sync.ledgers.ledger import ledger_text, parse_ledger
from amts.sync.ledgers.standing import as_written, base_units, stand
from amts.sync.records import Ledger, Origin, Row
from amts.sync.units import blob, units

BOOK = Path(__file__).parents[3] / "shared" / "corpora" / "d2l" / "zh"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not BOOK.is_dir(), reason=f"the book of d2l is not beside the project (looked in {BOOK})"),
]


def test_ledgers_of_real_chapters_are_small_and_found_again():
    found = [each for each in entries(BOOK, parse_template("{stem}_origin.md={stem}.md")) if each.translated][::7]
    assert len(found) == 20
    size = rows = 0
    for entry in found:
        source, target = entry.read_source(), entry.read_target()
        ours, theirs = units(source, "en"), units(target, "zh")
        sides = zip_longest(((each.mention,) for each in ours), ((each.mention,) for each in theirs), fillvalue=())
        ledger = Ledger(
            blob(source.content),
            blob(target.content),
            tuple(Row(*both, Origin.MACHINE) for both in sides),
            "0" * 40,
            "e",
        )
        text = ledger_text(ledger).encode()
        assert parse_ledger(text, entry.name) == ledger
        assert stand(ledger, theirs) == as_written(ledger)
        assert base_units(ledger, units(source, "en")) == ours
        size, rows = size + len(text), rows + len(ledger.rows)
    assert size / rows <= 30
