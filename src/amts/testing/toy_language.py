"""A made-up language of sixty words, translated word for word, adjectives behind their nouns: for fast, exact tests."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from amts.placeholders import placeholder
from amts.records import Mark, MarkKind, Pair, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE_TAG = "en"
# It borrows the tag of a language with spaces and capitals.
TARGET_TAG = "eo"
_NOUNS = {
    "house": "domo", "dog": "hundo", "tree": "arbo", "river": "rivero", "book": "libro", "garden": "gardeno",
    "table": "tablo", "window": "fenestro", "bird": "birdo", "road": "vojo", "friend": "amiko", "teacher": "instruisto",
    "city": "urbo", "mountain": "monto", "boat": "boato", "letter": "letero", "child": "infano", "apple": "pomo",
}  # fmt: skip
_ADJECTIVES = {
    "red": "ruga", "small": "eta", "old": "malnova", "green": "verda", "quiet": "kvieta", "big": "granda",
    "new": "nova", "warm": "varma", "long": "longa", "young": "juna", "white": "blanka", "heavy": "peza",
}  # fmt: skip
_VERBS = {
    "sees": "vidas", "finds": "trovas", "loves": "amas", "follows": "sekvas", "paints": "pentras", "carries": "portas",
    "remembers": "memoras", "hears": "audas", "opens": "malfermas", "sells": "vendas", "needs": "bezonas",
    "draws": "desegnas",
}  # fmt: skip
_PLACES = {"near": "apud", "behind": "malantau", "under": "sub", "above": "super", "before": "antau", "with": "kun"}
_TIMES = {"today": "hodiau", "always": "ciam", "often": "ofte", "never": "neniam", "soon": "baldau", "again": "denove"}
_ARTICLES = {"the": "la", "every": "ciu"}
VOCABULARY = _NOUNS | _ADJECTIVES | _VERBS | _PLACES | _TIMES | _ARTICLES


def sentences(seed: int) -> Iterator[tuple[str, str]]:
    """Yield sentences and their translations, in Markdown, without end; the same seed, the same sentences."""
    chance = random.Random(seed)
    while True:
        words = [_phrase(chance), _choice(chance, _VERBS), _phrase(chance, marked=True)]
        if chance.random() < 0.6:
            words += [_choice(chance, _PLACES), _phrase(chance)]
        if chance.random() < 0.4:
            words.append(_choice(chance, _TIMES))
        source, target = (" ".join(side) for side in zip(*words, strict=True))
        yield f"{_capitalised(source)}.", f"{_capitalised(target)}."


def pairs(count: int, seed: int = 0) -> list[Pair]:
    """Return sentence pairs, every third one with code in it."""
    made = []
    for number, (source, target) in zip(range(count), sentences(seed), strict=False):
        marks = (Mark(MarkKind.CODE, f"`f{number}`"),) if number % 3 == 0 else ()
        ending = f" {placeholder(1)}." if marks else "."
        sides = [Segment(_unmarked(text).removesuffix(".") + ending, marks) for text in (source, target)]
        made.append(Pair(sides[0], sides[1], document=f"{number // 10}.md"))
    return made


def chapter(number: int) -> tuple[str, str]:
    """Return a Markdown document of about fifteen sentences, and its translation."""
    told = sentences(1000 + number)
    title = _title(number)
    tables = ["\n".join(["| a | b |", "|---|---|", *rows]) for rows in zip(*_rows(told), strict=True)]
    code = f"```python\nprint({number})  # the {number}\n```"
    paragraphs = [_lines(told, " ", 4), _lines(told, " ", 4), _lines(told, "\n- ", 3)]
    sides = []
    for side in (0, 1):
        first, second, items = (paragraph[side] for paragraph in paragraphs)
        sides.append(f"# {title[side]}\n\n{first}\n\n{code}\n\n{second}\n\n- {items}\n\n$$x = {number}$$\n\n"
                     f"{tables[side]}\n")  # fmt: skip
    return sides[0], sides[1]


def _lines(told: Iterator[tuple[str, str]], between: str, count: int) -> tuple[str, str]:
    chosen = [next(told) for _ in range(count)]
    return between.join(source for source, _ in chosen), between.join(target for _, target in chosen)


def _rows(told: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = []
    for _ in range(2):
        (left, left_), (right, right_) = next(told), next(told)
        rows.append((f"| {left} | {right} |", f"| {left_} | {right_} |"))
    return rows


def _title(number: int) -> tuple[str, str]:
    source, target = _phrase(random.Random(number))
    return _capitalised(source), _capitalised(target)


def _phrase(chance: random.Random, *, marked: bool = False) -> tuple[str, str]:
    """Return a noun with its article, mostly with an adjective, sometimes with markup around both."""
    article, article_ = _choice(chance, _ARTICLES)
    noun, noun_ = _choice(chance, _NOUNS)
    if chance.random() < 0.7:
        adjective, adjective_ = _choice(chance, _ADJECTIVES)
        noun, noun_ = f"{adjective} {noun}", f"{noun_} {adjective_}"
    form = chance.choice(["{}", "{}", "*{}*", "[{}](see.md)", "{} `f(x)`"]) if marked else "{}"
    return f"{article} {form.format(noun)}", f"{article_} {form.format(noun_)}"


def _choice(chance: random.Random, words: dict[str, str]) -> tuple[str, str]:
    return chance.choice(list(words.items()))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unmarked(text: str) -> str:
    for markup in ("*", "[", "](see.md)", " `f(x)`"):
        text = text.replace(markup, "")
    return text
