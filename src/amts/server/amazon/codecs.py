"""The two protocols that SDKs speak with Amazon Translate: AWS JSON 1.1 and Smithy RPC v2 CBOR."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from amts.errors import MissingExtraError
from amts.server.amazon.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping


class Codec(Protocol):
    """How requests and answers are written.

    Attributes:
        media_type: of a body.
        headers: of each answer, besides.
    """

    media_type: str
    headers: Mapping[str, str]

    def load(self, body: bytes) -> object:
        """Return what a body says.

        Raises:
            Fault: it cannot be read.
        """
        ...

    def dump(self, answer: Mapping[str, Any]) -> bytes:
        """Write an answer, without what is None in it."""
        ...

    def blob(self, value: object) -> bytes:
        """Return bytes that a body has."""
        ...

    def time(self, value: object) -> datetime:
        """Return a point in time that a body has."""
        ...


class Json:
    """AWS JSON 1.1: bytes in Base64, times as seconds since 1970."""

    media_type = "application/x-amz-json-1.1"
    headers: Mapping[str, str] = {}

    def load(self, body: bytes) -> object:
        """Return what a body says; nothing means no members."""
        try:
            return json.loads(body, parse_constant=_no_number) if body.strip() else {}
        except (ValueError, RecursionError) as error:
            raise _malformed(self.media_type) from error

    def dump(self, answer: Mapping[str, Any]) -> bytes:
        """Write an answer."""
        text = json.dumps(without_none(answer), default=_written, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="replace")

    def blob(self, value: object) -> bytes:
        """Return bytes from Base64."""
        if not isinstance(value, str):
            raise TypeError
        return base64.b64decode(value, validate=True)

    def time(self, value: object) -> datetime:
        """Return a time from seconds, or from a text in the form of ISO 8601."""
        return _time(value)


class Cbor:
    """Smithy RPC v2 CBOR."""

    media_type = "application/cbor"
    headers: Mapping[str, str] = {"smithy-protocol": "rpc-v2-cbor"}

    def load(self, body: bytes) -> object:
        """Return what a body says; nothing means no members."""
        if not body:
            return {}
        cbor2 = _cbor2()
        try:
            return cbor2.loads(body)
        except Exception as error:  # hostile bytes raise whatever the types of their tags do
            raise _malformed(self.media_type) from error

    def dump(self, answer: Mapping[str, Any]) -> bytes:
        """Write an answer."""
        written: bytes = _cbor2().dumps(_encodable(without_none(answer)), datetime_as_timestamp=True)
        return written

    def blob(self, value: object) -> bytes:
        """Return bytes as they are."""
        if not isinstance(value, bytes):
            raise TypeError
        return value

    def time(self, value: object) -> datetime:
        """Return a time as it was read, or from seconds."""
        return value if isinstance(value, datetime) and value.tzinfo else _time(value)


def without_none(value: Any) -> Any:
    """Return a value without the members that are None, at any depth."""
    if isinstance(value, dict):
        return {name: without_none(member) for name, member in value.items() if member is not None}
    if isinstance(value, list | tuple):
        return [without_none(member) for member in value]
    return value


def _encodable(value: Any) -> Any:
    """Return a value whose texts can be written as UTF-8."""
    if isinstance(value, dict):
        return {name: _encodable(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_encodable(member) for member in value]
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _time(value: object) -> datetime:
    if isinstance(value, bool):
        raise TypeError
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if not isinstance(value, str):
        raise TypeError
    time = datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _written(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return round(value.timestamp(), 3)
    raise TypeError(type(value).__name__)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _malformed(media_type: str) -> Fault:
    return Fault("SerializationException", f"the body is no valid {media_type}")


def _cbor2() -> Any:
    try:
        import cbor2
    except ImportError:
        msg = "this request is CBOR, which needs a package that is not installed: pip install 'amts[server]'"
        raise MissingExtraError(msg) from None
    return cbor2
