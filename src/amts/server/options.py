"""How a server is to run: handed to the server itself and, as JSON, to its worker processes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How a server is to run.

    Attributes:
        state: the folder with all it keeps.
        account: the account number that its resources belong to.
        database: the URL of the database with its resources and jobs; empty: SQLite in the folder.
        root: the folder in which each bucket is a folder; empty: `s3` in the folder `state`. Not used with an endpoint.
        s3_endpoint: the URL of S3 or of what speaks its API, where the buckets are then.
        engine: the name of the engine.
        engines: the options of each engine.
        fallbacks: the names of the engines that are asked for what the one before cannot translate.
        base: the name of parallel data in `parallel.sqlite` of the folder, from which trained engines learn too.
        workers: how many processes do jobs.
        strict: whether the limits of Amazon hold where AMTS could do more.
        environment: where the keys of engines stand, such as `os.environ` or what of it they need.
    """

    state: Path
    account: str = "000000000000"
    database: str = ""
    root: Path | None = None
    s3_endpoint: str = ""
    engine: str = "phrase"
    engines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    base: str = ""
    workers: int = 1
    strict: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def database_url(self) -> str:
        """The database's URL."""
        return self.database or f"sqlite:///{self.state / 'server.sqlite'}"

    @property
    def buckets(self) -> Path:
        """The folder in which each bucket is a folder, if they are not elsewhere."""
        return self.root or self.state / "s3"

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` makes the same options of, in another process."""
        return asdict(self) | {"state": str(self.state), "root": str(self.root) if self.root else None}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return the options that `to_json` wrote down."""
        root = Path(content["root"]) if content["root"] else None
        fallbacks = tuple(content["fallbacks"])
        return cls(**{**content, "state": Path(content["state"]), "root": root, "fallbacks": fallbacks})
