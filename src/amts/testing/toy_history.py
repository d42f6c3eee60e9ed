"""A made-up git history of a translated book in the toy language: drafts, post-edits, a source that moves on."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from amts.testing import toy_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEMPLATE = "{stem}_origin.md={stem}.md"
CHAPTERS = 6


class ToyRepository:
    """A git repository whose commits lie a day apart, from 2021-01-01 on, always with the same identifiers.

    Args:
        root: an empty folder, or none yet.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._day = 0
        root.mkdir(parents=True, exist_ok=True)
        self._git("init", "--quiet", "--initial-branch=main")

    def commit(self, message: str, files: Mapping[str, str | None]) -> None:
        """Write files, or remove those that are None, and commit all that is there."""
        for name, text in files.items():
            if text is None:
                (self.root / name).unlink()
            else:
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                (self.root / name).write_text(text, encoding="utf-8")
        self._day += 1
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "--message", message)

    def rename(self, old: str, new: str) -> None:
        """Rename a file; the next commit has it."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    def _git(self, *arguments: str) -> None:
        day = f"2021-01-{self._day:02}T12:00:00+00:00"
        names = {
            f"GIT_{who}_{what}": "toy@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        places = {"HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1"}
        environment = os.environ | names | dates | places
        subprocess.run(["git", "-C", str(self.root), *arguments], check=True, capture_output=True, env=environment)


def post_edited_book(root: Path) -> ToyRepository:
    """Make a book whose drafts say `domacxo` for `domo`, are post-edited, and then follow a source that moves on.

    On the 1st all chapters come with drafts, on the 2nd they are post-edited; on the 3rd and 4th files are touched at
    their ends. On the 5th the first chapter's source has a new first sentence of its first paragraph, and a sentence
    with another word; a person follows on the 6th. On the 7th and 8th the file is touched at its end.
    """
    repository = ToyRepository(root)
    chapters = {f"{number}": toy_language.chapter(number) for number in range(CHAPTERS)}
    sources = {f"{name}_origin.md": source for name, (source, _) in chapters.items()}
    finals = {f"{name}.md": target for name, (_, target) in chapters.items()}
    repository.commit("add all", sources | {name: _drafted(text) for name, text in finals.items()})
    repository.commit("post-edit", finals)
    for number in (1, 2):
        repository.commit("touch", {name: text + "\n" * number for name, text in finals.items()})
    source, target = moved_on(*chapters["0"])
    repository.commit("new source", {"0_origin.md": source})
    for number in range(3):
        repository.commit("follow", {"0.md": target + "\n" * number})
    return repository


NEW_SENTENCE = ("The young child finds the white boat.", "La infano juna trovas la boato blanka.")


def moved_on(source: str, target: str) -> tuple[str, str]:
    """Return a chapter with a new sentence before its first paragraph."""
    (title, rest), (title_, rest_) = (text.split("\n\n", 1) for text in (source, target))
    return f"{title}\n\n{NEW_SENTENCE[0]} {rest}", f"{title_}\n\n{NEW_SENTENCE[1]} {rest_}"


def _drafted(text: str) -> str:
    return text.replace("la ", "lo ")
