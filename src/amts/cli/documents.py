"""`amts documents`: check that documents are read and written without a byte changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts.cli.console import Bars, show_json
from amts.cli.project import Json
from amts.documents.formats import find_documents, format_of, read_document
from amts.errors import AmtsError, IntegrityError, PathError
from amts.languages import language as known_language
from amts.progress import track
from amts.translation.integrity import round_trip_failure
from amts.translation.verify import verify

app = typer.Typer(help="Look at documents.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def callback() -> None:
    """Look at documents."""


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")],
    against: Annotated[
        Path | None, typer.Option("--against", help="The document, or folder, that these are translations of.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="The language whose sentence rules are used.")] = "en",
    json: Json = False,
) -> None:
    """Take documents apart to sentences and put them together again; they must come out identical, byte for byte.

    With --against, compare the structure of translations with that of their sources instead.

    Example: amts documents check examples/handbook
    """
    known_language(language)
    if against and not against.exists():
        msg = f"{against}: no such file or folder"
        raise PathError(msg)
    found = [(path, root) for root in paths for path in find_documents(root)]
    with Bars() as bars:
        work = track(found, "check", len(found), bars)
        failures = {str(path): failure for path, root in work if (failure := _failure(path, root, against, language))}
    if json:
        show_json({"files": len(found), "identical": len(found) - len(failures), "failed": failures})
    else:
        for name, failure in failures.items():
            print(f"{name}: {failure}")
        word = "identical" if against is None else "intact"
        print(f"{len(found)} files, {len(found) - len(failures)} {word}, {len(failures)} failed")
    if failures:
        msg = f"{len(failures)} of {len(found)} documents failed the check"
        raise IntegrityError(msg)


def _failure(path: Path, root: Path, against: Path | None, tag: str) -> str:
    """Return what is wrong with a document, or nothing."""
    try:
        document = read_document(path)
        if against is None:
            return round_trip_failure(document, format_of(path.name), tag)
        original = against / (path.relative_to(root) if path != root else path.name) if against.is_dir() else against
        findings = verify(read_document(original), document)
    except AmtsError as error:
        return str(error).removeprefix(f"{path}: ")
    return "; ".join(f"{each.reason} in block {each.block + 1}: {each.detail}" for each in findings)
