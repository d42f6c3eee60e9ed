"""Parallel data in the state: each is a resource that points to the last of its imports that succeeded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, insert, not_, select, update
from sqlalchemy.exc import IntegrityError

from amts.server.amazon.faults import CONCURRENT, CONFLICT, INVALID_REQUEST, NOT_FOUND, Fault
from amts.server.amazon.languages_table import code_of
from amts.server.amazon.parallel_records import DONE, FAILED, KIND, RUNNING, Resource, Version, stored_name
from amts.server.amazon.state import PARALLEL_DATA, PARALLEL_VERSION, TOKEN
from amts.server.amazon.tag_rows import clear_tags, put_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from amts.server.amazon.state import State

_VERSION = [column for column in PARALLEL_VERSION.c if column.name != "unused"]


def active_data(
    state: State, account: str, names: Iterable[str], source: str, targets: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return, for each target language, the names in the `ParallelStore` of what named parallel data hold now.

    Raises:
        Fault: one does not exist, has nothing yet, or has not these languages.
    """
    found = [find(state, account, name) for name in dict.fromkeys(names)]
    wanted = list(targets)
    return {target: tuple(_usable(each, source, target) for each in found) for target in wanted}


def active_pairs(state: State, account: str) -> list[tuple[str, str, str]]:
    """Return what all data of an account hold now: source and target language, and the name in the `ParallelStore`."""
    current = select(*_VERSION).join(PARALLEL_DATA, PARALLEL_DATA.c.current == PARALLEL_VERSION.c.id)
    ours = current.where(PARALLEL_DATA.c.account == account)
    with state.reading() as connection:
        rows = connection.execute(ours.order_by(PARALLEL_VERSION.c.ended)).all()
    return [(row.source, target, stored_name(row.id, target)) for row in rows for target in row.targets]


def _usable(resource: Resource, source: str, target: str) -> str:
    version = resource.current
    if version is None:
        msg = f"The parallel data {resource.name} is {resource.status}: use it when it is ACTIVE."
        raise Fault(INVALID_REQUEST, msg)
    if version.source != code_of(source):
        msg = f"The parallel data {resource.name} has the source language {version.source}, not {source}."
        raise Fault(INVALID_REQUEST, msg)
    code = code_of(target)
    if code not in version.targets:
        has = ", ".join(version.targets)
        msg = f"The parallel data {resource.name} has no target language {target}: it has {has}."
        raise Fault(INVALID_REQUEST, msg)
    return stored_name(version.id, code)


def find(state: State, account: str, name: str) -> Resource:
    """Return parallel data.

    Raises:
        Fault: there are none of this name.
    """
    with state.reading() as connection:
        return found(connection, account, name)


def found(connection: Connection, account: str, name: str, *, locked: bool = False) -> Resource:
    """Return parallel data, locked until the transaction ends if it is to be changed."""
    query = select(PARALLEL_DATA).where(PARALLEL_DATA.c.account == account, PARALLEL_DATA.c.name == name)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        msg = f"There is no parallel data named {name}: list them with ListParallelData."
        raise Fault(NOT_FOUND, msg)
    return _resources(connection, [row._mapping])[0]


def listed(state: State, account: str, start: str, limit: int) -> list[Resource]:
    """Return up to so many parallel data whose names come after another, by name."""
    query = select(PARALLEL_DATA).where(PARALLEL_DATA.c.account == account, PARALLEL_DATA.c.name > start)
    with state.reading() as connection:
        rows = connection.execute(query.order_by(PARALLEL_DATA.c.name).limit(limit)).all()
        return _resources(connection, [row._mapping for row in rows])


def _resources(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> list[Resource]:
    ids = {row[column] for row in rows for column in ("current", "latest")}
    query = select(*_VERSION).where(PARALLEL_VERSION.c.id.in_(ids))
    versions = {row.id: Version(**row._mapping) for row in connection.execute(query)}
    return [
        Resource(**{**row, "latest": versions[row["latest"]], "current": versions.get(row["current"])}) for row in rows
    ]


def create(
    state: State, version: Version, description: str, encryption_key: Mapping[str, str], tags: Mapping[str, str]
) -> Resource:
    """Make a resource whose first import is yet to run; one that has just this import already is returned.

    Raises:
        Fault: the name is taken.
    """
    row = {"description": description, "encryption_key": dict(encryption_key), "created": version.begun}
    try:
        with state.writing() as connection:
            if not _known(connection, version.id):
                connection.execute(insert(PARALLEL_DATA).values(
                    account=version.account, name=version.name, latest=version.id, current=None, **row
                ))  # fmt: skip
                put_tags(connection, (version.account, KIND, version.name), tags)
                _begin(connection, version)
            return found(connection, version.account, version.name)
    except IntegrityError as error:
        msg = f"Parallel data named {version.name} exists already: update it, or choose another name."
        raise Fault(CONFLICT, msg) from error


def begin_update(state: State, version: Version, description: str | None) -> Resource:
    """Begin another import of a resource; one that was begun already is only returned.

    Raises:
        Fault: there is none of this name, or an import of it is running.
    """
    with state.writing() as connection:
        resource = found(connection, version.account, version.name, locked=True)
        if not _known(connection, version.id):
            _check_idle(resource)
            change = {"latest": version.id} | ({} if description is None else {"description": description})
            connection.execute(_of(update(PARALLEL_DATA), resource).values(**change))
            _begin(connection, version)
            _mark_unused(connection, state, version.account, version.name)
        return found(connection, version.account, version.name)


def remove(state: State, account: str, name: str) -> None:
    """Remove a resource; what its imports left behind is swept later.

    Raises:
        Fault: there is none of this name, or an import of it is running.
    """
    with state.writing() as connection:
        resource = found(connection, account, name, locked=True)
        _check_idle(resource)
        connection.execute(_of(delete(PARALLEL_DATA), resource))
        clear_tags(connection, (account, KIND, name))
        _mark_unused(connection, state, account, name)
        # The same request as the one that made it may make it again.
        ours = select(PARALLEL_VERSION.c.id).where(
            PARALLEL_VERSION.c.account == account, PARALLEL_VERSION.c.name == name
        )
        connection.execute(delete(TOKEN).where(TOKEN.c.made.in_(ours)))


def succeed(state: State, version: str, counts: Mapping[str, Any]) -> None:
    """End an import that succeeded: from now on the resource consists of it."""
    with state.writing() as connection:
        if _end(connection, state, version, {**counts, "state": DONE}):
            ours = PARALLEL_DATA.c.latest == version
            connection.execute(update(PARALLEL_DATA).where(ours).values(current=version))
            row = connection.execute(select(PARALLEL_DATA).where(ours)).one()
            _mark_unused(connection, state, row.account, row.name)


def fail(state: State, version: str, message: str, counts: Mapping[str, Any]) -> None:
    """End an import that failed: the resource stays as it was."""
    with state.writing() as connection:
        _end(connection, state, version, {**counts, "message": message, "state": FAILED})


def begun(state: State, version: str) -> bool:
    """Whether an import was begun, be it long ago."""
    with state.reading() as connection:
        return _known(connection, version)


def running(state: State) -> list[Version]:
    """Return the imports that have not ended."""
    with state.reading() as connection:
        rows = connection.execute(select(*_VERSION).where(PARALLEL_VERSION.c.state == RUNNING)).all()
    return [Version(**row._mapping) for row in rows]


def unused(state: State, before: float) -> list[Version]:
    """Return the imports that no resource has pointed to since before a time."""
    query = select(*_VERSION).where(PARALLEL_VERSION.c.unused < before)
    with state.reading() as connection:
        return [Version(**row._mapping) for row in connection.execute(query)]


def forget(state: State, version: str) -> None:
    """Remove an import that no resource points to."""
    with state.writing() as connection:
        connection.execute(delete(PARALLEL_VERSION).where(PARALLEL_VERSION.c.id == version))


def _known(connection: Connection, version: str) -> bool:
    return connection.execute(select(PARALLEL_VERSION.c.id).where(PARALLEL_VERSION.c.id == version)).first() is not None


def _begin(connection: Connection, version: Version) -> None:
    row = {column.name: getattr(version, column.name) for column in _VERSION} | {"targets": list(version.targets)}
    connection.execute(insert(PARALLEL_VERSION).values(**row))


def _end(connection: Connection, state: State, version: str, values: Mapping[str, Any]) -> bool:
    """Set how an import ended; it has ended once and for all then."""
    query = update(PARALLEL_VERSION).where(PARALLEL_VERSION.c.id == version, PARALLEL_VERSION.c.state == RUNNING)
    return bool(connection.execute(query.values(**values, ended=state.time)).rowcount)


def _mark_unused(connection: Connection, state: State, account: str, name: str) -> None:
    """Take down since when the imports of a resource that it does not point to, or no more, are of no use."""
    ours = PARALLEL_VERSION.c.account == account, PARALLEL_VERSION.c.name == name, PARALLEL_VERSION.c.unused.is_(None)
    used = [_pointed_to(PARALLEL_DATA.c.latest), _pointed_to(PARALLEL_DATA.c.current)]
    connection.execute(update(PARALLEL_VERSION).where(*ours, *map(not_, used)).values(unused=state.time))


def _pointed_to(column: Any) -> Any:
    return exists().where(column == PARALLEL_VERSION.c.id)


def _check_idle(resource: Resource) -> None:
    if resource.latest.state == RUNNING:
        what = "created" if resource.latest.first else "updated"
        msg = f"The parallel data {resource.name} is being {what}: try again when that has ended."
        raise Fault(CONCURRENT, msg)


def _of(statement: Any, resource: Resource) -> Any:
    return statement.where(PARALLEL_DATA.c.account == resource.account, PARALLEL_DATA.c.name == resource.name)


def count(state: State, account: str) -> tuple[int, int]:
    """Return how many parallel data an account has, and how many imports of it are running."""
    ours = PARALLEL_VERSION.c.account == account, PARALLEL_VERSION.c.state == RUNNING
    with state.reading() as connection:
        rows = connection.execute(select(func.count()).where(PARALLEL_DATA.c.account == account)).scalar_one()
        return rows, connection.execute(select(func.count()).where(*ours)).scalar_one()
