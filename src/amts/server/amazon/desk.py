"""What the operations work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.server.amazon.downloads import Downloads
from amts.server.amazon.faults import INVALID_VALUE, Fault
from amts.server.amazon.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from amts.jobs.table import JobTable
    from amts.server.amazon.operations import Caller
    from amts.server.amazon.state import State
    from amts.server.options import ServerOptions

NO_ENCRYPTION = "EncryptionKey is kept but not used: this server has no KMS, protect its disk instead."


@dataclass(frozen=True, slots=True)
class Desk:
    """What the operations work with.

    Attributes:
        state: keeps the resources.
        jobs: does what takes long.
        options: of the server.
        pairs: says which languages an account can have translated into which now.
        wake: tells who does jobs that there is one.
    """

    state: State
    jobs: JobTable
    options: ServerOptions
    pairs: Callable[[str], Iterable[tuple[str, str]]]
    wake: Callable[[], None]

    @property
    def pages(self) -> Pages:
        """What cuts lists into pages."""
        return Pages(self.state.secret)

    def location(self, caller: Caller, name: str) -> dict[str, str] | None:
        """Return where a file of the state's folder can be had; None if it does not exist."""
        return Downloads(self.state).location(caller.address, self.options.state, name)

    def encryption(self, request: Mapping[str, Any]) -> dict[str, str]:
        """Return the key that is to encrypt a resource; empty if none is named.

        Raises:
            Fault: one is named, and nothing may be accepted that is not done.
        """
        key = dict(request.get("EncryptionKey", {}))
        if key and self.options.strict:
            msg = "EncryptionKey cannot be used: this server has no KMS. Leave it out, and protect its disk instead."
            raise Fault(INVALID_VALUE, msg)
        return key
