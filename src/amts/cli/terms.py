"""`amts terms`: look at files of terms, and write one in another format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts.cli.console import counted
from amts.cli.project import From, Project, To, open_book
from amts.errors import InputError
from amts.languages import language
from amts.parallel.terminology.files import read_in_order, write_terminology
from amts.parallel.terminology.terms import directions
from amts.settings import FILE_NAME, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.parallel.terminology.files import FileTerms
    from amts.parallel.terminology.terms import Term

# So many directions of a file are named.
_DIRECTIONS = 6


def terms(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files with terms: .csv, .tsv, .tmx or .md; default: the project's.")
    ] = None,
    project: Project = Path(),
    source_tag: From = "",
    target_tag: To = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A .csv, .tsv or .tmx file to write.")] = None,
    limit: Annotated[int, typer.Option(help="How many terms of each file to show.", min=0)] = 10,
) -> None:
    """Read terms, say what is left out and why, and show the first of them; with -o, write them in another format.

    Example: amts terms TERMINOLOGY.md --from en --to zh -o terms.csv
    """
    paths: Sequence[Path] = files or ()
    if not paths:
        paths, source_tag, target_tag = _of_project(project, source_tag, target_tag)
    tags = _tags(source_tag, target_tag)
    if output and len(paths) > 1:
        msg = f"-o writes the terms of one file, and these are {len(paths)}: name one"
        raise InputError(msg)
    if output and output.exists():
        msg = f"{output} exists and is not overwritten: choose another name, or delete it first"
        raise InputError(msg)
    for file in read_in_order(paths, tags):
        _show(file, tags, limit)
        if output:
            write_terminology(output, file.read.terminology)
            print(f"wrote {output}")


def without_terms(file: FileTerms, tags: tuple[str, str]) -> str:
    """Return, of a file without terms from one language into another, from which into which it has some."""
    found = [f"{source} to {target}" for source, target in directions(file.read.terminology)]
    others = ", ".join([*found[:_DIRECTIONS], *["..."] * (len(found) > _DIRECTIONS)])
    return f"no terms from {tags[0]} to {tags[1]}: it has {others or 'none'}"


def _of_project(project: Path, source_tag: str, target_tag: str) -> tuple[Sequence[Path], str, str]:
    """Return the files with terms that a project names, and its languages where none are given."""
    if not ((project / FILE_NAME).is_file() and read_settings(project).terminology):
        msg = "no files with terms: name some, or set `terminology` in amts.toml"
        raise InputError(msg)
    workspace, target = open_book(project, None, "", "", target_tag)
    return workspace.settings.terminology, source_tag or workspace.settings.source, target


def _tags(source_tag: str, target_tag: str) -> tuple[str, str]:
    if not (source_tag and target_tag):
        msg = "between which languages? say --from and --to, such as --from en --to zh"
        raise InputError(msg)
    tags = language(source_tag).tag, language(target_tag).tag
    if tags[0] == tags[1]:
        msg = f"both languages are {tags[0]}: say two, such as --from en --to zh"
        raise InputError(msg)
    return tags


def _show(file: FileTerms, tags: tuple[str, str], limit: int) -> None:
    left_out = file.read.left_out
    print(f"{file.path}: {counted(len(file.terms), 'term')} from {tags[0]} to {tags[1]}, {len(left_out)} left out")
    for reason, count in Counter(each.reason for each in left_out).most_common():
        print(f"    left out: {count} {reason}")
    if not file.terms:
        print(f"    {without_terms(file, tags)}")
    for term, first, path in file.overruled:
        print(f"    not used: {_written(term)}, as {path} says {_written(first)}")
    overruled = {term for term, *_ in file.overruled}
    for term in [term for term in file.terms if term not in overruled][:limit]:
        print(f"    {_written(term)}")


def _written(term: Term) -> str:
    return f"{term.source} = {' | '.join((term.target, *term.others)) or '(stays)'}"
