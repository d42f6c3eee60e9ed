"""Client tokens: the same request, sent again, is not done again."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, insert, select

from amts.server.amazon.faults import CONFLICT, Fault
from amts.server.amazon.state import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from amts.server.amazon.operations import Caller
    from amts.server.amazon.state import State

T = TypeVar("T")
_KEPT = timedelta(days=30).total_seconds()


def once(
    state: State,
    caller: Caller,
    operation: str,
    token: str,
    request: Mapping[str, Any],
    act: Callable[[str], T],
    *,
    conflict: str = CONFLICT,
) -> T:
    """Act with an identifier that is the same whenever a request comes with the same token.

    Args:
        state: keeps the tokens, for 30 days.
        caller: who asks; tokens of other accounts and regions are others.
        operation: the name of the operation.
        token: the token.
        request: the request; it must be the same, but for the token itself.
        act: does what was asked, with an identifier of 32 hexadecimal digits. Called again with the same one, it
            returns what there is by then.
        conflict: the code of the fault if the request is another one.

    Raises:
        Fault: the token came with another request before.
    """
    fingerprint = _fingerprint(request)
    key = {"account": caller.account, "region": caller.region, "operation": operation, "token": token}
    ours = [TOKEN.c[name] == value for name, value in key.items()]
    made = secrets.token_hex(16)
    with state.writing() as connection:
        connection.execute(delete(TOKEN).where(TOKEN.c.created < state.time - _KEPT))
        known = connection.execute(select(TOKEN.c.request, TOKEN.c.made).where(*ours)).one_or_none()
        if known is None:
            connection.execute(insert(TOKEN).values(**key, request=fingerprint, made=made, created=state.time))
    if known is None:
        return _first(state, ours, lambda: act(made))
    if known.request != fingerprint:
        msg = f"The client token {token} was used for another request to {operation}: use a token only once."
        raise Fault(conflict, msg)
    return act(known.made)


def _first(state: State, ours: list[ColumnElement[bool]], act: Callable[[], T]) -> T:
    """Act; what was refused leaves no token behind, as nothing came of it."""
    try:
        return act()
    except Exception:
        with state.writing() as connection:
            connection.execute(delete(TOKEN).where(*ours))
        raise


def _fingerprint(request: Mapping[str, Any]) -> str:
    plain = {name: value for name, value in request.items() if name != "ClientToken"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.isoformat()
    msg = f"a request has no {type(value).__name__}"
    raise TypeError(msg)
