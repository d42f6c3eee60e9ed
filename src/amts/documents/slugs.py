"""The names that site generators give to headings, so that links may lead to them.

Each generator has its own rule for a name and its own way to number equal ones. Where a rule comes from stands at it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _kept(text: str, categories: tuple[str, ...], others: str) -> str:
    """Return the characters of a text that are of some general categories of Unicode, or among some others."""
    return "".join(sign for sign in text if sign in others or unicodedata.category(sign).startswith(categories))


def _github(text: str) -> str:
    """Letters, marks, digits, `_`, `-`, spaces: github-slugger (Docusaurus, Astro), GitHub's own, kramdown for GFM."""
    return _kept(text.lower(), ("L", "M", "Nd", "Nl", "Pc"), "- ").replace(" ", "-")


def _hugo(text: str) -> str:
    """Return the name of type `github`, the default (gohugoio/hugo, markup/goldmark/autoid.go): no combining marks."""
    return _kept(text.strip(), ("L", "Nd"), "-_ ").lower().replace(" ", "-") or "heading"


def _mkdocs(text: str) -> str:
    """ASCII only (Python-Markdown, markdown/extensions/toc.py, slugify): nothing is left of a Chinese heading."""
    return _python_markdown(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


def _python_markdown(text: str) -> str:
    """Return the name that Python-Markdown's slugify_unicode gives, which many sites set."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


_VITEPRESS_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'“”‘’<>,.?/]+""")


def _vitepress(text: str) -> str:
    """Return the name by mdit-vue (packages/shared/src/slugify.ts), which VitePress and VuePress use."""
    text = re.sub(r"[\u0300-\u036f\x00-\x1f]", "", unicodedata.normalize("NFKD", text))
    text = _VITEPRESS_SPECIAL.sub("-", text).strip("-")
    return re.sub(r"^(?=\d)", "_", text, flags=re.ASCII).lower()


def _myst(text: str) -> str:
    """Return the name by MyST-Parser (myst_parser/mdit_to_docutils/base.py, default_slugify)."""
    return re.sub(r"[^\w\u4e00-\u9fff\- ]", "", text.lower().replace(" ", "-"))


# What Unicode does not take apart into a letter and its accent (docutils/nodes.py, _non_id_translate).
_DOCUTILS_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "ƀ": "b", "ƈ": "c", "ß": "sz", "æ": "ae",
        "œ": "oe", "ĳ": "ij",
    }
)  # fmt: skip


def _docutils(text: str) -> str:
    """Return the name by docutils (docutils/nodes.py, make_id), which Sphinx and d2lbook use."""
    text = text.lower().translate(_DOCUTILS_LETTERS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", " ".join(text.split())))


def _asciidoctor(text: str) -> str:
    """Return the name by Asciidoctor 2 (lib/asciidoctor/section.rb, generate_id) with its usual `_` and `_`."""
    text = re.sub(r"<[^>]+>|&(?:[a-z]+\d{0,2}|#\d+|#x[\da-f]+);|[^ \w\-.]", "", text.lower())
    return re.sub(r"[ _.-]+", "_", f"_{text}").removesuffix("_")


def _mdbook(text: str) -> str:
    """Return the name by mdBook (src/utils/mod.rs, normalize_id)."""
    return re.sub(r"\s", "-", "".join(sign for sign in text.strip().lower() if sign.isalnum() or sign in "_- \t"))


def _pandoc(text: str) -> str:
    """Return the name by Pandoc (manual, Extension: auto_identifiers): it begins with a letter."""
    kept = "".join(sign for sign in text.lower() if sign.isalnum() or sign in "_-. ")
    return re.sub(r"^[\W\d_]+", "", kept).strip().replace(" ", "-") or "section"


_RULES: dict[str, Callable[[str], str]] = {
    "github": _github,
    "hugo": _hugo,
    "mkdocs": _mkdocs,
    "mkdocs-unicode": _python_markdown,
    "vitepress": _vitepress,
    "myst": _myst,
    "docutils": _docutils,
    "asciidoctor": _asciidoctor,
    "mdbook": _mdbook,
    "pandoc": _pandoc,
}
_GENERATORS = {
    "vuepress": "vitepress",
    "d2l": "docutils",
    "sphinx": "docutils",
    "rst": "docutils",
    "restructuredtext": "docutils",
    "asciidoc": "asciidoctor",
}


def generator_of(flavour: str) -> str:
    """Return whose rules name the headings of a flavour; for those without rules of their own, GitHub's."""
    generator = _GENERATORS.get(flavour, flavour)
    return generator if generator in _RULES else "github"


def heading_slug(flavour: str, text: str) -> str:
    """Return the name of a heading, by its text without markup, if no other heading of the page has that name."""
    return _RULES[generator_of(flavour)](text)


class HeadingNames:
    """Gives each heading of a page a name of its own, in the order of the headings."""

    def __init__(self, flavour: str) -> None:
        self._generator = generator_of(flavour)
        self._taken: set[str] = set()
        self._occurrences: dict[str, int] = {}

    def reserve(self, name: str) -> None:
        """Take a name that the page gives explicitly."""
        self._taken.add(name)

    def name(self, text: str) -> str:
        """Return the name of the next heading, by its text without markup."""
        slug = _RULES[self._generator](text)
        number = _NUMBERINGS.get(self._generator, _numbered)
        name = number(slug, self._taken, self._occurrences)
        self._taken.add(name)
        return name


def _numbered(slug: str, taken: set[str], occurrences: dict[str, int]) -> str:
    """`x`, `x-1`, `x-2`: github-slugger, goldmark, markdown-it-anchor, mdBook."""
    name = slug
    while name in taken:
        occurrences[slug] = occurrences.get(slug, 0) + 1
        name = f"{slug}-{occurrences[slug]}"
    return name


def _numbered_by_mkdocs(slug: str, taken: set[str], following: dict[str, int]) -> str:
    """`x`, `x_1`, `x_2`, and for an empty name `_1`, `_2` (Python-Markdown, toc.py, unique)."""
    match = re.fullmatch(r"(.*)_([0-9]{1,99})", slug)
    stem, number = (match[1], int(match[2])) if match else (slug, 0)
    passed: list[str] = []
    name = slug
    while name in taken or not name:
        passed.append(name)
        number = following.get(name, number + 1)
        name = f"{stem}_{number}"
    following.update(dict.fromkeys(passed, number))
    return name


def _numbered_by_myst(slug: str, taken: set[str], occurrences: dict[str, int]) -> str:
    """`x`, `x-1`, `x-1-2` (MyST-Parser, compute_unique_slug); of very many only the last number changes."""
    name = slug
    while name in taken:
        number = occurrences[slug] = occurrences.get(slug, 0) + 1
        name = "-".join([slug, *map(str, range(1, min(number, _MOST_NUMBERS))), str(number)])
    return name


def _numbered_by_docutils(slug: str, taken: set[str], occurrences: dict[str, int]) -> str:
    """`x`, `id1`, `id2` (docutils, set_id, with the prefix that Sphinx sets)."""
    while slug in taken or not slug:
        occurrences["id"] = occurrences.get("id", 0) + 1
        slug = f"id{occurrences['id']}"
    return slug


def _numbered_by_asciidoctor(slug: str, taken: set[str], occurrences: dict[str, int]) -> str:
    """`_x`, `_x_2`, `_x_3` (Asciidoctor, generate_id)."""
    name = slug
    while name in taken:
        occurrences[slug] = occurrences.get(slug, 1) + 1
        name = f"{slug}_{occurrences[slug]}"
    return name


# In a name by MyST: names of thousands of equal headings would fill the memory.
_MOST_NUMBERS = 100
_NUMBERINGS = {
    "mkdocs": _numbered_by_mkdocs,
    "mkdocs-unicode": _numbered_by_mkdocs,
    "myst": _numbered_by_myst,
    "docutils": _numbered_by_docutils,
    "asciidoctor": _numbered_by_asciidoctor,
}
