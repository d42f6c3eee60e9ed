"""`amts terms`: look at a file of terms, and write it in another format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from amts.cli.console import counted
from amts.cli.project import From, To
from amts.errors import InputError
from amts.languages import language
from amts.parallel.terminology.files import read_terminology, write_terminology
from amts.parallel.terminology.terms import terms_between


def terms(
    file: Annotated[Path, typer.Argument(help="A .csv, .tsv, .tmx or .md file with terms.")],
    source_tag: From = "",
    target_tag: To = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A .csv, .tsv or .tmx file to write.")] = None,
    limit: Annotated[int, typer.Option(help="How many terms to show.", min=0)] = 10,
) -> None:
    """Read terms, say what is left out and why, and show the first of them; with -o, write them in another format.

    Example: amts terms TERMINOLOGY.md --from en --to zh -o terms.csv
    """
    if not (source_tag and target_tag):
        msg = "between which languages? say --from and --to, such as --from en --to zh"
        raise InputError(msg)
    tags = language(source_tag).tag, language(target_tag).tag
    if tags[0] == tags[1]:
        msg = f"both languages are {tags[0]}: say two, such as --from en --to zh"
        raise InputError(msg)
    if output and output.exists():
        msg = f"{output} exists and is not overwritten: choose another name, or delete it first"
        raise InputError(msg)
    read = read_terminology(file, tags, both_ways=True)
    found = terms_between([read.terminology], *tags)
    print(f"{file}: {counted(len(found), 'term')} from {tags[0]} to {tags[1]}, {len(read.left_out)} left out")
    for reason, count in Counter(each.reason for each in read.left_out).most_common():
        print(f"    left out: {count} {reason}")
    for term in found[:limit]:
        print(f"    {term.source} = {' | '.join((term.target, *term.others)) or '(stays)'}")
    if output:
        write_terminology(output, read.terminology)
        print(f"wrote {output}")
