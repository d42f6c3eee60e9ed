"""The tags of resources in the state; a resource is told by its account, its kind and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from amts.server.amazon.faults import INVALID_VALUE, Fault
from amts.server.amazon.state import TAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

TOO_MANY = "TooManyTagsException"
MOST_TAGS = 50
Owner = tuple[str, str, str]


def checked_tags(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return tags by key.

    Raises:
        Fault: a key is there twice, or is kept for Amazon.
    """
    found: dict[str, str] = {}
    for tag in tags:
        key = tag["Key"]
        if key in found or key.lower().startswith("aws:"):
            wrong = "is there twice" if key in found else "begins with aws:, which is reserved"
            msg = f"The tag key {key!r} {wrong}."
            raise Fault(INVALID_VALUE, msg)
        found[key] = tag["Value"]
    return found


def put_tags(connection: Connection, owner: Owner, tags: Mapping[str, str], arn: str = "") -> None:
    """Set tags of a resource; those with other keys stay.

    Raises:
        Fault: it would have too many.
    """
    number = len({*read_tags(connection, owner), *tags})
    if number > MOST_TAGS:
        msg = f"The resource would have {number} tags: {MOST_TAGS} are allowed."
        raise Fault(TOO_MANY, msg, ResourceArn=arn)
    remove_tags(connection, owner, tags)
    if tags:
        account, kind, name = owner
        rows = [{"key": key, "value": value} for key, value in tags.items()]
        connection.execute(insert(TAG).values(account=account, kind=kind, name=name), rows)


def read_tags(connection: Connection, owner: Owner) -> dict[str, str]:
    """Return the tags of a resource, by key."""
    rows = connection.execute(select(TAG.c.key, TAG.c.value).where(*_of(owner)).order_by(TAG.c.key))
    return {row.key: row.value for row in rows}


def remove_tags(connection: Connection, owner: Owner, keys: Iterable[str]) -> None:
    """Remove tags of a resource; keys that it has not are passed over."""
    connection.execute(delete(TAG).where(*_of(owner), TAG.c.key.in_(list(keys))))


def clear_tags(connection: Connection, owner: Owner) -> None:
    """Remove all tags of a resource."""
    connection.execute(delete(TAG).where(*_of(owner)))


def _of(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    account, kind, name = owner
    return TAG.c.account == account, TAG.c.kind == kind, TAG.c.name == name
