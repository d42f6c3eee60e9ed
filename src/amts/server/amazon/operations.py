"""What an operation of the API is: from a caller and a checked request, an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        account: the account number.
        region: the region that the request was signed for.
        parallel_data: the names of the parallel data that are to be used though the operation knows none: AMTS's own
            extension, by the header `x-amts-parallel-data` or the endpoint's path.
        address: the server's own URL as the caller knows it, without a slash at the end.
    """

    account: str
    region: str
    parallel_data: tuple[str, ...] = ()
    address: str = ""


# Called in a thread. Of the request: blobs are bytes, times aware datetimes, what was not sent is not there; its types,
# patterns, lengths and enumerations were checked. The answer may hold the same, and None for what is to be left out.
# An operation raises Fault, or an error of `amts.errors`, which becomes one.
Operation = Callable[[Caller, Mapping[str, Any]], Mapping[str, Any]]
