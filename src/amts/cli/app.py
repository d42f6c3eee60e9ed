"""The command line: one thin command per act, each a twin of a function of the library."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from amts.cli import align, demo, documents, evaluate, init, parallel, status, translate
from amts.errors import AmtsError

app = typer.Typer(
    name="amts",
    help="Keep books and documentation translated: learn from the translations there are, translate what is missing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(name="init")(init.init)
app.command(name="status")(status.status)
app.add_typer(parallel.app, name="parallel")
app.command(name="align")(align.align)
app.command(name="translate")(translate.translate)
app.command(name="evaluate")(evaluate.evaluate)
app.add_typer(documents.app, name="documents")
app.command(name="demo")(demo.demo)


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        print(f"amts {version('amts')}")
        raise typer.Exit


@app.callback()
def callback(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Keep books and documentation translated."""


def main() -> None:
    """Run the command line; errors are one line on stderr and an exit code from the error tree."""
    try:
        app()
    except AmtsError as error:
        print(f"amts: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)


if __name__ == "__main__":
    main()
