"""From an HTTP request to an operation, and from what it returns or raises to an answer."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amts.errors import AmtsError, InputError, RetryError
from amts.server.amazon.codecs import Cbor, Codec, Json
from amts.server.amazon.faults import INVALID_REQUEST, Fault
from amts.server.amazon.operations import Caller, Operation
from amts.server.amazon.shapes import EXCEPTIONS, NAME, NAMESPACE, OPERATIONS
from amts.server.amazon.validation import checked, compiled, complaint
from amts.server.trace import OPERATORS, Trace, trace_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anyio import CapacityLimiter
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Scope

    from amts.server.amazon.authority import Authority

_CBOR_PATH = re.compile(r"/service/([^/]*)/operation/([^/]*)$")
_DATA_PATH = re.compile(r"(?:^|/)parallel-data/([^/]+)")
_PROTOCOL = "smithy-protocol"
_DATA_HEADER = "x-amts-parallel-data"
_INTERNAL = "InternalServerException"
_UNKNOWN, _UNREADABLE = "UnknownOperationException", "SerializationException"
_GONE = "ClientDisconnected"
_UNAVAILABLE = "ServiceUnavailableException"
# Asked to come back after so many seconds, when nobody knows better.
_PATIENCE = 1
_TOO_MANY = "TooManyRequestsException"
# A request that has waited so many seconds for a thread is not begun any more.
_LONGEST_WAIT = 30.0


def codec_of(scope: Scope) -> Codec:
    """Return the codec that a request is written in."""
    return Cbor() if _CBOR_PATH.search(scope["path"]) else Json()


def is_for_amazon(scope: Scope) -> bool:
    """Return whether a request is one of an SDK, whatever its path is."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    return any(name == b"x-amz-target" for name, _ in scope["headers"]) or bool(_CBOR_PATH.search(scope["path"]))


def refusal(scope: Scope, fault: Fault) -> Response:
    """Return the answer that says why a request is refused."""
    from starlette.responses import Response

    codec, trace = codec_of(scope), trace_of(scope)
    trace.code = fault.code
    status = EXCEPTIONS[fault.code][0] if fault.status == 400 and fault.code in EXCEPTIONS else fault.status
    # LibreTranslate's clients look for `error`.
    message = {"message": fault.message, "Message": fault.message, "error": fault.message}
    headers = _headers(codec, trace) | {"x-amzn-errortype": fault.code}
    if fault.retry_after:
        headers["retry-after"] = str(fault.retry_after)
    return Response(codec.dump({"__type": fault.code, **message, **fault.members}), status, headers)


@dataclass(frozen=True, slots=True)
class Api:
    """Answers the requests of SDKs.

    Attributes:
        operations: by their names.
        authority: says on whose behalf a request is made.
        threads: in which operations are done, so many at a time.
        extensions: operations of our own, by their paths; their requests are not checked.
    """

    operations: Mapping[str, Operation]
    authority: Authority
    threads: CapacityLimiter
    extensions: Mapping[str, Operation] = field(default_factory=dict)

    async def answer(self, request: Request) -> Response:
        """Answer a request, whatever happens."""
        from starlette.requests import ClientDisconnect

        trace = trace_of(request.scope)
        try:
            return await self._answer(request, trace)
        except Fault as fault:
            return refusal(request.scope, fault)
        except ClientDisconnect:
            return refusal(request.scope, Fault(_GONE, "the client went away", 499))
        except Exception as error:  # nobody outside is to see what is within
            return refusal(request.scope, _fault(error, trace))

    async def _answer(self, request: Request, trace: Trace) -> Response:
        from anyio.to_thread import run_sync
        from starlette.responses import Response

        body = await request.body()
        account, region = self.authority(request, body)
        caller = Caller(account, region, _parallel_data(request), f"{request.url.scheme}://{request.url.netloc}")
        codec = codec_of(request.scope)
        came = time.monotonic()

        def act() -> bytes:
            if time.monotonic() - came > _LONGEST_WAIT:  # its client has given it up, or is about to ask again
                raise Fault(_TOO_MANY, "There is more to do than can be done: try again.", 429, _PATIENCE)
            operation, content = self._asked(request, body, codec, trace)
            return codec.dump(operation(caller, content))

        return Response(await run_sync(act, limiter=self.threads), 200, _headers(codec, trace))

    def _asked(self, request: Request, body: bytes, codec: Codec, trace: Trace) -> tuple[Operation, Mapping[str, Any]]:
        """Return the operation that is asked for, and the checked request for it."""
        extension = self.extensions.get(request.url.path)
        if extension and "x-amz-target" not in request.headers:
            trace.operation = request.url.path
            content = codec.load(body)
            if not isinstance(content, dict):
                raise Fault(_UNREADABLE, "the body is to be an object")
            return extension, content
        name = operation_of(request)
        trace.operation = name
        if name not in self.operations:
            raise Fault(_UNKNOWN, f"this server has no operation {name}")
        return self.operations[name], checked(name, codec.load(body), codec)


def operation_of(request: Request) -> str:
    """Return the name of the operation that a request asks for.

    Raises:
        Fault: it asks for none that is known.
    """
    found = _CBOR_PATH.search(request.url.path)
    if found and request.headers.get(_PROTOCOL) != Cbor.headers[_PROTOCOL]:
        # A page of another site cannot send this header; without it, it could send the rest.
        raise Fault(_UNKNOWN, f"the request has no header {_PROTOCOL}: {Cbor.headers[_PROTOCOL]}")
    target: str = request.headers.get("x-amz-target", "")
    service, name = found.groups() if found else (target.rpartition(".")[0], target.rpartition(".")[2])
    if service != NAMESPACE or name not in OPERATIONS:
        raise Fault(_UNKNOWN, "the request names no operation of Amazon Translate that is known")
    return name


def _parallel_data(request: Request) -> tuple[str, ...]:
    """Return the parallel data that a header or the endpoint's path names."""
    found = _DATA_PATH.search(request.url.path)
    named = ",".join((request.headers.get(_DATA_HEADER, ""), found.group(1) if found else ""))
    names = tuple(dict.fromkeys(name.strip() for name in named.split(",") if name.strip()))
    if not all(compiled(NAME.pattern).fullmatch(name) for name in names):
        raise Fault(INVALID_REQUEST, f"the header {_DATA_HEADER} or the path names no valid parallel data")
    return names


def _headers(codec: Codec, trace: Trace) -> dict[str, str]:
    return {"content-type": codec.media_type, "x-amzn-requestid": trace.id, **codec.headers}


def _fault(error: Exception, trace: Trace) -> Fault:
    """Return how an error is told to a client, and take note of it."""
    found = trace.failed(error)
    if isinstance(error, RetryError):
        return Fault(_UNAVAILABLE, str(error), 503, _PATIENCE)
    if isinstance(error, OPERATORS) or not isinstance(error, AmtsError):
        return Fault(_INTERNAL, found, 500)
    if isinstance(error, InputError):
        return Fault(complaint(trace.operation), str(error))
    return Fault(_INTERNAL, str(error), 500)
