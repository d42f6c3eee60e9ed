"""Whatever is sent to a server, it never says that something went wrong within it."""

import base64
import json
import os
import string
import time

import cbor2
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amts.server.amazon.shapes import NAMESPACE, OPERATIONS, Blob, ListOf, Number, Structure, Text, Time
from amts.server.opening import open_server
from amts.server.options import ServerOptions
from amts.testing.server import serving

# Ten minutes of the long run are some hundred thousand requests.
SECONDS = int(os.environ.get("AMTS_FUZZ_SECONDS", "600"))

TEXTS = st.text(max_size=40) | st.text(string.printable, max_size=12)
TELLING = st.sampled_from([
    "toy", "terms", "en", "fr", "auto", "zh", "xx", "s3://books/in/", "s3://books/../keys.toml", "s3://books/a%2e%2e/b",
    "s3://other/", "s3://../", "s3://books/" + "a/" * 400, "text/html", "text/plain", "CSV", "TMX", "LATEST",
    "arn:aws:iam::000000000000:role/x", "arn:aws:translate:eu-west-1:000000000000:parallel-data/toy",
    "arn:aws:translate:eu-west-1:000000000000:terminology/terms/LATEST", "<p translate=no>a</p>", "\ud800", "\0", "⟦1⟧",
    "<script>alert(1)</script>", "../../etc/passwd", "a" * 300, "語" * 3400, "", " ", "\n",
])  # fmt: skip
FILES = st.binary(max_size=40) | st.sampled_from([
    b"en,fr\nhouse,maison\n", b"en\tfr\n", b"\xef\xbb\xbfen,fr\n=a,b\n", b"en,fr\n\"a\n", b"PK\x03\x04" + b"\0" * 40,
    b"<!DOCTYPE t [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]><tmx>&c;</tmx>",
    b"<tmx version='1.4'><header srclang='en'/><body><tu><tuv xml:lang='en'><seg>a</seg></tuv></tu></body></tmx>",
    b"<p>House</p>", b"\xff\xfe", b"",
])  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def values(shape):
    """Return values of a shape, most of them as they should be."""
    match shape:
        case Structure(members, required):
            each = {name: values(member) for name, member in members.items()}
            may = {name: value for name, value in each.items() if name not in required}
            must = {name: value for name, value in each.items() if name in required}
            return st.fixed_dictionaries(must, optional=may) | st.fixed_dictionaries({}, optional=each)
        case ListOf(member):
            return st.lists(values(member), max_size=3)
        case Text(values=known) if known:
            return st.sampled_from(known)
        case Text(pattern=pattern) if pattern.startswith("^([A-Za-z0-9"):
            return st.sampled_from(["toy", "terms", "new"])
        case Text():
            return TELLING | TEXTS
        case Number():
            return st.integers(-1, 600) | st.integers()
        case Blob():
            return FILES
        case Time():
            return st.floats(-1e12, 1e12) | st.integers(0, 2_000_000_000)
    raise TypeError(shape)


REQUESTS = st.sampled_from(sorted(OPERATIONS)).flatmap(
    lambda name: st.tuples(st.just(name), values(OPERATIONS[name].input) | ANYTHING)
)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    folder = state / "s3" / "books" / "in"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text("<html><body><p>House</p></body></html>")
    (folder / "pairs.csv").write_text("en,fr\nhouse,maison\n")
    with serving(open_server(ServerOptions(state))) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def as_json(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def send(client, path, body, **headers):
    answer = client.post(path, content=body, headers=headers)
    assert answer.status_code < 500, (path, body[:500], headers, answer.text)
    assert b"Traceback" not in answer.content
    return answer


def check_request(client, name, request):
    text = json.dumps(request, default=as_json).encode(errors="surrogatepass")
    send(client, "/", text, **{"X-Amz-Target": f"{NAMESPACE}.{name}"})
    try:
        written = cbor2.dumps(request)
    except UnicodeEncodeError:
        return
    send(client, f"/service/{NAMESPACE}/operation/{name}", written, **{"smithy-protocol": "rpc-v2-cbor"})


BODIES = st.tuples(
    st.sampled_from(["/", "/translate", "/amts/translate-texts", "/detect", "/suggest", "/parallel-data/a,b", "/x"]),
    st.binary(max_size=200)
    | st.binary(max_size=20).map(lambda body: b'{"Text":"a",' + body)
    | ANYTHING.map(json.dumps),
    st.sampled_from(
        ["", f"{NAMESPACE}.TranslateText", f"{NAMESPACE}.StartTextTranslationJob", "x.y", "..", "é".encode()]
    ),
)


def check_body(client, path, body, target):
    content = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
    send(client, path, content, **({"X-Amz-Target": target} if target else {}))


def of(examples):
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@of(60)
@given(request=REQUESTS)
def test_no_request_makes_it_fail(client, request):
    check_request(client, *request)


@of(60)
@given(sent=BODIES)
def test_no_body_makes_it_fail(client, sent):
    check_body(client, *sent)


@pytest.mark.endurance
@pytest.mark.parametrize("half", ["requests", "bodies"])
def test_nothing_makes_it_fail_for_ten_minutes(client, half):
    end = time.monotonic() + SECONDS / 2
    check = (
        (lambda sent: check_request(client, *sent)) if half == "requests" else (lambda sent: check_body(client, *sent))
    )
    strategy = REQUESTS if half == "requests" else BODIES
    while time.monotonic() < end:
        of(200)(given(strategy)(check))()
