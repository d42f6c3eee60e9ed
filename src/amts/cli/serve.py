"""`amts serve`: run a server that speaks Amazon Translate's API, and LibreTranslate's."""

from __future__ import annotations

import ipaddress
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from amts.errors import InputError, MissingExtraError
from amts.settings import DEFAULT_ENGINE, FILE_NAME, read_settings

if TYPE_CHECKING:
    from amts.server.keys import Key, KeyRing
    from amts.server.options import ServerOptions

_KEYS = "keys.toml"
# So long are answers waited for when a server is ended.
_GRACE_SECONDS = 10


class Auth(StrEnum):
    """How clients show who they are."""

    SIGV4 = "sigv4"
    NONE = "none"


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0: any.", min=0, max=65535)] = 8080,
    auth: Annotated[
        Auth | None, typer.Option(help="Whether requests are signed; default: none on this machine, else sigv4.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="The folder with all the server keeps; default: ~/.local/state/amts.")
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="The folder whose folders are the S3 buckets; default: `s3` in the state.")
    ] = None,
    s3_endpoint: Annotated[str, typer.Option(help="The URL of S3 or of what speaks its API; then no folder.")] = "",
    database: Annotated[
        str, typer.Option(help="postgresql+psycopg://...; default: SQLite in the state.", envvar="AMTS_DATABASE")
    ] = "",
    engine: Annotated[str, typer.Option(help="The engine; default: the project's, else phrase.")] = "",
    project: Annotated[
        Path | None, typer.Option(help="The folder whose amts.toml says which engine, and its options.")
    ] = None,
    base: Annotated[str, typer.Option(help="Parallel data in the state that trained engines learn from too.")] = "",
    account: Annotated[str, typer.Option(help="The account number of the server's resources.")] = "000000000000",
    workers: Annotated[int, typer.Option(help="How many processes do batch jobs.", min=1)] = 1,
    requests: Annotated[int, typer.Option(help="How many requests are taken on at a time.", min=1)] = 512,
    strict: Annotated[bool, typer.Option("--strict", help="Amazon's limits where AMTS could do more.")] = False,
    new_key: Annotated[bool, typer.Option("--new-key", help="Make another key, show it, and end.")] = False,
) -> None:
    """Run a server that boto3, the AWS CLI and clients of LibreTranslate use unchanged.

    Example: amts serve --port 8080, then: aws translate list-languages --endpoint-url http://127.0.0.1:8080
    """
    folder = state or _state_home()
    if new_key:
        _show_key(_made_key(folder))
        return
    options = _options(
        folder, account=account, database=database, root=root, s3_endpoint=s3_endpoint, base=base, workers=workers,
        strict=strict, **_engine(project, engine),
    )  # fmt: skip
    _run(options, host, port, _keys(folder, host, auth), requests)


def _engine(project: Path | None, engine: str) -> dict[str, Any]:
    """Return the engine and its options, as a project says them."""
    if project is None:
        return {"engine": engine} if engine else {}
    settings = read_settings(project)
    own = settings.engine or DEFAULT_ENGINE
    if engine and engine != own:
        msg = f"{project / FILE_NAME} says engine {own!r}, --engine says {engine!r}: leave one of them out"
        raise InputError(msg)
    variables = {str(table.get("key_variable")) for table in settings.engines.values()}
    keys = {name: os.environ[name] for name in variables if name in os.environ}
    return {
        "engine": own, "engines": settings.engines, "fallbacks": settings.fallbacks, "environment": keys,
    }  # fmt: skip


def _options(folder: Path, **chosen: Any) -> ServerOptions:
    from amts.server.keys import is_account
    from amts.server.options import ServerOptions

    if not is_account(chosen["account"]):
        msg = f"{chosen['account']!r} is no account number: these have twelve digits"
        raise InputError(msg)
    endpoint = chosen["s3_endpoint"]
    if endpoint and not (urlsplit(endpoint).scheme in {"http", "https"} and urlsplit(endpoint).hostname):
        msg = f"--s3-endpoint {endpoint} is no address: write such as https://s3.example"
        raise InputError(msg)
    chosen["root"] = chosen["root"] and chosen["root"].resolve()
    return ServerOptions(folder.resolve(), **chosen)


def _state_home() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "amts"


def _keys(folder: Path, host: str, auth: Auth | None) -> KeyRing | None:
    """Return who may ask; None: anybody. If there is no key yet, one is made and shown."""
    from amts.server.keys import KeyRing

    local = _is_local(host)
    if (auth or (Auth.NONE if local else Auth.SIGV4)) is Auth.NONE:
        if not local:
            print(f"amts: anybody who can reach {host} may use this server and change what it keeps", file=sys.stderr)
        return None
    if not (folder / _KEYS).exists():
        _show_key(_made_key(folder))
    return KeyRing(folder / _KEYS)


def _made_key(folder: Path) -> Key:
    from amts.server.keys import add_key

    return add_key(folder / _KEYS)


def _show_key(key: Key) -> None:
    print(f"aws_access_key_id     = {key.name}")
    print(f"aws_secret_access_key = {key.secret}")
    print(f"api_key               = {key.api_key}", flush=True)


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _run(options: ServerOptions, host: str, port: int, keys: KeyRing | None, requests: int) -> None:
    """Serve until somebody ends it."""
    try:
        import uvicorn
    except ImportError as error:
        msg = "the server needs the package uvicorn: run `pip install 'amts[server]'`"
        raise MissingExtraError(msg) from error
    from amts.server.limits import Limits
    from amts.server.listening import listen
    from amts.server.logs import log_to
    from amts.server.opening import open_server

    shown = f"[{host}]" if ":" in host else host
    with listen(host, port) as listening:
        app = open_server(options, keys, Limits(requests=requests))
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_GRACE_SECONDS
        )
        log_to(sys.stderr)
        print(f"listening on http://{shown}:{listening.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listening])
