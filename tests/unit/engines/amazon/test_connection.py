import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, ParamValidationError

from amts.engines.amazon.connection import ServiceError, connect, is_amazon
from amts.engines.wrappers.retries import UnavailableError
from amts.errors import EngineError, InputError
from amts.testing.amazon_service import refusal


def ask(connection):
    return connection.call("translate_text", Text="house", SourceLanguageCode="en", TargetLanguageCode="eo")


@pytest.mark.parametrize(
    "error",
    [
        refusal("TooManyRequestsException"),
        refusal("ThrottlingException"),
        refusal("ServiceUnavailableException", 503),
        refusal("500", 502),
        EndpointConnectionError(endpoint_url="http://here"),
    ],
)
def test_what_passes_is_tried_again(connection, service, pauses, error):
    service.misdeeds = [error, error]
    assert ask(connection)["TranslatedText"] == "domo"
    assert pauses == [1.0, 2.0]


def test_the_service_says_when_to_come_back(connection, service, pauses):
    service.misdeeds = [refusal("TooManyRequestsException", 429, retry_after="7")]
    ask(connection)
    assert pauses == [7.0]


def test_what_does_not_pass_ends_with_the_last_error(connection, service):
    service.misdeeds = [refusal("ThrottlingException")] * 3
    with pytest.raises(UnavailableError, match="cannot answer translate_text now"):
        ask(connection)


def test_a_service_that_says_when_to_come_back_may_do_so_for_minutes(connection, service, pauses):
    service.misdeeds = [refusal("ServiceUnavailableException", 503, retry_after="30")] * 59
    assert ask(connection)["TranslatedText"] == "domo"
    assert pauses[:2] == [30.0, 30.0]


def test_a_refusal_is_not_repeated_and_says_what_to_do(connection, service):
    service.misdeeds = [refusal("AccessDeniedException", 403)]
    with pytest.raises(ServiceError, match="give the credentials the rights") as caught:
        ask(connection)
    assert (caught.value.code, service.calls["translate_text"]) == ("AccessDeniedException", 1)


@pytest.mark.parametrize(
    ("error", "words"),
    [(NoCredentialsError(), "no credentials for AWS"), (ParamValidationError(report="Text"), "cannot be sent")],
)
def test_what_never_leaves_this_machine_is_said(connection, service, error, words):
    service.misdeeds = [error]
    with pytest.raises(EngineError, match=words):
        ask(connection)


def test_an_unknown_profile_is_an_error_of_the_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(InputError, match="profile"):
        connect("us-east-1", "", "nobody")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", True),
        ("https://translate.eu-west-1.amazonaws.com", True),
        ("https://translate.us-east-1.api.aws", True),
        ("http://127.0.0.1:8080", False),
        ("https://amazonaws.com.evil.example", False),
    ],
)
def test_amazon_is_known_by_its_hosts(url, expected):
    assert is_amazon(url) is expected
