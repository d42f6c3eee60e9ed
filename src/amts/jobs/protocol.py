"""What does the work of a kind of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.jobs.records import Job, Unit


class Handler(Protocol):
    """Does the jobs of one kind, in a worker process.

    Each method may be called again after the death of a worker, with the same arguments; so whatever it writes outside
    of the job's table must be the same the second time, and whole or not there at all.
    """

    def plan(self, job: Job) -> Iterable[Unit]:
        """Return the units of a job that begins.

        Raises:
            AmtsError: the job cannot be done at all; it fails with this message.
        """
        ...

    def run(self, job: Job, unit: Unit) -> Mapping[str, Any]:
        """Do a unit and return its result, as JSON holds it.

        Raises:
            RetryError: not now; the unit is tried again later, as often as its job allows.
            AmtsError: the unit cannot be done; it fails with this message, its job goes on.
        """
        ...

    def conclude(self, job: Job, units: Sequence[Unit]) -> Mapping[str, Any]:
        """Return the result of a job whose units have all ended, be it because it was cancelled."""
        ...
