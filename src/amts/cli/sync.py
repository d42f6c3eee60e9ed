"""`amts sync`: bring translations up to date with their sources."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from amts.cli.console import Bars, counted, exit_code_of, show_json
from amts.cli.deeds import as_json, commit_message, people_line, report_lines, summary
from amts.cli.project import Json, Languages, Project, languages_of
from amts.errors import AmtsError, GitError, InputError
from amts.mining.names import find_entries
from amts.storage.git import Repository
from amts.sync.act import Report
from amts.sync.pace import Pace
from amts.sync.records import Problem
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Call:
    """What was asked for."""

    names: Sequence[str]
    pace: Pace
    dry_run: bool
    even_dirty: bool
    max_cost: float | None


def sync(
    languages: Languages = None,
    file: Annotated[
        list[str] | None, typer.Option("--file", help="A document by name; may be repeated; default: all.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done, and what it may cost.")
    ] = False,
    commit: Annotated[
        bool, typer.Option("--commit", help="Commit what was written, and nothing else, with git.")
    ] = False,
    branch: Annotated[str, typer.Option("--branch", help="Commit it to a new branch of this name.")] = "",
    even_dirty: Annotated[
        bool, typer.Option("--even-dirty", help="Also change translations with changes that are not committed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before that.")] = False,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", help="Spend no more; each language has an equal share.", min=0)
    ] = None,
    project: Project = Path(),
    json: Json = False,
) -> None:
    """Bring translations up to date with their sources; what a person has written is never lost.

    Sentences that have not changed stay as they are, to the byte. New ones are translated; a person's translation of a
    changed sentence is edited as little as can be, as a proposal, or left as it is, and shown by `amts diff`.

    Example: amts sync zh --dry-run
    """
    workspace = open_workspace(project, os.environ)
    tags = languages_of(workspace, languages)
    repository = _repository(workspace, branch, dry_run) if commit or branch else None
    share = None if max_cost is None else max_cost / len(tags)
    if share is not None:
        workspace.limit_cost(share)
    if even_dirty and not yes and not dry_run:
        even_dirty = _agreed(workspace, tags)
    before = _ledgers(project)
    call = _Call(file or (), Pace(project / ".amts" / "cache" / "pace.json"), dry_run, even_dirty, share)
    reports = [_synced(workspace, tag, call) for tag in tags]
    made = _committed(repository, reports, _changed(before, _ledgers(project)), branch) if repository else None
    if json:
        show_json({report.target: as_json(report) for report in reports} | ({"commit": made} if repository else {}))
        _end(reports)
    for report in reports:
        _show(workspace, report, call)
    if repository:
        print(f"committed as {made[:12]}{f' on {branch}' if branch else ''}" if made else "nothing to commit")
    _end(reports)


def _end(reports: Sequence[Report]) -> NoReturn:
    """End with the exit code of the gravest problem."""
    raise typer.Exit(exit_code_of(each for report in reports for each in report.problems))


def _synced(workspace: Workspace, tag: str, call: _Call) -> Report:
    """Bring a language up to date; what stops all of it is a problem of the language, and others are still done."""
    started = time.monotonic()
    try:
        if cost := _cost(workspace, tag, call):
            print(f"this may cost {cost}, without what is in the cache", file=sys.stderr)
        with Bars() as bars:
            report = workspace.sync(tag, call.names, bars, dry_run=call.dry_run, even_dirty=call.even_dirty)
    except AmtsError as error:
        return Report(tag, problems=[Problem("", error)])
    if not call.dry_run:
        call.pace.keep(tag, sum(done.words for done in report.done), time.monotonic() - started)
    return report


def _cost(workspace: Workspace, tag: str, call: _Call) -> str:
    """Return what the engine may cost; empty if it costs nothing but time.

    Raises:
        BudgetError: it is more than is allowed.
    """
    if not workspace.estimate(tag, at_hand=()):
        return ""
    translations = workspace.translations(tag)
    chosen = {entry.name for entry in find_entries(translations.entries, call.names)}
    questions = [each for _, page in translations.survey(chosen).pages for each in page.questions]
    return workspace.estimate(tag, limit=call.max_cost, at_hand=questions)


def _show(workspace: Workspace, report: Report, call: _Call) -> None:
    """Print what was done for a language, or would be."""
    for line in report_lines(report, planned=call.dry_run):
        print(line)
    if not report.done and not report.moved:
        left = report.problems or report.dirty or report.unknown
        done = "nothing was done" if left else "nothing to do: translations follow their sources"
        print(f"{report.target}: {done}")
        return
    if call.dry_run:
        words = sum(done.words for done in report.done)
        sentences = sum(done.sentences for done in report.done)
        print(
            f"{report.target}: {counted(len(report.done), 'document')} to bring up to date: "
            f"{counted(sentences, 'sentence')}, {counted(words, 'word')} for an engine; "
            f"{_time(call.pace, report.target, words)}"
        )
        return
    print(f"{report.target}: {summary(report)}")
    if people := people_line(report):
        print(f"    {people}")
    if spent := workspace.spent(report.target):
        print(f"    spent: {spent}")


def _time(pace: Pace, tag: str, words: int) -> str:
    """Return how long it may take."""
    if not words:
        return "no time to speak of"
    seconds = pace.foretold(tag, words)
    if seconds is None:
        return "how long that takes is known after the first time"
    return f"about {seconds:,.0f} s" if seconds >= 1 else "about a second"


def _repository(workspace: Workspace, branch: str, dry_run: bool) -> Repository:
    """Return the repository to commit to, before the work: afterwards it would be too late to refuse."""
    if dry_run:
        msg = "--dry-run writes nothing that could be committed: leave it out, or --commit and --branch"
        raise InputError(msg)
    root = workspace.settings.root
    repository = Repository.find(root)
    if repository is None:
        msg = f"{root} does not lie in a git repository, or git is not installed: leave --commit and --branch out"
        raise GitError(msg)
    if branch and _has_branch(repository, branch):
        msg = f"there is a branch {branch!r} already: choose another name, or switch to it and use --commit"
        raise GitError(msg)
    return repository


def _has_branch(repository: Repository, name: str) -> bool:
    try:
        repository.files(f"refs/heads/{name}")
    except GitError:
        return False
    return True


def _agreed(workspace: Workspace, tags: Sequence[str]) -> bool:
    """Ask, on a terminal, whether translations with changes that are not committed may be changed."""
    if not sys.stdin.isatty():
        return True
    dirty = []
    for tag in tags:
        translations = workspace.translations(tag)
        dirty += translations.dirty(translations.entries)
    for entry in dirty:
        print(f"{entry.target} has changes that are not committed", file=sys.stderr)
    return not dirty or typer.confirm(f"Change {counted(len(dirty), 'such file')} if need be?", err=True)


def _ledgers(project: Path) -> dict[Path, bytes]:
    folder = project / ".amts" / "ledger"
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _changed(before: dict[Path, bytes], after: dict[Path, bytes]) -> list[Path]:
    """Return the files that are others than before, or gone."""
    return [path for path in before | after if before.get(path) != after.get(path)]


def _committed(repository: Repository, reports: Sequence[Report], ledgers: Sequence[Path], branch: str) -> str | None:
    """Commit the translations and ledgers that were written, and nothing else; return the commit, None without any."""
    paths = [path for report in reports for path in report.written] + [*ledgers]
    found = list(dict.fromkeys(map(repository.relative, paths)))
    made = repository.commit(found, commit_message(reports), branch)
    ignored = sorted(set(found) - set(repository.files())) if made else []
    ignored = [path for path in ignored if (repository.root / path).exists()]
    if ignored:
        print(
            f"amts: git is told to ignore {ignored[0]} and {len(ignored) - 1} more: without ledgers nobody who clones "
            "the repository knows who made which sentence; ignore .amts/cache only",
            file=sys.stderr,
        )
    return made
