"""Terminology as people write it down in Markdown: tables, or lines such as `term: translation`, two languages each.

Brackets hold notes (`long short-term memory (LSTM)`) and are taken off; `a/b` and `a, b` are two names of one thing,
of which the first leads. Which column has which language is seen from the scripts where these differ.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import TYPE_CHECKING

from amts.languages import language
from amts.parallel.terminology.intake import Intake
from amts.parallel.text_tables import file_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amts.parallel.terminology.terms import ReadTerminology

    Row = tuple[int, str, str]

# What may stand between a term and its translation, the surest sign first.
_SEPARATORS = ("→", "=>", "->", "\t", "；", ";", "：", ":", " = ", " — ", " – ", " - ", "，", ",")
_ALTERNATIVES = re.compile(r"\s*[,;，；、/／]\s*")
_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_ITEM = re.compile(r"^(?:[-*+]|\d{1,9}[.)])\s+")
_MARKUP = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|[*`]+")
_NO_ROW = re.compile(r"#.*|:\w+:`[^`]*`|<!--.*-->|[-=*_]{3,}|")
_TABLE_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?")
_CELL = re.compile(r"(?<!\\)\|")
# What is longer is no term but a sentence about terms.
_MOST_WORDS = 6


def read_lists(path: Path, languages: tuple[str, str], *, both_ways: bool = False) -> ReadTerminology:
    """Read the tables of a file, or, if it has none, its lines.

    Args:
        path: the file.
        languages: the tags of the language translated from and of the other one; this is also taken for the order of
            the columns where both are in Latin script, or neither.
        both_ways: whether either language may be translated from.

    Raises:
        InputError: the file cannot be read.
    """
    lines = [line.strip() for line in file_text(path).splitlines()]
    intake = Intake([language(tag).tag for tag in languages], both_ways=both_ways)
    rows: list[Row] = []
    for number, text, sides in _table_rows(lines) if any(map(_TABLE_RULE.fullmatch, lines)) else _plain_rows(lines):
        if isinstance(sides, str):
            intake.leave_out(number, text, sides)
        else:
            rows.append((number, *sides))
    swapped = _swapped(rows, languages)
    for number, left, right in rows:
        for one, other in product(_names(left), _names(right)):
            intake.take(number, (other, one) if swapped else (one, other))
    return intake.result()


def _table_rows(lines: list[str]) -> Iterator[tuple[int, str, tuple[str, str] | str]]:
    """Yield the rows of all tables, each with its first two cells."""
    inside = False
    for number, line in enumerate(lines, start=1):
        if _TABLE_RULE.fullmatch(line):
            inside = True
        elif inside and "|" in line:
            cells = [cell.replace(r"\|", "|") for cell in _CELL.split(line.removeprefix("|"))]
            yield number, line, (_without_markup(cells[0]), _without_markup("".join(cells[1:2])))
        else:
            inside = False


def _plain_rows(lines: list[str]) -> Iterator[tuple[int, str, tuple[str, str] | str]]:
    """Yield the lines that may be rows, each cut at its surest separator, or with the reason why it is none."""
    for number, line in enumerate(lines, start=1):
        if _NO_ROW.fullmatch(line):
            continue
        text = _NOTE.sub("", _without_markup(_ITEM.sub("", line)))
        separator = next((each for each in _SEPARATORS if each in text), "")
        left, _, right = text.partition(separator) if separator else ("", "", "")
        longest = max(len(left.split()), len(right.split()))
        reason = "no-translation" if not separator else "prose" * (longest > _MOST_WORDS)
        yield number, line, reason or (left, right)


def _without_markup(text: str) -> str:
    return _MARKUP.sub(lambda match: match[1] or "", text)


def _names(text: str) -> list[str]:
    """Return the names that a cell gives, one that is empty if none."""
    bare = " ".join(_NOTE.sub("", text).split())
    parts = [part for part in _ALTERNATIVES.split(bare) if part]
    # Two words that share a third (data/command pipeline) are no names by themselves, nor are the parts of TCP/IP.
    alike = len({len(part.split()) for part in parts}) == 1 and not bare.isupper()
    return parts if alike else [bare]


def _swapped(rows: list[Row], languages: tuple[str, str]) -> bool:
    """Whether the first column has the other one of two languages, of which one is in Latin script."""
    latin = [language(tag).script == "Latn" for tag in languages]
    if latin[0] == latin[1]:
        return False
    left = _latin_share("".join(text for _, text, _ in rows))
    right = _latin_share("".join(text for *_, text in rows))
    return left < right if latin[0] else left > right


def _latin_share(text: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) / max(len(letters), 1)
