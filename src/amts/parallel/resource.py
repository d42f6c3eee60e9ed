"""The ParallelData resource: named sets of pairs in one SQLite file, each replaced whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.languages import language
from amts.parallel.rows import COLUMNS, from_row, to_row
from amts.records import Level
from amts.storage.database import opened, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from amts.parallel.rows import Row
    from amts.records import Pair

# What Amazon Translate allows as a resource's name.
_NAME = re.compile(r"(?:[A-Za-z0-9-]_?){1,256}")
_NAME_LENGTH = 256
_NAMES_SHOWN = 5

_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS parallel_data (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        source_language TEXT NOT NULL,
        target_language TEXT NOT NULL,
        description TEXT NOT NULL,
        version INTEGER NOT NULL,
        signature TEXT NOT NULL
    )""",
    # Rows of one resource are written together, so the order of their ids is the order of the pairs.
    """
    CREATE TABLE IF NOT EXISTS parallel_pair (
        id INTEGER PRIMARY KEY,
        resource INTEGER NOT NULL REFERENCES parallel_data(id) ON DELETE CASCADE,
        level TEXT NOT NULL,
        source TEXT NOT NULL,
        source_marks TEXT NOT NULL,
        target TEXT NOT NULL,
        target_marks TEXT NOT NULL,
        confidence REAL NOT NULL,
        document TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS parallel_pair_level ON parallel_pair(resource, level)",
)
_INSERT_PAIR = f"INSERT INTO parallel_pair (resource, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
_SELECT_PAIRS = f"""
    SELECT {", ".join(COLUMNS)} FROM parallel_pair
    WHERE resource = (SELECT id FROM parallel_data WHERE name = ?) AND level IN (?, ?) ORDER BY id"""


@dataclass(frozen=True, slots=True)
class ParallelData:
    """A named set of pairs in two languages.

    Attributes:
        name: letters, digits, `-` and `_`.
        source_language: the tag of the language translated from.
        target_language: the tag of the language translated into.
        pairs_by_level: how many pairs it has of each level.
        description: what its owner says about it.
        version: 1 when created, one more with each update.
        signature: a hash of the languages and of all pairs in their order; the same data, the same signature.
    """

    name: str
    source_language: str
    target_language: str
    pairs_by_level: Mapping[Level, int] = field(hash=False)
    description: str
    version: int
    signature: str


class ParallelStore:
    """The ParallelData resources in one SQLite file, which the first write creates."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(
        self,
        name: str,
        source_language: str,
        target_language: str,
        pairs: Iterable[Pair],
        description: str = "",
    ) -> ParallelData:
        """Make a resource of pairs.

        Raises:
            InputError: the name is malformed or taken, a language is unknown, or a pair cannot be stored.
        """
        _check_name(name)
        source, target = _two_languages(source_language, target_language)
        with self._writing() as connection:
            if _find(connection, name):
                msg = f"parallel data {name!r} exists already: use update, or choose another name"
                raise InputError(msg)
            inserted = connection.execute(
                "INSERT INTO parallel_data (name, source_language, target_language, description, version, "
                "signature) VALUES (?, ?, ?, ?, 1, '')",
                (name, source, target, description),
            )
            _fill(connection, int(inserted.lastrowid or 0), (source, target), pairs)
            return _found(connection, name)

    def update(self, name: str, pairs: Iterable[Pair]) -> ParallelData:
        """Replace all pairs of a resource; after any error it has all of its old ones.

        Raises:
            InputError: there is no such resource, or a pair cannot be stored.
        """
        self.show(name)
        with self._writing() as connection:
            old = _found(connection, name)
            row = connection.execute("SELECT id FROM parallel_data WHERE name = ?", (name,)).fetchone()
            connection.execute("DELETE FROM parallel_pair WHERE resource = ?", (row["id"],))
            connection.execute("UPDATE parallel_data SET version = version + 1 WHERE id = ?", (row["id"],))
            _fill(connection, row["id"], (old.source_language, old.target_language), pairs)
            return _found(connection, name)

    def list(self) -> tuple[ParallelData, ...]:
        """Return all resources, by name."""
        if not self.path.exists():
            return ()
        with self._reading() as connection:
            return _all(connection)

    def show(self, name: str) -> ParallelData:
        """Return one resource.

        Raises:
            InputError: there is none of this name; the message lists those there are.
        """
        if not self.path.exists():
            raise _unknown(name, ())
        with self._reading() as connection:
            return _found(connection, name)

    def pairs(self, name: str, level: Level | None = None) -> Iterator[Pair]:
        """Return a resource's pairs in their original order, of one level or of both.

        Raises:
            InputError: there is no resource of this name.
        """
        self.show(name)
        return self._pairs(name, (level, level) if level else (Level.PARAGRAPH, Level.SENTENCE))

    def delete(self, name: str) -> None:
        """Remove a resource and its pairs.

        Raises:
            InputError: there is no resource of this name.
        """
        self.show(name)
        with self._writing() as connection:
            _found(connection, name)
            connection.execute("DELETE FROM parallel_data WHERE name = ?", (name,))

    def _pairs(self, name: str, levels: tuple[Level, Level]) -> Iterator[Pair]:
        with self._reading() as connection:
            for row in connection.execute(_SELECT_PAIRS, (name, *levels)):
                yield from_row(row)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with opened(self.path) as connection:
            for statement in _SCHEMA:
                connection.execute(statement)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection, transaction(connection):
            yield connection


def _check_name(name: str) -> None:
    if len(name) > _NAME_LENGTH or not _NAME.fullmatch(name):
        msg = (
            f"{name!r} cannot name parallel data: use 1 to {_NAME_LENGTH} letters (a to z), digits, '-' and "
            "single '_', not beginning with '_', such as handbook-zh"
        )
        raise InputError(msg)


def _two_languages(source: str, target: str) -> tuple[str, str]:
    tags = language(source).tag, language(target).tag
    if tags[0] == tags[1]:
        msg = f"source and target language are both {tags[0]}: parallel data need two languages"
        raise InputError(msg)
    return tags


def _all(connection: sqlite3.Connection) -> tuple[ParallelData, ...]:
    rows = connection.execute("SELECT * FROM parallel_data ORDER BY name").fetchall()
    return tuple(_resource(connection, row) for row in rows)


def _find(connection: sqlite3.Connection, name: str) -> ParallelData | None:
    row = connection.execute("SELECT * FROM parallel_data WHERE name = ?", (name,)).fetchone()
    return _resource(connection, row) if row else None


def _found(connection: sqlite3.Connection, name: str) -> ParallelData:
    resource = _find(connection, name)
    if resource is None:
        names = [row["name"] for row in connection.execute("SELECT name FROM parallel_data ORDER BY name")]
        raise _unknown(name, names)
    return resource


def _unknown(name: str, names: Iterable[str]) -> InputError:
    nearest = sorted(names, key=lambda other: -SequenceMatcher(None, name, other).ratio())
    if not nearest:
        return InputError(f"no parallel data named {name!r}: there are none yet, create them first")
    more = f" and {len(nearest) - _NAMES_SHOWN} more" if len(nearest) > _NAMES_SHOWN else ""
    return InputError(f"no parallel data named {name!r}: available are {', '.join(nearest[:_NAMES_SHOWN])}{more}")


def _resource(connection: sqlite3.Connection, row: sqlite3.Row) -> ParallelData:
    counts = connection.execute(
        "SELECT level, COUNT(*) FROM parallel_pair WHERE resource = ? GROUP BY level", (row["id"],)
    )
    by_level = dict.fromkeys(Level, 0) | {Level(level): count for level, count in counts}
    return ParallelData(
        row["name"],
        row["source_language"],
        row["target_language"],
        by_level,
        row["description"],
        row["version"],
        row["signature"],
    )


def _fill(connection: sqlite3.Connection, key: int, languages: tuple[str, str], pairs: Iterable[Pair]) -> None:
    """Insert a resource's pairs, and set its signature to the hash of what was inserted."""
    digest = hashlib.sha256(json.dumps(languages).encode())
    connection.executemany(_INSERT_PAIR, ((key, *row) for row in _hashed(pairs, digest)))
    connection.execute("UPDATE parallel_data SET signature = ? WHERE id = ?", (digest.hexdigest()[:16], key))


def _hashed(pairs: Iterable[Pair], digest: hashlib._Hash) -> Iterator[Row]:
    for number, pair in enumerate(pairs, start=1):
        if not 0 <= pair.confidence <= 1:
            msg = f"pair {number}: its confidence is {pair.confidence}, not a number from 0 to 1"
            raise InputError(msg)
        row = to_row(pair)
        try:
            digest.update(json.dumps(row, ensure_ascii=False).encode())
        except UnicodeEncodeError as error:
            msg = (
                f"pair {number}: {error.object[error.start]!r} is half a character (a lone surrogate), which "
                "cannot be stored: read its file as UTF-8 again"
            )
            raise InputError(msg) from error
        yield row
