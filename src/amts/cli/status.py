"""`amts status`: which documents are translated, and which translations are behind their sources."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, counted, show_json, show_table
from amts.cli.project import Json, Languages, Project, languages_of
from amts.sync.changes import rolls_forward, severity
from amts.sync.records import Change
from amts.sync.status import State
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.sync.status import DocumentStatus, LanguageStatus

_COLUMNS = ["document", "state", "behind", "words", "gravest", "since", "human", "machine", "proposals", "reviewed"]
_SETTLED = frozenset({State.IN_STEP, State.NOT_ADOPTED, State.BILINGUAL})
# So much of a commit's identifier is shown.
_SHORT = 8


def status(
    languages: Languages = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show all documents, not only those that need something.")
    ] = False,
    project: Project = Path(),
    json: Json = False,
) -> None:
    """Show how the translations stand: which are missing or behind, by how much and how gravely, and who made them.

    `behind` counts sentences and blocks that say something else than the source; `words` those to be worked on; `since`
    is the commit of the source that the translation follows.

    Example: amts status zh --project examples/handbook
    """
    workspace = open_workspace(project)
    with Bars() as bars:
        found = [workspace.status(tag, bars) for tag in languages_of(workspace, languages)]
    if json:
        show_json({each.tag: _as_json(each) for each in found})
        return
    for each in found:
        rows = [_row(one) for one in each.documents if every or _needs(one)]
        if rows:
            show_table("", _COLUMNS, rows)
        _show_total(each)


def behind(document: DocumentStatus) -> int:
    """Return how many sentences and blocks of a translation say something else than its source."""
    if document.state is State.MISSING:
        return 0
    changed = sum(count for change, count in document.changes.items() if not rolls_forward(change))
    return changed + document.new + document.gone


def gravest(found: LanguageStatus) -> Change:
    """Return what the gravest change means that a translation is behind by."""
    waiting = (each.severity for each in found.documents if each.state is State.BEHIND)
    return max(waiting, key=severity, default=Change.NONE)


def _needs(document: DocumentStatus) -> bool:
    unread = document.sentences.proposal > 0
    return document.state not in _SETTLED or unread


def _row(document: DocumentStatus) -> list[str]:
    said = document.sentences
    numbers = (behind(document), document.words)
    whose = (said.human + said.memory, said.machine, said.proposal, said.reviewed)
    worst = str(document.severity) if document.state is State.BEHIND else ""
    return [document.name, str(document.state), *map(_number, numbers), worst, document.commit[:_SHORT],
            *map(_number, whose)]  # fmt: skip


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def _show_total(found: LanguageStatus) -> None:
    """Print the sums of a language, and what to do next."""
    states, said = found.states, found.sentences
    documents = sum(states.values()) - states[State.ORPHANED]
    line = f"{found.tag}: {documents - states[State.MISSING]} of {counted(documents, 'document')} translated"
    if states[State.BEHIND]:
        line += (
            f", {states[State.BEHIND]} behind ({counted(sum(map(behind, found.documents)), 'place')}, {gravest(found)})"
        )
    print(line)
    if sum(asdict(said).values()):
        print(
            f"    sentences: {said.human + said.memory:,} human, {said.machine:,} machine, "
            f"{counted(said.proposal, 'proposal')}, {said.copied:,} as in the source, {said.untranslated:,} left out; "
            f"{said.reviewed:,} reviewed"
        )
    if found.new_words or found.changed_words:
        print(f"    words of work: {found.new_words:,} new, {found.changed_words:,} changed")
    for one in found.documents:
        if one.state in (State.DAMAGED, State.ORPHANED):
            print(f"    {one.state}: {one.problem}")
    for line in _next(found):
        print(f"    {line}")


def _next(found: LanguageStatus) -> Sequence[str]:
    states = found.states
    lines = []
    if states[State.NOT_ADOPTED]:
        lines.append(
            f"{counted(states[State.NOT_ADOPTED], 'translation')} not adopted yet, next: amts adopt {found.tag}"
        )
    if states[State.BILINGUAL]:
        count = counted(states[State.BILINGUAL], "bilingual document")
        lines.append(f"{count}: not followed, they hold their sources themselves (see msgmerge)")
    if states[State.BEHIND] or states[State.ORPHANED]:
        lines.append(f"next: amts diff {found.tag}, amts sync {found.tag}")
    elif states[State.MISSING]:  # else what is missing may have another name
        lines.append(f"next: amts translate --to {found.tag}")
    return lines


def _as_json(found: LanguageStatus) -> dict[str, Any]:
    return {
        "states": dict(found.states),
        "sentences": asdict(found.sentences),
        "behind": sum(map(behind, found.documents)),
        "severity": found.severity,
        "new_words": found.new_words,
        "changed_words": found.changed_words,
        "documents": {
            one.name: {**asdict(one), "behind": behind(one), "words": one.words, "severity": one.severity}
            for one in found.documents
        },
    }
