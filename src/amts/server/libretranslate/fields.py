"""What a client of LibreTranslate's API sends: the same fields as JSON, as a form or in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

# So many texts, and characters in all of them, are translated at once.
TEXTS = 1_000
CHARACTERS = 100_000


class Refused(Exception):  # noqa: N818  (an answer to the client, not an error of ours)
    """A request that is not answered as wished.

    Args:
        message: what is wrong with it.
        status: of the answer.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a request.

    Attributes:
        values: by name, a text unless they came as JSON.
        address: the server's own URL as the client knows it, without a slash at the end.
        foreign: whether a page of another site sent them.
        account: whose they are.
    """

    values: Mapping[str, Any]
    address: str = ""
    foreign: bool = False
    account: str = ""

    def text(self, name: str, usual: str | None = None) -> str:
        """Return a text that has at least one character.

        Raises:
            Refused: there is none, and nothing is usual instead.
        """
        value = self.values.get(name) or usual
        if value is None:
            msg = f"Invalid request: missing {name} parameter"
            raise Refused(msg)
        return _checked(value, name)

    def texts(self, name: str) -> tuple[list[str], bool]:
        """Return a text, or a list of texts, as a list, and whether it was one.

        Raises:
            Refused: there is none, or there are too many or too long ones.
        """
        value = self.values.get(name)
        many = isinstance(value, list)
        found = [_checked(each, name) for each in value] if isinstance(value, list) else [self.text(name)]
        if not found:
            msg = f"Invalid request: missing {name} parameter"
            raise Refused(msg)
        for size, limit in ((len(found), TEXTS), (sum(map(len, found)), CHARACTERS)):
            if size > limit:
                msg = f"Invalid request: request ({size}) exceeds text limit ({limit})"
                raise Refused(msg)
        return found, many

    def number(self, name: str) -> int:
        """Return a number that is not negative; 0 if there is none.

        Raises:
            Refused: it is something else.
        """
        value = str(self.values.get(name) or 0)
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            msg = f"Invalid request: {name} must be a number that is not negative"
            raise Refused(msg)
        return int(value)

    def upload(self, name: str) -> Upload:
        """Return a file.

        Raises:
            Refused: there is none.
        """
        value = self.values.get(name)
        if not isinstance(value, Upload):
            msg = f"Invalid request: missing {name} parameter"
            raise Refused(msg)
        return value


async def read_fields(request: Request) -> Fields:
    """Return the fields of a request.

    Raises:
        Refused: it is neither JSON nor a form, or a malformed one.
    """
    is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    values = await _json(request) if is_json else dict(request.query_params) | await _form(request)
    site = request.headers.get("sec-fetch-site", "none"), request.headers.get("origin", "")
    own = {"", f"http://{request.headers.get('host')}", f"https://{request.headers.get('host')}"}
    return Fields(values, str(request.base_url).rstrip("/"), site[0] == "cross-site" or site[1] not in own)


async def _json(request: Request) -> dict[str, Any]:
    try:
        values = await request.json()
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        msg = "Invalid JSON format"
        raise Refused(msg)
    return values


async def _form(request: Request) -> dict[str, Any]:
    """Return the fields of a form, with line breaks as they are elsewhere: forms write CR LF."""
    from starlette.datastructures import UploadFile
    from starlette.exceptions import HTTPException

    try:
        form = await request.form(max_files=1, max_fields=100)
    except HTTPException as error:
        raise Refused(error.detail, error.status_code) from error
    values: dict[str, Any] = {}
    for name, value in form.items():
        if isinstance(value, UploadFile):
            values[name] = Upload(value.filename or "", await value.read())
        else:
            values[name] = value.replace("\r\n", "\n").replace("\r", "\n")
    await form.close()
    return values


def _checked(value: object, name: str) -> str:
    if not isinstance(value, str):
        msg = f"Invalid request: {name} must be a text"
        raise Refused(msg)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        msg = f"Invalid request: {name} has half a surrogate pair, which is no character"
        raise Refused(msg) from error
    if "\0" in value:
        msg = f"Invalid request: {name} has the character U+0000"
        raise Refused(msg)
    return value
