"""The endpoints of LibreTranslate's API on a web server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amts.errors import AmtsError, EngineError, InputError
from amts.server.libretranslate.fields import Fields, Refused, read_fields

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from amts.server.libretranslate.service import LibreTranslate

    Act = Callable[[Fields], Any]
    Endpoint = Callable[[Request], Awaitable[Response]]


def libretranslate_routes(service: LibreTranslate, allows: Callable[[str], bool] | None = None) -> list[Route]:
    """Return the endpoints.

    Args:
        service: what they do.
        allows: whether a key that a client sends as `api_key` is right; None: nobody needs one.
    """
    from starlette.routing import Route

    acts = {
        "/translate": service.translate,
        "/translate_file": service.translate_file,
        "/detect": service.detect,
        "/suggest": service.suggest,
    }
    open_to_all: dict[str, Act] = {
        "/languages": service.languages,
        "/frontend/settings": lambda _: service.settings(keys=allows is not None),
        "/health": lambda _: {"status": "ok"},
    }
    return [
        *(Route(path, _endpoint(_guarded(act, allows)), methods=["POST"]) for path, act in acts.items()),
        *(Route(path, _endpoint(act), methods=["GET"]) for path, act in open_to_all.items()),
        Route("/download_file/{name}", _download(service), methods=["GET"]),
    ]


def _guarded(act: Act, allows: Callable[[str], bool] | None) -> Act:
    """Return the act for those who have a key."""

    def guarded(fields: Fields) -> Any:
        key = fields.values.get("api_key")
        if allows is not None and not key:
            msg = "Please contact the server operator to get an API key"
            raise Refused(msg, 403)
        if allows is not None and not (isinstance(key, str) and allows(key)):
            msg = "Invalid API key"
            raise Refused(msg, 403)
        return act(fields)

    return guarded


def _endpoint(act: Act) -> Endpoint:
    """Return what reads the fields of a request, acts in a thread, and answers in JSON."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    async def endpoint(request: Request) -> Response:
        try:
            fields = await read_fields(request)
            return JSONResponse(await run_in_threadpool(act, fields))
        except Refused as error:
            return JSONResponse({"error": error.message}, error.status)
        except AmtsError as error:
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
