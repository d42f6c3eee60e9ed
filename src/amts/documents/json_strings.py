"""JSON's string literals: where each stands and what it says, and how a new one is written in the style of a file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in its stubs, but in each Python
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amts.records import Block

_STRING = r'"(?:[^"\\]++|\\.|(?!))*+"'
_LITERAL = re.compile(_STRING)
_LEAF = rf'{_STRING}|\[(?:[^"{{}}\[\]]++|{_STRING}|(?!))*+\]'
_IN_LIST = re.compile(rf'[^"{{}}\[\]]*+()(?:({_LEAF})|([{{}}\[\]]?))')
# What lies deeper is never looked for; without a limit, the paths of a document of brackets would fill the memory.
_MAX_DEPTH = 32
# In a valid document a backslash stands in strings only, and each escape begins where the one before it has ended.
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)")
_LAST_ASCII = 0x7F

_Path = tuple[str | int, ...] | None


class JsonLeaf(NamedTuple):
    """A value that is a string, or a list without objects and lists in it.

    Attributes:
        path: the keys of the objects around it, and its own; in a list, how many objects and lists are before it.
        start: the index of its first sign, a quote or a bracket.
        end: the index after its last sign.
    """

    path: tuple[str | int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JsonStyle:
    """How a file writes its strings.

    Attributes:
        ascii: whether all characters beyond ASCII are escaped.
        escapes: code points that are escaped wherever they stand though they need not be, and the escape of each.
    """

    ascii: bool
    escapes: Mapping[int, str]


def load(text: str, name: str) -> Any:
    """Return what a JSON document says; stricter than Python's own reading.

    Raises:
        DocumentError: it is not JSON, has a key twice in one object, or is nested too deep.
    """
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError:
        msg = f"{name}: not read: its JSON is nested too deep (a hundred levels would be many)"
    except ValueError as error:
        msg = f"{name}: not JSON: {error}: mend it, or leave it out"
    raise DocumentError(msg) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        msg = f"the key {twice!r} stands twice in one object"
        raise ValueError(msg)
    return found


def _refuse(constant: str) -> NoReturn:
    msg = f"{constant} is no number of JSON"
    raise ValueError(msg)


def leaves(text: str, keys: frozenset[str]) -> Iterator[JsonLeaf]:
    """Yield the strings and plain lists of a valid JSON document to which only certain keys lead, in order."""
    in_object = _pattern(keys, escapes="\\u" in text)
    stack: list[tuple[_Path, int]] = []
    path: _Path = None  # of the innermost object or list; none if another key leads there
    count = -1  # how many objects and lists were opened in the innermost list; -1: it is an object
    position = 0
    while found := (_IN_LIST if path is not None and count >= 0 else in_object).match(text, position):
        position = found.end()
        key, sign = _unescaped(found[1]), found[3]
        start, end = found.span(2)
        if start >= 0:
            in_list, is_list = count >= 0, text[start] == "["
            if (place := path if in_list and not is_list else _inner(path, key, count)) is not None:
                yield JsonLeaf(place, start, end)
            count += in_list and is_list
        elif sign in ("{", "["):
            stack.append((path, count + (count >= 0)))
            path = _inner(path, key, count) if len(stack) > 1 else ()
            count = 0 if sign == "[" else -1
        elif sign:
            path, count = stack.pop()
        else:
            return


def _inner(path: _Path, key: str | None, count: int) -> _Path:
    """Return the path of a value in an object or list with a path."""
    place = key if count < 0 else count
    return None if path is None or place is None or len(path) > _MAX_DEPTH else (*path, place)


def literals(text: str, leaf: JsonLeaf) -> list[tuple[int, int]]:
    """Return where the string literals of a leaf begin and end."""
    return [found.span() for found in _LITERAL.finditer(text, leaf.start, leaf.end)]


def said(text: str, start: int, end: int) -> str:
    """Return what a string literal says."""
    return str(scanstring(text, start + 1)[0]) if text.find("\\", start, end) >= 0 else text[start + 1 : end - 1]


@cache
def _pattern(keys: frozenset[str], *, escapes: bool) -> re.Pattern[str]:
    """Return what finds the next key that counts with its value, or the next value or bracket."""
    key = rf'"(?:{"|".join(map(_spellings if escapes else re.escape, sorted(keys)))})"\s*:'
    named = key.replace('"(?:', '"(', 1)
    return re.compile(rf'(?:[^"{{}}\[\]]++|(?!{key}){_STRING}|(?!))*+(?:{named}\s*)?(?:({_LEAF})|([{{}}\[\]]?))')


def _spellings(key: str) -> str:
    """Return the pattern of a key, each letter of which may be escaped."""
    return "".join(rf"(?:{re.escape(letter)}|\\u(?i:{ord(letter):04x}))" for letter in key)


def _unescaped(key: str | None) -> str | None:
    return json.loads(f'"{key}"') if key and "\\" in key else key


def style_of(text: str) -> JsonStyle:
    """Return how a JSON document writes what may be escaped or not."""
    found = {match[1] for match in _ESCAPE.finditer(text) if match[1]} if "\\u" in text else set()
    if not found:
        return JsonStyle(ascii=False, escapes={})
    escaped, raw = {int(code, 16): f"\\u{code}" for code in found}, set(text)
    return JsonStyle(
        ascii=text.isascii() and max(escaped) > _LAST_ASCII,
        escapes={code: escape for code, escape in escaped.items() if _is_plain(code) and chr(code) not in raw},
    )


def _is_plain(code: int) -> bool:
    """Whether a character could stand in a string as it is, so that escaping it is a matter of style."""
    return code >= ord(" ") and chr(code) not in '"\\' and not 0xD800 <= code <= 0xDFFF


def literal(value: str, style: JsonStyle) -> str:
    """Return a string as a JSON document of this style writes it, with its quotes."""
    written: str = (encode_basestring_ascii if style.ascii else encode_basestring)(value)
    return written.translate(style.escapes) if style.escapes else written


def encoded(value: str) -> bytes | None:
    """Return a string as UTF-8; nothing if it cannot be: JSON can also escape half of a character."""
    try:
        return value.encode()
    except UnicodeEncodeError:
        return None


def _encoder(style: JsonStyle) -> Callable[[str, Block, bytes], str]:
    def encode(text: str, *_: object) -> str:
        return "\n".join(literal(line, style)[1:-1] for line in text.split("\n"))

    return encode


# For texts within a string: its quotes stay where they are.
JSON_ENCODERS = {
    "json": _encoder(JsonStyle(ascii=False, escapes={})),
    "json-ascii": _encoder(JsonStyle(ascii=True, escapes={})),
}
