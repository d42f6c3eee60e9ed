"""On whose behalf a request is made."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amts.server.amazon.faults import Fault
from amts.server.amazon.sigv4 import Replays, Signed, verify
from amts.server.trace import trace_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from amts.server.keys import KeyRing

# Takes a request and its body, returns the account and the region that it is made for; raises Fault.
Authority = Callable[[Any, bytes], tuple[str, str]]

_DENIED = "AccessDeniedException"
_ACCOUNT = "000000000000"
# These change nothing: made twice, they do no harm.
_HARMLESS = re.compile(r"(?:\.|/operation/|/amts/)(?:Get|List|Describe|Translate|translate)[\w-]*$")
_REGION = re.compile(r"Credential=[^/,\s]+/\d+/([a-z0-9-]{1,30})/")
_USUAL_REGION = "us-east-1"


def anybody(account: str = _ACCOUNT) -> Authority:
    """Return the authority of a server that asks for no signature: all may ask but pages in a browser."""

    def allow(request: Request, _body: bytes) -> tuple[str, str]:
        if "origin" in request.headers:  # somebody who reads a page would ask without knowing
            raise Fault(_DENIED, "Pages may not ask a server that asks for no signatures.", 403)
        found = _REGION.search(request.headers.get("authorization", ""))
        return account, found.group(1) if found else _USUAL_REGION

    return allow


def holders_of(keys: KeyRing, account: str = _ACCOUNT, clock: Callable[[], float] = time.time) -> Authority:
    """Return the authority of a server that hears only those who sign with a key.

    Args:
        keys: the keys.
        account: the account number of keys that have none of their own.
        clock: returns the seconds since 1970.
    """
    replays = Replays()

    def allow(request: Request, body: bytes) -> tuple[str, str]:
        now = clock()
        verified = verify(_signed(request, body), keys.find, now)
        trace_of(request.scope).key = verified.key.name
        if not _HARMLESS.search(request.headers.get("x-amz-target", request.url.path)):
            replays.check(verified.signature, now)
        return verified.key.account or account, verified.region

    return allow


def _signed(request: Request, body: bytes) -> Signed:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    path = request.scope.get("raw_path", b"").decode("latin-1") or request.url.path
    return Signed(request.method, path, request.scope["query_string"].decode("latin-1"), headers, body)
