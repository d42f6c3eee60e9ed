"""What docs/server.md shows, run as a reader would; and that the files for its operation are right."""

import configparser
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.main import get_command

from amts.cli.app import app
from amts.engines.apertium import open_apertium
from amts.errors import MissingExtraError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
OPTIONS = {option for each in get_command(app).commands["serve"].params for option in each.opts}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def steps():
    """Return the commands of the page, each with the lines that it prints."""
    text = "".join(blocks("console")).replace("\\\n", " ")
    found = re.findall(r"^\$ (.*\n)((?:(?!\$ ).*\n)*)", text, re.M)
    return [(command.strip(), output.splitlines()) for command, output in found]


def options_in(text):
    return set(re.findall(r"(?<!\S)--[a-z][a-z0-9-]+", text))


@pytest.fixture
def address():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def environment():
    """Return an environment in which `amts` and `aws` are those of this Python, and there are no other settings."""
    try:
        open_apertium("en", "es")
    except MissingExtraError as error:
        pytest.skip(str(error))
    for program in ("curl", "sqlite3"):
        if not shutil.which(program):
            pytest.skip(f"needs the program {program}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": ""}
    return kept | nowhere | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def wait_for(address, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"http://{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the server did not start")


def session(commands):
    """Return a script of all commands, which marks where the output of each begins."""
    return "set -eo pipefail\n" + "".join(f"echo '@@'\n{command}\n" for command in commands)


def test_the_commands_run_and_say_what_the_page_says(tmp_path, environment, address):
    (start, (listening,)), *rest = steps()
    command = [sys.executable, "-m", *shlex.split(start), "--port", address.rpartition(":")[2]]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout.readline().strip() == listening.replace("127.0.0.1:8080", address)
            wait_for(address, server)
            script = session(command for command, _ in rest).replace("127.0.0.1:8080", address)
            done = subprocess.run(
                ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240
            )
        finally:
            server.terminate()
    said = [part.strip().splitlines() for part in done.stdout.split("@@\n")[1:]]
    assert done.returncode == 0, f"{rest[len(said) - 1][0]}: {done.stderr}"
    for (command, expected), lines in zip(rest, said, strict=True):
        patterns = [re.escape(line).replace(r"\.\.\.", ".+") for line in expected]
        assert len(patterns) == len(lines), (command, lines)
        assert all(map(re.fullmatch, patterns, lines)), (command, lines)


def test_the_page_has_commands_for_all_that_it_is_about():
    text = "\n".join(command for command, _ in steps())
    for word in ("serve", "translate-text", "create-parallel-data", "start-text-translation-job", "/suggest", "VACUUM"):
        assert word in text


def test_all_options_of_the_server_on_the_page_exist():
    shown = [line for language in ("console", "sh", "ini") for block in blocks(language) for line in block.splitlines()]
    served = "\n".join(line for line in shown if "amts serve" in line)
    assert {"--database", "--host", "--new-key"} <= options_in(served) <= OPTIONS
    assert options_in(" ".join(re.findall(r"`(--[a-z0-9-]+)", PAGE))) <= OPTIONS


def test_the_unit_of_systemd_is_one(tmp_path):
    (unit,) = blocks("ini")
    parsed = configparser.ConfigParser(strict=True)
    parsed.read_string(unit)
    assert parsed["Service"]["ExecStart"].split()[1] == "serve"
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed: the unit was only parsed")
    # What does not exist here is no matter: the program, the user.
    path = tmp_path / "amts.service"
    path.write_text(unit.replace("/opt/amts/bin/amts", "/bin/true").replace("User=amts\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "amts.service" in line] == []


def test_the_dockerfile_copies_what_there_is_and_starts_the_server():
    copied = re.findall(r"^COPY (.+) /source\S*$", DOCKERFILE, re.M)
    names = {name for line in copied for name in line.split()}
    assert {"pyproject.toml", "src"} <= names
    assert all((ROOT / name).exists() for name in names)
    kept = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M))
    assert names == kept
    entry = re.search(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.M)[1]
    assert options_in(entry.replace('"', " ").replace(",", " ")) <= OPTIONS
    assert "\nUSER amts\n" in DOCKERFILE
