"""The commands of docs/replay.md, run as a reader would, on a small history of the toy language."""

import json
import re
import shlex
from pathlib import Path

from amts.testing.toy_history import ToyRepository, post_edited_book
from amts.testing.toy_language import chapter

PAGE = Path(__file__).parents[2] / "docs" / "replay.md"


def commands():
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line)[2:] for line in lines if line.startswith("$ amts ")]


def test_every_command_of_the_page_runs(amts, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    post_edited_book(tmp_path / "d2l-zh")
    ToyRepository(tmp_path / "d2l-en").commit("all", {"0.md": chapter(0)[0]})
    assert len(commands()) >= 3
    for arguments in commands():
        code, _, err = amts(*arguments)
        assert code == 0, f"{shlex.join(arguments)} ended with {code}: {err}"
    assert json.loads((tmp_path / "replay" / "replay.json").read_text())["workloads"]
    assert (tmp_path / "post-edits.jsonl").read_text().count("\n") > 100
