"""Lists page by page: NextToken says where to go on; nobody can read or forge it, or use it for another list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from amts.server.amazon.faults import Fault
from amts.server.amazon.validation import complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from amts.server.amazon.operations import Caller

T = TypeVar("T")

_MAC_BYTES = 16
_USUAL = 100


@dataclass(frozen=True, slots=True)
class Pages:
    """Cuts lists into pages.

    Attributes:
        secret: what the server signs with.
    """

    secret: bytes

    def page(
        self,
        caller: Caller,
        operation: str,
        request: Mapping[str, Any],
        after: Callable[[str, int], Sequence[T]],
        cursor: Callable[[T], str],
        usual: int = _USUAL,
    ) -> tuple[list[T], str | None]:
        """Return a page, and the NextToken for the next one; None: there is none.

        Args:
            caller: who asks.
            operation: what for.
            request: with NextToken and MaxResults; whatever else it asks must be the same for all pages.
            after: returns at most so many items after a cursor, in order; after an empty one, the first.
            cursor: returns the cursor of an item.
            usual: so many are on a page if the request does not say.

        Raises:
            Fault: NextToken was not made for this request.
        """
        place = _place(caller, operation, request)
        most = request.get("MaxResults", usual)
        found = list(after(self._opened(request.get("NextToken", ""), place, operation), most + 1))
        more = len(found) > most
        return found[:most], self._sealed(cursor(found[most - 1]), place) if more else None

    def _sealed(self, cursor: str, place: bytes) -> str:
        content = cursor.encode()
        return base64.urlsafe_b64encode(self._mac(content, place) + content).decode()

    def _opened(self, token: str, place: bytes, operation: str) -> str:
        if not token:
            return ""
        try:
            content = base64.urlsafe_b64decode(token)
        except (ValueError, binascii.Error):
            content = b""
        cursor = content[_MAC_BYTES:]
        if not hmac.compare_digest(content[:_MAC_BYTES], self._mac(cursor, place)):
            found = "NextToken is not one that this server gave for this list: begin again without it"
            raise Fault(complaint(operation), found)
        return cursor.decode()

    def _mac(self, content: bytes, place: bytes) -> bytes:
        return hmac.digest(self.secret, b"page\0" + place + content, "sha256")[:_MAC_BYTES]


def _place(caller: Caller, operation: str, request: Mapping[str, Any]) -> bytes:
    """Return what all pages of a list have in common."""
    asked = {name: value for name, value in request.items() if name not in {"NextToken", "MaxResults"}}
    text = json.dumps([caller.account, caller.region, operation, asked], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()
