import pytest

from amts.cli.app import run


@pytest.fixture
def amts(capsys):
    """Returns a function that runs a command line and returns its exit code, stdout and stderr."""

    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def book(tmp_path):
    """A project of one translated and one untranslated document."""
    (tmp_path / "amts.toml").write_text('source = "en"\n[targets]\nes = "en/**=es/**"\n', encoding="utf-8")
    for name, text in (("en/a.md", "# One\n"), ("en/[slug].md", "Two.\n"), ("es/a.md", "# Uno\n")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path
