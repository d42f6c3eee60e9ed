"""Downloads: files of the state at URLs that are signed by this server and expire."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from pathlib import Path

    from amts.server.amazon.state import State

_MINUTES = 30
# What names of files the server makes: nothing in them leads out of their folders.
_NAME = re.compile(r"(?:parallel-data|terminologies)/[0-9a-f]{8,64}/[a-z]+\.[a-z]+")


class Downloads:
    """Signs URLs, and knows those that it signed.

    Args:
        state: has the secret and the clock.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def url(self, address: str, name: str) -> str:
        """Return the URL of a file, whose name is relative to the state's folder, on the server at an address."""
        expires = str(int(self._state.time) + _MINUTES * 60)
        query = urlencode({"Expires": expires, "Signature": self._signature(name, expires)})
        return f"{address}/downloads/{quote(name)}?{query}"

    def refusal(self, name: str, expires: str, signature: str) -> str:
        """Return why a URL is not honoured; empty if it is."""
        if not hmac.compare_digest(self._signature(name, expires).encode(), signature.encode()):
            return "The signature of the URL is wrong."
        if int(expires) < self._state.time:
            return "The URL has expired: ask for another one."
        return "" if _NAME.fullmatch(name) else "There is no such file."

    def location(self, address: str, folder: Path, name: str) -> dict[str, str] | None:
        """Return where a file can be had, as answers say it; None if it does not exist."""
        if not (folder / name).is_file():
            return None
        return {"RepositoryType": "S3", "Location": self.url(address, name)}

    def _signature(self, name: str, expires: str) -> str:
        return hmac.new(self._state.secret, f"{name}\n{expires}".encode(), hashlib.sha256).hexdigest()


def download_routes(state: State, folder: Path) -> list[Any]:
    """Return the routes by which the files of the state's folder can be had."""
    from starlette.responses import FileResponse, PlainTextResponse, Response
    from starlette.routing import Route

    downloads = Downloads(state)

    def answer(request: Any) -> Response:
        name, query = request.path_params["name"], request.query_params
        refusal = downloads.refusal(name, query.get("Expires", ""), query.get("Signature", ""))
        if refusal:
            return PlainTextResponse(refusal, 403)
        if not (folder / name).is_file():
            return PlainTextResponse("The file has been replaced: ask for another URL.", 404)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
        kind = "application/json" if name.endswith(".json") else "application/octet-stream"
        return FileResponse(folder / name, filename=name.rpartition("/")[2], media_type=kind, headers=headers)

    return [Route("/downloads/{name:path}", answer, methods=["GET"])]
