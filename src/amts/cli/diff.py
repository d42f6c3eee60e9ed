"""`amts diff`: what has changed in the sources, beside the translations."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import asdict
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts.cli.console import Bars, counted, exit_code_of, show_json
from amts.cli.deeds import marked_changes
from amts.cli.project import Json, Project, languages_of
from amts.errors import LanguageError
from amts.languages import language
from amts.mining.names import find_entries
from amts.sync.remarks import Kind, review
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.text import Text

    from amts.mining.book import Entry
    from amts.sync.remarks import Remark, Review
    from amts.workspace import Workspace

_WORDS = {
    Kind.BEHIND: "behind",
    Kind.PROPOSAL: "proposal to review",
    Kind.NEW: "not translated yet",
    Kind.CHANGED: "to be made anew",
    Kind.DELETED: "the source is gone",
    Kind.ROLLS_FORWARD: "stays as it is",
    Kind.UNTRANSLATED: "left in the source language",
}
_STYLES = {"-": "red", "+": "green", "@": "cyan", "": ""}
_ORIGINS = {"h": "a person's", "t": "from memory", "m": "a machine's", "p": "a machine's edit", "c": "copied"}


def diff(
    what: Annotated[
        list[str] | None, typer.Argument(metavar="[LANG]... [FILE]...", help="Languages, then documents; default: all.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also show changes with which a translation stays.")] = False,
    project: Project = Path(),
    json: Json = False,
) -> None:
    """Show what has changed in the sources, beside what the translations say; no engine is asked.

    [-Words that are gone-] and {+words that are new+} are marked.

    Example: amts diff zh 03-data.md
    """
    workspace = open_workspace(project, os.environ)
    tags, names = _told_apart(workspace, what or ())
    reviews = [(tag, review_of(workspace, tag, names)) for tag in tags]
    kinds = [kind for kind in Kind if every or kind is not Kind.ROLLS_FORWARD]
    if json:
        show_json({tag: _as_json(found, kinds) for tag, found in reviews})
    else:
        for tag, found in reviews:
            _show(workspace.settings.source, tag, found, kinds)
    show_problems(found for _, found in reviews)


def review_of(workspace: Workspace, tag: str, names: Sequence[str] = ()) -> Review:
    """Return what a person should look at in some documents or all."""
    translations = workspace.translations(tag)
    chosen = {entry.name for entry in find_entries(translations.entries, names)}
    with Bars() as bars:
        return review(translations, chosen, bars)


def show_problems(reviews: Iterator[Review]) -> None:
    """Say on stderr what could not be compared, and end with the exit code of the gravest.

    Raises:
        Exit: there was something.
    """
    problems = [each for found in reviews for each in found.problems]
    for each in problems:
        print(f"amts: {' '.join(str(each.error).splitlines())}", file=sys.stderr)
    if problems:
        raise typer.Exit(exit_code_of(problems))


def _told_apart(workspace: Workspace, what: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the languages and the documents that were named; the former come first."""
    tags = [word for word in what if _is_target(workspace, word)]
    names = [word for word in what if word not in tags]
    return languages_of(workspace, tags), names


def _is_target(workspace: Workspace, word: str) -> bool:
    try:
        return language(word).tag in workspace.targets
    except LanguageError:
        return False


def _show(source: str, tag: str, found: Review, kinds: Sequence[Kind]) -> None:
    """Print the remarks on the translations into a language."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    counts: Counter[Kind] = Counter()
    for entry, remarks in found.remarks:
        for remark in remarks:
            counts[remark.kind] += remark.kind in kinds
            if remark.kind in kinds:
                _show_remark(console, entry, remark, source)
    for entry in found.missing:
        print(f"{entry.target}: not translated yet")
    for entry in found.unknown:
        print(f"{entry.target}: nobody knows what it was made from: amts adopt {tag}")
    for entry in found.orphans:
        print(f"{entry.target}: its source {entry.source} is gone")
    words = {**_WORDS, Kind.PROPOSAL: "proposals to review"} if counts[Kind.PROPOSAL] > 1 else _WORDS
    said = ", ".join(f"{counts[kind]} {words[kind]}" for kind in kinds if counts[kind])
    missing = f", {counted(len(found.missing), 'document')} not translated yet" if found.missing else ""
    print(f"{tag}: {said or 'every translation says what its source says'}{missing}")


def _show_remark(console: Console, entry: Entry, remark: Remark, source: str) -> None:
    """Print a remark: on a terminal within its width, otherwise a line for each side."""
    from rich.table import Table
    from rich.text import Text

    change = "" if remark.kind is Kind.PROPOSAL else f" ({remark.change})"
    whose = f", {_ORIGINS[remark.origin]}" if remark.translation else ""
    place = f"{entry.target}:{remark.line}" if remark.line else str(entry.target)
    print(f"{place}: {_WORDS[remark.kind]}{change}{whose}")
    rows: list[tuple[str, Text]] = [("source", _compared(remark, source))]
    if remark.translation and not (remark.translation.count("\n") and remark.kind is Kind.CHANGED):
        rows.append(("translation", Text(remark.translation)))
    if console.is_terminal:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(min_width=len("    translation"))
        table.add_column(overflow="fold")
        for label, text in rows:
            table.add_row(f"    {label}", text)
        console.print(table)
        return
    for label, text in rows:
        first, *others = text.plain.split("\n")
        print(f"    {label:<12} {first}")
        for line in others:
            print(f"    {'':<12} {line}")


def _compared(remark: Remark, tag: str) -> Text:
    """Return what the source says, with what has changed in it."""
    from rich.text import Text

    if not remark.before:
        unknown = remark.kind in (Kind.BEHIND, Kind.CHANGED)
        return Text(remark.source + (" (what it said before is not to be had)" if unknown else ""))
    if "\n" in remark.before + remark.source:
        lines = islice(unified_diff(remark.before.split("\n"), remark.source.split("\n"), n=1, lineterm=""), 2, None)
        return Text("\n").join(Text(line, _STYLES.get(line[:1], "")) for line in lines)
    pieces = marked_changes(remark.before, remark.source, tag)
    return Text.assemble(*((text, _STYLES[sign]) for text, sign in pieces))


def _as_json(found: Review, kinds: Sequence[Kind]) -> dict[str, object]:
    return {
        "documents": [
            {"document": entry.name, "translation": str(entry.target),
             "remarks": [asdict(remark) for remark in remarks if remark.kind in kinds]}
            for entry, remarks in found.remarks
        ],
        "missing": [entry.name for entry in found.missing],
        "unknown": [entry.name for entry in found.unknown],
        "orphans": [str(entry.target) for entry in found.orphans],
        "problems": [{"document": each.name, "message": str(each.error)} for each in found.problems],
    }  # fmt: skip
