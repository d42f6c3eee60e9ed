"""What a translation repeats of its source, read off the bytes without parsing: so many versions are compared fast."""

from __future__ import annotations

import re
from collections import Counter

# Code, mathematics, targets of links, addresses, headings, items, tags, directives, numbers, ends of paragraphs.
_REPEATED = re.compile(
    rb"`[^`\n]+`|\$[^$]{1,300}\$|\]\([^)\s]{1,500}\)|https?://[^\s)>\]]+|^[#=]+ |^[ \t]*[*+-] "
    rb"|</?[a-z][a-z0-9]*|^\.\. \S+|\d+(?:[.,]\d+)*|\n[ \t]*\r?\n",
    re.M,
)
_CODE = re.compile(rb"^(```|~~~).*?^\1.*?$", re.M | re.S)
_COMMENT = re.compile(rb"(?:#|//).*")
# Code is often brought up to date by itself, and there is much of it: a line counts as a quarter of anything else.
_TEXT, _LINE = 4, 1


def fingerprint(content: bytes) -> Counter[bytes]:
    """Return what a document has that its translation repeats, with weights."""
    code = b"".join(block[0] for block in _CODE.finditer(content)).translate(None, b" \t\r")
    lines = Counter(b"code:" + line for line in _COMMENT.sub(b"", code).split(b"\n"))
    repeated = Counter(each.translate(None, b" \t\r\n") for each in _REPEATED.findall(_CODE.sub(b"\n", content)))
    return Counter(
        {each: _LINE * count for each, count in lines.items()}
        | {each: _TEXT * count for each, count in repeated.items()}
    )


def distance(first: Counter[bytes], second: Counter[bytes]) -> float:
    """Return how much two documents differ in it: 1 for each code span, link, number, paragraph that only one has."""
    return sum(abs(first[each] - second[each]) for each in first.keys() | second.keys()) / _TEXT
