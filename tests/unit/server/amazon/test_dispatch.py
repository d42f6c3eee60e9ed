import re
from types import SimpleNamespace

import boto3
import cbor2
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from amts.errors import DataError, EngineError, InputError, RetryError
from amts.server.amazon.faults import Fault
from amts.server.amazon.shapes import EXCEPTIONS, NAMESPACE
from amts.server.app import create_app
from amts.testing.server import serving

ERRORS = {
    "fault": Fault("ResourceNotFoundException", "There is no such terminology."),
    "pair": Fault(
        "UnsupportedLanguagePairException", "Unsupported language pair: en to ef.",
        SourceLanguageCode="en", TargetLanguageCode="ef",
    ),
    "input": InputError("that is wrong"),
    "retry": RetryError("come again"),
    "data": DataError("too few"),
    "engine": EngineError("the engine failed"),
    "bug": KeyError("a text that nobody is to see"),
}  # fmt: skip
TEXT = {"SourceLanguageCode": "en", "TargetLanguageCode": "fr"}


def translate_text(caller, request):
    if request["Text"] in ERRORS:
        raise ERRORS[request["Text"]]
    return {"TranslatedText": request["Text"].upper(), **TEXT, "AppliedSettings": None, "Caller": caller.address}


def name_data(caller, request):
    return {"TranslatedText": ",".join(caller.parallel_data) or "-", **TEXT}


OPERATIONS = {"TranslateText": translate_text, "DeleteTerminology": lambda caller, request: {}}
EXTENSIONS = {"/amts/echo": lambda caller, request: dict(request) | {"account": caller.account}}


@pytest.fixture(scope="module")
def url():
    with serving(create_app(OPERATIONS, extensions=EXTENSIONS)) as url:
        yield url


def client(url, **options):
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"}, read_timeout=20, **options)
    return boto3.client(
        "translate", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b",
        config=config,
    )  # fmt: skip


def post(url, path="/", body=b"{}", **headers):
    return httpx.post(url + path, content=body, headers=headers)


def error(url, text):
    with pytest.raises(ClientError) as caught:
        client(url).translate_text(Text=text, **TEXT)
    return caught.value.response


def test_boto3_gets_an_answer(url):
    answer = client(url).translate_text(Text="héllo", **TEXT)

    assert answer["TranslatedText"] == "HÉLLO"
    assert "AppliedSettings" not in answer
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert re.fullmatch(r"[0-9a-f-]{36}", answer["ResponseMetadata"]["RequestId"])
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert "date" in headers


def test_boto3_gets_an_answer_at_a_path(url):
    assert client(f"{url}/translate/v1").translate_text(Text="a", **TEXT)["TranslatedText"] == "A"


def test_an_operation_without_answer_works(url):
    assert set(client(url).delete_terminology(Name="a")) == {"ResponseMetadata"}


def test_a_fault_is_an_exception_of_its_type_with_its_members(url):
    with pytest.raises(client(url).exceptions.ClientError) as caught:
        client(url).translate_text(Text="pair", **TEXT)

    assert type(caught.value).__name__ == "UnsupportedLanguagePairException"
    response = caught.value.response
    assert response["Error"] == {
        "Code": "UnsupportedLanguagePairException", "Message": "Unsupported language pair: en to ef.",
    }  # fmt: skip
    assert response["Message"] == "Unsupported language pair: en to ef."
    assert (response["SourceLanguageCode"], response["TargetLanguageCode"]) == ("en", "ef")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    ("text", "code", "status", "message"),
    [
        ("fault", "ResourceNotFoundException", 404, "There is no such terminology."),
        ("input", "InvalidRequestException", 400, "that is wrong"),
        ("retry", "ServiceUnavailableException", 503, "come again"),
        ("data", "InternalServerException", 500, "too few"),
        ("engine", "InternalServerException", 500, "the engine failed"),
    ],
)
def test_an_error_has_code_status_and_message(url, text, code, status, message):
    response = error(url, text)

    assert response["Error"] == {"Code": code, "Message": message}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-errortype"] == code


def test_a_bug_shows_nothing_but_the_request_id(url):
    response = error(url, "bug")

    assert response["Error"]["Code"] == "InternalServerException"
    assert response["ResponseMetadata"]["RequestId"] in response["Error"]["Message"]
    assert "nobody" not in str(response)
    assert "Traceback" not in str(response)


@pytest.mark.parametrize(
    "target", ["", "TranslateText", "Other.TranslateText", f"{NAMESPACE}.Sing", f"{NAMESPACE}.GetTerminology"]
)
def test_an_unknown_operation_is_refused(url, target):
    answer = post(url, **{"X-Amz-Target": target})

    assert answer.status_code == 400
    assert answer.json()["__type"] == "UnknownOperationException"


def test_an_empty_body_is_read_as_no_members(url):
    answer = post(url, body=b"", **{"X-Amz-Target": f"{NAMESPACE}.DeleteTerminology"})
    assert "'name'" in answer.json()["Message"]


@pytest.mark.parametrize("prefix", ["", "/translate/v1"])
def test_cbor_is_spoken_too(url, prefix):
    path = f"{prefix}/service/{NAMESPACE}/operation/TranslateText"
    headers = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}

    answer = post(url, path, cbor2.dumps({"Text": "héllo", **TEXT}), **headers)

    assert answer.status_code == 200
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert answer.headers["content-type"] == "application/cbor"
    assert cbor2.loads(answer.content)["TranslatedText"] == "HÉLLO"


def test_a_fault_in_cbor_has_its_type_in_the_body(url):
    path = f"/service/{NAMESPACE}/operation/TranslateText"

    answer = post(url, path, cbor2.dumps({"Text": "pair", **TEXT}), **{"smithy-protocol": "rpc-v2-cbor"})

    assert answer.status_code == 400
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    content = cbor2.loads(answer.content)
    assert content["__type"] == "UnsupportedLanguagePairException"
    assert content["TargetLanguageCode"] == "ef"


def test_botocore_understands_our_cbor(url, monkeypatch):
    import botocore.model

    monkeypatch.setattr(botocore.model.ServiceModel, "resolved_protocol", "smithy-rpc-v2-cbor")
    speaking = client(url)

    answer = speaking.translate_text(Text="héllo", **TEXT)

    assert answer["TranslatedText"] == "HÉLLO"
    assert answer["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "application/cbor"
    with pytest.raises(speaking.exceptions.UnsupportedLanguagePairException) as caught:
        speaking.translate_text(Text="pair", **TEXT)
    assert caught.value.response["TargetLanguageCode"] == "ef"


def test_pages_of_other_sites_can_ask_for_nothing(url):
    target = {"X-Amz-Target": f"{NAMESPACE}.DeleteTerminology"}
    page = post(url, body=b'{"Name": "a"}', **target, Origin="https://example.org")
    assert (page.status_code, page.json()["__type"]) == (403, "AccessDeniedException")

    # A browser sends this without asking first whether it may.
    simple = post(url, f"/service/{NAMESPACE}/operation/DeleteTerminology", cbor2.dumps({"Name": "a"}))
    assert simple.status_code == 400
    assert cbor2.loads(simple.content)["__type"] == "UnknownOperationException"


def test_an_extension_is_reached_by_its_path(url):
    assert post(url, "/amts/echo", b'{"a": 1}').json() == {"a": 1, "account": "000000000000"}
    assert post(url, "/amts/echo", b"[1]").json()["__type"] == "SerializationException"


@pytest.mark.parametrize(
    ("path", "header", "names"),
    [
        ("", "", "-"),
        ("/parallel-data/mine", "", "mine"),
        ("/parallel-data/mine,yours", "", "mine,yours"),
        ("/v1/parallel-data/mine/", "theirs, mine", "theirs,mine"),
        ("", "mine,mine", "mine"),
    ],
)
def test_parallel_data_are_named_by_path_or_header(path, header, names):
    with serving(create_app({"TranslateText": name_data})) as url:
        calling = client(url + path)
        if header:
            calling.meta.events.register(
                "before-sign", lambda request, **_: request.headers.add_header("x-amts-parallel-data", header)
            )
        assert calling.translate_text(Text="a", **TEXT)["TranslatedText"] == names


def test_odd_names_of_parallel_data_are_refused(url):
    answer = post(
        url, body=b'{"Text":"a","SourceLanguageCode":"en","TargetLanguageCode":"fr"}',
        **{"X-Amz-Target": f"{NAMESPACE}.TranslateText", "x-amts-parallel-data": "../x"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["__type"]) == (400, "InvalidRequestException")


def test_the_server_tells_operations_its_address(url):
    answer = post(
        f"{url}/parallel-data/x", body=b'{"Text":"a","SourceLanguageCode":"en","TargetLanguageCode":"fr"}',
        **{"X-Amz-Target": f"{NAMESPACE}.TranslateText"},
    )  # fmt: skip
    assert answer.json()["Caller"] == url


# How often boto3 asks, of which fault: (legacy mode, which is its default; standard mode).
ATTEMPTS = {
    "TooManyRequestsException": (5, 3),
    "InternalServerException": (5, 3),
    "ServiceUnavailableException": (5, 3),
    "LimitExceededException": (1, 3),
    "ThrottlingException": (5, 3),
    "ConcurrentModificationException": (1, 1),
    "ConflictException": (1, 1),
    "ResourceNotFoundException": (1, 1),
    "InvalidRequestException": (1, 1),
}


@pytest.mark.parametrize("mode", ["legacy", "standard"])
@pytest.mark.parametrize("code", ATTEMPTS)
def test_boto3_tries_again_what_may_go_better_next_time(code, mode, monkeypatch):
    asked = []

    def fail(caller, request):
        asked.append(request)
        raise Fault(code, "no")

    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    with serving(create_app({"TranslateText": fail})) as url:
        calling = boto3.client(
            "translate", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b",
            config=Config(retries={"mode": mode}),
        )  # fmt: skip
        with pytest.raises(ClientError) as caught:
            calling.translate_text(Text="a", **TEXT)

    assert caught.value.response["Error"]["Code"] == code
    assert len(asked) == ATTEMPTS[code][mode == "standard"]


@pytest.mark.parametrize("code", EXCEPTIONS)
def test_each_exception_of_the_model_is_typed(code):
    members = dict.fromkeys(EXCEPTIONS[code][1], "en")

    def fail(caller, request):
        raise Fault(code, "no", **members)

    with serving(create_app({"TranslateText": fail})) as url:
        calling = client(url)
        with pytest.raises(getattr(calling.exceptions, code)) as caught:
            calling.translate_text(Text="a", **TEXT)

    assert caught.value.response["Error"] == {"Code": code, "Message": "no"}
    assert {name: caught.value.response[name] for name in members} == members
