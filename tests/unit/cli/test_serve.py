import os
import re
import signal
import subprocess
import sys
import time

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from amts.cli import serve
from amts.server.keys import KeyRing
from amts.server.listening import listen


def test_a_new_key_is_shown_once_and_kept(amts, tmp_path):
    code, out, _ = amts("serve", "--state", tmp_path / "state", "--new-key")

    assert code == 0
    fields = dict(re.findall(r"(\w+) += (\S+)", out))
    key = KeyRing(tmp_path / "state" / "keys.toml").find(fields["aws_access_key_id"])
    assert (key.secret, key.api_key) == (fields["aws_secret_access_key"], fields["api_key"])
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--account", "12"], "'12' is no account number: these have twelve digits"),
        (["--project", "nowhere"], "no amts.toml here"),
        (["--database", "mysql://x"], "mysql"),
        (["--auth", "basic"], "'basic' is not one of"),
    ],
)
def test_what_cannot_work_is_told_before_it_starts(amts, tmp_path, arguments, message):
    code, out, err = amts("serve", "--port", 0, "--state", tmp_path / "state", *arguments)
    assert (code, message in err, "listening" in out) == (2, True, False), err


def test_a_state_that_is_a_file_is_told(amts, tmp_path):
    (tmp_path / "state").touch()
    code, _, err = amts("serve", "--port", 0, "--state", tmp_path / "state")
    assert (code, "name another folder with --state" in err) == (2, True), err


def test_a_port_that_is_taken_is_told(amts, tmp_path):
    with listen("127.0.0.1", 0) as taken:
        code, _, err = amts("serve", "--port", taken.getsockname()[1], "--state", tmp_path / "state")
    assert (code, "choose another with --host or --port" in err) == (2, True)


def test_an_engine_that_contradicts_the_project_is_refused(amts, book, tmp_path):
    code, _, err = amts("serve", "--project", book, "--engine", "apertium", "--state", tmp_path / "state")
    assert (code, "leave one of them out" in err) == (2, True)


@pytest.mark.parametrize(
    ("host", "auth", "signed"),
    [
        ("127.0.0.1", None, False),
        ("127.0.0.9", None, False),
        ("::1", None, False),
        ("localhost", None, False),
        ("0.0.0.0", None, True),
        ("::", None, True),
        ("192.0.2.1", None, True),
        ("example.org", None, True),
        ("127.0.0.1", serve.Auth.SIGV4, True),
        ("0.0.0.0", serve.Auth.NONE, False),
    ],
)
def test_whoever_is_not_on_this_machine_has_to_sign(tmp_path, capsys, host, auth, signed):
    keys = serve._keys(tmp_path, host, auth)

    assert (keys is not None) is signed
    printed = capsys.readouterr()
    assert ("aws_secret_access_key" in printed.out) is signed
    assert ("anybody who can reach" in printed.err) is (auth is serve.Auth.NONE)


def test_a_second_start_shows_no_key(tmp_path, capsys):
    serve._keys(tmp_path, "0.0.0.0", None)
    capsys.readouterr()

    assert serve._keys(tmp_path, "0.0.0.0", None) is not None
    assert capsys.readouterr().out == ""


@pytest.fixture
def server(tmp_path):
    """A server in a process of its own: the process, its URL, its key."""
    command = [sys.executable, "-m", "amts", "serve", "--port", "0", "--state", tmp_path / "state", "--auth", "sigv4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        told = []
        while not told or "listening" not in told[-1]:
            told.append(process.stdout.readline())
            assert told[-1], process.stderr.read()
        fields = dict(re.findall(r"(\w+) += (\S+)", "".join(told)))
        yield process, told[-1].removeprefix("listening on ").strip(), fields
        process.kill()


def test_a_server_runs_until_it_is_ended_and_leaves_no_process_behind(server):
    process, url, fields = server
    client = boto3.client(
        "translate", endpoint_url=url, region_name="eu-west-1", aws_access_key_id=fields["aws_access_key_id"],
        aws_secret_access_key=fields["aws_secret_access_key"], config=Config(retries={"total_max_attempts": 1}),
    )  # fmt: skip
    assert client.list_parallel_data()["ParallelDataPropertiesList"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_terminology(Name="none")
    deadline = time.monotonic() + 30
    while httpx.get(f"{url}/healthz").status_code != 200:
        assert time.monotonic() < deadline
    workers = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()

    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)

    assert '"operation": "ListParallelData"' in log
    assert '"code": "ResourceNotFoundException"' in log
    assert "Traceback" not in log
    assert workers
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(int(worker), 0)
