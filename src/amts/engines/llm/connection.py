"""One request over HTTP, with the standard library: no dependency, no proxy or key out of the environment, no redirect.

A redirect would carry the key to another host, and a proxy taken from the environment would decide who reads the texts.
"""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from amts.errors import EngineError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

# No answer to a request for translation is longer.
_MOST_BYTES = 16_000_000
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server replied; `retry_after` is in seconds, 0 if it did not say."""

    status: int
    content: bytes
    retry_after: float = 0.0


class NoReplyError(EngineError):
    """No reply, or no whole one, came back; `sent` says whether the server may have had the request, and bill it."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Connection:
    """Posts JSON to an address.

    Attributes:
        url: the address.
        key: what shows who asks; empty if nobody wants to know.
        timeout: how many seconds a reply may take in all.
        clock: tells the time in seconds.

    Raises:
        InputError: the address is none.
    """

    url: str
    key: str = field(default="", repr=False)
    timeout: float = 120.0
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            msg = f"{self.url!r} is no address of an endpoint: expected one such as https://api.openai.com/v1"
            raise InputError(msg)
        if not (self.key.isascii() and self.key.isprintable()):
            msg = "the key of the endpoint has characters that no key has, such as a line break: check where it is kept"
            raise InputError(msg)

    def post(self, body: bytes) -> Reply:
        """Post a body of JSON.

        Raises:
            NoReplyError: no whole reply came back.
        """
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        deadline = self.clock() + self.timeout
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        sent = False
        try:
            connection.connect()
            sent = True
            connection.request("POST", f"{parts.path}{'?' * bool(parts.query)}{parts.query}", body, self._headers())
            response = connection.getresponse()
            content = self._whole(response, deadline)
            return Reply(response.status, content, _seconds(response.getheader("Retry-After", "")))
        except (OSError, http.client.HTTPException) as error:
            msg = (
                f"no reply from {parts.netloc.rpartition('@')[2]}: {str(error) or type(error).__name__}: is it running?"
            )
            raise NoReplyError(msg, sent=sent) from error
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "amts"}
        return headers | ({"Authorization": f"Bearer {self.key}"} if self.key else {})

    def _whole(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """Read a reply; a server that sends a byte now and then to stay connected is not waited for without end."""
        content = bytearray()
        while chunk := response.read1(_CHUNK):
            content += chunk
            if len(content) > _MOST_BYTES:
                msg = f"the reply is longer than {_MOST_BYTES} bytes"
                raise http.client.HTTPException(msg)
            if self.clock() > deadline:
                msg = f"the reply was not whole after {self.timeout} seconds"
                raise TimeoutError(msg)
        if response.length:
            raise http.client.IncompleteRead(bytes(content), response.length)
        return bytes(content)


def _seconds(text: str) -> float:
    """Return the seconds of a Retry-After; a date there is not read, as it needs both clocks to agree."""
    try:
        return max(0.0, float(text))
    except ValueError:
        return 0.0
