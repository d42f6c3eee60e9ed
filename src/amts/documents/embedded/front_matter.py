"""Strings in front matter (YAML, TOML, JSON) as text blocks, and how a new text is written so that it stays a string.

A string keeps the way it is written in where that can hold the new text: a plain one of YAML that would be read as
something else (`a: b`, `yes`, `[x]`) gets quotes; in quotes, what would end them is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.embedded.front_matter_values import YamlValues, is_yaml_string, json_values, toml_values
from amts.documents.embedded.inline_marks import inline_marks
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amts.documents.embedded.front_matter_values import Value

_OPENING = re.compile(r"\ufeff?\s*(?P<sign>---|\+\+\+|;;;)[ \t]*(?:\r\n|\r|\n)|\ufeff?\s*(?=\{)")

# A paragraph: lines that are not blank, from the first visible character to the last.
_LINE = r"\S(?:[^\r\n]*\S)?"
_BREAK = re.compile(r"(?<![ \t])[ \t]*(?:\r\n|\r|\n)[ \t]*")
_MARKER = r"(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)"
_FOLDED = re.compile(rf"({_LINE}(?:{_BREAK.pattern}{_LINE})*)")
# Where line breaks count, an item of a list begins a text of its own.
_LINED = re.compile(rf"{_MARKER}?({_LINE}(?:{_BREAK.pattern}(?!{_MARKER}){_LINE})*)")
_KEEPS_BREAKS = frozenset({"yaml literal", "toml lines", "toml verbatim"})

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\r\n]|\Z|(?=[\r\n]))")
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
# What no line of YAML or TOML may hold as it is.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# What need not be quoted at the beginning of a plain string, but is there by chance more often than not.
_DOUBTFUL = frozenset("-?:.~=<")


def front_matter_blocks(source: bytes, start: int, end: int, keys: Sequence[str]) -> list[Block]:
    """Find the strings that some keys of front matter have.

    Args:
        source: the body of the document.
        start: the first byte of the front matter, with its fence (`---`, `+++`) or brace.
        end: the byte after it.
        keys: those whose strings, or lists of strings, are texts; of nested ones the path, such as `hero.tagline`.
    """
    wanted = frozenset(keys)
    text = source[start:end].decode()
    blocks: list[Block] = []
    position, byte = 0, start
    for value in _values(text):
        if value.style and value.path in wanted:
            for first, last, content, breaks in _paragraphs(text, value):
                begin = byte + len(text[position:first].encode())
                position, byte = last, begin + len(text[first:last].encode())
                marks = inline_marks(content)
                kind = BlockKind.PARAGRAPH
                blocks.append(Block(kind, begin, byte, content, marks, breaks, encoding=f"front matter {value.style}"))
    return blocks


def keys_of(source: bytes, start: int, end: int) -> list[str]:
    """Return the paths of all keys of front matter, in order; none if it cannot be read."""
    return [value.path for value in _values(source[start:end].decode(errors="replace")) if not value.style]


def _values(text: str) -> Iterator[Value]:
    opening = _OPENING.match(text)
    if opening is None:
        return
    if opening["sign"] == "---":
        yield from YamlValues(text, opening.end(), len(text)).values()
    else:
        values = toml_values if opening["sign"] == "+++" else json_values
        yield from values(text, opening.end(), len(text))


def _paragraphs(text: str, value: Value) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """Yield where each paragraph of a string stands, its text, and its line breaks; none that cannot be decoded."""
    pattern = _LINED if value.style in _KEEPS_BREAKS else _FOLDED
    decode = _DECODERS.get(value.style, str)
    for start, end in _pieces(text, value):
        for match in pattern.finditer(text, start, end):
            content = decode(_BREAK.sub("\n", match[1]))
            if content and content.strip() == content:
                yield *match.span(1), content, tuple(_BREAK.findall(match[1]))


def _pieces(text: str, value: Value) -> Iterator[tuple[int, int]]:
    """Cut a string where a line break is written as an escape."""
    start = value.start
    if value.style in _ESCAPES:
        for escape in _ESCAPE.finditer(text, value.start, value.end):
            if escape[0] in ("\\n", "\\r", "\\t"):
                yield start, escape.start()
                start = escape.end()
    yield start, value.end


def _unescaped(raw: str) -> str:
    """Return what a string with escapes means; nothing if one of them is unknown, or joins two lines."""
    known = all(escape[0][1:2] in _ESCAPED or len(escape[0]) > 3 for escape in _ESCAPE.finditer(raw))
    text = _ESCAPE.sub(lambda escape: _character(escape[0][1:]), raw) if known else ""
    # JSON writes what lies outside of the first plane of Unicode as two halves.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _character(escape: str) -> str:
    if len(escape) == 1:
        return _ESCAPED[escape]
    code = int(escape[1:], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _in_double_quotes(text: str, block: Block, _body: bytes) -> str:
    return _escaped(_folded(text, block))


def _in_single_quotes(text: str, block: Block, _body: bytes) -> str:
    return _UNPRINTABLE.sub(" ", _folded(text, block)).replace("'", "''")


def _plain(text: str, block: Block, _body: bytes, *, flow: bool = False) -> str:
    """Write without quotes what YAML reads as this very string; anything else in double quotes."""
    text = _folded(text, block)
    line = text.replace("\n", " ")
    safe = line and line == line.strip() and line[0] not in _DOUBTFUL and not _UNPRINTABLE.search(line)
    return text if safe and is_yaml_string(line, flow=flow) else f'"{_escaped(text)}"'


def _in_flow(text: str, block: Block, _body: bytes) -> str:
    return _plain(text, block, _body, flow=True)


def _in_block(text: str, block: Block, _body: bytes) -> str:
    """Write lines whose margin is part of the syntax: none may begin with a blank."""
    lines = _UNPRINTABLE.sub(" ", _folded(text, block)).split("\n")
    return "\n".join(line.strip() for line in lines)


def _verbatim(text: str, block: Block, _body: bytes) -> str:
    """Write between three apostrophes: there is no way to escape them."""
    text = _UNPRINTABLE.sub(" ", _folded(text, block))
    return text.replace("'", "’") if "''" in text or text.endswith("'") else text


def _toml_literal(text: str, block: Block, _body: bytes) -> str:
    text = _folded(text, block)
    return f'"{_escaped(text)}"' if "'" in text or _UNPRINTABLE.search(text) else f"'{text}'"


def _folded(text: str, block: Block) -> str:
    """Return a new text in one line, unless the old one had more."""
    return text if block.breaks else text.replace("\n", " ")


_ESCAPES = frozenset({"yaml double", "toml lines", "toml basic", "json"})
_DECODERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(_ESCAPES, _unescaped),
    "yaml single": lambda raw: raw.replace("''", "'"),
    "toml literal": lambda raw: raw[1:-1],
}
FRONT_MATTER_ENCODERS: dict[str, Callable[[str, Block, bytes], str]] = {
    **{f"front matter {style}": _in_double_quotes for style in sorted(_ESCAPES)},
    "front matter yaml single": _in_single_quotes,
    "front matter yaml plain": _plain,
    "front matter yaml flow": _in_flow,
    "front matter yaml literal": _in_block,
    "front matter yaml folded": _in_block,
    "front matter toml verbatim": _verbatim,
    "front matter toml literal": _toml_literal,
}
