import io
import json
import logging

import httpx
import pytest

from amts.server.app import create_app
from amts.server.keys import KeyRing, add_key
from amts.server.logs import log_to
from amts.testing.server import serving


@pytest.fixture
def stream():
    log = logging.getLogger("amts.server")
    before = log.handlers, log.level, log.propagate
    stream = io.StringIO()
    log_to(stream)
    yield stream
    log.handlers, log.level, log.propagate = before


def test_each_request_is_a_line_of_json(stream):
    with serving(create_app({})) as url:
        httpx.get(f"{url}/healthz")
        httpx.post(url, content=b'{"Text": "confidential"}')

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["operation"], first["status"], first["level"], first["client"]) == (
        "/healthz", 200, "info", "127.0.0.1",
    )  # fmt: skip
    assert (second["code"], second["status"]) == ("UnknownOperationException", 400)
    assert set(second) == {"time", "level", "request", "operation", "status", "code", "milliseconds", "client"}


def test_a_path_in_the_log_cannot_make_a_line_of_its_own(stream):
    with serving(create_app({})) as url:
        httpx.get(f"{url}/a%0a%7B%22level%22:%22error%22%7D")

    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["operation"] == "other"


def test_a_fault_of_the_operators_is_for_the_log_and_not_for_the_client(stream, tmp_path):
    path = tmp_path / "keys.toml"
    add_key(path)
    ring = KeyRing(path)
    with serving(create_app({}, authority=lambda request, body: (ring.account_of("any"), "here"))) as url:
        path.write_text("[AK")
        answer = httpx.post(url, headers={"x-amz-target": "AWSShineFrontendService_20170701.ListLanguages"})

    assert answer.status_code == 500
    assert "keys.toml" not in answer.text
    line = json.loads(stream.getvalue())
    assert line["level"] == "error"
    assert line["error"].startswith("SettingsError: ")
    assert str(path) in line["error"]
