"""Reads requests by the table of shapes, and says what is wrong with them in the words that Amazon's services use."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from amts.server.amazon.faults import Fault
from amts.server.amazon.shapes import EXCEPTIONS, OPERATIONS, Blob, ListOf, Number, Shape, Structure, Text, Time

if TYPE_CHECKING:
    from datetime import datetime

# What Python's regular expressions call otherwise; `\w` are the letters, the numbers and `_`.
_DIALECT = {
    r"[\P{M}\p{M}]": r"[\s\S]",
    r"\p{ASCII}": r"[\x00-\x7f]",
    r"\p{L}\p{Z}\p{N}": r"\w \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    r"^[-\w.]+\/[-\w.+]+$": r"[-A-Za-z0-9_.]+/[-A-Za-z0-9_.+]+",
}
_BAD_VALUE, _BAD_REQUEST = "InvalidParameterValueException", "InvalidRequestException"
# Longer values are not repeated in messages, nor are texts.
_LONGEST_SHOWN = 100


class Values(Protocol):
    """How a protocol writes what JSON has no types for."""

    def blob(self, value: object) -> bytes:
        """Return bytes; ValueError if these are none."""
        ...

    def time(self, value: object) -> datetime:
        """Return a point in time; ValueError if this is none."""
        ...


def checked(operation: str, content: object, values: Values) -> dict[str, Any]:
    """Return the request for an operation, with bytes and times as such and without what was not sent.

    Raises:
        Fault: something in it has the wrong type, is missing, or breaks a rule of its shape.
    """
    return conforming(OPERATIONS[operation].input, {} if content is None else content, values, complaint(operation))


def conforming(shape: Structure, content: object, values: Values, code: str) -> dict[str, Any]:
    """Return what was sent as a structure of a shape; see `checked`.

    Raises:
        Fault: something in it has the wrong type; or, with this code, is missing or breaks a rule.
    """
    reading = _Reading(values)
    request: dict[str, Any] = reading.structure(shape, content, "")
    if reading.problems:
        number = len(reading.problems)
        found = f"{number} validation error{'s' if number > 1 else ''} detected: {'; '.join(reading.problems)}"
        raise Fault(code, found)
    if reading.faults:
        raise reading.faults[0]
    return request


def complaint(operation: str) -> str:
    """Return the exception by which an operation says that its request is wrong."""
    errors = OPERATIONS[operation].errors if operation in OPERATIONS else frozenset({_BAD_REQUEST})
    known = (name for name in (_BAD_VALUE, _BAD_REQUEST) if name in errors)
    return next(known, "ValidationException")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of Amazon's as one of Python's."""
    for theirs, ours in _DIALECT.items():
        pattern = pattern.replace(theirs, ours)
    return re.compile(pattern)


class _Reading:
    """Reads one request; notes which rules it breaks."""

    def __init__(self, values: Values) -> None:
        self.problems: list[str] = []
        self.faults: list[Fault] = []
        self._values = values

    def value(self, shape: Shape, value: object, path: str) -> Any:
        """Return a value of a shape, whatever rules of it are broken."""
        match shape:
            case Structure():
                return self.structure(shape, value, path)
            case ListOf():
                return self._list(shape, value, path)
            case Text():
                return self._text(shape, value, path)
            case Number():
                return self._number(shape, value, path)
            case Blob():
                return self._blob(shape, value, path)
            case Time():
                return self._converted(self._values.time, value, path, "Timestamp")

    def structure(self, shape: Structure, value: object, path: str) -> dict[str, Any]:
        """Return the members of a structure that were sent and are known."""
        if not isinstance(value, dict):
            raise _unreadable(value, path, "Structure")
        inner = f"{path}." if path else ""
        found = {}
        for name, member in shape.members.items():
            place = f"{inner}{name[0].lower()}{name[1:]}"
            if value.get(name) is not None:
                found[name] = self.value(member, value[name], place)
            elif name in shape.required:
                self.problems.append(f"Value null at '{place}' failed to satisfy constraint: Member must not be null")
        return found

    def _list(self, shape: ListOf, value: object, path: str) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise _unreadable(value, path, "List")
        self._check_length(len(value), shape.least, shape.most, None, path)
        if shape.most and len(value) > shape.most:
            return []
        return [
            self.value(shape.member, each, f"{path}.{number}.member")
            for number, each in enumerate(value, 1)
            if each is not None
        ]

    def _text(self, shape: Text, value: object, path: str) -> str:
        if not isinstance(value, str):
            raise _unreadable(value, path, "String")
        shown = "" if shape.fault or len(value) > _LONGEST_SHOWN else value
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            raise Fault(_BAD_REQUEST, f"Invalid utf-8 encoded texts detected at '{path}'") from None
        if shape.fault and shape.most and size > shape.most:
            self._overlong(shape.fault, "text", shape.most, size)
            return value
        self._check_length(len(value), shape.least, shape.most, shown, path)
        if shape.values and value not in shape.values:
            self._unknown(shape, value, shown, path)
        if shape.pattern and len(value) <= shape.most and not compiled(shape.pattern).fullmatch(value):
            self._note(shown, path, f"Member must satisfy regular expression pattern: {shape.pattern}")
        if "\0" in value:
            self._note(None, path, "Member must not contain the character U+0000")
        return value

    def _number(self, shape: Number, value: object, path: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _unreadable(value, path, "Integer")
        if shape.most and value < shape.least:
            self._note(str(value), path, f"Member must have value greater than or equal to {shape.least}")
        if shape.most and value > shape.most:
            shown = str(value) if value.bit_length() < _LONGEST_SHOWN else ""
            self._note(shown, path, f"Member must have value less than or equal to {shape.most}")
        return value

    def _blob(self, shape: Blob, value: object, path: str) -> bytes:
        content: bytes = self._converted(self._values.blob, value, path, "Blob")
        if shape.most and len(content) > shape.most:
            self._overlong(shape.fault, "document", shape.most, len(content))
        return content

    def _converted(self, convert: Any, value: object, path: str, kind: str) -> Any:
        try:
            return convert(value)
        except (ValueError, TypeError, OverflowError, OSError):
            raise _unreadable(value, path, kind) from None

    def _check_length(self, length: int, least: int, most: int, shown: str | None, path: str) -> None:
        if length < least:
            self._note(shown, path, f"Member must have length greater than or equal to {least}")
        if most and length > most:
            self._note(shown, path, f"Member must have length less than or equal to {most}")

    def _unknown(self, shape: Text, value: str, shown: str, path: str) -> None:
        known = f"[{', '.join(shape.values)}]"
        if shape.fault:
            members: dict[str, Any] = dict.fromkeys(EXCEPTIONS[shape.fault][1], value)
            self.faults.append(Fault(shape.fault, f"'{value[:_LONGEST_SHOWN]}' is none of {known}", **members))
        else:
            self._note(shown, path, f"Member must satisfy enum value set: {known}")

    def _overlong(self, code: str, what: str, most: int, size: int) -> None:
        found = (
            f"Input {what} size exceeds limit. Max length of request {what} allowed is {most} bytes "
            f"while in this request the {what} size is {size} bytes"
        )
        self.faults.append(Fault(code, found))

    def _note(self, shown: str | None, path: str, rule: str) -> None:
        value = f"Value '{shown}'" if shown else "Value"
        self.problems.append(f"{value} at '{path}' failed to satisfy constraint: {rule}")


def _unreadable(value: object, path: str, kind: str) -> Fault:
    where = f" at '{path}'" if path else ""
    return Fault("SerializationException", f"{type(value).__name__}{where} can not be converted to a {kind}")
