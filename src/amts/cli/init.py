"""`amts init`: write amts.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts.alignment.paths import parse_template
from amts.errors import InputError, LanguageError
from amts.languages import language
from amts.settings import FILE_NAME, render_settings
from amts.storage.files import write_atomically


def init(
    project: Annotated[Path, typer.Argument(help="The project's folder.")] = Path(),
    source: Annotated[str, typer.Option("--from", help="The language of the documents.")] = "en",
    to: Annotated[list[str] | None, typer.Option("--to", help="A language to translate into; may be repeated.")] = None,
    pair: Annotated[str, typer.Option("--pair", help="SOURCE=TARGET paths; {to} stands for each language.")] = "",
) -> None:
    """Write amts.toml for a folder of documents.

    Without --to, the folders named like languages beside that of the source are the targets.

    Example: amts init --from en --to zh --to es
    """
    path = project / FILE_NAME
    if not project.is_dir():
        msg = f"{project}: no such folder"
        raise InputError(msg)
    if path.exists():
        msg = f"{path} exists already: edit it, or delete it to start anew"
        raise InputError(msg)
    language(source)
    targets = to or _language_folders(project, source)
    if not targets:
        msg = f"{project}: no folder is named like a language: say --to LANG, such as --to zh"
        raise InputError(msg)
    templates = {tag: (pair or f"{source}/**={{to}}/**").replace("{to}", tag) for tag in targets}
    for tag, template in templates.items():
        language(tag)
        parse_template(template)
    write_atomically(path, render_settings(source, templates).encode())
    print(f"wrote {path}: {source} into {', '.join(targets)}. Next: amts status")


def _language_folders(project: Path, source: str) -> list[str]:
    """Return the names of the folders, other than the source's, that are language tags."""
    return [
        path.name for path in sorted(project.iterdir()) if path.is_dir() and path.name != source and _is_tag(path.name)
    ]


def _is_tag(name: str) -> bool:
    try:
        return bool(language(name))
    except LanguageError:
        return False
