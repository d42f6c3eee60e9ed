import pytest

from amts.errors import DataError
from amts.evaluation.terminology import TermUse, report_terms
from amts.records import Demand, Segment


def check(segment, text):
    """Demand each word of a text in capitals."""
    demands = [Demand(0, 0, word, word.upper(), frozenset()) for word in segment.text.split()]
    return [(each, each.target if each.target in text else "") for each in demands]


def report(sources, translations):
    masked = {name: list(map(Segment, texts)) for name, texts in sources.items()}
    return report_terms(masked, translations, check)


def test_applied_and_missed_terms_are_reported_with_their_places():
    found = report({"a.md": ["x", "y z"], "b.md": ["x"]}, {"a.md": ["X", "Z"], "b.md": [""]})
    assert found.applied == (TermUse("a.md", 0, "x", "X", "X"), TermUse("a.md", 1, "z", "Z", "Z"))
    assert found.missed == (TermUse("a.md", 1, "y", "Y", ""), TermUse("b.md", 0, "x", "X", ""))


@pytest.mark.parametrize("translations", [{"a.md": ["X", "Y"]}, {"b.md": ["X"]}])
def test_translations_must_correspond_to_their_sources(translations):
    with pytest.raises(DataError, match=r"a\.md: \d translations and 1 references"):
        report({"a.md": ["x"]}, translations)
