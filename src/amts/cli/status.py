"""`amts status`: which documents are translated."""

from __future__ import annotations

from pathlib import Path

from amts.cli.console import counted, show_json, show_table
from amts.cli.project import Json, Project
from amts.workspace import open_workspace


def status(project: Project = Path(), json: Json = False) -> None:
    """Show which documents of a project are translated into which language.

    Example: amts status --project examples/handbook
    """
    workspace = open_workspace(project)
    found = {
        target: {entry.name: entry.translated for entry in workspace.entries(target)} for target in workspace.targets
    }
    if json:
        show_json(found)
        return
    names = sorted({name for documents in found.values() for name in documents})
    rows = [[name, *(_word(found[target].get(name)) for target in found)] for name in names]
    show_table("", ["document", *found], rows)
    for target, documents in found.items():
        missing = sum(not translated for translated in documents.values())
        print(f"{target}: {len(documents) - missing} of {counted(len(documents), 'document')} translated")
        if missing:
            print(f"    next: amts translate --to {target}")


def _word(translated: bool | None) -> str:
    return {True: "translated", False: "missing", None: "-"}[translated]
