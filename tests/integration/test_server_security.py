"""What those may try who mean no good: refused or inert, asked of the whole server over HTTP.

That a request is refused when it is sent again later is tested with a clock of its own, in test_app.
"""

import datetime
import io
import itertools
import json
import re
import secrets
import time
import zipfile
from functools import cache

import boto3
import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from amts.server.keys import KeyRing, add_key
from amts.server.opening import open_server
from amts.server.options import ServerOptions
from amts.testing import toy_language
from amts.testing.server import serving

ROLE = "arn:aws:iam::000000000000:role/translate"
PAIR = {"SourceLanguageCode": "en", "TargetLanguageCode": "fr"}
PATIENCE = 60
SECRET = "what nobody outside may read"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa">%s]>
<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>&z;</seg></tuv>
<tuv xml:lang="fr"><seg>&a;</seg></tuv></tu></body></tmx>""" % b"".join(
    b'<!ENTITY %s "%s">' % (new.encode(), b"&%s;" % old.encode() * 10) for old, new in itertools.pairwise("abcdefghijz")
)
OUTSIDE = BOMB.replace(b'<!ENTITY z "', b'<!ENTITY z SYSTEM "file:///etc/passwd"><!ENTITY y "')
TREE = {"q": "a", "source": "en", "target": "fr"}


@cache
def document_bomb():
    """Return a small Word document that would fill the memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(b" " * 1_000_000)
    return file.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server that asks for signatures: its URL, the folder around its state, and two keys of different accounts."""
    around = tmp_path_factory.mktemp("site")
    bucket = around / "state" / "s3" / "books"
    for folder in ("in", "names", "bombs"):
        (bucket / folder).mkdir(parents=True)
    pairs = itertools.islice(toy_language.sentences(1), 120)
    rows = (re.sub("[*`]", "", f"{source}\t{target}\n") for source, target in pairs)
    (bucket / "pairs.tsv").write_text("en\tfr\n" + "".join(rows))
    (bucket / "bomb.tmx").write_bytes(BOMB)
    (bucket / "outside.tmx").write_bytes(OUTSIDE)
    (bucket / "bombs" / "a.docx").write_bytes(document_bomb())
    (bucket / "names" / "<img src=x onerror=alert(1)>.html").write_text("<html><p>a</p></html>")
    (around / "secret.tsv").write_text(f"en\tfr\n{SECRET}\t{SECRET}\n")
    (bucket / "link.tsv").symlink_to(around / "secret.tsv")
    (bucket / "out").symlink_to(around)
    keys = around / "state" / "keys.toml"
    first, second = add_key(keys), add_key(keys, "111111111111")
    with serving(open_server(ServerOptions(around / "state"), KeyRing(keys))) as url:
        yield url, around, first, second


def client_of(url, key, secret=""):
    return boto3.client(
        "translate", endpoint_url=url, region_name="us-east-1", aws_access_key_id=key.name,
        aws_secret_access_key=secret or key.secret, config=Config(retries={"total_max_attempts": 1}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def client(site):
    return client_of(site[0], site[2])


@pytest.fixture(scope="module")
def data(client):
    """The name of parallel data from which the engine learns."""
    assert imported(client, "good", "s3://books/pairs.tsv", "TSV")["Status"] == "ACTIVE"
    return "good"


def until(ask, ended):
    deadline = time.monotonic() + PATIENCE
    while not ended(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)
    return answer


def imported(client, name, uri, kind):
    client.create_parallel_data(Name=name, ParallelDataConfig={"S3Uri": uri, "Format": kind})
    answer = until(
        lambda: client.get_parallel_data(Name=name), lambda answer: status_of(answer) in {"ACTIVE", "FAILED"}
    )
    return answer["ParallelDataProperties"]


def status_of(answer):
    return answer["ParallelDataProperties"]["Status"]


def job(client, source, target="s3://books/results/", kind="text/html", **more):
    started = client.start_text_translation_job(
        InputDataConfig={"S3Uri": source, "ContentType": kind}, OutputDataConfig={"S3Uri": target},
        DataAccessRoleArn=ROLE, SourceLanguageCode="en", TargetLanguageCodes=["fr"],
        **{"ParallelDataNames": ["good"], **more},
    )  # fmt: skip
    describe = lambda: client.describe_text_translation_job(JobId=started["JobId"])["TextTranslationJobProperties"]  # noqa: E731
    return until(describe, lambda answer: answer["JobStatus"] not in {"SUBMITTED", "IN_PROGRESS"})


def code_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"]


def signed(site, body=b"{}", operation="ListLanguages", age=0):
    """Return a signed request, made some seconds ago."""
    url, _, key, _ = site
    target = f"AWSShineFrontendService_20170701.{operation}"
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    request = AWSRequest("POST", f"{url}/", data=body, headers=headers)
    auth = SigV4Auth(Credentials(key.name, key.secret), "translate", "us-east-1")
    moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=age)
    request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    request.headers["Host"] = url.removeprefix("http://")
    canonical = auth.canonical_request(request)
    signature = auth.signature(auth.string_to_sign(request, canonical), request)
    auth._inject_signature_to_request(request, signature)
    return url, body, dict(request.headers)


def sent(request, body=None, **headers):
    url, signed_body, signed_headers = request
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = httpx.post(url, content=signed_body if body is None else body, headers=signed_headers | changed)
    return answer.status_code, answer.json().get("__type")


def everything_below(folder):
    return {path for path in folder.rglob("*") if "state" not in path.relative_to(folder).parts[:1]}


def test_a_request_that_is_signed_well_is_answered(site):
    assert sent(signed(site)) == (200, None)


def test_signatures_that_are_wrong_altered_or_old_are_refused(site, client):
    assert code_of(client_of(site[0], site[2], "guessed").list_languages) == "InvalidSignatureException"
    assert sent(signed(site), body=b'{"MaxResults": 1}')[1] == "InvalidSignatureException"
    other = "AWSShineFrontendService_20170701.DeleteTerminology"
    assert sent(signed(site), X_Amz_Target=other)[1] == "InvalidSignatureException"
    status, code = sent(signed(site, age=6 * 60))
    assert (status, code) == (403, "InvalidSignatureException")
    assert sent((site[0], b"{}", {"X-Amz-Target": other}))[1] == "MissingAuthenticationTokenException"


@pytest.mark.parametrize("path", ["/", "/translate", "/translate_file", "/suggest", "/amts/translate-texts"])
def test_a_body_that_is_too_large_is_refused(site, path):
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(site[0] + path, content=b"x" * (17 * 1024 * 1024), headers=headers)
    assert answer.status_code in {403, 413}


def test_without_a_key_nothing_can_be_translated_or_suggested(site):
    url = site[0]
    for path in ("/translate", "/suggest", "/detect", "/translate_file"):
        assert httpx.post(url + path, json=TREE | {"s": "b"}).status_code == 403
        assert httpx.post(url + path, json=TREE | {"s": "b", "api_key": site[2].secret}).status_code == 403
    assert httpx.post(f"{url}/amts/translate-texts", json={}).status_code == 403
    asked = {"q": "hello there", "api_key": site[2].api_key}
    assert httpx.post(f"{url}/detect", json=asked, timeout=PATIENCE).status_code == 200


def test_no_account_sees_what_belongs_to_another(site, client, data):
    stranger = client_of(site[0], site[3])
    assert stranger.list_parallel_data()["ParallelDataPropertiesList"] == []
    assert code_of(stranger.get_parallel_data, Name=data) == "ResourceNotFoundException"
    assert code_of(stranger.delete_parallel_data, Name=data) == "ResourceNotFoundException"
    assert stranger.list_text_translation_jobs()["TextTranslationJobPropertiesList"] == []


@pytest.mark.parametrize("name", ["bomb", "outside"])
def test_entities_are_not_expanded(client, name):
    properties = imported(client, name, f"s3://books/{name}.tmx", "TMX")
    assert properties["Status"] == "FAILED"
    assert "root:" not in json.dumps(properties, default=str)
    content = {"File": BOMB if name == "bomb" else OUTSIDE, "Format": "TMX"}
    code = code_of(client.import_terminology, Name=name, MergeStrategy="OVERWRITE", TerminologyData=content)
    assert code == "InvalidParameterValueException"


def test_documents_that_unpack_to_too_much_are_refused(site, client, data):
    bomb = document_bomb()
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ended = job(client, "s3://books/bombs/", kind=word)
    assert ended["JobStatus"] == "COMPLETED_WITH_ERROR"
    answer = httpx.post(
        f"{site[0]}/translate_file", data={"source": "en", "target": "fr", "api_key": site[2].api_key},
        files={"file": ("a.docx", bomb)}, timeout=PATIENCE,
    )  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "uri", ["s3://books/../../secret.tsv", "s3://books/./../../secret.tsv", "s3://books/link.tsv", "s3://books/out/"]
)
def test_nothing_outside_of_the_buckets_is_read(client, uri):
    name = secrets.token_hex(8)
    try:
        properties = imported(client, name, uri, "TSV")
    except ClientError as error:
        assert error.response["Error"]["Code"].startswith("Invalid")  # noqa: PT017
    else:
        assert properties["Status"] == "FAILED"
        assert SECRET not in json.dumps(client.get_parallel_data(Name=name), default=str)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("s3://books/in/../../../", "s3://books/results/"),
        ("s3://books/out/", "s3://books/results/"),
        ("s3://books/names/", "s3://books/../../"),
        ("s3://books/names/", "s3://books/out/"),
        ("s3://books/names/", "s3://nobodys/results/"),
    ],
)
def test_nothing_outside_of_the_buckets_is_read_or_written_by_a_job(site, client, data, source, target):
    around, before = site[1], everything_below(site[1])
    try:
        ended = job(client, source, target)
    except ClientError as error:
        assert error.response["Error"]["Code"].startswith("Invalid")  # noqa: PT017
    else:
        assert ended["JobStatus"] in {"FAILED", "COMPLETED_WITH_ERROR"}
    assert everything_below(around) == before
    assert not (around / "state" / "s3" / "nobodys").exists()


def test_scripts_in_names_are_refused_or_only_text(site, client, data):
    script = "<script>alert(1)</script>"
    for wrong in (script, "../x", "x\r\nSet-Cookie: a=b", ""):
        pattern = {"InvalidParameterValueException", "ParamValidationError", "ValidationException"}
        try:
            client.get_parallel_data(Name=wrong)
        except ClientError as error:
            assert error.response["Error"]["Code"] in pattern  # noqa: PT017
        except Exception as error:  # boto3 itself
            assert type(error).__name__ in pattern  # noqa: PT017
    ended = job(client, "s3://books/names/")
    assert ended["JobStatus"] == "COMPLETED"
    (page,) = (site[1] / "state" / "s3" / "books" / "results").rglob("fr.*.html")
    assert page.name == "fr.<img src=x onerror=alert(1)>.html"
    key = {"api_key": site[2].api_key}
    for path, asked in (("/translate", TREE | {"target": script}), ("/download_file", {})):
        answer = httpx.post(site[0] + path, json=asked | key)
        assert "html" not in answer.headers["content-type"]


def test_links_to_downloads_open_nothing_else(client, data):
    url = client.get_parallel_data(Name=data)["DataLocation"]["Location"]
    assert httpx.get(url).status_code == 200
    address, _, query = url.partition("?")
    for changed in (address, f"{address}x?{query}", re.sub(r"\d{6,}", "9999999999", url), url[:-1]):
        assert httpx.get(changed).status_code in {400, 403, 404}
