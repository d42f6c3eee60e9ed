"""The commands of the page about sources that change, run as a reader would, in a copy of the sample book."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"^```console\n(.*?)^```$", (ROOT / "docs" / "sync.md").read_text(encoding="utf-8"), re.M | re.S)


def commands():
    """Yield each command and what the page says that it prints."""
    for step in re.split(r"^\$ ", "".join(BLOCKS), flags=re.M)[1:]:
        command, _, printed = step.partition("\n")
        yield command, printed


def without_identifiers(text):
    """Return text without what is different in each repository, and without the spaces at the ends of lines."""
    return [re.sub(r"\b[0-9a-f]{8}(?:[0-9a-f]{4})?\b", "ID", line).rstrip() for line in text.splitlines()]


@pytest.mark.slow
def test_the_page_about_sources_that_change_says_what_happens(tmp_path):
    book = shutil.copytree(ROOT / "examples" / "handbook", tmp_path / "book", ignore=shutil.ignore_patterns(".amts"))
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "amts").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m amts "$@"\n', encoding="utf-8")
    (programs / "amts").chmod(0o755)
    who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": str(tmp_path / "none"), "GIT_CONFIG_NOSYSTEM": "1"}
    environment = {**os.environ, **who, **alone, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    for command, printed in commands():
        if command.startswith(("cp ", "cd ")):
            continue
        done = subprocess.run(["sh", "-c", command], cwd=book, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        if printed:
            lines = iter(without_identifiers(done.stdout))
            expected = [line for line in without_identifiers(printed) if line != "..."]
            assert all(line in lines for line in expected), f"{command}: {done.stdout}"


def test_every_command_about_sources_that_change_is_shown():
    shown = {command.split()[1] for command, _ in commands() if command.startswith("amts ")}
    assert shown == {"adopt", "status", "diff", "sync", "review", "check"}
