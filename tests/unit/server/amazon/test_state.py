import pytest

from amts.errors import DataError
from amts.server.amazon.state import SCHEMA, State, at


def test_the_secret_stays_the_same(keeping):
    assert keeping().state.secret == keeping().state.secret
    assert len(keeping().state.secret) == 32


def test_tables_of_a_newer_version_are_refused(keeping):
    desk = keeping()
    with desk.state.writing() as connection:
        connection.execute(SCHEMA.update().values(version=2))
    with pytest.raises(DataError, match="has version 2, this AMTS knows up to 1"):
        State(desk.tables)


def test_changes_are_kept_all_or_none(keeping):
    state = keeping().state

    def fail():
        with state.writing() as connection:
            connection.execute(SCHEMA.update().values(version=0))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with state.reading() as connection:
        assert connection.execute(SCHEMA.select()).one().version == 1


def test_times_are_aware(keeping):
    desk = keeping()
    assert at(desk.state.time) == desk.now
    assert at(None) is None
