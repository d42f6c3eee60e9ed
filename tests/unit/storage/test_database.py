import sqlite3
from contextlib import closing

import pytest

from amts.errors import PathError, RetryError
from amts.storage.database import connect, opened, transaction


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_connection_waits_logs_ahead_and_checks_foreign_keys(tmp_path):
    with closing(connect(tmp_path / "new" / "a.db")) as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "busy_timeout") == 30_000
        assert pragma(connection, "foreign_keys") == 1


def test_rows_are_read_by_column_name(tmp_path):
    with opened(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT 7 AS seven").fetchone()["seven"] == 7


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"not a database, but a text that is long enough to be looked at" * 20)
    before = path.read_bytes()
    with pytest.raises(PathError, match=r"notes\.txt is not an SQLite database: move it away"):
        connect(path)
    assert path.read_bytes() == before


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(PathError, match="cannot use the database"):
        connect(tmp_path)


def test_a_folder_below_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(PathError, match="cannot use the database"):
        connect(tmp_path / "file" / "a.db")


def test_an_error_within_an_opened_block_names_the_file(tmp_path):
    with (
        pytest.raises(PathError, match=r"a\.db \(no such table: absent\)"),
        opened(tmp_path / "a.db") as connection,
    ):
        connection.execute("SELECT * FROM absent")


def test_a_locked_database_says_that_it_is_locked(tmp_path):
    path = tmp_path / "a.db"

    def take_the_lock():
        with opened(path) as other:
            other.execute("PRAGMA busy_timeout = 0")
            other.execute("BEGIN IMMEDIATE")

    with (
        opened(path) as holder,
        transaction(holder),
        pytest.raises(RetryError, match="locked by another program"),
    ):
        take_the_lock()


def test_a_transaction_is_kept(tmp_path):
    with opened(tmp_path / "a.db") as connection, transaction(connection):
        connection.execute("CREATE TABLE word (text)")
        connection.execute("INSERT INTO word VALUES ('kept')")
    with opened(tmp_path / "a.db") as connection:
        assert connection.execute("SELECT text FROM word").fetchone()["text"] == "kept"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_transaction_that_ends_with_an_exception_changes_nothing(tmp_path, error):
    def insert_and_fail(connection: sqlite3.Connection):
        with transaction(connection):
            connection.execute("INSERT INTO word VALUES ('lost')")
            raise error

    with opened(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE word (text)")
        with pytest.raises(error):
            insert_and_fail(connection)
        assert connection.execute("SELECT * FROM word").fetchall() == []
        assert not connection.in_transaction
