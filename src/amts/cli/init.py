"""`amts init`: write amts.toml."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from amts.alignment.paths import parse_template
from amts.documents.formats import find_documents
from amts.errors import InputError, LanguageError, PathError
from amts.languages import language
from amts.mining.book import entries
from amts.settings import FILE_NAME, render_settings
from amts.storage.files import write_atomically

# A page's front matter stands in so many bytes from its beginning.
_HEAD = 8192
_FRONT_MATTER = re.compile(rb"\A(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1", re.S | re.M)
_TITLE = re.compile(rb"^(title|description)[ \t]*[:=]", re.M)


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
    targets = list(dict.fromkeys(to or _language_folders(project, source)))
    if not targets:
        msg = (
            f"{project}: no folder is named like a language and has documents named like those in "
            f"{project / source}: say --to LANG, such as --to zh"
        )
        raise InputError(msg)
    templates = {tag: (pair or f"{source}/**={{to}}/**").replace("{to}", tag) for tag in targets}
    _check(source, templates)
    titles = _titles(project, templates[targets[0]])
    write_atomically(path, render_settings(source, templates, front_matter=titles).encode())
    print(f"wrote {path}: {source} into {', '.join(targets)}. Next: amts status")


def _check(source: str, templates: dict[str, str]) -> None:
    """Refuse settings with which one translation would be written in the place of another."""
    for tag, template in templates.items():
        if language(tag) == language(source):
            msg = f"the documents are in {source}, and so would be their translations: name another language with --to"
            raise InputError(msg)
        parse_template(template)
    if len(set(templates.values())) < len(templates):
        msg = f"--pair is the same for {' and '.join(templates)}: write {{to}} where the language stands in it"
        raise InputError(msg)


def _titles(project: Path, template: str) -> list[str]:
    """Return what the documents' front matter has of what readers see."""
    seen: set[bytes] = set()
    with suppress(PathError):  # there may be no documents yet
        for entry in entries(project, parse_template(template)):
            with entry.source.open("rb") as file:
                front_matter = _FRONT_MATTER.match(file.read(_HEAD))
            seen |= set(_TITLE.findall(front_matter[2])) if front_matter else set()
    return sorted((key.decode() for key in seen), reverse=True)


def _language_folders(project: Path, source: str) -> list[str]:
    """Return the language tags among the names of folders that have a document with the path of a source document.

    The name alone says little: `bin` and `src` are languages too.
    """
    if not (project / source).is_dir():
        return []
    paths = [path.relative_to(project / source) for path in find_documents(project / source)]
    folders = [path for path in sorted(project.iterdir()) if path.is_dir() and path.name != source]
    return [
        folder.name for folder in folders if _is_tag(folder.name) and any((folder / path).is_file() for path in paths)
    ]


def _is_tag(name: str) -> bool:
    try:
        return bool(language(name))
    except LanguageError:
        return False
