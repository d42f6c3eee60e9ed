"""The server, put together: the only place that knows all of its parts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from amts.errors import MissingExtraError, PathError
from amts.parallel.resource import ParallelStore
from amts.server.amazon.authority import anybody, holders_of
from amts.server.app import create_app
from amts.server.libretranslate.files import TranslatedFiles
from amts.server.libretranslate.routes import libretranslate_routes
from amts.server.libretranslate.service import LibreTranslate
from amts.server.libretranslate.suggestions import Suggestions
from amts.server.limits import Limits
from amts.server.metrics import Metrics
from amts.storage.tables import open_tables

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.applications import Starlette
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Lifespan

    from amts.jobs.executor import Executor
    from amts.jobs.table import JobTable
    from amts.server.amazon.pairs import Engines
    from amts.server.keys import KeyRing
    from amts.server.options import ServerOptions


def open_server(options: ServerOptions, keys: KeyRing | None = None, limits: Limits | None = None) -> ASGIApp:
    """Return the application of a server; its workers run as long as it does.

    Args:
        options: how it is to run.
        keys: who may ask; None: anybody, without a signature.
        limits: how much it takes on.

    Raises:
        InputError: the state folder or the database cannot be used.
        MissingExtraError: a package is not installed.
    """
    _prepare(options)
    tables = open_tables(options.database_url)
    # Only now: without SQLAlchemy, these cannot be imported.
    from amts.jobs.executor import LocalExecutor
    from amts.jobs.table import JobTable
    from amts.server.amazon.desk import Desk
    from amts.server.amazon.downloads import download_routes
    from amts.server.amazon.imports import resume_imports
    from amts.server.amazon.pairs import Engines, open_translators
    from amts.server.amazon.service import HANDLERS, service_extensions, service_operations
    from amts.server.amazon.state import State

    state, jobs = State(tables), JobTable(tables)
    engines = Engines(state, open_translators(options))
    executor = LocalExecutor(options.database_url, HANDLERS, options.to_json(), options.workers)
    return create_app(
        service_operations(Desk(state, jobs, options, engines.pairs, executor.wake), engines),
        authority=holders_of(keys, options.account) if keys else anybody(options.account),
        extensions=service_extensions(options, engines),
        routes=[*download_routes(state, options.state), *_libretranslate(options, engines, keys, limits)],
        limits=limits,
        metrics=Metrics(lambda: {each.value: number for each, number in jobs.counts().items()}),
        ready=lambda: bool(executor.processes) and _answers(jobs),
        lifespan=_working(executor, lambda: resume_imports(state, jobs), tables.dispose),
    )


def _answers(jobs: JobTable) -> bool:
    """Whether the database does."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        jobs.counts()
    except SQLAlchemyError:
        return False
    return True


def _prepare(options: ServerOptions) -> None:
    """Make the folders of a server, and see to its packages.

    Raises:
        PathError: they cannot be made.
        MissingExtraError: a package is not installed.
    """
    try:
        import obstore  # noqa: F401
        import prometheus_client  # noqa: F401
        import python_multipart  # noqa: F401
        import starlette  # noqa: F401
    except ImportError as error:
        msg = f"the server needs the package {error.name}: run `pip install 'amts[server]'`"
        raise MissingExtraError(msg) from error
    try:
        # What it keeps is for nobody else's eyes.
        options.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = f"cannot keep the server's state in {options.state} ({error.strerror}): name another folder with --state"
        raise PathError(msg) from error
    try:
        if not options.s3_endpoint:
            options.buckets.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"cannot have buckets in {options.buckets} ({error.strerror}): name another folder with --root"
        raise PathError(msg) from error


def _libretranslate(
    options: ServerOptions, engines: Engines, keys: KeyRing | None, limits: Limits | None
) -> list[BaseRoute]:
    """Return the routes of LibreTranslate's API."""
    from amts.server.detection import guesses

    store = ParallelStore(options.state / "parallel.sqlite")
    suggestions = Suggestions(store, options.state / "cache", options.account)
    service = LibreTranslate(engines, guesses, suggestions, TranslatedFiles(options.state / "translated"))
    threads = (limits or Limits()).threads
    return list(libretranslate_routes(service, keys.account_of if keys else None, options.account, threads))


def _working(executor: Executor, begin: Callable[[], None], end: Callable[[], None]) -> Lifespan[Starlette]:
    """Return what has the workers run as long as the application does, between a beginning and an end."""
    from anyio.to_thread import run_sync

    @asynccontextmanager
    async def working(_app: Starlette) -> AsyncIterator[None]:
        await run_sync(begin)
        await run_sync(executor.start)
        try:
            yield
        finally:
            await run_sync(executor.stop)
            await run_sync(end)

    return working
