from dataclasses import replace
from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from amts.server.amazon.faults import Fault
from amts.server.amazon.sigv4 import Replays, Signed, verify
from amts.server.keys import Key

KEY = Key("AMTSKEY", "secret")
TARGET = "AWSShineFrontendService_20170701.TranslateText"


def signed(path="/", headers=None, secret="secret", body=b"{}", service="translate", token=None, query=""):
    """Return a request that botocore signed just now, and when that was."""
    all_headers = {"X-Amz-Target": TARGET, "Content-Type": "application/x-amz-json-1.1", **(headers or {})}
    url = f"http://localhost:8080{path}" + (f"?{query}" if query else "")
    request = AWSRequest("POST", url, headers=all_headers, data=body)
    SigV4Auth(Credentials("AMTSKEY", secret, token), service, "eu-west-1").add_auth(request)
    sent = {"host": "localhost:8080", **{name.lower(): value for name, value in request.headers.items()}}
    when = datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    return Signed("POST", path, query, sent, body), when


def find(name):
    return KEY if name == KEY.name else None


def refusal(request, now, find=find):
    with pytest.raises(Fault) as caught:
        verify(request, find, now)
    assert caught.value.status == 403
    return caught.value.code


@pytest.mark.parametrize("path", ["/", "/translate/v1", "/parallel-data/a,b", "/a%20b/", "/~x/é"])
def test_what_botocore_signs_is_believed(path):
    request, now = signed(path)

    verified = verify(request, find, now)

    assert (verified.key, verified.region) == (KEY, "eu-west-1")


def test_a_query_is_part_of_what_is_signed():
    request, now = signed(query="b=2&a=1%20x")
    assert verify(request, find, now).key == KEY

    assert refusal(replace(request, query="b=2&a=1%20y"), now) == "InvalidSignatureException"


def test_spaces_in_headers_do_not_matter():
    request, now = signed(headers={"X-Amts-Parallel-Data": " a,   b "})
    assert verify(request, find, now).key == KEY


@pytest.mark.parametrize(
    "altered",
    [
        {"body": b'{"Text": "other"}'},
        {"path": "/other"},
        {"method": "GET"},
        {"query": "a=b"},
    ],
)
def test_an_altered_request_is_refused(altered):
    request, now = signed()
    assert refusal(replace(request, **altered), now) == "InvalidSignatureException"


@pytest.mark.parametrize("name", ["x-amz-target", "host", "content-type", "x-amts-parallel-data"])
def test_an_altered_or_added_header_is_refused(name):
    request, now = signed()
    headers = {**request.headers, name: "AWSShineFrontendService_20170701.DeleteTerminology"}
    assert refusal(replace(request, headers=headers), now) == "InvalidSignatureException"


def test_a_target_that_is_not_signed_is_refused():
    request, now = signed()
    headers = dict(request.headers)
    headers["authorization"] = headers["authorization"].replace(";x-amz-target", "")
    assert refusal(replace(request, headers=headers), now) == "InvalidSignatureException"


def test_a_wrong_secret_is_refused():
    request, now = signed(secret="guess")
    assert refusal(request, now) == "InvalidSignatureException"


def test_an_unknown_key_is_refused():
    request, now = signed()
    assert refusal(request, now, lambda _: None) == "UnrecognizedClientException"


def test_a_session_token_is_refused():
    request, now = signed(token="token")
    assert refusal(request, now) == "UnrecognizedClientException"


@pytest.mark.parametrize(("seconds", "valid"), [(299, True), (-299, True), (301, False), (-301, False), (360, False)])
def test_a_request_is_valid_for_five_minutes(seconds, valid):
    request, when = signed()
    if valid:
        assert verify(request, find, when + seconds).key == KEY
    else:
        assert refusal(request, when + seconds) == "InvalidSignatureException"


def test_a_signature_for_another_service_is_refused():
    request, now = signed(service="s3")
    assert refusal(request, now) == "InvalidSignatureException"


def test_a_body_that_is_not_signed_is_refused():
    request, now = signed(headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})
    assert refusal(request, now) == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "MissingAuthenticationTokenException"),
        ("Basic dXNlcjpzZWNyZXQ=", "IncompleteSignatureException"),
        ("AWS4-ECDSA-P256-SHA256 Credential=a/20260101/translate/aws4_request", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256 Credential=a", "IncompleteSignatureException"),
    ],
)
def test_what_is_no_signature_is_refused(authorization, code):
    request, now = signed()
    assert refusal(replace(request, headers={**request.headers, "authorization": authorization}), now) == code


@pytest.mark.parametrize("date", ["", "yesterday", "20260101T000000Z", "20261399T000000Z"])
def test_another_date_is_refused(date):
    request, now = signed()
    code = refusal(replace(request, headers={**request.headers, "x-amz-date": date}), now)
    assert code in {"InvalidSignatureException", "IncompleteSignatureException"}


def test_a_replayed_signature_is_told_from_a_twin_of_the_same_second():
    replays = Replays()
    replays.check("a", 1000.0)
    replays.check("a", 1001.0)
    replays.check("b", 1100.0)

    with pytest.raises(Fault, match="before"):
        replays.check("a", 1100.0)
    with pytest.raises(Fault, match="before"):
        replays.check("b", 1106.0)


def test_signatures_are_forgotten_once_they_are_invalid_anyway():
    replays = Replays()
    for number in range(1000):
        replays.check(str(number), 1000.0 + number)

    assert len(replays._first) <= 601
