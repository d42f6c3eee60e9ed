"""All operations on resources: terminologies, parallel data, their tags, and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.server.amazon.desk import Desk
from amts.server.amazon.languages import language_operations
from amts.server.amazon.parallel_data import parallel_data_operations
from amts.server.amazon.tags import tag_operations
from amts.server.amazon.terminologies import terminology_operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amts.jobs.table import JobTable
    from amts.server.amazon.operations import Operation
    from amts.server.amazon.state import State
    from amts.server.options import ServerOptions


def _nobody() -> None:
    """Wake nobody: workers look for jobs themselves from time to time."""


def resource_operations(
    state: State,
    jobs: JobTable,
    options: ServerOptions,
    *,
    pairs: Callable[[str], Iterable[tuple[str, str]]],
    wake: Callable[[], None] = _nobody,
) -> dict[str, Operation]:
    """Return the operations by name.

    Args:
        state: keeps the resources.
        jobs: does what takes long.
        options: of the server.
        pairs: says which languages an account can have translated into which now.
        wake: tells who does jobs that there is one.
    """
    desk = Desk(state, jobs, options, pairs, wake)
    return {
        **parallel_data_operations(desk),
        **terminology_operations(desk),
        **tag_operations(desk),
        **language_operations(desk),
    }
