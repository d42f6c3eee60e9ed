"""The options that say which book a command works on: a project's amts.toml, or a folder and a path template."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts.errors import InputError, PathError
from amts.languages import language
from amts.records import ReadingOptions
from amts.settings import FILE_NAME, Settings, read_settings
from amts.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

Project = Annotated[Path, typer.Option("--project", help="The folder with amts.toml.")]
Reading = Annotated[
    Path | None,
    typer.Option("--project", help="The folder whose amts.toml says how documents are read; default: the nearest one."),
]
Source = Annotated[
    Path | None, typer.Option("--source", help="Without a project: the folder of the documents (default: this one).")
]
Pair = Annotated[
    str,
    typer.Option(
        "--pair",
        help="Without a project: SOURCE=TARGET paths, such as '{stem}_origin.md={stem}.md' (default: 'en/**=zh/**').",
    ),
]
From = Annotated[str, typer.Option("--from", help="The language of the documents.")]
To = Annotated[str, typer.Option("--to", help="The language of the translations.")]
Base = Annotated[
    str, typer.Option("--base", help="Parallel data of other texts to begin with (default: `base` in amts.toml).")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Languages = Annotated[
    list[str] | None, typer.Argument(metavar="[LANG]...", help="Languages of translations; default: all.")
]


def open_book(
    project: Path, source: Path | None, pair: str, source_tag: str, target_tag: str, base: str = "",
    files: Sequence[str] = (),
) -> tuple[Workspace, str]:  # fmt: skip
    """Return the workspace that the options name, and the language to translate into.

    Without a project, two languages are enough: documents lie as `amts init` expects them (`en/**=zh/**`), or the
    files that are named get their translations beside them (`page.md`, `page.zh.md`).

    Args:
        project: the folder with amts.toml, unless it has none.
        source: the folder of documents without a project.
        pair: where their translations lie.
        source_tag: the language of the documents.
        target_tag: the language of the translations.
        base: parallel data of other texts.
        files: documents as they were named.

    Raises:
        InputError: the options contradict each other, or do not say enough.
    """
    loose = source or (project if source_tag and target_tag and not (project / FILE_NAME).is_file() else None)
    if loose is None:
        return _open_project(project, pair, source_tag, target_tag, base)
    missing = [name for name, value in (("--from", source_tag), ("--to", target_tag)) if not value]
    if missing:
        msg = f"--source needs {' and '.join(missing)} too, such as --from en --to zh"
        raise InputError(msg)
    target, own = language(target_tag).tag, language(source_tag).tag
    root, template = (loose, pair) if pair else _usual_places(loose, source_tag, target_tag, files)
    return Workspace(Settings(root, own, {target: template}, base=base), _user_state()), target


def _open_project(project: Path, pair: str, source_tag: str, target_tag: str, base: str) -> tuple[Workspace, str]:
    workspace = open_workspace(project, os.environ)
    settings = workspace.settings
    if pair or (source_tag and language(source_tag).tag != settings.source):
        msg = (
            f"--pair and --from go with --source; in a project they stand in amts.toml: this one's documents are in "
            f"{settings.source}"
        )
        raise InputError(msg)
    workspace.settings = replace(settings, base=base or settings.base)
    return workspace, _target(workspace, target_tag)


def _usual_places(folder: Path, source_tag: str, target_tag: str, files: Sequence[str]) -> tuple[Path, str]:
    """Return a folder, and where in it translations lie if nothing is said about it."""
    named = [Path(file) for file in files if Path(file).is_file()]
    below = folder / source_tag
    if below.is_dir() and all(path.resolve().is_relative_to(below.resolve()) for path in named):
        return folder, f"{source_tag}/**={target_tag}/**"
    kinds = {(path.parent, path.suffix) for path in named}
    if len(kinds) == 1:
        place, suffix = kinds.pop()
        return place, f"{{stem}}{suffix}={{stem}}.{target_tag}{suffix}"
    msg = (
        f"{folder} has neither {FILE_NAME} nor a folder {source_tag}: run 'amts init', name files of one "
        f"folder and kind, or say where translations lie with --pair, such as --pair 'docs/**=docs-{target_tag}/**'"
    )
    raise InputError(msg)


def languages_of(workspace: Workspace, tags: Sequence[str] | None) -> list[str]:
    """Return the languages that were named, or all that a project is translated into.

    Raises:
        InputError: one is none of them.
    """
    chosen = list(dict.fromkeys(language(tag).tag for tag in tags or workspace.targets))
    for tag in chosen:
        if tag not in workspace.targets:
            msg = f"{tag} is not a target of this project: targets are {', '.join(workspace.targets)}"
            raise InputError(msg)
    return chosen


def reading_of(path: Path, project: Path | None) -> ReadingOptions:
    """Return how the documents at a path are to be read: as a project says, or as usual if they are in none.

    Args:
        path: a document, or a folder of documents.
        project: the folder with amts.toml; None: the nearest one at or above the path.

    Raises:
        SettingsError: the project has no amts.toml, or it is malformed.
    """
    place = path.resolve()
    above = next((folder for folder in (place, *place.parents) if (folder / FILE_NAME).is_file()), None)
    folder = project or above
    return read_settings(folder).reading if folder else ReadingOptions()


def check_not_a_file(folder: Path) -> None:
    """Refuse a file where a folder is to be, before the work whose results go into it.

    Raises:
        PathError: it is a file.
    """
    if folder.exists() and not folder.is_dir():
        msg = f"{folder} is a file: name a folder with --out"
        raise PathError(msg)


def _target(workspace: Workspace, tag: str) -> str:
    if tag:
        return language(tag).tag
    if len(workspace.targets) == 1:
        return workspace.targets[0]
    msg = f"this project has several targets: say --to {' or --to '.join(workspace.targets)}"
    raise InputError(msg)


def _user_state() -> Path:
    """Return where things are kept for work outside of a project."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amts"
