"""`amts adopt`: take over translations that were there before AMTS."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.cli.console import Bars, counted, show_json, show_table
from amts.cli.project import Json, Languages, Project, languages_of
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.sync.adopting.adoption import Adopted

_COLUMNS = ["document", "made from", "found by", "sure", "aligned"]
# A translation of which less is aligned is perhaps none of this document, or in another language.
_STRANGE = 0.3
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
        show_json({tag: [_as_json(each) for each in adopted] for tag, adopted in found.items()})
        return
    for tag, adopted in found.items():
        _show(tag, adopted)


def _show(tag: str, adopted: Sequence[Adopted]) -> None:
    if adopted:
        show_table("", _COLUMNS, [_row(each) for each in adopted])
    print(f"{tag}: {counted(len(adopted), 'translation')} adopted{'' if adopted else ': all have ledgers already'}")
    for each in adopted:
        if each.aligned < _STRANGE:
            print(
                f"    {each.entry.target}: hardly anything in it says what {each.entry.source} says: is it its "
                f"translation, and in {tag}? If not, move it away, and its ledger in .amts/ledger/{tag}"
            )


def _row(each: Adopted) -> list[str]:
    made_from = each.ledger.commit or each.ledger.source
    return [each.entry.name, made_from[:_SHORT], str(each.trace), f"{each.trust:.0%}", f"{each.aligned:.0%}"]


def _as_json(each: Adopted) -> dict[str, Any]:
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
