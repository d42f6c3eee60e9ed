"""Answers kept on disk, so that the same question is paid for once."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from amts.engines.wrappers.answers import answered, flaw
from amts.errors import PathError
from amts.records import Level, Mark, MarkKind, Match, Pair, Segment, Translation
from amts.storage.database import opened, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from amts.engines.protocol import Engine

_SCHEMA = "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, translation TEXT NOT NULL) WITHOUT ROWID"
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@dataclass(frozen=True, slots=True)
class Cached:
    """Answers from a file what was answered before, by the same engine for the same text with the same kinds of marks.

    Answers that are spoilt, and texts left as they were, are not kept. A damaged file is moved aside, to a name
    with `.damaged` behind it; one that cannot be used is done without.

    Attributes:
        engine: translates what the file does not have.
        path: the SQLite file, made if missing.
        batch: after so many segments the answers are written; an interruption loses no more.
    """

    engine: Engine
    path: Path
    batch: int = 200

    @property
    def signature(self) -> str:
        """The engine's: its answers are the same."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, each segment that is not in the file only once."""
        keys = {segment: _key(self.engine.signature, segment) for segment in segments}
        found = self._found(keys)
        waiting = iter([segment for segment in keys if segment not in found])
        while batch := list(islice(waiting, self.batch)):
            answers = dict(zip(batch, answered(self.engine, batch), strict=True))
            self._keep(
                (keys[segment], answer) for segment, answer in answers.items() if _worth_keeping(segment, answer)
            )
            found |= answers
        return [found[segment] for segment in segments]

    def missing(self, segments: Sequence[Segment]) -> list[Segment]:
        """Return the segments that the file has no answer for, each once."""
        found = self._found({segment: _key(self.engine.signature, segment) for segment in segments})
        return [segment for segment in dict.fromkeys(segments) if segment not in found]

    def _found(self, keys: Mapping[Segment, str]) -> dict[Segment, Translation]:
        """Return what the file has, its damaged rows left out."""
        found: dict[Segment, Translation] = {}
        try:
            with opened(self.path) as connection:
                connection.execute(_SCHEMA)
                for segment, key in keys.items():
                    row = connection.execute("SELECT translation FROM answer WHERE key = ?", (key,)).fetchone()
                    with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
                        if row:
                            found[segment] = _translation(segment, json.loads(row["translation"]))
        except PathError as error:
            self._set_aside(error)
        return found

    def _keep(self, answers: Iterable[tuple[str, Translation]]) -> None:
        rows = [(key, json.dumps(_fields(answer))) for key, answer in answers]
        try:
            with opened(self.path) as connection, transaction(connection):
                connection.execute(_SCHEMA)
                connection.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?)", rows)
        except PathError as error:
            self._set_aside(error)

    def _set_aside(self, error: PathError) -> None:
        if getattr(error.__cause__, "sqlite_errorcode", None) in _DAMAGED:
            with suppress(OSError):
                self.path.replace(self.path.with_name(f"{self.path.name}.damaged"))


def _key(signature: str, segment: Segment) -> str:
    content = json.dumps([signature, segment.text, [mark.kind for mark in segment.marks]])
    return hashlib.sha256(content.encode()).hexdigest()


def _worth_keeping(segment: Segment, answer: Translation) -> bool:
    return answer.origin != "source" and not flaw(segment, answer.segment.text)


def _fields(answer: Translation) -> dict[str, Any]:
    """Return a translation without its own marks, which are those of the question."""
    return asdict(answer) | {"segment": answer.segment.text}


def _translation(segment: Segment, fields: Mapping[str, Any]) -> Translation:
    answer = Translation(
        Segment(fields["segment"], segment.marks),
        fields["origin"],
        fields["engine"],
        tuple(Match(_pair(match["pair"]), match["score"]) for match in fields["matches"]),
    )
    if flaw(segment, answer.segment.text):
        msg = "the answer kept does not have the placeholders of the question"
        raise ValueError(msg)
    return answer


def _pair(fields: Mapping[str, Any]) -> Pair:
    source, target = _segment(fields["source"]), _segment(fields["target"])
    return Pair(source, target, Level(fields["level"]), fields["confidence"], fields["document"])


def _segment(fields: Mapping[str, Any]) -> Segment:
    marks = tuple(Mark(MarkKind(mark["kind"]), mark["text"]) for mark in fields["marks"])
    return Segment(fields["text"], marks)
