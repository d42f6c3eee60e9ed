"""The flavours of Markdown: which one a file or a project has, and what each adds to CommonMark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from amts.documents.markdown.d2l import is_d2l

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amts.documents.markdown.found_markup import FoundMarkup
    from amts.documents.markdown.inline_finder import InlineFinder
    from amts.documents.markdown.lines import Rule
    from amts.documents.markdown.text_marks import TextMarks
    from amts.records import ReadingOptions

DEFAULT = "github"
FLAVOURS = ("d2l", "github", "hugo", "huggingface", "jekyll", "mdx", "mkdocs", "myst", "pandoc", "vitepress")
_OTHER_NAMES = {"commonmark": "github", "gfm": "github", "docusaurus": "mdx", "astro": "mdx", "starlight": "mdx",
                "vuepress": "vitepress", "quarto": "pandoc", "hf": "huggingface"}  # fmt: skip

# The flavour, strings one of which every document with the sign has, and the sign, which counts outside of code.
_SIGNS: tuple[tuple[str, tuple[bytes, ...], re.Pattern[bytes]], ...] = (
    ("hugo", (b"{{<", b"{{%"), re.compile(rb"^[ \t]*\{\{[<%]\s*/?\w", re.M)),
    ("hugo", (b"+++",), re.compile(rb"\A\+\+\+\r?\n[\w.-]+\s*=")),
    ("huggingface", (b"[[autodoc", b"[[open-in"), re.compile(rb"^\[\[(?:autodoc|open-in-colab)\]\]", re.M)),
    ("huggingface", (b"<Tip", b"<hfoptions", b"<frameworkcontent"),
     re.compile(rb"^<(?:Tip|hfoptions|frameworkcontent)\b[^<>\n]*>", re.M)),
    ("vitepress", (b"<script setup", b".vue"),
     re.compile(rb"^<script setup\b|^import [^\n]* from [\"'][^\"'\n]+\.vue[\"']", re.M)),
    ("mdx", (b"import ",),
     re.compile(rb"^import [^\n]* from [\"'](?:@theme|@site|@docusaurus|@astrojs|~/|\.\./|\./)", re.M)),
    ("mkdocs", (b"!!! ",), re.compile(rb"^[ \t]*!!! [a-z]", re.M)),
    ("mkdocs", (b"??? ", b"???+ "), re.compile(rb"^[ \t]*\?\?\?\+? [a-z]", re.M)),
    ("mkdocs", (b'=== "',), re.compile(rb"^[ \t]*=== \"", re.M)),
    ("mkdocs", (b"--8<-- ",), re.compile(rb"^[ \t]*--8<-- \"", re.M)),
    ("myst", (b"```{", b":::{"), re.compile(
        rb"^[ \t]*(?:`{3,}|:{3,})\{(?!r\}|python\}|julia\}|ojs\})[a-z][\w:-]+\}(?:[ \t\r\n]|\Z)", re.M)),
    ("myst", (b"}`",), re.compile(
        rb"\{(?:ref|doc|term|any|func|class|meth|mod|attr|numref|eq|cite|py:\w+|cite:\w+)\}`")),
    ("myst", (b")=",), re.compile(rb"^\([\w.:-]+\)=[ \t]*$", re.M)),
    ("vitepress", (b"::: ",), re.compile(rb"^::: (?:tip|warning|danger|info|details|code-group|v-pre)\b", re.M)),
    ("vitepress", (b"<<<",), re.compile(rb"^<<< @?[./]", re.M)),
    ("vitepress", (b"[[toc]]",), re.compile(rb"^\[\[toc\]\][ \t]*$", re.M)),
    ("pandoc", (b":::",), re.compile(rb"^:{3,} ?\{[.#]", re.M)),
    ("jekyll", (b"{{", b"{%"),
     re.compile(rb"\{\{-? ?site\.\w|^\{%-? ?(?:include|include_relative|highlight|assign) [^%\n]*%\}", re.M)),
)  # fmt: skip


def flavour_of(body: bytes, options: ReadingOptions, name: str = "") -> str:
    """Return the flavour of a document: the one that is wanted, or that its name, its text or its project show."""
    if options.flavour:
        return _OTHER_NAMES.get(options.flavour, options.flavour)
    if name.lower().endswith(".mdx"):
        return "mdx"
    return recognise(body) or options.project_flavour or DEFAULT


def recognise(content: bytes) -> str:
    """Return the flavour that the markup of a document shows beyond doubt, or nothing."""
    if is_d2l(content):
        return "d2l"
    code_free: bytes | None = None
    for flavour, hints, pattern in _SIGNS:
        if any(map(content.__contains__, hints)) and pattern.search(content):
            code_free = _without_code(content) if code_free is None else code_free
            if pattern.search(code_free):
                return flavour
    return ""


_CODE = re.compile(rb"^([ \t]*)(`{3,}|~{3,})(?!\{)[^\r\n]*[\r\n].*?(?:^[ \t]*\2[`~]*[ \t]*\r?$|\Z)", re.M | re.S)


def _without_code(content: bytes) -> bytes:
    """Return the content without fenced code, but with MyST's directives, which look like it."""
    return _CODE.sub(b"", content) if b"```" in content or b"~~~" in content else content


# What shows a project's flavour: a file beside or above a document, what must be in it, and the flavour.
_PROJECT_FILES: tuple[tuple[str, bytes, str], ...] = (
    ("mkdocs.yml", b"", "mkdocs"), ("mkdocs.yaml", b"", "mkdocs"), ("zensical.toml", b"", "mkdocs"),
    ("docusaurus.config.js", b"", "mdx"), ("docusaurus.config.ts", b"", "mdx"), ("docusaurus.config.mjs", b"", "mdx"),
    ("hugo.toml", b"", "hugo"), ("hugo.yaml", b"", "hugo"), ("hugo.json", b"", "hugo"),
    ("config.toml", b"baseURL", "hugo"), ("config.yaml", b"baseURL", "hugo"), ("config/_default", b"", "hugo"),
    (".vitepress", b"", "vitepress"), (".vuepress", b"", "vitepress"),
    ("config.ini", b"[project]", "d2l"), ("d2l.bib", b"", "d2l"),
    ("myst.yml", b"", "myst"), ("_toc.yml", b"", "myst"), ("conf.py", b"myst", "myst"),
    ("_quarto.yml", b"", "pandoc"), ("_config.yml", b"", "jekyll"),
)  # fmt: skip


def flavour_of_project(path: Path) -> str:
    """Return the flavour that the project around a file or folder shows, or nothing."""
    folder = path if path.is_dir() else path.parent
    return _of_folder(folder.resolve())


@lru_cache(maxsize=4096)
def _of_folder(folder: Path) -> str:
    for name, sign, flavour in _PROJECT_FILES:
        file = folder / name
        if file.exists() and (not sign or (file.is_file() and sign in file.read_bytes())):
            return flavour
    if (folder / ".git").exists() or folder.parent == folder:
        return ""
    return _of_folder(folder.parent)


@dataclass(frozen=True, slots=True)
class Additions:
    """What a flavour adds to CommonMark.

    Attributes:
        text_marks: what the parser takes for text, but is markup.
        rules: for lines, by their first byte.
        finder: of markup within a text.
        hint: what every document with any such markup has.
    """

    text_marks: TextMarks
    rules: Mapping[int, Sequence[Rule]]
    finder: InlineFinder | None = None
    hint: bytes = b""

    def find(self, found: FoundMarkup, options: ReadingOptions) -> None:
        """Note all that the flavour adds in a document."""
        from amts.documents.markdown.lines import walk_lines

        if self.hint not in found.source:
            return
        stretches = walk_lines(found, self.rules, options)
        if self.finder:
            self.finder.find(found, stretches)


@cache
def additions(flavour: str) -> Additions | None:
    """Return what a flavour adds; None: nothing.

    Raises:
        InputError: there is no such flavour.
    """
    from amts.documents.markdown.additions import ADDITIONS
    from amts.errors import InputError

    if flavour not in FLAVOURS:
        msg = f"there is no flavour {flavour!r} of Markdown; there are {' '.join(FLAVOURS)}"
        raise InputError(msg)
    return ADDITIONS.get(flavour)
