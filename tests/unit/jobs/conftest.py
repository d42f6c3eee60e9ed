from datetime import UTC, datetime, timedelta

import pytest

from amts.jobs.schema import METADATA
from amts.jobs.table import JobTable
from amts.storage.tables import open_tables


class Clock:
    def __init__(self):
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self):
        return self.time

    def advance(self, seconds):
        self.time += timedelta(seconds=seconds)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of an empty database, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'jobs.sqlite'}"
        return
    url = request.getfixturevalue("postgresql")
    yield url
    tables = open_tables(url)
    METADATA.drop_all(tables)
    tables.dispose()


@pytest.fixture
def tables(url):
    tables = open_tables(url)
    yield tables
    tables.dispose()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def table(tables, clock):
    return JobTable(tables, clock)
