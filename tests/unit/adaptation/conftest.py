import pytest

from amts.adaptation.protocol import Task
from amts.records import Match
from amts.testing import toy_language


class Nothing:
    """An index in which nothing is found."""

    def relevant(self, segment, limit=5):
        return []

    def without(self, pairs=()):
        return self


class Fixed:
    """An index that has the same match for every segment."""

    def __init__(self, pair, score=0.8):
        self.match = Match(pair, score)

    def relevant(self, segment, limit=5):
        return [self.match][:limit]

    def without(self, pairs=()):
        return Nothing() if self.match.pair in pairs else self


@pytest.fixture
def task(tmp_path):
    """Make a task in the toy language: some of its sentences to translate, others to learn from."""

    def make(pairs, segments=(), index=None):
        return Task(segments, pairs, index or Nothing(), toy_language.SOURCE_TAG, toy_language.TARGET_TAG, tmp_path)

    return make


@pytest.fixture
def fixed_index():
    return Fixed
