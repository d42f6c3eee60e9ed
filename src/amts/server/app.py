"""The application that a web server runs: all routes, and what surrounds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from amts.server.amazon.authority import anybody
from amts.server.amazon.dispatch import Api, is_for_amazon, refusal
from amts.server.amazon.faults import Fault
from amts.server.limits import Limited, Limits
from amts.server.logs import logged
from amts.server.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

    from amts.server.amazon.authority import Authority
    from amts.server.amazon.operations import Operation


def create_app(
    operations: Mapping[str, Operation],
    *,
    authority: Authority | None = None,
    extensions: Mapping[str, Operation] | None = None,
    routes: Sequence[BaseRoute] = (),
    limits: Limits | None = None,
    metrics: Metrics | None = None,
    ready: Callable[[], bool] = lambda: True,
    lifespan: Lifespan[Starlette] | None = None,
) -> ASGIApp:
    """Return the application of a server.

    Args:
        operations: those of Amazon Translate's API, by name; they are called in threads.
        authority: says on whose behalf a request is made; default: nobody needs to sign.
        extensions: operations of our own: path to what is called, with the body's JSON as its request.
        routes: further ones, such as those of LibreTranslate.
        limits: how much is taken on.
        metrics: what is counted.
        ready: whether requests can be answered by now; asked in a thread.
        lifespan: opens and closes what the operations need.
    """
    from anyio import CapacityLimiter
    from starlette.applications import Starlette

    limits, metrics = limits or Limits(), metrics or Metrics()
    api = Api(operations, authority or anybody(), CapacityLimiter(limits.threads), extensions or {})
    own = [_amazon_route(api), *_operators_routes(ready, metrics), *routes, *_remaining_routes(api)]
    app = Starlette(routes=own, lifespan=lifespan, exception_handlers={Fault: _refuse})
    return logged(Limited(app, limits, metrics), metrics)


async def _refuse(request: Request, error: Exception) -> Response:
    """Answer with an error that a route did not catch."""
    return refusal(request.scope, cast(Fault, error))


def _amazon_route(api: Api) -> BaseRoute:
    """Return the route of all requests that SDKs make, to whatever path."""
    from starlette.requests import Request
    from starlette.routing import BaseRoute, Match

    class AmazonRoute(BaseRoute):  # type: ignore[misc]
        def matches(self, scope: Scope) -> tuple[Match, Scope]:
            ours = scope["type"] == "http" and (is_for_amazon(scope) or scope["path"] in api.extensions)
            return (Match.FULL if ours and scope["method"] == "POST" else Match.NONE), {}

        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            response = await api.answer(Request(scope, receive))
            await response(scope, receive, send)

    return AmazonRoute()


def _operators_routes(ready: Callable[[], bool], metrics: Metrics) -> list[BaseRoute]:
    from anyio.to_thread import run_sync
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    async def health(_request: Request) -> Response:
        well = await run_sync(ready)
        return JSONResponse({"status": "ok" if well else "starting"}, 200 if well else 503)

    async def figures(_request: Request) -> Response:
        return Response(await run_sync(metrics.text), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [Route("/healthz", health), Route("/metrics", figures)]


def _remaining_routes(api: Api) -> list[BaseRoute]:
    """Return the route of requests that look like an SDK's, but name no operation."""
    from starlette.routing import Route

    return [Route("/", api.answer, methods=["POST"])]
