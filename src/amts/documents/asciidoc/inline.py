"""Inline markup of AsciiDoc: where it stands in a text, and how a new text is written with it.

`**a**` is read as `*a*`, and so are `__a__`, `##a##` and double backticks: which of the two is needed depends on the
letters around it. Writing doubles the signs where single ones would be taken for text, as they would next to a Chinese
character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.nested_marks import marked
from amts.records import Inline, MarkKind

if TYPE_CHECKING:
    from amts.records import Block

_KINDS = {
    "bracket": MarkKind.LITERAL,
    "hard": MarkKind.BREAK,
    "escape": MarkKind.ESCAPE,
    "pass": MarkKind.LITERAL,
    "math": MarkKind.MATH,
    "note": MarkKind.OPEN,
    "index": MarkKind.LITERAL,
    "anchor": MarkKind.LITERAL,
    "titled": MarkKind.OPEN,
    "reference": MarkKind.URL,
    "picture": MarkKind.OPEN,
    "linked": MarkKind.OPEN,
    "link": MarkKind.URL,
    "macro": MarkKind.ROLE,
    "attribute": MarkKind.ROLE,
    "quoted": MarkKind.OPEN,
    "code2": MarkKind.CODE,
    "code": MarkKind.CODE,
    "strong2": MarkKind.OPEN,
    "strong": MarkKind.OPEN,
    "emphasis2": MarkKind.OPEN,
    "emphasis": MarkKind.OPEN,
    "mark2": MarkKind.OPEN,
    "mark": MarkKind.OPEN,
    "raised": MarkKind.OPEN,
    "lowered": MarkKind.OPEN,
    "raw": MarkKind.LITERAL,
}
# What may not stand before a single sign, or it is text. A backslash makes it text too, so do further signs.
_BEFORE = r"(?<![\w&;:}\\SIGN])(?:\[[^\[\]\n]{1,99}\])?"


def _spans(name: str, sign: str, within: str) -> str:
    """Return the alternatives for a doubled and a single sign around text."""
    before = _BEFORE.replace("SIGN", sign)
    return rf"""
  | (?P<{name}2>(?<![\\{sign}])(?:\[[^\[\]\n]{{1,99}}\])?{sign}{sign}({within})(?<![{sign}]){sign}{sign}(?!{sign}))
  | (?P<{name}>{before}{sign}(?=[^\s{sign}])({within})(?<=[^\s{sign}]){sign}(?![\w{sign}]))"""


# Quantities are bounded or possessive: what is never closed is passed in bounded time.
_SIGNED = (
    r"""(?P<hard>[ ]\+(?:\n|\Z))|(?=[⟦⟧\\+$&(\[<{'"`*_\#^~])(?:
    (?P<bracket>[⟦⟧])
  | (?P<escape>\\(?:[*_`\#^~+$\[<{&]{1,2}|(?=\w{1,20}:))
      | &(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<pass>\+\+\+(?:[^+]|\+(?!\+\+)|(?!)){1,500}+\+\+\+ | \+\+(?:[^+]|\+(?!\+)|(?!)){1,500}+\+\+
      | \$\$(?:[^$]|\$(?!\$)|(?!)){1,500}+\$\$ | (?<![\w&;:}\\+])\+(?=[^\s+])[^+]{1,500}+(?<=\S)\+(?![\w+]))
  | (?P<index>\(\(\([^()\n]{1,200}\)\)\))
  | (?P<anchor>\[\[\[?[A-Za-z_:][\w:.-]{0,99}(?:,[^\]\n]{0,200})?\]\]\]?)
  | (?P<titled><<[^<>,\n]{1,200},\s*([^<>]{1,500}?)>>)
  | (?P<reference><<[^<>,\n]{1,200}>> | <(?:https?|ftp)://[^\s<>]{1,999}>)
  | (?P<attribute>\{[\w][\w-]{0,60}\} | \{(?:set|counter2?):[^{}\n]{1,60}\})
  | (?P<quoted>(?<![\w`])"`((?:[^"`]|`(?!")|"(?!`)|(?!)){1,500}+)`"(?!\w))
  | (?P<code2>(?<![`\\])``(?!`)(?:[^`]|`(?!`)|(?!)){1,500}+``(?!`))
  | (?P<code>(?<![\w&;:}\\`"'])(?:\[[^\[\]\n]{1,99}\])?`(?=[^\s`])[^`]{1,500}+(?<=\S)`(?![\w`"']))"""
    + _spans("strong", r"\*", r"[^*\s][^*]{0,500}+")
    + _spans("emphasis", "_", r"(?:[^_]|(?<=[^\W_])_(?=[^\W_])|(?!)){1,500}+")
    + _spans("mark", r"\#", r"[^#\s][^#]{0,500}+")
    + r"""
  | (?P<raised>(?<![\\^])\^([^\s^]{1,200}+)\^)
  | (?P<lowered>(?<![\\~])~([^\s~]{1,200}+)~)
  )"""
)
_NAMED = r"""(?<!\w)(?=[A-Za-z][\w-]{0,30}+:)(?:
    (?P<raw>pass:[a-z,]{0,20}\[(?:[^\]\\]|\\.|(?!)){0,500}+\])
  | (?P<math>(?:stem|latexmath|asciimath):[a-z,]{0,20}\[(?:[^\]\\]|\\.|(?!)){0,500}+\])
  | (?P<note>(?:footnote:[\w-]{0,60}|footnoteref:)\[((?:[^\[\]]|\[[^\[\]]{0,200}+\]|(?!)){1,500}+)\])
  | (?P<picture>image:[^\s:\[\]][^\s\[\]]{0,500}\[([^\]\[,="]{1,300}+)[^\]\[]{0,200}\])
  | (?P<linked>(?:(?:link|xref|mailto):[^\s\[\]]{1,500}|(?:https?|ftp|irc)://[^\s\[\]<>]{1,999})
      \[((?:[^\[\]"^,]|,(?!\s*\w{1,20}=)|(?!)){1,500}+)[^\[\]]{0,200}\])
  | (?P<link>(?:link|xref|mailto):[^\s\[\]]{1,500}\[[^\]]{0,500}\] | (?:https?|ftp|irc)://[^\s\[\]<>]{1,999}\[[^\]]{0,500}\]
      | (?:https?|ftp|irc)://[^\s<>()\[\]{}"'`*|，。；：、（）]*[^\s<>()\[\]{}"'`*|.,;:!?，。；：、（）])
  | (?P<macro>[A-Za-z][\w-]{0,30}:(?!:)[^\s\[\]:]{0,200}\[[^\]\n]{0,300}\])
  )"""
_MARKUP = re.compile(f"{_SIGNED}|{_NAMED}", re.X)
# Looking at every word for the name of a macro takes time.
_WITHOUT_NAMES = re.compile(_SIGNED, re.X)
_WORD = re.compile(r"\w")
_SIGNS = "*_#`"
_PAIRED = (MarkKind.OPEN, MarkKind.CLOSE)
# A pair of single signs, with the attributes before it.
_PAIRS = {
    sign: rf"(\[[^\[\]\n]{{1,99}}\])?(?<!{mark}){mark}(?=[^\s{mark}])([^{mark}]{{1,500}}+)(?<=\S){mark}(?!{mark})"
    for sign, mark in zip(_SIGNS, map(re.escape, _SIGNS), strict=True)
}
_CELL_FORMAT = re.compile(r"(?:^|\s)(?:(?:\d+(?:\.\d+)?|\.\d+)[*+])?(?:[<^>](?:\.[<^>])?|\.[<^>])?[a-z]?\Z")
# A line that begins so would not go on with the text, but be something else.
_STRUCTURE = re.compile(
    r"\+$|//|\[|\S*::|[-*.]{1,5}[ \t]|\w{1,5}[.)][ \t]|<[\d.]+>[ \t]|(?:--|```|[|,:!]===)|([-=.*_+/~^])\1{3}|[|>]"
)


def read_inline(source: str) -> tuple[str, tuple[Inline, ...]]:
    """Return a text with single signs for doubled ones, and the markup in it."""
    found = marked(_MARKUP if ":" in source else _WITHOUT_NAMES, _KINDS, source)
    if not any(sign in source for sign in ("**", "__", "##", "``")):
        return source, tuple(found)
    pieces: list[str] = []
    inlines: list[Inline] = []
    position = length = 0
    for mark in found:
        sign = _single(source[mark.start : mark.end], mark.kind)
        start = length + mark.start - position
        length = start + len(sign)
        pieces += (source[position : mark.start], sign)
        inlines.append(Inline(mark.kind, start, length))
        position = mark.end
    return "".join(pieces) + source[position:], tuple(inlines)


def _single(sign: str, kind: MarkKind) -> str:
    """Return markup with one sign for two."""
    if kind is MarkKind.OPEN and sign.endswith(("**", "__", "##")):
        return sign[:-1]
    if kind is MarkKind.CLOSE and sign in ("**", "__", "##"):
        return sign[1:]
    if kind is MarkKind.CODE and sign.startswith("``") and sign[2:-2].strip("` \n") == sign[2:-2]:
        return sign[1:-1]
    return sign


def _doubled(text: str, block: Block) -> str:
    """Return a text with the signs of its block's markup doubled where single ones would be text."""
    marks = {block.text[mark.start : mark.end]: mark.kind for mark in block.inlines}
    for sign in {mark[-1] for mark in marks}.intersection(_SIGNS):
        pattern = re.compile(_PAIRS[sign])
        if any(_is_needed(match) for match in pattern.finditer(text)):
            others = [mark for mark, kind in marks.items() if sign in mark[1:-1] and kind not in _PAIRED]
            closed = "|".join(map(re.escape, sorted(others, key=len, reverse=True)))
            text = re.sub(f"(?P<closed>{closed or '(?!)'})|{_PAIRS[sign]}", _written_pair, text)
    return text


def _is_needed(pair: re.Match[str]) -> bool:
    """Whether a pair is no markup with single signs."""
    before, after = pair.string[max(pair.start() - 1, 0) : pair.start()], pair.string[pair.end() : pair.end() + 1]
    return bool(_WORD.match(before) or before in tuple("&;:}") or _WORD.match(after))


def _written_pair(pair: re.Match[str]) -> str:
    if pair["closed"] or not _is_needed(pair):
        return pair[0]
    sign = pair[0][-1]
    return f"{pair[2] or ''}{sign}{sign}{pair[3]}{sign}{sign}"


def written_lines(text: str, block: Block, _: bytes) -> str:
    """Write a text on lines none of which begins as something else would."""
    first, *lines = _doubled(text, block).split("\n")
    for line in lines:
        first += (" " if _STRUCTURE.match(line) else "\n") + line
    return first


def written_cell(text: str, block: Block, body: bytes) -> str:
    """Write a text in a table: a `|` would end it, and so would a word that looks like the format of the next cell."""
    text = written_lines(text, block, body).replace("|", "\\|")
    return f"{text} " if body[block.end : block.end + 1] == b"|" and _CELL_FORMAT.search(text) else text


def written_heading(text: str, block: Block, body: bytes) -> str:
    """Write a title and the line below it, which must be as long."""
    text = _doubled(text, block)
    return f"{text}\n{chr(body[block.end - 1]) * len(text)}"


def written_alternative(text: str, block: Block, body: bytes) -> str:
    """Write the text of a picture: in quotes if it has signs that separate attributes."""
    quoted = body[block.start : block.start + 1] == b'"'
    text = text.replace("]", "\\]")
    if not quoted and not set(',="') & set(text):
        return text
    return '"' + text.replace('"', '\\"') + '"'


ASCIIDOC_ENCODERS = {
    "asciidoc": written_lines,
    "asciidoc cell": written_cell,
    "asciidoc heading": written_heading,
    "asciidoc alternative": written_alternative,
}
