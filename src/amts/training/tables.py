"""Tables of a TOML file made into frozen records; every mistake names the key, the value and what is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from math import inf
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from amts.errors import InputError

Record = TypeVar("Record")

_WORDS: dict[Any, str] = {
    str: 'a text in quotation marks, such as "en"',
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def read_record(kind: type[Record], table: Any, where: str) -> Record:
    """Return the record that a table describes.

    Args:
        kind: a dataclass; its fields' names are the keys, and their types say what is expected.
        table: what TOML has.
        where: the file and the table's name, for messages.

    Raises:
        InputError: a key is unknown or missing, or a value is of another type.
    """
    if not isinstance(table, Mapping):
        raise _wrong(where, table, "a table")
    types = get_type_hints(kind)
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(table) - set(known))
    if unknown:
        msg = f"{where}: unknown key {unknown[0]!r} (its value is {table[unknown[0]]!r}): known are {', '.join(known)}"
        raise InputError(msg)
    missing = [
        name for name, each in known.items()
        if name not in table and each.default is MISSING and each.default_factory is MISSING
    ]  # fmt: skip
    if missing:
        msg = f"{where}: the key {missing[0]!r} is missing: expected {_expected(types[missing[0]])}"
        raise InputError(msg)
    return kind(**{name: _value(types[name], value, f"{where}, {name}") for name, value in table.items()})


def check_range(where: str, value: float, low: float, high: float = inf) -> None:
    """Refuse a number outside of a range.

    Raises:
        InputError: it is less or more; the message begins with `where`.
    """
    if not low <= value <= high:
        expected = f"from {low} to {high}" if high < inf else f"of at least {low}"
        raise _wrong(where, value, f"a number {expected}")


def check_one_of(where: str, value: str, known: Sequence[str]) -> None:
    """Refuse a text that is none of those known.

    Raises:
        InputError: it is none of them; the message begins with `where`.
    """
    if value not in known:
        raise _wrong(where, value, f"one of {', '.join(known)}")


def _value(expected: Any, value: Any, where: str) -> Any:
    """Return a value as a field of this type holds it."""
    if expected is Any:
        return value
    origin, parts = get_origin(expected), get_args(expected)
    if is_dataclass(expected):
        return read_record(expected, value, where)  # type: ignore[arg-type]
    if origin in (Union, UnionType):
        return _one_of(parts, value, where, expected)
    if origin is tuple and isinstance(value, list):
        kinds = (parts[0],) * len(value) if parts[-1] is Ellipsis else parts
        if len(kinds) != len(value):
            raise _wrong(where, value, _expected(expected))
        return tuple(_value(kind, each, where) for kind, each in zip(kinds, value, strict=True))
    if origin is Mapping and isinstance(value, Mapping):
        return {name: _value(parts[1], each, f"{where}.{name}") for name, each in value.items()}
    if expected is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not (origin or expected):
        raise _wrong(where, value, _expected(expected))
    return value


def _one_of(parts: tuple[Any, ...], value: Any, where: str, expected: Any) -> Any:
    for part in parts:
        try:
            return _value(part, value, where)
        except InputError:
            continue
    raise _wrong(where, value, _expected(expected))


def _expected(expected: Any) -> str:
    origin, parts = get_origin(expected), get_args(expected)
    if origin is tuple:
        return f"a list, each entry of it {_expected(parts[0])}"
    if origin is Mapping:
        return f"a table, each value of it {_expected(parts[1])}"
    if origin in (Union, UnionType):
        return " or ".join(_expected(part) for part in parts if part is not type(None))
    return _WORDS.get(expected, f"a table with {', '.join(each.name for each in fields(expected))}"
                      if is_dataclass(expected) else "something else")  # fmt: skip


def _wrong(where: str, value: Any, expected: str) -> InputError:
    return InputError(f"{where} is {value!r}: expected {expected}")
