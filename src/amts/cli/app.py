"""The command line: one thin command per act, each a twin of a function of the library."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli import (
    adopt,
    align,
    check,
    demo,
    diff,
    documents,
    evaluate,
    init,
    parallel,
    review,
    serve,
    status,
    sync,
    terms,
    train,
    translate,
)
from amts.errors import AmtsError, PathError

if TYPE_CHECKING:
    from collections.abc import Sequence

# What Typer raises for a call that it does not understand. Newer versions have a copy of Click within them, older ones
# use Click itself; the class that both derive this one from has no public name.
_UsageError: Any = typer.BadParameter.__mro__[1]
# As shells count: 128 and the number of the signal that ended the program.
_INTERRUPTED, _PIPE_CLOSED = 130, 141

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
app.command(name="adopt")(adopt.adopt)
app.command(name="diff")(diff.diff)
app.command(name="sync")(sync.sync)
app.command(name="review")(review.review)
app.command(name="check")(check.check)
app.command(name="evaluate")(evaluate.evaluate)
app.command(name="terms")(terms.terms)
app.command(name="train")(train.train)
app.add_typer(documents.app, name="documents")
app.command(name="serve")(serve.serve)
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
    for stream in (sys.stdout, sys.stderr):
        # A file name that is not UTF-8, or a narrow terminal, is no reason to break off.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    command = typer.main.get_command(app)
    try:
        # Not command.main, which handles some exceptions in its own way.
        with command.make_context("amts", list(arguments)) as context:
            command.invoke(context)
        sys.stdout.flush()
    except typer.Exit as error:
        return error.exit_code
    except _UsageError as error:
        return _misused(error)
    except AmtsError as error:
        return _failed(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed("interrupted; no file is half-written", _INTERRUPTED)
    except BrokenPipeError:
        # What is still buffered has no reader: Python must not try to write it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except OSError as error:
        return _failed(f"{error.filename or 'input or output'}: {error.strerror or error}", PathError.exit_code)
    return 0


def _misused(error: Any) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return int(error.exit_code)
    where = error.ctx.command_path if error.ctx else "amts"
    return _failed(f"{error.format_message().rstrip('.')}: see '{where} --help'", error.exit_code)


def _failed(message: str, code: int) -> int:
    print("amts:", " ".join(message.splitlines()), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
