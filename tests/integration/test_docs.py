"""The commands that the documentation shows, run as a reader would."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "examples" / "handbook"


def blocks(page, language):
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def commands(page):
    lines = "".join(blocks(page, "console")).replace("\\\n", " ").splitlines()
    return [shlex.split(line)[2:] for line in lines if line.startswith("$ amts ")]


def copy_of_the_book(folder):
    """Return a copy as the guide asks for it: `amts init` is to write its own settings."""
    return shutil.copytree(HANDBOOK, folder, ignore=shutil.ignore_patterns("amts.toml", ".amts"))


def run(book, *arguments):
    done = subprocess.run([sys.executable, *arguments], cwd=book, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{shlex.join(arguments)} ended with {done.returncode}: {done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_the_commands_of_readme_and_guide_run_in_order(tmp_path):
    first, second = copy_of_the_book(tmp_path / "readme"), copy_of_the_book(tmp_path / "guide")
    for arguments in commands("README.md"):
        run(first, "-m", "amts", *arguments)
    # The same pairs train the same engines: the second book takes them over.
    shutil.copytree(first / ".amts" / "cache", second / ".amts" / "cache")
    for arguments in commands("docs/guide.md"):
        run(second, "-m", "amts", *arguments)
    (example,) = blocks("docs/guide.md", "python")
    assert "sure pairs" in run(second, "-c", example)


def test_readme_and_guide_show_commands_to_run():
    assert ["status"] in commands("README.md")
    assert len(commands("docs/guide.md")) >= 10
