"""What a server counts, as Prometheus reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts requests; jobs are counted when somebody asks.

    Args:
        jobs: returns how many jobs there are in each state.
    """

    def __init__(self, jobs: Callable[[], Mapping[str, int]] | None = None) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._registry = CollectorRegistry()
        self._requests = Counter(
            "amts_requests", "Requests that were answered.", ("operation", "code"), registry=self._registry
        )
        self._seconds = Histogram(
            "amts_request_seconds", "How long answers took.", ("operation",), registry=self._registry, buckets=_SECONDS
        )
        self._in_flight = Gauge("amts_requests_in_flight", "Requests being answered.", registry=self._registry)
        if jobs:
            self._registry.register(_Jobs(jobs))

    def answered(self, operation: str, code: str, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(operation, code).inc()
        self._seconds.labels(operation).observe(seconds)

    def in_flight(self, number: int) -> None:
        """Say how many requests are being answered."""
        self._in_flight.set(number)

    def text(self) -> bytes:
        """Return all figures in the format of Prometheus."""
        from prometheus_client import generate_latest

        text: bytes = generate_latest(self._registry)
        return text


class _Jobs:
    """Collects the number of jobs in each state."""

    def __init__(self, count: Callable[[], Mapping[str, int]]) -> None:
        self._count = count

    def describe(self) -> list[Any]:
        """Return nothing: to describe them, they would have to be counted."""
        return []

    def collect(self) -> Iterator[Any]:
        """Count the jobs."""
        from prometheus_client.core import GaugeMetricFamily

        family = GaugeMetricFamily("amts_jobs", "Jobs by their state.", labels=["state"])
        for state, number in self._count().items():
            family.add_metric([state], number)
        yield family
