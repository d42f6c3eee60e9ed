"""The endpoints of LibreTranslate's API on a web server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from amts.errors import AmtsError, EngineError, InputError, RetryError
from amts.server.libretranslate.fields import Fields, Refused, read_fields
from amts.server.trace import OPERATORS, trace_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anyio import CapacityLimiter
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from amts.server.libretranslate.service import LibreTranslate

    Act = Callable[[Fields], Any]
    Endpoint = Callable[[Request], Awaitable[Response]]


def libretranslate_routes(
    service: LibreTranslate, account_of: Callable[[str], str | None] | None = None, account: str = "", threads: int = 16
) -> list[Route]:
    """Return the endpoints.

    Args:
        service: what they do.
        account_of: returns whose key it is that a client sends as `api_key`, None if nobody's; None: nobody needs one.
        account: of those that have none of their own.
        threads: so many acts at a time.
    """
    from anyio import CapacityLimiter
    from starlette.routing import Route

    limiter = CapacityLimiter(threads)
    acts = {
        "/translate": service.translate,
        "/translate_file": service.translate_file,
        "/detect": service.detect,
        "/suggest": service.suggest,
    }
    open_to_all: dict[str, Act] = {
        "/languages": service.languages,
        "/frontend/settings": lambda asked: service.settings(asked, keys=account_of is not None),
        "/health": lambda _: {"status": "ok"},
    }
    return [
        *(
            Route(path, _endpoint(_guarded(act, account_of), account, limiter), methods=["POST"])
            for path, act in acts.items()
        ),
        *(Route(path, _endpoint(act, account, limiter), methods=["GET"]) for path, act in open_to_all.items()),
        Route("/download_file/{name}", _download(service), methods=["GET"]),
    ]


def _guarded(act: Act, account_of: Callable[[str], str | None] | None) -> Act:
    """Return the act for those who have a key."""
    if account_of is None:
        return act

    def guarded(fields: Fields) -> Any:
        key = fields.values.get("api_key")
        if not key:
            msg = "Please contact the server operator to get an API key"
            raise Refused(msg, 403)
        account = account_of(key) if isinstance(key, str) else None
        if account is None:
            msg = "Invalid API key"
            raise Refused(msg, 403)
        return act(replace(fields, account=account or fields.account))

    return guarded


def _endpoint(act: Act, account: str, threads: CapacityLimiter) -> Endpoint:
    """Return what reads the fields of a request, acts in a thread, and answers in JSON."""
    from anyio.to_thread import run_sync
    from starlette.responses import JSONResponse

    async def endpoint(request: Request) -> Response:
        try:
            fields = replace(await read_fields(request), account=account)
            return JSONResponse(await run_sync(act, fields, limiter=threads))
        except Refused as error:
            return JSONResponse({"error": error.message}, error.status)
        except RetryError as error:
            return JSONResponse({"error": str(error)}, 503, {"retry-after": "1"})
        except AmtsError as error:
            told = trace_of(request.scope).failed(error)
            if isinstance(error, OPERATORS):
                return JSONResponse({"error": told}, 500)
            return JSONResponse({"error": str(error)}, 400 if isinstance(error, InputError | EngineError) else 500)

    return endpoint


def _download(service: LibreTranslate) -> Endpoint:
    from starlette.responses import FileResponse, JSONResponse

    async def download(request: Request) -> Response:
        found = service.files.find(request.path_params["name"])
        if found is None:
            return JSONResponse({"error": "There is no such file, or it has waited for too long"}, 404)
        path, name = found
        headers = {"X-Content-Type-Options": "nosniff"}
        return FileResponse(path, media_type="application/octet-stream", filename=name, headers=headers)

    return download
