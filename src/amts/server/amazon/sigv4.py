"""Verifies signatures of version 4, by which SDKs show that they know a secret without sending it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from amts.server.amazon.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.server.keys import Key

SERVICE = "translate"
# A clock may be wrong by so many seconds.
SKEW = 300.0
# SDKs sign equal requests of the same second equally: such twins come soon, a replay may come late.
_TWINS = 5.0
_WRONG, _UNKNOWN = "InvalidSignatureException", "UnrecognizedClientException"
_MISSING, _MALFORMED = "MissingAuthenticationTokenException", "IncompleteSignatureException"
_ALGORITHM = "AWS4-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{_ALGORITHM} +Credential=([^/,\s]+)/(\d{{8}})/([^/,\s]+)/([^/,\s]+)/([^/,\s]+), *"
    r"SignedHeaders=([a-z0-9;_-]+), *Signature=([0-9a-f]{64})\s*"
)
_DATE = "%Y%m%dT%H%M%SZ"
# What must be signed, where it is there: otherwise it could be exchanged.
_MUST = ("host", "x-amz-date")
_MUST_IF_SENT = ("x-amz-target", "content-type", "x-amz-content-sha256", "x-amts-parallel-data")


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it was sent.

    Attributes:
        method: such as POST.
        path: percent-encoded.
        query: what stands behind `?`.
        headers: by their names in lower case; values of headers that were sent twice are joined by commas.
        body: its bytes.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """Who signed a request, for which region, and the signature."""

    key: Key
    region: str
    signature: str


class Replays:
    """Remembers signatures for as long as they are valid, to tell when one is used again."""

    def __init__(self) -> None:
        self._first: OrderedDict[str, float] = OrderedDict()

    def check(self, signature: str, now: float) -> None:
        """Remember a signature.

        Raises:
            Fault: it was used before, and not just now.
        """
        while self._first and next(iter(self._first.values())) < now - 2 * SKEW:
            self._first.popitem(last=False)
        if now - self._first.setdefault(signature, now) > _TWINS:
            raise _refused(_WRONG, "This request was made before: sign it again.")


def verify(request: Signed, find: Callable[[str], Key | None], now: float) -> Verified:
    """Return who signed a request.

    Args:
        request: what was sent.
        find: returns the key with a name.
        now: seconds since 1970.

    Raises:
        Fault: nobody did, or not so that it can be believed.
    """
    name, day, region, names, signature = _parsed(request)
    date = _date(request, day, now)
    _check_signed(names, request)
    key = find(name)
    if key is None or "x-amz-security-token" in request.headers:
        raise _refused(_UNKNOWN, "The security token included in the request is invalid.")
    scope = f"{day}/{region}/{SERVICE}/aws4_request"
    canonical = hashlib.sha256(_canonical(request, names).encode()).hexdigest()
    text = "\n".join((_ALGORITHM, date, scope, canonical))
    expected = hmac.new(_signing_key(key.secret, day, region), text.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise _refused(
            _WRONG,
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method.",
        )
    return Verified(key, region, signature)


def _parsed(request: Signed) -> tuple[str, str, str, list[str], str]:
    """Return the access key, day, region, signed headers and signature of a request."""
    authorization = request.headers.get("authorization", "")
    if not authorization:
        raise _refused(_MISSING, "Missing Authentication Token")
    found = _AUTHORIZATION.fullmatch(authorization)
    if not found:
        raise _refused(_MALFORMED, f"The Authorization header is no whole one of {_ALGORITHM}.")
    name, day, region, service, end, names, signature = found.groups()
    if (service, end) != (SERVICE, "aws4_request"):
        raise _refused(_WRONG, f"Credential should be scoped to correct service: '{SERVICE}'.")
    return name, day, region, names.split(";"), signature


def _date(request: Signed, day: str, now: float) -> str:
    """Return when a request was signed, which must not be long ago."""
    date = request.headers.get("x-amz-date", "")
    try:
        signed = datetime.strptime(date, _DATE).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise _refused(_MALFORMED, "X-Amz-Date is to be such as 20260131T235959Z.") from None
    if date[:8] != day:
        raise _refused(_WRONG, "Date in Credential scope does not match X-Amz-Date.")
    if abs(now - signed) > SKEW:
        here = datetime.fromtimestamp(now, UTC).strftime(_DATE)
        kind = "expired" if signed < now else "not yet current"
        raise _refused(_WRONG, f"Signature {kind}: {date} is more than {SKEW / 60:.0f} minutes from {here}.")
    return date


def _check_signed(names: list[str], request: Signed) -> None:
    """Refuse a request of which something could have been exchanged."""
    must = [*_MUST, *(name for name in _MUST_IF_SENT if name in request.headers)]
    missing = [name for name in must if name not in names or name not in request.headers]
    missing += [name for name in names if name not in request.headers]
    if missing or names != sorted(set(names)):
        found = f"these headers must be there and signed, in order: {', '.join(dict.fromkeys([*missing, *must]))}"
        raise _refused(_WRONG, found)
    if "x-amz-signature" in request.query.lower():
        raise _refused(_MALFORMED, "The signature belongs into the Authorization header.")


def _canonical(request: Signed, names: list[str]) -> str:
    """Return a request in the form that is signed."""
    digest = hashlib.sha256(request.body).hexdigest()
    if request.headers.get("x-amz-content-sha256", digest) != digest:
        raise _refused(_WRONG, "x-amz-content-sha256 is not the hash of the body.")
    headers = [f"{name}:{' '.join(request.headers[name].split())}\n" for name in names]
    # All services but S3 have the path, which is encoded, encoded again.
    path = quote(request.path or "/", safe="/~")
    return "\n".join((request.method, path, _query(request.query), "".join(headers), ";".join(names), digest))


def _query(query: str) -> str:
    pairs = (part.partition("=")[::2] for part in query.split("&") if part)
    encoded = sorted(tuple(quote(unquote(each), safe="~") for each in pair) for pair in pairs)
    return "&".join("=".join(pair) for pair in encoded)


@lru_cache(maxsize=1000)
def _signing_key(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, SERVICE, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _refused(code: str, message: str) -> Fault:
    return Fault(code, message, 403)
