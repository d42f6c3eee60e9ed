"""The operations on tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from amts.server.amazon.arns import parse_arn
from amts.server.amazon.faults import NOT_FOUND, Fault
from amts.server.amazon.state import PARALLEL_DATA, TERMINOLOGY
from amts.server.amazon.tag_rows import Owner, checked_tags, put_tags, read_tags, remove_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from amts.server.amazon.desk import Desk
    from amts.server.amazon.operations import Caller, Operation

_TABLES = {"parallel-data": PARALLEL_DATA, "terminology": TERMINOLOGY}


def tag_operations(desk: Desk) -> dict[str, Operation]:
    """Return the operations by name."""

    def tag(caller: Caller, request: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = checked_tags(request["Tags"])
        with desk.state.writing() as connection:
            put_tags(connection, _owner(connection, caller, request), tags, request["ResourceArn"])
        return {}

    def untag(caller: Caller, request: Mapping[str, Any]) -> Mapping[str, Any]:
        with desk.state.writing() as connection:
            remove_tags(connection, _owner(connection, caller, request), request["TagKeys"])
        return {}

    def listed(caller: Caller, request: Mapping[str, Any]) -> Mapping[str, Any]:
        with desk.state.reading() as connection:
            tags = read_tags(connection, _owner(connection, caller, request))
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    return {"TagResource": tag, "UntagResource": untag, "ListTagsForResource": listed}


def _owner(connection: Connection, caller: Caller, request: Mapping[str, Any]) -> Owner:
    """Return whose tags a request is about.

    Raises:
        Fault: there is no such resource.
    """
    kind, name = parse_arn(caller, request["ResourceArn"])
    table = _TABLES[kind]
    query = select(table.c.name).where(table.c.account == caller.account, table.c.name == name)
    if connection.execute(query).first() is None:
        msg = f"There is no resource {request['ResourceArn']}."
        raise Fault(NOT_FOUND, msg)
    return caller.account, kind, name
