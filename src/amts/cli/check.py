"""`amts check`: fail where translations are too far behind their sources; for continuous integration."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts.cli.annotations import Annotation, github_command, sarif, text_line
from amts.cli.console import counted, exit_code_of, show_json
from amts.cli.diff import review_of
from amts.cli.project import Languages, Project, languages_of
from amts.cli.status import behind, gravest
from amts.errors import InputError, IntegrityError
from amts.storage.git import Repository
from amts.sync.changes import severity
from amts.sync.records import Change
from amts.sync.remarks import OUTDATED, Kind
from amts.sync.status import State
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amts.mining.book import Entry
    from amts.sync.remarks import Remark, Review
    from amts.sync.status import DocumentStatus, LanguageStatus

_RULES = {
    "behind": "A person's translation says what the source said before",
    "new": "The translation does not have what is new in the source",
    "changed": "The translation was made by a machine from an older source",
    "deleted": "The translation says what the source no longer says",
    "untranslated": "The translation has the source's own words",
    "proposal": "A machine has changed a person's words, and nobody has reviewed that",
    "damaged": "A file cannot be read, or has a merge in it that is not finished",
    "limit": "The translations into a language are worse than is allowed",
    "not-adopted": "nobody knows what the translation was made from",
}
# A reader who follows what such a sentence said before does what is wrong.
_DANGEROUS = frozenset({Change.NEGATION, Change.SECURITY})
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%?")


class Output(StrEnum):
    """How findings are written."""

    TEXT = "text"
    SARIF = "sarif"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class _Limits:
    """What is allowed, for each language; None: anything."""

    behind: int | None
    severity: Change | None
    translated: float | None


def check(
    languages: Languages = None,
    max_behind: Annotated[
        int | None,
        typer.Option("--max-behind", help="So many sentences and blocks of a language may be behind.", min=0),
    ] = None,
    max_severity: Annotated[
        Change | None, typer.Option("--max-severity", help="The gravest change that may wait to be translated.")
    ] = None,
    min_translated: Annotated[
        str, typer.Option("--min-translated", help="So much of the sources must be translated, such as 90%.")
    ] = "",
    output: Annotated[Output, typer.Option("--format", help="How findings are written.")] = Output.TEXT,
    project: Project = Path(),
) -> None:
    """Fail where translations are too far behind their sources; ledgers and files must be whole in any case.

    Example: amts check --max-behind 20 --max-severity meaning --min-translated 90% --format github
    """
    limits = _Limits(max_behind, max_severity, _share(min_translated))
    workspace = open_workspace(project, os.environ)
    named = _named(workspace.settings.root)
    found: list[Annotation] = []
    code, failed = 0, []
    for tag in languages_of(workspace, languages):
        status, review = workspace.status(tag), review_of(workspace, tag)
        damages = list(_damages(review, status, tag, named, workspace.entries(tag)))
        found += [*damages, *_remarks(review, named)]
        code = max(code, exit_code_of(review.problems), 2 if damages else 0)
        failed += [f"{tag}: {each}" for each in _exceeded(status, limits)]
    found += [Annotation("limit", "error", named(project / "amts.toml"), 0, each) for each in failed]
    _write(found, output)
    if failed:
        code = max(code, IntegrityError.exit_code)
    if code:
        raise typer.Exit(code)


def _share(text: str) -> float | None:
    """Return a share such as `90%` or `90` as a number up to 1."""
    if not text:
        return None
    match = _SHARE.fullmatch(text.strip())
    if not match or float(match[1]) > 100:
        msg = f"--min-translated is {text!r}: expected a percentage from 0% to 100%, such as 90%"
        raise InputError(msg)
    return float(match[1]) / 100


def _named(root: Path) -> Callable[[Path], str]:
    """Return what calls files as code hosts do: by their path from the repository's root, or from the project's."""
    repository = Repository.find(root)
    if repository:
        return repository.relative
    top = Path(os.path.realpath(root))
    return lambda path: Path(os.path.relpath(os.path.realpath(path), top)).as_posix()


def _exceeded(status: LanguageStatus, limits: _Limits) -> Iterator[str]:
    """Yield which limits a language does not keep to."""
    count = sum(map(behind, status.documents))
    if limits.behind is not None and count > limits.behind:
        yield f"{counted(count, 'place')} behind, {limits.behind} allowed"
    if limits.severity is not None and severity(gravest(status)) > severity(limits.severity):
        yield f"a change of {gravest(status)} waits, {limits.severity} is the gravest allowed"
    share = _translated(status.documents)
    if limits.translated is not None and share < limits.translated:
        yield f"{share:.1%} translated, {limits.translated:.1%} demanded"


def _translated(documents: Sequence[DocumentStatus]) -> float:
    """Return which share of the sources' sentences have a translation, up to date or not; names that stay are none."""
    have = sum(each.sentences.human + each.sentences.memory + each.sentences.machine + each.sentences.proposal
               for each in documents)  # fmt: skip
    lack = sum(each.sentences.untranslated + each.new for each in documents)
    return have / (have + lack) if have + lack else 1.0


def _damages(
    review: Review, status: LanguageStatus, tag: str, named: Callable[[Path], str], entries: Sequence[Entry]
) -> Iterator[Annotation]:
    """Yield what cannot be read, each once."""
    targets = {entry.name: entry.target for entry in entries}
    problems = {each.name: str(each.error) for each in review.problems}
    problems |= {each.name: each.problem for each in status.documents if each.state is State.DAMAGED}
    for name, message in problems.items():
        yield Annotation("damaged", "error", named(targets[name]), 0, f"{tag}: {message}")


def _remarks(review: Review, named: Callable[[Path], str]) -> Iterator[Annotation]:
    for entry in review.unknown:
        message = "nobody knows what this was made from, so that nothing is followed: run `amts adopt`"
        yield Annotation("not-adopted", "warning", named(entry.target), 0, message)
    for entry, remarks in review.remarks:
        for remark in remarks:
            if remark.kind in OUTDATED or remark.kind is Kind.PROPOSAL:
                yield Annotation(remark.kind, _level(remark), named(entry.target), remark.line, _message(remark))


def _level(remark: Remark) -> str:
    if remark.kind is Kind.PROPOSAL:
        return "note"
    return "error" if remark.change in _DANGEROUS else "warning"


def _message(remark: Remark) -> str:
    change = "" if remark.kind is Kind.PROPOSAL else f" ({remark.change})"
    was = f"; it said: {_short(remark.before)}" if remark.before else ""
    now = f"the source says: {_short(remark.source)}" if remark.source else "the source is gone"
    return f"{_RULES[remark.kind]}{change}: {now}{was}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def _write(found: Sequence[Annotation], output: Output) -> None:
    if output is Output.SARIF:
        show_json(sarif(found, _RULES))
        return
    for each in found:
        print(github_command(each) if output is Output.GITHUB else text_line(each))
    errors = sum(each.level == "error" for each in found)
    print(f"{counted(len(found), 'finding')}, {counted(errors, 'error')}", file=sys.stderr)
