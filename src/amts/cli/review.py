"""`amts review`: a person's word that a translation is right."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from amts.cli.console import counted
from amts.cli.project import Project, To, languages_of
from amts.errors import InputError
from amts.mining.names import find_entries
from amts.sync.review import confirm
from amts.workspace import open_workspace


def review(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Documents by name.")],
    target_tag: To = "",
    line: Annotated[
        list[int] | None,
        typer.Option("--line", help="Only what begins in this line of the translation; may be repeated."),
    ] = None,
    project: Project = Path(),
) -> None:
    """Confirm translations that you have read beside their sources: proposals, and what `amts diff` shows as behind.

    What you have changed yourself counts as reviewed anyway.

    Example: amts review 03-data.md --to zh --line 12
    """
    workspace = open_workspace(project, os.environ)
    tags = languages_of(workspace, [target_tag] if target_tag else None)
    if len(tags) > 1:
        msg = f"this project has several targets: say --to {' or --to '.join(tags)}"
        raise InputError(msg)
    translations = workspace.translations(tags[0])
    entries = find_entries(translations.entries, names)
    if line and len(entries) > 1:
        msg = "--line is about one document: name only that"
        raise InputError(msg)
    for entry in entries:
        count = confirm(translations, entry, line or ())
        print(f"{entry.target}: {counted(count, 'sentence')} confirmed")
