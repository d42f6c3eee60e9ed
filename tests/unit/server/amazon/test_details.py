import json

import pytest

from amts.errors import EngineError, InputError
from amts.jobs.records import State, Unit
from amts.server.amazon.details import details, failure
from amts.server.amazon.job_request import JobRequest, output_folder, translated_name

REQUEST = JobRequest(
    "000000000000",
    {"InputDataConfig": {"S3Uri": "s3://bucket/in"}, "SourceLanguageCode": "en", "TargetLanguageCodes": ["eo"]},
    "plaintext",
    "s3://bucket/out/",
)


def unit(name, state, error="", **result):
    payload = {"uri": f"s3://bucket/in/{name}", "name": name, "target": "eo"}
    return Unit(f"eo/{name}", payload, state, 1, result, error)


def told(*units):
    return json.loads(details(REQUEST, "eo", units))


def test_errors_of_the_customer_and_of_the_server_are_counted_apart():
    found = told(
        unit("a.txt", State.FAILED, failure(InputError("not: UTF-8"), ours=False)),
        unit("b.txt", State.FAILED, failure(EngineError("no answer"), ours=True)),
        unit("c.txt", State.FAILED, "internal error (KeyError): look into the server's log"),
    )
    assert (found["documentCountWithCustomerError"], found["documentCountWithServerError"]) == ("1", "2")
    assert [each["auxiliaryData"]["error"] for each in found["details"]] == [
        {"errorCode": "InvalidRequestException", "errorMessage": "not: UTF-8"},
        {"errorCode": "InternalServerException", "errorMessage": "no answer"},
        {
            "errorCode": "InternalServerException",
            "errorMessage": "internal error (KeyError): look into the server's log",
        },
    ]


def test_what_was_given_up_is_not_told():
    done = unit("a.txt", State.DONE, source="en", characters=3, terms=[], missed=[], pairs=[])
    found = told(done, unit("b.txt", State.CANCELLED))
    assert [each["sourceFile"] for each in found["details"]] == ["a.txt"]
    assert found["charactersTranslated"] == "3"


@pytest.mark.parametrize(
    ("name", "translated"), [("a.txt", "fr.a.txt"), ("sub/a.txt", "sub/fr.a.txt"), ("a/b/.x", "a/b/fr..x")]
)
def test_translations_are_called_by_the_language_and_the_name_of_the_document(name, translated):
    assert translated_name(name, "fr") == translated


@pytest.mark.parametrize("uri", ["s3://bucket/out", "s3://bucket/out/"])
def test_a_job_has_a_folder_of_its_own(uri):
    assert output_folder(uri, "000000000000", "12ab") == "s3://bucket/out/000000000000-TranslateText-12ab/"
