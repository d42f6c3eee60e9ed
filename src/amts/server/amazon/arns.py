"""The names of resources among all of Amazon's (ARN)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.server.amazon.faults import INVALID_VALUE, NOT_FOUND, Fault

if TYPE_CHECKING:
    from amts.server.amazon.operations import Caller

_ARN = re.compile(
    r"arn:aws[a-z-]*:translate:(?P<region>[a-z0-9-]*):(?P<account>[0-9]{12}):"
    r"(?P<kind>parallel-data|terminology)/(?P<name>[A-Za-z0-9_-]+)(?:/LATEST)?"
)


def arn(caller: Caller, kind: str, name: str) -> str:
    """Return the ARN of a resource."""
    version = "/LATEST" if kind == "terminology" else ""
    return f"arn:aws:translate:{caller.region}:{caller.account}:{kind}/{name}{version}"


def parse_arn(caller: Caller, text: str) -> tuple[str, str]:
    """Return the kind and the name of a resource of the caller's.

    Raises:
        Fault: it is no ARN of Translate, or of another account.
    """
    match = _ARN.fullmatch(text)
    if not match:
        msg = f"{text} is not the ARN of a resource: write {arn(caller, 'parallel-data', 'NAME')}, for example."
        raise Fault(INVALID_VALUE, msg)
    if match["account"] != caller.account:
        msg = f"There is no resource {text}."
        raise Fault(NOT_FOUND, msg)
    return match["kind"], match["name"]
