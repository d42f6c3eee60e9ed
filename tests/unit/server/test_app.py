import json
import logging
import socket
import threading
import time
from urllib.parse import urlsplit

import boto3
import httpx
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from amts.server.amazon.authority import holders_of
from amts.server.amazon.shapes import NAMESPACE
from amts.server.app import create_app
from amts.server.keys import KeyRing, add_key
from amts.server.limits import Limits
from amts.server.metrics import Metrics
from amts.testing.server import serving

TEXT = {"SourceLanguageCode": "en", "TargetLanguageCode": "fr"}
HEADERS = {"X-Amz-Target": f"{NAMESPACE}.TranslateText"}


def shout(caller, request):
    return {"TranslatedText": request["Text"].upper(), **TEXT}


def body(text):
    return json.dumps({"Text": text, **TEXT}).encode()


def ask(url, text="a"):
    return httpx.post(url, content=body(text), headers=HEADERS, timeout=30)


class Gate:
    """Holds an operation until it is opened, and says when so many are within."""

    def __init__(self, number):
        self.within = threading.Semaphore(0)
        self.number = number
        self.opened = threading.Event()

    def __call__(self, caller, request):
        self.within.release()
        assert self.opened.wait(30)
        return shout(caller, request)

    def wait_until_full(self):
        for _ in range(self.number):
            assert self.within.acquire(timeout=30)


def in_threads(number, act):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(act())) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads, answers


def client(url, mode="standard", attempts=1, key="a", secret="b"):
    config = Config(retries={"mode": mode, "total_max_attempts": attempts}, read_timeout=30)
    return boto3.client(
        "translate", endpoint_url=url, region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key=secret,
        config=config,
    )  # fmt: skip


def test_one_request_too_many_is_asked_to_come_again():
    gate = Gate(2)
    with serving(create_app({"TranslateText": gate}, limits=Limits(requests=2))) as url:
        threads, answers = in_threads(2, lambda: ask(url))
        gate.wait_until_full()

        refused = ask(url)
        health = httpx.get(f"{url}/healthz")
        with pytest.raises(client(url).exceptions.ClientError) as caught:
            client(url).translate_text(Text="a", **TEXT)
        gate.opened.set()
        for thread in threads:
            thread.join(30)
        later = ask(url)

    assert (refused.status_code, refused.json()["__type"]) == (429, "TooManyRequestsException")
    assert refused.headers["retry-after"] == "1"
    assert health.status_code == 200
    assert type(caught.value).__name__ == "TooManyRequestsException"
    assert [answer.status_code for answer in answers] == [200, 200]
    assert later.status_code == 200


def test_operations_run_side_by_side():
    gate = Gate(3)
    with serving(create_app({"TranslateText": gate}, limits=Limits(threads=3))) as url:
        threads, answers = in_threads(3, lambda: ask(url))
        gate.wait_until_full()
        gate.opened.set()
        for thread in threads:
            thread.join(30)

    assert len(answers) == 3


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused(announced):
    content = b" " * 5000
    with serving(create_app({"TranslateText": shout}, limits=Limits(body=4000))) as url:
        sent = content if announced else (part for part in (content[:2500], content[2500:]))
        answer = httpx.post(url, content=sent, headers=HEADERS)

    assert answer.status_code == 413
    assert answer.json()["__type"] == "RequestEntityTooLargeException"
    assert "4,000 bytes" in answer.json()["message"]


def test_boto3_gets_a_typed_error_for_a_request_of_many_megabytes():
    app = create_app({"TranslateText": shout}, limits=Limits(body=1_000_000))
    with serving(app) as url, pytest.raises(ClientError) as caught:
        client(url).translate_text(Text="a" * 5_000_000, **TEXT)

    assert caught.value.response["Error"]["Code"] == "RequestEntityTooLargeException"


def test_bodies_together_have_a_limit_too():
    gate = Gate(1)
    with serving(create_app({"TranslateText": gate}, limits=Limits(bodies=3000))) as url:
        threads, answers = in_threads(1, lambda: ask(url, "a" * 2000))
        gate.wait_until_full()
        refused = ask(url, "a" * 2000)
        gate.opened.set()
        threads[0].join(30)
        later = ask(url, "a" * 2000)

    assert (refused.status_code, answers[0].status_code, later.status_code) == (429, 200, 200)


def test_a_client_that_sends_nothing_more_is_not_waited_for():
    with serving(create_app({"TranslateText": shout}, limits=Limits(patience=0.05))) as url:
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall(
                f"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {HEADERS['X-Amz-Target']}\r\n"
                "Content-Length: 50\r\n\r\n{".encode()
            )
            answer = connection.recv(100)

    assert answer.startswith(b"HTTP/1.1 408")


def test_health_says_whether_it_is_ready():
    ready = []
    with serving(create_app({}, ready=lambda: bool(ready))) as url:
        assert httpx.get(f"{url}/healthz").status_code == 503
        ready.append(True)
        assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}


def test_metrics_count_requests_by_operation_and_code():
    metrics = Metrics(lambda: {"running": 2, "done": 5})
    with serving(create_app({"TranslateText": shout}, metrics=metrics)) as url:
        ask(url)
        ask(url)
        ask(url, "")
        httpx.get(f"{url}/some/path/that/a/stranger/made/up")
        text = httpx.get(f"{url}/metrics").text

    assert 'amts_requests_total{code="200",operation="TranslateText"} 2.0' in text
    assert 'amts_requests_total{code="InvalidRequestException",operation="TranslateText"} 1.0' in text
    assert 'amts_request_seconds_count{operation="TranslateText"} 3.0' in text
    assert 'amts_jobs{state="running"} 2.0' in text
    assert "amts_requests_in_flight 0.0" in text
    assert 'amts_requests_total{code="404",operation="other"} 1.0' in text
    assert "stranger" not in text


@pytest.fixture
def lines():
    """Return the lines of the log so far."""
    found = []

    class Keeping(logging.Handler):
        def emit(self, record):
            found.append(record.fields)

    log = logging.getLogger("amts.server")
    handler, level = Keeping(), log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield found
    log.removeHandler(handler)
    log.setLevel(level)


def fail(caller, request):
    raise ValueError(request["Text"])


def test_the_log_has_a_line_for_each_request_and_neither_texts_nor_secrets(lines, tmp_path):
    key = add_key(tmp_path / "keys.toml")
    app = create_app({"TranslateText": fail}, authority=holders_of(KeyRing(tmp_path / "keys.toml")))
    with serving(app) as url, pytest.raises(ClientError) as caught:
        client(url, key=key.name, secret=key.secret).translate_text(Text="confidential", **TEXT)

    (line,) = lines
    assert line["request"] == caught.value.response["ResponseMetadata"]["RequestId"]
    assert (line["operation"], line["status"], line["code"]) == ("TranslateText", 500, "InternalServerException")
    assert line["key"] == key.name
    assert line["error"].startswith("ValueError < ")
    assert "test_app.py" in line["error"]
    assert "confidential" not in json.dumps(line)
    assert key.secret not in json.dumps(line)


@pytest.fixture
def signing(tmp_path):
    key = add_key(tmp_path / "keys.toml", "111111111111")
    now = [0.0]

    def whoami(caller, request):
        return {"TranslatedText": f"{caller.account} {caller.region}", **TEXT}

    operations = {"TranslateText": whoami, "DeleteTerminology": lambda caller, request: {}}
    authority = holders_of(KeyRing(tmp_path / "keys.toml"), clock=lambda: time.time() + now[0])
    with serving(create_app(operations, authority=authority)) as url:
        yield url, key, now


def code_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return caught.value.response["Error"]["Code"]


@pytest.mark.parametrize("path", ["", "/translate/v1", "/parallel-data/a,b"])
def test_a_signed_request_acts_for_the_account_of_its_key(signing, path):
    url, key, _ = signing
    answer = client(url + path, key=key.name, secret=key.secret).translate_text(Text="a", **TEXT)
    assert answer["TranslatedText"] == "111111111111 eu-west-1"


def test_requests_without_a_good_signature_are_refused(signing):
    url, key, now = signing
    unsigned = boto3.client(
        "translate", endpoint_url=url, region_name="eu-west-1", config=Config(signature_version=UNSIGNED)
    )
    wrong = client(url, key=key.name, secret="wrong")
    unknown = client(url, key="AMTSUNKNOWN", secret=key.secret)

    assert code_of(wrong.translate_text, Text="a", **TEXT) == "InvalidSignatureException"
    assert code_of(unknown.translate_text, Text="a", **TEXT) == "UnrecognizedClientException"
    assert code_of(unsigned.translate_text, Text="a", **TEXT) == "MissingAuthenticationTokenException"
    now[0] = 360
    late = client(url, key=key.name, secret=key.secret)
    assert code_of(late.translate_text, Text="a", **TEXT) == "InvalidSignatureException"


def test_a_change_that_is_replayed_is_refused(signing):
    url, key, now = signing
    sent = []
    deleting = client(url, key=key.name, secret=key.secret)
    deleting.meta.events.register("before-send.translate", lambda request, **_: sent.append(request))
    deleting.delete_terminology(Name="a")
    (request,) = sent

    now[0] = 10
    answer = httpx.post(url, content=request.body, headers=dict(request.headers.items()))

    assert answer.status_code == 403
    assert answer.json()["__type"] == "InvalidSignatureException"


def test_operators_need_no_signature(signing):
    url, _, _ = signing
    assert httpx.get(f"{url}/healthz").status_code == 200
    assert httpx.get(f"{url}/metrics").status_code == 200
