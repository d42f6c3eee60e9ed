import subprocess
import sys

import pytest

from amts import errors
from amts.cli import status
from amts.cli.app import app, run

COMMANDS = ("init", "status", "align", "translate", "evaluate", "demo", "parallel", "documents")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["translate", "--help"], ["parallel", "-h"]])
def test_help_is_printed(amts, arguments):
    code, out, err = amts(*arguments)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: amts")


@pytest.mark.parametrize("arguments", [[], ["parallel"], ["documents"]])
def test_without_a_command_help_is_printed_and_the_call_is_wrong(amts, arguments):
    code, out, err = amts(*arguments)
    assert code == 2
    assert (out + err).startswith("Usage: amts")


def test_every_command_is_listed_and_has_an_example(amts):
    _, out, _ = amts("--help")
    for command in COMMANDS:
        assert f"  {command} " in out
        assert "Example: amts" in amts(command, "--help")[1] or command in ("parallel", "documents")


def test_every_subcommand_has_an_example(amts):
    for command in ("create", "update", "list", "show", "delete", "export"):
        assert f"Example: amts parallel {command}" in amts("parallel", command, "--help")[1]
    assert "Example: amts documents check" in amts("documents", "check", "--help")[1]


def test_the_version_is_printed(amts):
    code, out, _ = amts("--version")
    assert code == 0
    assert out.startswith("amts ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["translat"], "No such command 'translat'"),
        (["status", "--bogus"], "No such option: --bogus"),
        (["parallel", "list", "extra"], r"Got unexpected extra argument"),
        (["documents", "check"], "Missing argument"),
        (["parallel", "show", "x", "--limit", "-1"], "Invalid value for '--limit'"),
        (["parallel", "show", "x", "--level", "word"], "Invalid value for '--level'"),
        (["translate", "--to"], "requires an argument"),
        (["parallel", "bogus"], "see 'amts parallel --help'"),
    ],
)
def test_a_call_that_is_not_understood_is_one_line(amts, arguments, message):
    code, out, err = amts(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("amts: ")
    assert message in err
    assert err.count("\n") == 1
    assert "--help'" in err


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (errors.AmtsError("all"), 1, "amts: all\n"),
        (errors.SettingsError("no\nsettings"), 2, "amts: no settings\n"),
        (errors.DataError("few"), 3, "amts: few\n"),
        (errors.EngineError("broken"), 4, "amts: broken\n"),
        (errors.MissingExtraError("pip"), 5, "amts: pip\n"),
        (errors.IntegrityError("changed"), 6, "amts: changed\n"),
        (KeyboardInterrupt(), 130, "amts: interrupted; no file is half-written\n"),
        (PermissionError(13, "Permission denied", "a.md"), 2, "amts: a.md: Permission denied\n"),
        (OSError("odd"), 2, "amts: input or output: odd\n"),
    ],
)
def test_every_error_is_one_line_and_an_exit_code(amts, monkeypatch, error, code, line):
    monkeypatch.setattr(status, "open_workspace", failing(error))
    assert amts("status") == (code, "", line)


def test_a_fault_of_the_program_is_not_hidden(monkeypatch):
    monkeypatch.setattr(status, "open_workspace", failing(ZeroDivisionError("ours")))
    with pytest.raises(ZeroDivisionError):
        run(["status"])


def test_nobody_has_to_read_the_output():
    code = "import sys; from amts.cli.app import main; sys.argv[1:] = ['--help']; main()"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_a_file_name_that_is_no_text_can_be_printed(tmp_path):
    name = b"caf\xe9.md"
    try:
        (tmp_path / name.decode(errors="surrogateescape")).write_bytes(b"\xff")
    except OSError:
        pytest.skip("this file system has no such names")
    done = subprocess.run([sys.executable, "-m", "amts", "documents", "check", str(tmp_path)], capture_output=True)
    assert done.returncode == 6
    assert b"caf\\udce9.md" in done.stdout


def test_the_app_has_the_name_of_the_program():
    assert app.info.name == "amts"
