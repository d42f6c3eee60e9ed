import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.server.amazon.codecs import Json
from amts.server.amazon.faults import Fault
from amts.server.amazon.shapes import OPERATIONS
from amts.server.amazon.validation import checked, compiled

TEXT = {"Text": "Hello", "SourceLanguageCode": "en", "TargetLanguageCode": "fr"}
JOB = {
    "InputDataConfig": {"S3Uri": "s3://books/in/", "ContentType": "text/html"},
    "OutputDataConfig": {"S3Uri": "s3://books/out/"},
    "DataAccessRoleArn": "arn:aws:iam::000000000000:role/translate",
    "SourceLanguageCode": "en",
    "TargetLanguageCodes": ["zh"],
    "ClientToken": "token-1",
}


def refused(operation, request):
    with pytest.raises(Fault) as caught:
        checked(operation, request, Json())
    return caught.value.code, caught.value.message


def test_a_good_request_is_read_as_it_is():
    assert checked("TranslateText", TEXT, Json()) == TEXT
    assert checked("StartTextTranslationJob", JOB, Json()) == JOB


def test_unknown_members_and_nulls_are_not_there():
    assert checked("TranslateText", TEXT | {"Colour": "red", "Settings": None}, Json()) == TEXT


def test_times_and_bytes_become_such():
    found = checked("ListTextTranslationJobs", {"Filter": {"SubmittedAfterTime": 0.5}}, Json())
    assert found == {"Filter": {"SubmittedAfterTime": datetime(1970, 1, 1, 0, 0, 0, 500_000, UTC)}}

    request = TEXT | {"Document": {"Content": "aMOp", "ContentType": "text/plain"}}
    assert checked("TranslateDocument", request, Json())["Document"]["Content"] == "hé".encode()


@pytest.mark.parametrize(
    ("operation", "request_", "code", "message"),
    [
        (
            "GetTerminology",
            {},
            "InvalidParameterValueException",
            "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
        ),
        (
            "GetTerminology",
            {"Name": "a__b"},
            "InvalidParameterValueException",
            "1 validation error detected: Value 'a__b' at 'name' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: ^([A-Za-z0-9-]_?)+$",
        ),
        (
            "TranslateText",
            TEXT | {"Settings": {"Formality": "RUDE"}},
            "InvalidRequestException",
            "1 validation error detected: Value 'RUDE' at 'settings.formality' failed to satisfy constraint: Member "
            "must satisfy enum value set: [FORMAL, INFORMAL]",
        ),
        (
            "TranslateText",
            TEXT | {"TerminologyNames": ["good", "b d"]},
            "InvalidRequestException",
            "1 validation error detected: Value 'b d' at 'terminologyNames.2.member' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^([A-Za-z0-9-]_?)+$",
        ),
        (
            "ListParallelData",
            {"MaxResults": 501},
            "InvalidParameterValueException",
            "1 validation error detected: Value '501' at 'maxResults' failed to satisfy constraint: Member must have "
            "value less than or equal to 500",
        ),
        (
            "DescribeTextTranslationJob",
            {"JobId": "x" * 33},
            "ValidationException",
            f"1 validation error detected: Value '{'x' * 33}' at 'jobId' failed to satisfy constraint: Member must "
            "have length less than or equal to 32",
        ),
        (
            "StartTextTranslationJob",
            JOB | {"TargetLanguageCodes": []},
            "InvalidParameterValueException",
            "1 validation error detected: Value at 'targetLanguageCodes' failed to satisfy constraint: Member must "
            "have length greater than or equal to 1",
        ),
    ],
)
def test_what_breaks_a_rule_is_told_as_amazon_tells_it(operation, request_, code, message):
    assert refused(operation, request_) == (code, message)


def test_all_that_is_wrong_is_told_at_once():
    code, message = refused("TranslateText", {"Text": "", "TargetLanguageCode": "f"})

    assert code == "InvalidRequestException"
    assert message.startswith("4 validation errors detected: ")
    assert [place for place in ("'text'", "'sourceLanguageCode'", "'targetLanguageCode'") if place in message]


@pytest.mark.parametrize(
    "uri", ["s3://Books/", "http://books/", "s3://b/", "s3://books\nx/", "S3://books/", "s3://-ooks/"]
)
def test_uris_that_boto3_lets_through_are_refused(uri):
    code, message = refused("StartTextTranslationJob", JOB | {"OutputDataConfig": {"S3Uri": uri}})

    assert code == "InvalidParameterValueException"
    assert "'outputDataConfig.s3Uri'" in message


@pytest.mark.parametrize("role", ["arn:aws:iam::12:role/translate", "arn:aws:iam::000000000000:user/translate"])
def test_roles_that_boto3_lets_through_are_refused(role):
    assert "'dataAccessRoleArn'" in refused("StartTextTranslationJob", JOB | {"DataAccessRoleArn": role})[1]


def test_the_length_of_a_text_is_counted_in_bytes():
    checked("TranslateText", TEXT | {"Text": "語" * 3333 + "."}, Json())

    code, message = refused("TranslateText", TEXT | {"Text": "語" * 3333 + ".."})

    assert code == "TextSizeLimitExceededException"
    assert message == (
        "Input text size exceeds limit. Max length of request text allowed is 10000 bytes while in this request the "
        "text size is 10001 bytes"
    )


def test_an_unknown_language_of_names_has_an_exception_of_its_own():
    with pytest.raises(Fault, match=r"'xx' is none of \[de, en") as caught:
        checked("ListLanguages", {"DisplayLanguageCode": "xx"}, Json())

    assert caught.value.code == "UnsupportedDisplayLanguageCodeException"
    assert caught.value.members == {"DisplayLanguageCode": "xx"}


def test_a_document_that_is_too_large_exceeds_a_limit():
    content = "A" * (4 * (102_400 // 3 + 2))
    request = TEXT | {"Document": {"Content": content, "ContentType": "text/plain"}}

    assert refused("TranslateDocument", request)[0] == "LimitExceededException"


@pytest.mark.parametrize(
    "request_",
    [
        [],
        "text",
        {"Name": 5},
        {"Name": ["a"]},
        {"Name": True},
    ],
)
def test_wrong_types_cannot_be_read(request_):
    assert refused("GetTerminology", request_)[0] == "SerializationException"


@pytest.mark.parametrize("value", [True, "5", 5.5, [5]])
def test_what_is_no_integer_cannot_be_read(value):
    assert refused("ListLanguages", {"MaxResults": value})[0] == "SerializationException"


@pytest.mark.parametrize("value", [True, "soon", 1e300, float("inf"), {}])
def test_what_is_no_time_cannot_be_read(value):
    request = {"Filter": {"SubmittedAfterTime": value}}
    assert refused("ListTextTranslationJobs", request)[0] == "SerializationException"


@pytest.mark.parametrize("value", ["aMOp!", "aMO", "hé", 5])
def test_what_is_no_base64_cannot_be_read(value):
    request = TEXT | {"Document": {"Content": value, "ContentType": "text/plain"}}
    assert refused("TranslateDocument", request)[0] == "SerializationException"


def test_half_characters_and_nul_are_refused():
    assert refused("TranslateText", TEXT | {"Text": "\ud800"})[0] == "InvalidRequestException"
    assert "U+0000" in refused("TranslateText", TEXT | {"Text": "a\0b"})[1]


def test_texts_are_not_repeated_in_messages():
    assert "secret" not in refused("TranslateText", TEXT | {"Text": "secret\0"})[1]


def test_names_of_jobs_may_have_letters_and_numbers_of_all_scripts():
    pattern = compiled(r"^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$")
    characters = [chr(number) for number in range(0x110000)]

    wrong = [
        character
        for character in characters
        if bool(pattern.fullmatch(character))
        != (unicodedata.category(character)[0] in "LZN" or character in "_.:/=+-%@")
    ]

    assert wrong == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_no_request_breaks_the_reading(data):
    operation = data.draw(st.sampled_from(sorted(OPERATIONS)))
    members = OPERATIONS[operation].input.members
    content = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(members, ANYTHING)) | ANYTHING)
    try:
        found = checked(operation, content, Json())
    except Fault:
        return
    assert set(found) <= set(members)
