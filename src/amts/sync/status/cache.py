"""How translations stood when they were last looked at, kept on disk: what has not changed since is not read again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from amts.errors import PathError
from amts.storage.database import opened, transaction
from amts.sync.records import Change
from amts.sync.status.records import DocumentStatus, Sentences, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    # By the name of a document: what it was found by, and how its translation stood.
    Known = dict[str, tuple[str, DocumentStatus]]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS status (
    language TEXT, name TEXT, key TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (language, name)
) WITHOUT ROWID
"""
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)


def read_known(path: Path, tag: str) -> Known:
    """Return how the translations into a language stood; nothing of a file that is damaged, which is deleted."""
    if not path.is_file():
        return {}
    try:
        with opened(path) as connection:
            rows = connection.execute("SELECT name, key, status FROM status WHERE language = ?", (tag,)).fetchall()
    except PathError as error:
        _forget(path, error)
        return {}
    found: Known = {}
    for row in rows:
        with suppress(ValueError, TypeError, KeyError):
            found[row["name"]] = row["key"], _status(json.loads(row["status"]))
    return found


def write_known(path: Path, tag: str, found: Mapping[str, tuple[str, DocumentStatus]]) -> None:
    """Keep how translations into a language stand; without a cache that can be written, it is looked up again."""
    rows = [(tag, name, key, json.dumps(asdict(status))) for name, (key, status) in found.items()]
    try:
        with opened(path) as connection, transaction(connection):
            connection.execute(_SCHEMA)
            connection.executemany("INSERT OR REPLACE INTO status VALUES (?, ?, ?, ?)", rows)
    except PathError as error:
        _forget(path, error)


def _forget(path: Path, error: PathError) -> None:
    if getattr(error.__cause__, "sqlite_errorcode", None) in _DAMAGED:
        with suppress(OSError):
            path.unlink()


def _status(fields: Mapping[str, Any]) -> DocumentStatus:
    changes = {Change(change): count for change, count in fields["changes"].items()}
    read = {"state": State(fields["state"]), "sentences": Sentences(**fields["sentences"]), "changes": changes}
    return DocumentStatus(**{**fields, **read})
