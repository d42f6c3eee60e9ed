"""The errors of Amazon Translate's API, as its operations raise them."""

from __future__ import annotations

from typing import Any

# The codes that several operations share.
CONCURRENT = "ConcurrentModificationException"
CONFLICT = "ConflictException"
INVALID_REQUEST = "InvalidRequestException"
INVALID_VALUE = "InvalidParameterValueException"
LIMIT = "LimitExceededException"
NOT_FOUND = "ResourceNotFoundException"


class Fault(Exception):  # noqa: N818  (so the protocol calls it)
    """An error that a client gets to see.

    Args:
        code: the name of the exception, such as `ResourceNotFoundException`.
        message: what happened and what to try.
        status: of the answer.
        retry_after: in how many seconds the client may try again; 0: not said.
        members: further members of the exception, such as `SourceLanguageCode`.
    """

    def __init__(self, code: str, message: str, status: int = 400, retry_after: int = 0, **members: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after
        self.members = members
