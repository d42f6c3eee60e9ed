"""The GitHub Action and the hook for pre-commit, as far as they run without GitHub: in a git repository."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"] if "id" in step}
SOURCE = "# The garden\n\nThe dog sees the house.\n"
BROKEN = "<<<<<<< ours\nLa hundo vidas la domo.\n=======\nAlia.\n>>>>>>> theirs\n"


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A book in git with one page, translated by a person; `amts` and `python` are found in the PATH."""
    programs, book = tmp_path / "programs", tmp_path / "book"
    programs.mkdir()
    program(programs, "amts", f'exec "{sys.executable}" -m amts "$@"')
    program(programs, "python", f'echo "$@" > "{tmp_path}/python-was-asked"')
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-settings"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.chdir(tmp_path)
    for tag, text in (("en", SOURCE), ("eo", "# La gardeno\n\nLa hundo vidas la domo.\n")):
        (book / tag).mkdir(parents=True)
        (book / tag / "garden.md").write_text(text, encoding="utf-8")
    (book / "amts.toml").write_text('source = "en"\n[targets]\neo = "en/**=eo/**"\n', encoding="utf-8")
    (book / ".gitignore").write_text(".amts/cache/\n", encoding="utf-8")
    monkeypatch.chdir(book)
    git("init", "--quiet", "--initial-branch", "main")
    committed()
    return book


def git(*arguments):
    answer = subprocess.run(["git", *arguments], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def committed():
    git("add", "--all")
    git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message", "changes")


def stepped(step, tmp_path, **inputs):
    """Run a step as GitHub does, and return its exit code, what it printed, and its outputs."""
    values = {name: each["default"] for name, each in ACTION["inputs"].items()} | inputs
    output = tmp_path / "output"
    output.write_text("")
    variables = {name: values[text.removeprefix("${{ inputs.").removesuffix(" }}")]
                 for name, text in STEPS[step]["env"].items()}  # fmt: skip
    script = tmp_path / "script.sh"
    script.write_text(STEPS[step]["run"], encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        capture_output=True, text=True, env={**os.environ, **variables, "GITHUB_OUTPUT": str(output)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr, output.read_text()


def test_the_action_installs_the_version_that_it_is_of(repository, tmp_path):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert stepped("install", tmp_path)[0] == 0
    asked = (tmp_path / "python-was-asked").read_text()
    assert asked == f"-m pip install --disable-pip-version-check --quiet amts=={version}\n"


def test_all_that_the_action_uses_is_pinned_to_a_commit():
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert used
    for each in used:
        commit = each.partition("@")[2]
        assert len(commit) == 40
        assert set(commit) <= set("0123456789abcdef")


def test_no_input_of_the_action_is_written_into_a_script():
    assert [step["id"] for step in STEPS.values() if "${{" in step["run"]] == []


def test_the_action_commits_what_it_brought_up_to_date(repository, tmp_path):
    source = SOURCE.replace("# The garden", "# The garden\n\n```\nx = 1\n```")
    (repository / "en" / "garden.md").write_text(SOURCE, encoding="utf-8")
    code, said, _ = stepped("sync", tmp_path, commit="true")  # the ledger is new
    assert code == 0, said
    (repository / "en" / "garden.md").write_text(source, encoding="utf-8")
    committed()
    code, said, output = stepped("sync", tmp_path, commit="true", languages="eo")
    assert code == 0, said
    assert output == f"commit={git('rev-parse', 'HEAD')}\n"
    assert git("show", "--no-patch", "--format=%an %s") == "amts Bring translations up to date: eo"
    assert "x = 1" in (repository / "eo" / "garden.md").read_text(encoding="utf-8")
    assert stepped("sync", tmp_path, commit="true", branch="other")[2] == ""  # nothing to do


def test_the_action_fails_where_the_check_does_and_says_where(repository, tmp_path):
    assert stepped("check", tmp_path)[0] == 0
    assert stepped("sync", tmp_path)[0] == 0
    (repository / "en" / "garden.md").write_text(SOURCE.replace("sees", "never sees"), encoding="utf-8")
    code, said, _ = stepped("check", tmp_path, **{"max-severity": "meaning", "max-behind": "3"})
    assert code == 6
    assert "::error file=eo/garden.md,line=3,title=amts%3A behind::" in said
    assert "::error file=amts.toml,title=amts%3A limit::eo: a change of negation waits" in said
    assert stepped("check", tmp_path, **{"max-behind": "1", "min-translated": "100%"})[0] == 0


def test_the_action_writes_findings_to_a_file(repository, tmp_path):
    (repository / "eo" / "garden.md").write_text(BROKEN, encoding="utf-8")
    assert stepped("check", tmp_path, sarif="findings.sarif")[0] == 2
    assert '"ruleId": "damaged"' in (repository / "findings.sarif").read_text(encoding="utf-8")


def test_the_hook_keeps_a_half_merged_translation_out(repository):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["pass_filenames"]) == ("amts-check", False)
    program(repository / ".git" / "hooks", "pre-commit", f"exec {hook['entry']}")
    (repository / "en" / "garden.md").write_text(f"{SOURCE}\nMore.\n", encoding="utf-8")
    committed()
    (repository / "eo" / "garden.md").write_text(BROKEN, encoding="utf-8")
    git("add", "--all")
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--message", "half merged"]
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "eo/garden.md" in refused.stdout + refused.stderr
    assert git("log", "--format=%s").splitlines() == ["changes", "changes"]


@pytest.mark.skipif(not shutil.which("pre-commit"), reason="pre-commit is not installed")
def test_pre_commit_knows_the_hook():
    done = subprocess.run(["pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")])
    assert done.returncode == 0
