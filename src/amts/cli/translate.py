"""`amts translate`: translate what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, counted, show_json
from amts.cli.project import From, Json, Pair, Project, Source, To, open_book
from amts.errors import InputError

if TYPE_CHECKING:
    from amts.workspace import Written

_WORDS = {
    "untranslated": "left in the source language",
    "anchor": "a link lost its place",
    "number": "look at a number",
}


def translate(
    names: Annotated[list[str] | None, typer.Argument(help="Documents by name; default: all that are missing.")] = None,
    project: Project = Path(),
    source: Source = None,
    pair: Pair = "",
    source_tag: From = "",
    target_tag: To = "",
    data: Annotated[str, typer.Option("--data", help="Learn from this parallel data, not from the translations.")] = "",
    json: Json = False,
) -> None:
    """Translate the documents that have no translation yet; a file that exists is never overwritten.

    Example: amts translate --to zh
    """
    if data and source:
        msg = "--data names parallel data of a project: leave --source out, or --data"
        raise InputError(msg)
    workspace, target = open_book(project, source, pair, source_tag, target_tag)
    with Bars() as bars:
        written = workspace.translate(target, names or (), data, bars)
    if json:
        show_json([_as_json(each) for each in written])
        return
    for each in written:
        _show(each)
    if not written:
        print(f"nothing to do: every document is translated into {target}")


def _origins(written: Written) -> Counter[str]:
    return Counter(origin for block in written.document.blocks for origin in block.origins)


def _show(written: Written) -> None:
    origins = _origins(written)
    found = ", ".join(f"{count} from {origin}" for origin, count in origins.most_common())
    repaired = f", {counted(len(written.document.repairs), 'repair')}" if written.document.repairs else ""
    verdict = "NOT WRITTEN, it would be broken" if written.refused else "structure checked, nothing broken"
    print(f"{written.entry.target}: {counted(origins.total(), 'sentence')} ({found}){repaired}; {verdict}")
    for finding in (*written.document.findings, *written.links):
        print(f"    {_WORDS.get(finding.reason, finding.reason)}: {finding.detail}")


def _as_json(written: Written) -> dict[str, Any]:
    return {
        "document": written.entry.name,
        "written": None if written.refused else str(written.entry.target),
        "sentences": dict(_origins(written)),
        "untranslated": [each.detail for each in written.document.findings if each.reason == "untranslated"],
        "findings": [asdict(each) for each in (*written.document.findings, *written.links)],
        "repairs": [asdict(each) for each in written.document.repairs],
    }
