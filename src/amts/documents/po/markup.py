"""What in the messages of a PO catalogue is no text: placeholders of programs and the markup of documentation.

A catalogue does not say what its messages are written in: Sphinx's hold reStructuredText, mdpo's Markdown, po4a's
AsciiDoc or others, programs' HTML. So what is unmistakable in any of them is markup in all.
"""

from __future__ import annotations

import re

from amts.documents.nested_marks import marked
from amts.records import Inline, MarkKind

_KINDS = {
    "bracket": MarkKind.LITERAL,
    "line": MarkKind.BREAK,
    "escape": MarkKind.ESCAPE,
    "titled": MarkKind.OPEN,
    "role": MarkKind.ROLE,
    "literal": MarkKind.CODE,
    "link": MarkKind.OPEN,
    "reference": MarkKind.URL,
    "code": MarkKind.CODE,
    "substitution": MarkKind.ROLE,
    "markdown": MarkKind.OPEN,
    "macro": MarkKind.OPEN,
    "autolink": MarkKind.URL,
    "tag": MarkKind.HTML,
    "url": MarkKind.URL,
    "choice": MarkKind.LITERAL,
    "brace": MarkKind.LITERAL,
    "printf": MarkKind.LITERAL,
    "strong": MarkKind.OPEN,
    "emphasis": MarkKind.OPEN,
    "name": MarkKind.CODE,
    "underlined": MarkKind.OPEN,
}
# Quantities are bounded or possessive: what is never closed is passed in bounded time.
_MARKUP = r"""
    (?=[⟦⟧\n\\:`|!\[<&{%*_] | (?<!\w)[hflxmkic])(?:
    (?P<bracket>[⟦⟧])
  | (?P<line>\n\s*+)
  | (?P<escape>\\[ !-/:-@\[-`{-~] | &(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<titled>:[A-Za-z][\w.+:-]{0,60}:`([^`<>\n]{0,500}[^`<>\s])\s?<[^`<>]{1,500}>`)
  | (?P<role>:[A-Za-z][\w.+:-]{0,60}:`[^`]{1,500}`)
  | (?P<literal>``(?:[^`]|`(?!`)|(?!)){1,500}+``)
  | (?P<link>`([^`<>\n]{0,500}[^`<>\s])\s?<[^`<>]{1,500}>`__?)
  | (?P<reference>`[^`]{1,500}`__?(?!\w))
  | (?P<code>`[^`]{1,500}`)
  | (?P<substitution>(?<!\w)\|[^\s|](?:[^|\n]{0,60}[^\s|])?\|_{0,2}(?!\w))
  | (?P<markdown>!?\[([^\[\]]{1,500})\](?:\([^()\n]{1,500}\)|\[[^\[\]\n]{1,60}\]))
  | (?P<macro>(?<!\w)(?:link|xref|mailto|kbd|footnote|crossref|man|image):{1,2}[^\s\[\]]{0,500}\[([^\[\]]{1,500})\])
  | (?P<autolink><(?i:https?|ftp|mailto):[^<>]{1,500}>)
  | (?P<tag></?[A-Za-z][\w:.-]{0,40}(?:\s+[\w:.-]{1,40}\s*=\s*(?:"[^"<>]{0,500}"|'[^'<>]{0,500}')){0,20}\s*/?>)
  | (?P<url>(?<!\w)(?:https?|ftp)://[^\s<>()\[\]{}"'`*|，。；：、（）]*[^\s<>()\[\]{}"'`*|.,;:!?，。；：、（）])
  | (?P<choice>\{\s*+\w++\s*+,\s*+(?:plural|select|selectordinal)\s*+,
      (?:[^{}]|\{(?:[^{}]|\{[^{}]{0,99}+\}|(?!)){0,500}+\}|(?!)){0,999}+\})
  | (?P<brace>\{\{[^{}\n]{0,60}\}\} | \{%[^{}\n]{1,60}%\}
      | [%$\#]?\{\w{0,60}+(?:[.\[][\w.\[\]]{1,60}+)?(?:![rsa])?(?::[^{}\n]{0,20}+)?\} )
  | (?P<printf>PRINTF)
  | (?P<strong>(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,500}+)(?<=\S)\*\*(?![\w*]))
  | (?P<emphasis>(?<![\w*])\*(?=[^\s*])([^*\n]{1,500}+)(?<=\S)\*(?![\w*]))
  | (?P<name>(?<![\w])__[A-Za-z]\w{0,60}+(?<=__))
  | (?P<underlined>(?<![\w])_(?=[^\s_])([^_\n]{1,500}+)(?<=\S)_(?![\w]))
    )"""
# All of it has one of these.
_SIGN = re.compile(r"[⟦⟧\n\\:`|!\[<&{%*_]")
# Without a flag that says so, `100% sure` has none.
_LIKELY = r"""%(?:%|\([\w.-]{1,60}\)[-+\#0]?\d{0,9}(?:\.\d{1,9})?[A-Za-z]|(?:\d{1,2}\$)?[-+\#0]?\d{0,9}(?:\.\d{1,9})?
      (?:ll?|z)?[@diouxXfgGcsn](?![A-Za-z])|L?\d{1,2}(?!\d))"""
_FORMAT = r"""%(?:%|(?:\([\w .-]{1,60}\)|\d{1,2}\$)?[-+ \#0']{0,5}(?:\d{1,9}|\*(?:\d\$)?)?(?:\.(?:\d{1,9}|\*)?)?
      (?:hh?|ll?|[qjztL])?(?:[@A-Za-z]|<PRI\w{1,9}>)|L?\d{1,2}(?!\d))"""
_PLAIN = re.compile(_MARKUP.replace("PRINTF", _LIKELY), re.X)
_FORMATTED = re.compile(_MARKUP.replace("PRINTF", _FORMAT), re.X)
_TAG_NAME = re.compile(r"[\w:.-]+")


def message_marks(text: str, *, formatted: bool) -> tuple[Inline, ...]:
    """Find the markup in a message.

    Args:
        text: the message.
        formatted: whether its entry has a flag such as `c-format`.
    """
    if not _SIGN.search(text):
        return ()
    found = marked(_FORMATTED if formatted else _PLAIN, _KINDS, text)
    return tuple(_paired(found, text) if "</" in text else found)


def _paired(marks: list[Inline], text: str) -> list[Inline]:
    """Make pairs of tags that open and close an element; pairs nest, so that what overlaps stays single."""
    opened: list[tuple[str, int]] = []
    for number, mark in enumerate(marks):
        if mark.kind is MarkKind.OPEN:
            opened.append(("", number))
        elif mark.kind is MarkKind.CLOSE:
            while opened.pop()[0]:
                pass
        elif mark.kind is MarkKind.HTML:
            _pair_tag(marks, number, text[mark.start : mark.end], opened)
    return marks


def _pair_tag(marks: list[Inline], number: int, tag: str, opened: list[tuple[str, int]]) -> None:
    name = _TAG_NAME.search(tag)
    if name is None or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        opened.append((name[0], number))
    elif opened and opened[-1][0] == name[0]:
        _, first = opened.pop()
        for index, kind in ((first, MarkKind.OPEN), (number, MarkKind.CLOSE)):
            marks[index] = Inline(kind, marks[index].start, marks[index].end)
