import sys
import threading

import pytest
from sqlalchemy import text

from amts.errors import InputError, MissingExtraError, PathError
from amts.storage.tables import open_tables, reading, writing


@pytest.fixture(params=["sqlite", "postgresql"])
def tables(request, tmp_path):
    sqlite = request.param == "sqlite"
    tables = open_tables(
        f"sqlite:///{tmp_path / 'new' / 'it.sqlite'}" if sqlite else request.getfixturevalue("postgresql")
    )
    with writing(tables) as connection:
        connection.execute(text("DROP TABLE IF EXISTS counter"))
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield tables
    tables.dispose()


def value(connection):
    return connection.execute(text("SELECT value FROM counter")).scalar()


def add(connection, number):
    connection.execute(text("UPDATE counter SET value = :value"), {"value": value(connection) + number})


def test_what_is_written_is_kept(tables):
    with writing(tables) as connection:
        add(connection, 1)
    with reading(tables) as connection:
        assert value(connection) == 1


def test_after_an_exception_nothing_is_kept(tables):
    def fail():
        with writing(tables) as connection:
            add(connection, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with reading(tables) as connection:
        assert value(connection) == 0


def test_readers_do_not_wait_for_a_writer_and_see_what_was_before(tables):
    with writing(tables) as writer:
        add(writer, 1)
        with reading(tables) as reader:
            assert value(reader) == 0


def test_nothing_is_lost_between_reading_and_writing(tables):
    def add_often():
        for _ in range(25):
            with writing(tables) as connection:
                add(connection, 1)

    threads = [threading.Thread(target=add_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(tables) as connection:
        assert value(connection) == 100


def test_sqlite_checks_references_and_has_a_log(tmp_path):
    tables = open_tables(f"sqlite:///{tmp_path / 'it.sqlite'}")
    with reading(tables) as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    tables.dispose()


def test_many_threads_may_be_connected_at_once(tmp_path):
    tables = open_tables(f"sqlite:///{tmp_path / 'it.sqlite'}")
    together = threading.Barrier(40, timeout=30)
    passed = []

    def connect():
        with reading(tables):
            together.wait()
            passed.append(1)

    threads = [threading.Thread(target=connect) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 40
    tables.dispose()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/name", "/a/path.sqlite"])
def test_other_databases_are_refused(url):
    with pytest.raises(InputError, match="sqlite:///PATH"):
        open_tables(url)


def test_the_password_of_a_refused_database_is_not_shown():
    with pytest.raises(InputError) as caught:
        open_tables("mysql://me:secret@host/name")
    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_an_error_with_its_path(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PathError, match="cannot make the folder"):
        open_tables(f"sqlite:///{tmp_path / 'file' / 'it.sqlite'}")


def test_a_missing_driver_is_an_error_that_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match="amts\\[postgresql\\]"):
        open_tables("postgresql+psycopg://host/name")


def test_what_is_no_database_is_not_overwritten(tmp_path):
    (tmp_path / "it.sqlite").write_text("notes of somebody, long enough to be looked at " * 100)
    with pytest.raises(PathError, match=r"it.sqlite \(file is not a database\)"):
        open_tables(f"sqlite:///{tmp_path / 'it.sqlite'}")
    assert (tmp_path / "it.sqlite").read_text().startswith("notes")


def test_a_server_that_cannot_be_reached_is_an_error_without_the_password():
    with pytest.raises(PathError, match="cannot use the database postgresql") as caught:
        open_tables("postgresql+psycopg://me:secret@127.0.0.1:9/name")
    assert "secret" not in str(caught.value)
