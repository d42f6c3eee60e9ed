"""The client of Amazon Translate: which failures pass, and what to do about the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amts.engines.wrappers.retries import PATIENT, Backoff, UnavailableError
from amts.errors import EngineError, InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PASSING = frozenset({
    "InternalServerException", "RequestTimeout", "ServiceUnavailableException", "SlowDown", "Throttling",
    "ThrottlingException", "TooManyRequestsException",
})  # fmt: skip
# Who is told when to come back does so as often: a server of ours takes minutes to make an engine.
_ASKED_BACK = 60
_ADVICE = {
    "AccessDeniedException": "give the credentials the rights that docs/amazon.md lists",
    "UnrecognizedClientException": "check the credentials of AWS (aws configure)",
    "InvalidSignatureException": "check the secret key of the credentials, and the clock of this machine",
    "ExpiredTokenException": "log in to AWS again",
    "UnsupportedLanguagePairException": "choose another engine for these languages",
}


class ServiceError(EngineError):
    """The service refuses a request.

    Attributes:
        code: the name of the error.
    """

    def __init__(self, operation: str, code: str, message: str) -> None:
        advice = f": {_ADVICE[code]}" if code in _ADVICE else ""
        super().__init__(f"Amazon Translate refuses {operation} ({code}): {message}{advice}")
        self.code = code


class _SilentError(UnavailableError):
    """The service cannot answer now, or is not there."""


class _AskedBackError(UnavailableError):
    """The service cannot answer now, and says when to come back."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Asks the service, again where it could not answer for the moment.

    Attributes:
        client: boto3's.
        host: where the service is, for signatures.
        backoff: how requests are tried again; oftener where the service says when.
    """

    client: Any
    host: str = ""
    backoff: Backoff = PATIENT

    def call(self, operation: str, **request: Any) -> Mapping[str, Any]:
        """Return the answer of an operation such as `translate_text`.

        Raises:
            EngineError: the service refuses (ServiceError), or is not to be reached.
        """
        insistent = replace(self.backoff, attempts=max(_ASKED_BACK, self.backoff.attempts))
        action = partial(self._call, operation, request)
        return insistent.call(partial(self.backoff.call, action, _SilentError), _AskedBackError)

    def _call(self, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
        from botocore.exceptions import ConnectionError as NoConnectionError

        try:
            answer: Mapping[str, Any] = getattr(self.client, operation)(**request)
        except ClientError as error:
            raise _refusal(operation, error.response) from error
        except NoCredentialsError as error:
            msg = (
                "there are no credentials for AWS: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or 'aws configure'"
            )
            raise EngineError(msg) from error
        except (HTTPClientError, NoConnectionError) as error:
            msg = f"Amazon Translate cannot be reached: {error}"
            raise _SilentError(msg) from error
        except BotoCoreError as error:
            msg = f"{operation} cannot be sent to Amazon Translate: {error}"
            raise EngineError(msg) from error
        return answer


def _refusal(operation: str, response: Mapping[str, Any]) -> EngineError:
    error, about = response.get("Error", {}), response.get("ResponseMetadata", {})
    code, message = str(error.get("Code", "")), str(error.get("Message", ""))
    if code in _PASSING or int(about.get("HTTPStatusCode", 0)) in (429, 502, 503, 504):
        after = str(about.get("HTTPHeaders", {}).get("retry-after", ""))
        msg = f"Amazon Translate cannot answer {operation} now ({code}): {message}"
        return _AskedBackError(msg, float(after)) if after.isdigit() else _SilentError(msg)
    return ServiceError(operation, code, message)


def is_amazon(endpoint_url: str) -> bool:
    """Whether a URL is Amazon's own; an empty one is."""
    host = urlsplit(endpoint_url).hostname or ""
    return not endpoint_url or host.endswith((".amazonaws.com", ".api.aws", ".amazonaws.com.cn"))


def connect(region: str, endpoint_url: str, profile: str = "", timeout: float = 60.0) -> Connection:
    """Return a connection, with the credentials that AWS's tools use.

    Without any, requests to another endpoint than Amazon's are not signed.

    Raises:
        MissingExtraError: boto3 is not installed.
        InputError: the profile is unknown, or there is no region.
    """
    try:
        import boto3
        from botocore import UNSIGNED
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError as error:
        msg = "boto3 is not installed: pip install 'amts[amazon]'"
        raise MissingExtraError(msg) from error
    try:
        session = boto3.Session(profile_name=profile or None, region_name=region or None)
        unsigned = session.get_credentials() is None and not is_amazon(endpoint_url)
        # Requests are tried again here, not in boto3, which does not know when money is spent.
        config = Config(
            retries={"total_max_attempts": 1}, connect_timeout=timeout, read_timeout=timeout,
            max_pool_connections=50, signature_version=UNSIGNED if unsigned else None)  # fmt: skip
        default = None if is_amazon(endpoint_url) else session.region_name or "us-east-1"
        client = session.client("translate", default, endpoint_url=endpoint_url or None, config=config)
    except (BotoCoreError, ValueError) as error:
        msg = f"[engines.amazon]: {error}: see docs/amazon.md"
        raise InputError(msg) from error
    return Connection(client, urlsplit(client.meta.endpoint_url).netloc.rpartition("@")[2])
