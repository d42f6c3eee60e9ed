"""Terminologies in the state, each with its entries; a new import takes the place of the one before."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from amts.parallel.terminology.terms import Entry, Terminology, terms_between
from amts.server.amazon.faults import NOT_FOUND, Fault
from amts.server.amazon.state import TERMINOLOGY
from amts.server.amazon.tag_rows import clear_tags, put_tags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from amts.parallel.terminology.terms import Term
    from amts.server.amazon.state import State

KIND = "terminology"
_SHOWN = [column for column in TERMINOLOGY.c if column.name != "entries"]


@dataclass(frozen=True, slots=True)
class Resource:
    """A terminology without its entries.

    Attributes:
        account: whose it is.
        name: its name.
        description: what the owner says of it.
        encryption_key: as it was given; empty: none.
        id: 32 hexadecimal digits, another one after each import.
        format: `CSV`, `TSV` or `TMX`.
        directionality: `UNI`, `MULTI`, or nothing, as it was given.
        size: of the file, in bytes.
        terms: how many entries it has.
        skipped: how many rows of the file give no entry.
        source: the language translated from, by Amazon's code.
        targets: the other languages.
        message: what people should know.
        created: when it was first imported, in seconds since 1970.
        updated: when it was imported last.
    """

    account: str
    name: str
    description: str
    encryption_key: Mapping[str, str]
    id: str
    format: str
    directionality: str
    size: int
    terms: int
    skipped: int
    source: str
    targets: Sequence[str]
    message: str
    created: float
    updated: float


def find(state: State, account: str, name: str) -> Resource:
    """Return a terminology.

    Raises:
        Fault: there is none of this name.
    """
    with state.reading() as connection:
        found = _find(connection, account, name)
    if found is None:
        msg = f"There is no terminology named {name}: list them with ListTerminologies."
        raise Fault(NOT_FOUND, msg)
    return found


def listed(state: State, account: str, start: str, limit: int) -> list[Resource]:
    """Return up to so many terminologies whose names come after another, by name."""
    query = select(*_SHOWN).where(TERMINOLOGY.c.account == account, TERMINOLOGY.c.name > start)
    with state.reading() as connection:
        rows = connection.execute(query.order_by(TERMINOLOGY.c.name).limit(limit)).all()
    return [Resource(**row._mapping) for row in rows]


def count(state: State, account: str, but: str) -> int:
    """Return how many terminologies an account has, but for one."""
    query = select(func.count()).where(TERMINOLOGY.c.account == account, TERMINOLOGY.c.name != but)
    with state.reading() as connection:
        return connection.execute(query).scalar_one()


def put(state: State, resource: Resource, table: Terminology, tags: Mapping[str, str], arn: str) -> Resource | None:
    """Keep a terminology and return the one in whose place it comes; tags that it has stay."""
    entries = {"languages": list(table.languages), "entries": [list(astuple(each)) for each in table.entries]}
    row = {name: getattr(resource, name) for name in Resource.__slots__}
    with state.writing() as connection:
        old = _find(connection, resource.account, resource.name)
        put_tags(connection, (resource.account, KIND, resource.name), tags, arn)
        _delete(connection, resource.account, resource.name)
        kept = {"created": old.created if old else resource.created, "targets": list(resource.targets)}
        connection.execute(insert(TERMINOLOGY).values(**{**row, **kept, "entries": entries}))
    return old


def remove(state: State, account: str, name: str) -> Resource:
    """Remove a terminology and return what it was.

    Raises:
        Fault: there is none of this name.
    """
    resource = find(state, account, name)
    with state.writing() as connection:
        _delete(connection, account, name)
        clear_tags(connection, (account, KIND, name))
    return resource


def entries(state: State, account: str, name: str, version: str) -> Terminology | None:
    """Return the entries of a terminology as it was imported; None if it was replaced meanwhile."""
    query = select(TERMINOLOGY.c.entries).where(*_of(account, name), TERMINOLOGY.c.id == version)
    with state.reading() as connection:
        stored = connection.execute(query).scalar_one_or_none()
    if stored is None:
        return None
    return Terminology(tuple(stored["languages"]), tuple(_entry(each) for each in stored["entries"]))


def terms_of(state: State, account: str, name: str, source: str, target: str) -> tuple[Term, ...]:
    """Return the terms of a terminology from one language into another; none if it has not these languages.

    Raises:
        Fault: there is none of this name.
    """
    return _terms(state, account, name, find(state, account, name).id, source, target)


@lru_cache(maxsize=32)  # `version` is another one after each import
def _terms(state: State, account: str, name: str, version: str, source: str, target: str) -> tuple[Term, ...]:
    table = entries(state, account, name, version)
    return terms_between(table, source, target) if table else ()


def _entry(stored: Sequence[Any]) -> Entry:
    texts, *options = stored
    return Entry(tuple(texts), *options)


def _find(connection: Connection, account: str, name: str) -> Resource | None:
    row = connection.execute(select(*_SHOWN).where(*_of(account, name))).one_or_none()
    return Resource(**row._mapping) if row else None


def _delete(connection: Connection, account: str, name: str) -> None:
    connection.execute(delete(TERMINOLOGY).where(*_of(account, name)))


def _of(account: str, name: str) -> tuple[Any, ...]:
    return TERMINOLOGY.c.account == account, TERMINOLOGY.c.name == name
