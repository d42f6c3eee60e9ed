"""Breakages to plant in translated documents, by kind: what translators, editors and engines get wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from amts.documents.formats import format_of
from amts.records import Block, BlockKind, Document
from amts.translation.verification.regions import regions
from amts.translation.verification.texts import expected_ratio

OTHER_LANGUAGES = (
    "Нейронная сеть состоит из нескольких слоёв, и каждый слой преобразует свои входные данные в новые признаки.",
    "ニューラルネットワークは複数の層から成り、それぞれの層が入力を新しい特徴に変換します。学習にはデータが必要です。",
    "Ein neuronales Netz besteht aus mehreren Schichten, und jede Schicht verwandelt ihre Eingaben in neue Merkmale.",
    "Le réseau de neurones est composé de plusieurs couches, et chacune des couches transforme les entrées du réseau.",
    "신경망은 여러 층으로 이루어져 있으며 각 층은 입력을 새로운 특징으로 변환합니다. 학습에는 데이터가 필요합니다.",
    "شبكة عصبية تتكون من عدة طبقات وكل طبقة تحول مدخلاتها إلى سمات جديدة يستعملها ما بعدها",
)
# What these articles do not have, to be put before them and their sources.
PREAMBLE = (
    "---\ntitle: A page\nslug: page\ndraft: false\n---\n\n"
    'See [it][r] and <a href="guide.html">this</a>.\n\n[r]: https://example.org/a "It"\n\n'
)


@dataclass
class Page:
    """A translated document and its source, to break."""

    name: str
    source: Document
    target: Document
    tag: str

    @property
    def text(self) -> str:
        return self.target.content.decode()

    def again(self, text: str) -> Document:
        return format_of(self.name).parse(text.encode(), self.name)

    @cached_property
    def pairs(self) -> list[tuple[Block, Block]]:
        """The blocks of the source and of the translation that correspond one to one."""
        found = regions(self.source, self.target, expected_ratio("en", self.tag))
        ours, theirs = self.source.blocks, self.target.blocks
        single = [(ours[each.source[0]], theirs[each.target[0]]) for each in found
                  if len(each.source) == len(each.target) == 1]  # fmt: skip
        return [
            (block, other)
            for block, other in single
            if block.kind is other.kind and (block.text or block.key == other.key)
        ]

    def blocks(self, *kinds: BlockKind) -> list[tuple[int, int]]:
        """Where the blocks of some kinds stand, in characters."""
        content = self.target.content
        return [
            (len(content[: block.start].decode()), len(content[: block.end].decode()))
            for _, block in self.pairs
            if block.kind in kinds
        ]


# A breakage gives the broken text and the place (in characters of it), or None if there is nothing to break.
Breakage = Callable[[Page, random.Random], tuple[str, int] | None]


def edited(text: str, start: int, end: int, new: str) -> tuple[str, int]:
    return text[:start] + new + text[end:], start


def one(
    rng: random.Random, page: Page, pattern: str, where: list[tuple[int, int]] | None = None
) -> re.Match[str] | None:
    """A random match of a pattern within some stretches of the text."""
    stretches = where if where is not None else [(0, len(page.text))]
    found = [match for start, end in stretches for match in re.compile(pattern, re.M).finditer(page.text, start, end)]
    return rng.choice(found) if found else None


def prose(page: Page) -> list[tuple[int, int]]:
    return page.blocks(BlockKind.PARAGRAPH, BlockKind.ITEM)


def cut(pattern: str, new: str = "", kinds: tuple[BlockKind, ...] = ()) -> Breakage:
    """Replace a match of a pattern in texts (or in blocks of some kinds) by something else."""

    def breakage(page: Page, rng: random.Random) -> tuple[str, int] | None:
        match = one(rng, page, pattern, page.blocks(*kinds) if kinds else prose(page))
        return edited(page.text, match.start(), match.end(), match.expand(new)) if match else None

    return breakage


def other_sign(page: Page, rng: random.Random, pattern: str, where: list[tuple[int, int]]) -> tuple[str, int] | None:
    """Change one sign: the group of the pattern."""
    match = one(rng, page, pattern, where)
    if not match:
        return None
    old = match[1]
    new = rng.choice([sign for sign in ("0123456789" if old.isdigit() else "abcdefgkmnpqrs") if sign != old])
    return edited(page.text, match.start(1), match.end(1), new)


def changed_code(page: Page, rng: random.Random) -> tuple[str, int] | None:
    return other_sign(
        page, rng, r"^(?:(?!#@tab)[^#'\"`\n])*?\b\w*([a-z0-9])\w*\b(?=[^#'\"\n]*$)", page.blocks(BlockKind.CODE)
    )


def dropped_fence(page: Page, rng: random.Random) -> tuple[str, int] | None:
    fences = [span for span in page.blocks(BlockKind.CODE) if page.text[slice(*span)].rstrip().endswith("```")]
    if not fences:
        return None
    end = rng.choice(fences)[1]
    place = page.text.rindex("```", 0, end)
    return page.text[:place] + page.text[end:], place


def dropped_image(page: Page, rng: random.Random) -> tuple[str, int] | None:
    starts = [start for start, _ in page.blocks(BlockKind.IMAGE)]
    match = one(rng, page, r"^!\[.*\]\([^)\s]*\)", [(start, len(page.text)) for start in starts[:1]])
    return edited(page.text, match.start(), match.end(), "") if match and match.start() in starts else None


def changed_math(page: Page, rng: random.Random) -> tuple[str, int] | None:
    return other_sign(page, rng, r"(?<![\\A-Za-z{])([a-z0-9])(?![A-Za-z}])", page.blocks(BlockKind.MATH))


def changed_address(page: Page, rng: random.Random) -> tuple[str, int] | None:
    return other_sign(page, rng, r"\]\([^)#\s]*?([a-z0-9])[a-z0-9]*(?:\.\w+)?\)", prose(page))


def moved_link(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"(?<!!)\[([^\[\]*]+)\](\(\S+?\))", prose(page))
    others = [end for start, end in page.blocks(BlockKind.PARAGRAPH) if match and not start <= match.start() < end]
    if not match or not others:
        return None
    place = min(others, key=lambda end: abs(end - match.start()))
    link, text = match[0], page.text
    edits = sorted([(match.start(), match.end(), match[1]), (place, place, f" {link}")], reverse=True)
    for start, end, new in edits:
        text = text[:start] + new + text[end:]
    return text, match.start()


def swapped_marks(page: Page, rng: random.Random) -> tuple[str, int] | None:
    """Exchange two inline codes or roles of different blocks."""
    marks = [(match, span) for span in prose(page)
             for match in re.compile(r"(?<!`)`[^`\n]+`(?!`)").finditer(page.text, *span)]  # fmt: skip
    pairs = [(a[0], b[0]) for a, b in pairwise(marks) if a[1] != b[1] and a[0][0] != b[0][0]]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    text = page.text
    return text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0] + text[
        second.end() :
    ], first.start()


def doubled_heading(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"^#+ .*\n", spans_of_headings(page))
    return edited(page.text, match.end(), match.end(), "\n" + match[0]) if match else None


def spans_of_headings(page: Page) -> list[tuple[int, int]]:
    return [(page.text.rfind("\n", 0, start) + 1, end + 1) for start, end in page.blocks(BlockKind.HEADING)]


def dropped_heading(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"^#+ .*\n", spans_of_headings(page))
    return edited(page.text, match.start(), match.end(), "") if match else None


def changed_level(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"^#+(?= )", spans_of_headings(page))
    return edited(page.text, match.end(), match.end(), "#") if match else None


def truncated_tail(page: Page, rng: random.Random) -> tuple[str, int] | None:
    ends = [end for _, end in page.blocks(*BlockKind)]
    if len(ends) < 20:
        return None
    place = ends[int(len(ends) * rng.uniform(0.6, 0.9))]
    return page.text[:place] + "\n", place


def table_rows(page: Page) -> list[tuple[int, int]]:
    """The rows of tables but the first."""
    starts = sorted({page.text.rfind("\n", 0, start) + 1 for start, _ in page.blocks(BlockKind.CELL)})
    return [(start, page.text.find("\n", start) + 1) for start in starts if page.text[start] == "|"][1:]


def dropped_row(page: Page, rng: random.Random) -> tuple[str, int] | None:
    rows = table_rows(page)
    return edited(page.text, *rng.choice(rows), "") if rows else None


def dropped_cell(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"\|[^|\n]*[^|\s-][^|\n]*(?=\|\s*$)", table_rows(page))
    return edited(page.text, match.start(), match.end(), "") if match else None


def dropped_item(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"^(?:[*-]|\d+\.) +.*\n(?:[ \t]+\S.*\n)*")
    inside = match and sum(match.start() <= start < match.end() for start, _ in page.blocks(BlockKind.ITEM)) == 1
    return edited(page.text, match.start(), match.end(), "") if match and inside else None


def long_prose(page: Page) -> list[tuple[int, int]]:
    return [(start, end) for start, end in page.blocks(BlockKind.PARAGRAPH)
            if end - start > 60 and not re.search(r"[`$\[:*]", page.text[start:end])]  # fmt: skip


def wrong_language(page: Page, rng: random.Random) -> tuple[str, int] | None:
    places = long_prose(page)
    return edited(page.text, *rng.choice(places), rng.choice(OTHER_LANGUAGES)) if places else None


def untranslated(page: Page, rng: random.Random) -> tuple[str, int] | None:
    """Put the source's paragraph in place of its translation."""
    good = [
        (ours, theirs)
        for ours, theirs in page.pairs
        if theirs.kind is BlockKind.PARAGRAPH and len(ours.text.split()) > 8
    ]
    if not good:
        return None
    ours, theirs = rng.choice(good)
    content = page.target.content
    broken = content[: theirs.start] + page.source.content[ours.start : ours.end] + content[theirs.end :]
    return broken.decode(), len(content[: theirs.start].decode())


def changed_number(page: Page, rng: random.Random) -> tuple[str, int] | None:
    places = [span for span in prose(page) if not re.search(r"[`$\[:]", page.text[slice(*span)])]
    match = one(
        rng, page, r"(?<![\w.,-])(\d+(?:\.\d+)?)(?![\w.,-]*\w)|(?<=[\u4e00-\u9fff])(\d+)(?=[\u4e00-\u9fff])", places
    )
    if not match:
        return None
    number = match[1] or match[2]
    return edited(page.text, match.start(), match.end(), str(int(float(number)) * 3 + 14))


def loop(page: Page, rng: random.Random) -> tuple[str, int] | None:
    match = one(rng, page, r"[^\s`$\[\]:*。，,.；（）()]{4,12}(?=[。，,.])", long_prose(page))
    return edited(page.text, match.end(), match.end(), f" {match[0]}" * 6) if match else None


def preamble(*changes: tuple[str, str]) -> Breakage:
    """Make one of some changes in what is put before a page."""

    def breakage(page: Page, rng: random.Random) -> tuple[str, int] | None:
        old, new = rng.choice(changes)
        return PREAMBLE.replace(old, new) + page.text, PREAMBLE.index(old)

    return breakage


# The kinds of breakages, each with the reasons that fit.
KINDS: dict[str, tuple[Breakage, frozenset[str]]] = {
    name: (breakage, frozenset(reasons.split()))
    for name, breakage, reasons in [
        ("dropped fence", dropped_fence, "fence code"),
        ("changed code", changed_code, "code comment"),
        ("lost $", cut(r"(?<!\$)\$(?!\$)"), "math"),
        ("changed math", changed_math, "math"),
        ("moved link", moved_link, "link"),
        ("changed address", changed_address, "link"),
        ("swapped marks", swapped_marks, "inline-code role math markup"),
        ("lost role", cut(r":(?:numref|cite|citet|eqref|ref|citep):`[^`]*`"), "role"),
        ("lost label", cut(r"^:(?:label|eqlabel):`[^`]*`\n?", "", (BlockKind.DIRECTIVE,)), "directive label"),
        ("doubled heading", doubled_heading, "doubled heading"),
        ("dropped heading", dropped_heading, "heading"),
        ("heading level", changed_level, "heading"),
        ("truncated tail", truncated_tail, "truncated"),
        ("dropped row", dropped_row, "table"),
        ("dropped cell", dropped_cell, "table"),
        ("dropped item", dropped_item, "list"),
        ("wrong language", wrong_language, "language"),
        ("untranslated", untranslated, "untranslated"),
        ("changed number", changed_number, "number"),
        ("loop", loop, "repetition"),
        ("front matter key", preamble(("slug: page", "标识 page"), ("draft: false", "草稿: false")), "front-matter"),
        ("front matter", preamble(("title:", "标题："), ("false\n---", "false\n")), "front-matter"),
        ("definition", preamble(("org/a", "org/b"), ("[r]: https://example.org/a", "")), "link"),
        ("address in tag", preamble(("guide.html", "guid.html"), ("<a ", "<b "), ("</a>", "")), "link html"),
        ("dropped image", dropped_image, "image"),
        ("broken emphasis", cut(r"(?<!\*)\*(?![*\s])(?=[^*\n]+\*(?!\*))"), "emphasis"),
    ]
}
