"""The string values in front matter, with the exact places where they stand: in YAML, TOML and JSON.

Only what front matter is made of is read: mappings, lists and strings. Where a value is written in another way (an
anchor, a tag, a mapping in braces) its key is still found, but no string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Value:
    """A key of front matter and the string it has.

    Attributes:
        path: the keys that lead to it, joined by dots; those of lists' items are that of the list.
        style: how the string is written down; empty if the value is no string.
        start: the first character of its content; of a plain string or one whose quotes may change, of all of it.
        end: the character after it.
    """

    path: str
    style: str = ""
    start: int = 0
    end: int = 0


# Plain words of YAML that are no strings, in any of its versions.
_NO_STRING = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|=|<<|[-+.]?\.?(?:inf|nan)|[-+.]*\d[\d_.,:eExXoOa-fA-FtTzZ \t+-]*", re.I
)
_INDICATORS = frozenset(",[]{}#&*!|>'\"%@`")


def is_yaml_string(text: str, *, flow: bool = False) -> bool:
    """Whether YAML reads a text without quotes as a string, and as all of it (`flow`: within a list in brackets)."""
    return (
        text[:1] not in _INDICATORS
        and not re.search(r":(?:\s|\Z)|\s#", text)
        and not (flow and set(",?[]{}") & set(text))  # before YAML 1.2, a question mark ends it too
        and not _NO_STRING.fullmatch(text)
    )


# A key without quotes may hold colons and hashes, as long as no blank makes them signs of YAML: `cSpell:ignore`.
_PLAIN_KEY = r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^\s:#]))(?:[^\s:#]|:(?=\S)|(?<=\S)#|[ \t]++(?=[^\s:#]|:\S)|(?!))*+"
_KEY = re.compile(rf"(\"(?:\\.|[^\"\\\r\n]|(?!))*+\"|'(?:''|[^'\r\n]|(?!))*+'|{_PLAIN_KEY})[ \t]*+:(?=[ \t\r\n]|\Z)")
_DASH = re.compile(r"-(?:[ \t]+|(?=[\r\n]|\Z))")
_LINE = re.compile(r"([ ]*)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_DOUBLE = re.compile(r'"((?:\\[\s\S]|[^"\\]|(?!))*+)"')
_SINGLE = re.compile(r"'((?:''|[^']|(?!))*+)'")
_BLOCK_HEADER = re.compile(r"([|>])[-+0-9]{0,2}[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_REST = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)")
_PLAIN_END = re.compile(r"[ \t]+#[^\r\n]*\Z")


class YamlValues:
    """Reads YAML line by line; a stack of columns and keys knows where a line belongs."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._position = start
        self._end = end
        self._open: list[tuple[int, str]] = []

    def values(self) -> Iterator[Value]:
        """Yield a value for each key, and one more for each further string in its list."""
        while self._position < self._end:
            match = _LINE.match(self._text, self._position, self._end)
            if match is None or match.end() == self._position:
                return
            column, start = len(match[1]), match.start(2)
            self._position = match.end()
            if match[2] and not match[2].startswith(("#", "---", "...")):
                yield from self._line(column, start)

    def _line(self, column: int, start: int) -> Iterator[Value]:
        line_start = start - column
        item = False
        while dash := _DASH.match(self._text, start, self._end):
            self._close(start - line_start + 1)
            column, start, item = start - line_start, dash.end(), True
        key = _KEY.match(self._text, start, self._end)
        if key:
            column = start - line_start
            self._close(column)
            self._open.append((column, _unquoted(key[1])))
            start = key.end()
            yield Value(self._path())
        elif not item:
            return
        yield from self._value(column, start)

    def _close(self, column: int) -> None:
        """Leave what stands at this column or to the right of it."""
        while self._open and self._open[-1][0] >= column:
            self._open.pop()

    def _path(self) -> str:
        return ".".join(key for _, key in self._open)

    def _value(self, column: int, start: int) -> Iterator[Value]:
        while self._text[start : start + 1] in (" ", "\t"):
            start += 1
        if header := _BLOCK_HEADER.match(self._text, start, self._end):
            yield self._block(header, column)
        elif self._text.startswith(('"', "'"), start):
            yield from self._quoted(start)
        elif self._text.startswith("[", start):
            yield from self._list(start)
        else:
            yield from self._plain(column, start)

    def _block(self, header: re.Match[str], column: int) -> Value:
        """Return the lines after a `|` or `>` that are further to the right than its key, or blank."""
        start = self._position
        while line := _LINE.match(self._text, self._position, self._end):
            if line.end() == self._position or (line[2] and len(line[1]) <= column):
                break
            self._position = line.end()
        return Value(self._path(), "yaml literal" if header[1] == "|" else "yaml folded", start, self._position)

    def _quoted(self, start: int) -> Iterator[Value]:
        double = self._text.startswith('"', start)
        match = (_DOUBLE if double else _SINGLE).match(self._text, start, self._end)
        if match and _REST.match(self._text, match.end(), self._end):
            self._go_on_after(match.end())
            yield Value(self._path(), "yaml double" if double else "yaml single", *match.span(1))

    def _go_on_after(self, position: int) -> None:
        if position > self._position:
            line = _LINE.match(self._text, position, self._end)
            self._position = line.end() if line else self._end

    def _plain(self, column: int, start: int) -> Iterator[Value]:
        end = self._line_end(start)
        while start < end < self._position < self._end:
            line = _LINE.match(self._text, self._position, self._end)
            if line is None or not line[2] or len(line[1]) <= column or self._text[end : self._position].count("#"):
                break
            self._position = line.end()
            end = self._line_end(line.start(2))
        text = self._text[start:end]
        if text and is_yaml_string(" ".join(text.split())):
            yield Value(self._path(), "yaml plain", start, end)

    def _line_end(self, start: int) -> int:
        """Return where the visible part of a line ends, without a comment."""
        line = _LINE.match(self._text, start, self._end)
        text = (line[1] + line[2]) if line else ""
        return start + len(_PLAIN_END.sub("", text).rstrip())

    def _list(self, start: int) -> Iterator[Value]:
        values, end = _flow_strings(self._text, start, self._end, self._path())
        if end:
            self._go_on_after(end)
            yield from values


_FLOW_ITEM = re.compile(
    r"\s*(?:\"(?P<double>(?:\\[\s\S]|[^\"\\]|(?!))*+)\"|'(?P<single>(?:''|[^']|(?!))*+)'|(?P<plain>[^,\[\]{}\r\n\"'#]+?))\s*(?P<sign>[,\]])"
)


def _flow_strings(text: str, start: int, end: int, path: str) -> tuple[list[Value], int]:
    """Return the strings of a list in brackets and where it ends; 0 if it holds anything else."""
    values: list[Value] = []
    position = start + 1
    while match := _FLOW_ITEM.match(text, position, end):
        style = next(name for name in ("double", "single", "plain") if match[name] is not None)
        if style != "plain" or is_yaml_string(match[style], flow=True):
            values.append(Value(path, "yaml flow" if style == "plain" else f"yaml {style}", *match.span(style)))
        position = match.end()
        if match["sign"] == "]":
            return values, position
    return [], 0


def _unquoted(key: str) -> str:
    return key[1:-1] if key[:1] in "\"'" else key


_TOML_TABLE = re.compile(r"[ \t]*\[\[?([^\]\r\n]+)\]\]?[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_BARE = r"(?:[\w-]+|\"[^\"\r\n]*\"|'[^'\r\n]*')"
_TOML_KEY = re.compile(rf"[ \t]*({_BARE}(?:[ \t]*\.[ \t]*{_BARE})*)[ \t]*=[ \t]*")
_TOML_STRING = re.compile(
    r'"""(?:\r?\n)?(?P<lines>(?:\\[\s\S]|[^"\\]|"(?!"")|(?!))*+"{0,2})"""'
    r"|'''(?:\r?\n)?(?P<verbatim>(?:[^']|'(?!'')|(?!))*+'{0,2})'''"
    r'|"(?P<basic>(?:\\.|[^"\\\r\n]|(?!))*+)"|(?P<literal>\'[^\'\r\n]*\')'
)
_TOML_GAP = re.compile(r"(?:[\s,]|#[^\r\n]*)*")


def toml_values(text: str, start: int, end: int) -> Iterator[Value]:
    """Yield a value for each key of TOML, and one more for each further string in its list."""
    table = ""
    while start < end:
        line = _LINE.match(text, start, end)
        following = line.end() if line else end
        if heading := _TOML_TABLE.match(text, start, end):
            table = _dotted(heading[1]) + "."
        elif key := _TOML_KEY.match(text, start, end):
            path = table + _dotted(key[1])
            yield Value(path)
            strings, position = _toml_strings(text, key.end(), end, path)
            yield from strings
            if position > following:
                line = _LINE.match(text, position, end)
                following = line.end() if line else end
        start = max(following, start + 1)


def _dotted(key: str) -> str:
    return ".".join(_unquoted(part.strip()) for part in key.split("."))


def _toml_strings(text: str, start: int, end: int, path: str) -> tuple[list[Value], int]:
    """Return the string, or the strings of a list, at a place, and where they end."""
    if not text.startswith("[", start):
        match = _TOML_STRING.match(text, start, end)
        return ([_toml_value(match, path)], match.end()) if match else ([], start)
    values: list[Value] = []
    position = start + 1
    while True:
        gap = _TOML_GAP.match(text, position, end)
        position = gap.end() if gap else position
        match = _TOML_STRING.match(text, position, end)
        if match is None:
            return values, position
        values.append(_toml_value(match, path))
        position = match.end()


def _toml_value(match: re.Match[str], path: str) -> Value:
    style = match.lastgroup or "basic"
    return Value(path, f"toml {style}", *match.span(style))


_JSON_TOKEN = re.compile(r'"((?:\\.|[^"\\\r\n]|(?!))*+)"(\s*:)?|[{}\[\]]')


def json_values(text: str, start: int, end: int) -> Iterator[Value]:
    """Yield a value for each key of JSON, and one more for each further string in its list."""
    opened: list[tuple[str, bool]] = []
    path = ""
    for match in _JSON_TOKEN.finditer(text, start, end):
        if match[0] in ("{", "["):
            opened.append((path, match[0] == "{"))
        elif match[0] in ("}", "]"):
            path = opened.pop()[0] if opened else ""
        elif opened and opened[-1][1] and match[2]:
            path = f"{opened[-1][0]}.{match[1]}".lstrip(".")
            yield Value(path)
        else:
            yield Value(path, "json", *match.span(1))
