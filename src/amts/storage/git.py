"""What git knows of a project's files, asked of the program `git`: old contents, histories, what is not committed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from amts.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

# They say which repository and index a git that runs us, as before a commit, works on: we say that ourselves.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE",
           "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_GLOB_PATHSPECS",
           "GIT_ICASE_PATHSPECS", "GIT_NOGLOB_PATHSPECS")  # fmt: skip
# English messages, no questions, no network, and names of files that mean only themselves.
_MANNERS = {"LC_ALL": "C", "LANGUAGE": "", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
            "GIT_LITERAL_PATHSPECS": "1", "GIT_EDITOR": "true"}  # fmt: skip
_WITH_HOOKS = ("--no-pager", "-c", "core.fsmonitor=false")
_QUIET = (*_WITH_HOOKS, "--no-optional-locks", "-c", f"core.hooksPath={os.devnull}")
_LOG = ("log", "--topo-order", "--raw", "-z", "--no-abbrev", "-M", "-c", "--no-color", "--no-show-signature",
        "--encoding=UTF-8", "--format=%x01%H%x00%aI%x00%an%x00%ae%x00%s")  # fmt: skip
_ID = re.compile("[0-9a-f]{7,64}")
_SUBMODULE = "160000"
# So much of what git says is repeated in a message.
_SAID = 600


@dataclass(frozen=True, slots=True)
class Revision:
    """A content that a file had, and the commit that gave it to it.

    Attributes:
        commit: the commit's identifier.
        date: when its author wrote it.
        author: the author's name.
        email: the author's address.
        subject: the first line of the commit's message.
        path: what the file was called then, from the repository's root.
        blob: the identifier of the content.
        added: whether there was no such file before.
    """

    commit: str
    date: datetime
    author: str
    email: str
    subject: str
    path: str
    blob: str
    added: bool = False


@dataclass(frozen=True, slots=True)
class _Touch:
    """A file that a commit has written, and its name before."""

    before: str
    revision: Revision


class Repository:
    """A git repository with a working tree. Paths are relative to its root, with `/`.

    Args:
        root: the folder that its working tree begins at.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def find(cls, path: Path) -> Repository | None:
        """Return the repository that a file or folder lies in; None without one, or without the program git.

        Raises:
            GitError: there is one that git refuses to read, such as another user's.
        """
        folder = next(parent for parent in (path.absolute(), *path.absolute().parents) if parent.is_dir())
        if not shutil.which("git"):
            return None
        answer = _git(folder, [*_QUIET, "rev-parse", "--show-toplevel"])
        if answer.returncode == 0:
            return cls(Path(os.fsdecode(answer.stdout.removesuffix(b"\n"))))
        if b"not a git repository" in answer.stderr or b"must be run in a work tree" in answer.stderr:
            return None
        raise _refused(folder, "rev-parse", answer)

    def relative(self, path: Path) -> str:
        """Return what the repository calls a file, a link being a file of its own.

        Raises:
            GitError: it does not lie in the repository.
        """
        place = Path(os.path.realpath(path.parent)) / path.name
        root = Path(os.path.realpath(self.root))
        if not place.is_relative_to(root):
            msg = f"{path} does not lie in the git repository {self.root}: name a file in it"
            raise GitError(msg)
        return place.relative_to(root).as_posix()

    @property
    def is_shallow(self) -> bool:
        """Whether older commits are missing, as after `git clone --depth`."""
        return self.ask("rev-parse", "--is-shallow-repository") == b"true\n"

    def head(self) -> str | None:
        """Return the identifier of the commit that is checked out; None before the first one."""
        return self._resolved("HEAD^{commit}")

    def blob_at(self, commit: str, path: str) -> str | None:
        """Return the identifier of a file's content at a commit (perhaps abbreviated); None if it is not to be had."""
        return self._resolved(f"{commit}:{path}") if _ID.fullmatch(commit) else None

    def files(self, commit: str = "HEAD") -> dict[str, str]:
        """Return the identifiers of the contents of all files at a commit, without those of submodules."""
        found = {}
        for entry in self.ask("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            what, _, path = entry.partition(b"\t")
            mode, _, blob = what.decode().split()
            if mode != _SUBMODULE:
                found[os.fsdecode(path)] = blob
        return found

    def submodules(self) -> list[str]:
        """Return the folders that are repositories of their own."""
        entries = self.ask("ls-files", "--stage", "-z").split(b"\0")[:-1]
        return [os.fsdecode(each.partition(b"\t")[2]) for each in entries if each.startswith(_SUBMODULE.encode())]

    def blob(self, identifier: str) -> bytes | None:
        """Return a content; None if the repository does not have it."""
        return next(iter(self.blobs([identifier])))

    def blobs(self, identifiers: Iterable[str]) -> Iterator[bytes | None]:
        """Yield many contents, one for each identifier, None for each that the repository does not have."""
        command = ["git", "-C", str(self.root), *_QUIET, "cat-file", "--batch"]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
        ) as process:
            questions, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            for identifier in identifiers:
                yield _content(identifier, questions, answers) if _ID.fullmatch(identifier) else None

    def history(self, path: str) -> tuple[Revision, ...]:
        """Return the contents that a file had, the newest first, under all names that it had."""
        return self.histories([path])[path]

    def histories(self, paths: Collection[str]) -> dict[str, tuple[Revision, ...]]:
        """Return the histories of many files, read at once; a file may be there no longer.

        Commits that removed a file are left out. Where the history of a shallow clone ends, so do these.
        """
        found: dict[str, list[Revision]] = {path: [] for path in paths}
        if paths and self.head():
            only = ["--follow", "--", *paths] if len(paths) == 1 else []
            _follow(_touches(self.ask(*_LOG, *only).split(b"\0")), found)
        return {path: tuple(revisions) for path, revisions in found.items()}

    def dirty(self, paths: Iterable[str]) -> frozenset[str]:
        """Return those of the files whose state is not the committed one: changed, staged, deleted or never added.

        What git is told to ignore is not watched, and so never among them.
        """
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
        lines = self.ask("status", *options).split(b"\0")[:-1]
        return frozenset(paths) & {os.fsdecode(line[3:]) for line in lines}

    def commit(self, paths: Collection[str], message: str, branch: str = "") -> str | None:
        """Commit files as they stand, and nothing else: what is staged besides stays staged.

        Args:
            paths: the files; one that is gone is committed as deleted.
            message: the commit's.
            branch: a new branch that is made for the commit and checked out; empty: the one that is.

        Returns:
            The commit's identifier; None if the files are as committed.

        Raises:
            GitError: git refuses, as amid a merge, or a hook of the repository does; the branch is as before.
        """
        changed = sorted(self.dirty(paths))
        if not changed:
            return None
        if branch:
            self.ask("switch", "--quiet", "--create", branch)
        try:
            self._commit(changed, message)
        except GitError:
            if branch and self.head():
                self.ask("switch", "--quiet", "-")
                self.ask("branch", "--quiet", "--delete", branch)
            raise
        return self.head()

    def _commit(self, paths: Sequence[str], message: str) -> None:
        known = {os.fsdecode(path) for path in self.ask("ls-files", "-z").split(b"\0")}
        new = [path for path in paths if path not in known]
        with tempfile.TemporaryDirectory() as folder:
            names = Path(folder) / "names"
            listed = (f"--pathspec-from-file={names}", "--pathspec-file-nul")
            if new:
                names.write_bytes(os.fsencode("\0".join(new)))
                self.ask("add", "--intent-to-add", *listed)
            names.write_bytes(os.fsencode("\0".join(paths)))
            said = message.encode("utf-8", "surrogateescape")
            self.ask("commit", "--quiet", "--only", "--file=-", *listed, said=said, manners=_WITH_HOOKS)

    def _resolved(self, name: str) -> str | None:
        answer = _git(self.root, [*_QUIET, "rev-parse", "--verify", "--quiet", "--end-of-options", name])
        return answer.stdout.decode().strip() if answer.returncode == 0 else None

    def ask(self, verb: str, *arguments: str, said: bytes = b"", manners: Sequence[str] = _QUIET) -> bytes:
        """Return what git answers.

        Raises:
            GitError: it refuses.
        """
        answer = _git(self.root, [*manners, verb, *arguments], said)
        if answer.returncode:
            raise _refused(self.root, verb, answer)
        return answer.stdout


def _content(identifier: str, questions: IO[bytes], answers: IO[bytes]) -> bytes | None:
    questions.write(identifier.encode() + b"\n")
    questions.flush()
    what = answers.readline().split()
    if len(what) != 3:  # "... missing", or git has ended
        return None
    content = answers.read(int(what[2]) + 1)[:-1]
    return content if what[1] == b"blob" else None


def _touches(tokens: Iterable[bytes]) -> Iterator[list[_Touch]]:
    """Yield what each commit of a log has written, as `_LOG` has git say it."""
    rest = iter(tokens)
    head: list[str] = []
    touches: list[_Touch] = []
    for token in rest:
        if token.startswith(b"\x01"):
            yield touches
            head = [each.decode("utf-8", "replace") for each in (token[1:], *islice(rest, 4))]
            touches = []
        elif token.lstrip(b"\n").startswith(b":"):
            *_, blob, status = token.decode().split()
            before = after = os.fsdecode(next(rest))
            if status.startswith("R"):
                after = os.fsdecode(next(rest))
            if blob.strip("0"):
                commit, date, name, email, subject = head
                when, added = datetime.fromisoformat(date), not status.strip("A")
                revision = Revision(commit, when, name, email, subject, after, blob, added)
                touches.append(_Touch(before, revision))
    yield touches


def _follow(commits: Iterable[Sequence[_Touch]], found: Mapping[str, list[Revision]]) -> None:
    """Add to each file's list what the commits, the newest first, have written to it under its name of the time."""
    called = {path: {path} for path in found}
    for touches in commits:
        earlier: list[tuple[str, set[str]]] = []
        for touch in touches:
            revision = touch.revision
            for path in called.get(revision.path, ()):
                found[path].append(revision)
            if touch.before != revision.path:
                earlier.append((touch.before, called.pop(revision.path, set())))
        for name, paths in earlier:
            called.setdefault(name, set()).update(paths)


def _git(folder: Path, arguments: Sequence[str], said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git to its end.

    Raises:
        GitError: there is no such program.
    """
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, input=said, capture_output=True, env=_environment(), check=False)
    except FileNotFoundError as error:
        msg = "the program git was not found: install git, or put it into a folder of the PATH"
        raise GitError(msg) from error


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _PLACES} | _MANNERS


def _refused(folder: Path, verb: str, answer: subprocess.CompletedProcess[bytes]) -> GitError:
    said = (answer.stderr.strip() or answer.stdout.strip()).decode("utf-8", "replace")[:_SAID]
    return GitError(f"git {verb} in {folder} failed: {said}; see to what it says and run again")
