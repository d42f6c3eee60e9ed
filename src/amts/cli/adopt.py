"""`amts adopt`: take over translations that were there before AMTS."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from amts.cli.console import Bars, counted, exit_code_of, show_json, show_table
from amts.cli.project import Json, Languages, Project, languages_of
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from amts.sync.adopting.adoption import Adopted, Adoption

_COLUMNS = ["document", "made from", "found by", "sure", "aligned"]
# So much of an identifier is shown.
_SHORT = 8


def adopt(languages: Languages = None, project: Project = Path(), json: Json = False) -> None:
    """Find out which source each translation without a ledger was made from, and write its ledger.

    `made from` is the commit of that source, or the identifier that git gives to its bytes; `sure` says how often what
    it was found by is right; `aligned` how much of the translation surely says what that source does. The translations
    themselves are not touched.

    Example: amts adopt zh
    """
    workspace = open_workspace(project, os.environ)
    with Bars() as bars:
        found = {tag: workspace.adopt(tag, bars) for tag in languages_of(workspace, languages)}
    if json:
        show_json({tag: _as_json(adoption) for tag, adoption in found.items()})
    else:
        for tag, adoption in found.items():
            _show(tag, adoption)
    raise typer.Exit(exit_code_of(each for adoption in found.values() for each in adoption.problems))


def _show(tag: str, found: Adoption) -> None:
    if found.adopted:
        show_table("", _COLUMNS, [_row(each) for each in found.adopted])
    others = (*found.foreign, *found.bilingual, *found.problems)
    said = "" if found.adopted or others else ": all have ledgers already"
    print(f"{tag}: {counted(len(found.adopted), 'translation')} adopted{said}")
    for each in found.foreign:
        print(
            f"    {each.entry.target}: not adopted: hardly anything in it surely says what {each.entry.source} says: "
            f"is it its translation, and in {tag}?"
        )
    for entry in found.bilingual:
        print(f"    {entry.target}: not adopted: it holds its sources itself, tools such as msgmerge follow them")
    for problem in found.problems:
        print(f"    NOT DONE: {problem.error}")


def _row(each: Adopted) -> list[str]:
    made_from = each.ledger.commit or each.ledger.source
    return [each.entry.name, made_from[:_SHORT], str(each.trace), f"{each.trust:.0%}", f"{each.aligned:.0%}"]


def _as_json(found: Adoption) -> dict[str, Any]:
    return {
        "adopted": [_one_as_json(each) for each in found.adopted],
        "foreign": [str(each.entry.target) for each in found.foreign],
        "bilingual": [str(entry.target) for entry in found.bilingual],
        "problems": [{"document": each.name, "message": str(each.error)} for each in found.problems],
    }


def _one_as_json(each: Adopted) -> dict[str, Any]:
    return {
        "document": each.entry.name,
        "translation": str(each.entry.target),
        "commit": each.ledger.commit,
        "source": each.ledger.source,
        "found_by": each.trace,
        "trust": each.trust,
        "aligned": round(each.aligned, 3),
        "sure": round(each.sureness, 3),
    }
