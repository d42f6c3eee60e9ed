"""What of the address of a link must be the same in a translation."""

from __future__ import annotations

import re

_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?|en-us)\Z")


def same_address(address: str) -> str:
    """Return an address without what differs between languages: fragment, way up, language, `_origin`."""
    path, _, fragment = address.partition("#")
    if not path:
        return "#" if fragment else ""
    scheme, found, rest = path.rpartition("://")
    parts = [part for part in rest.split("/") if part not in (".", "..") and not _LANGUAGE.match(part)]
    if found:
        host = parts[0].split(".") if parts else []
        kept = (label for label in host[:-2] if not _LANGUAGE.match(label) or label == "www")
        parts[:1] = [".".join([*kept, *host[-2:]])]
    if parts:
        parts[-1] = re.sub(r"_origin(?=\.|$)|\.[a-z]{2}(?:-[A-Za-z]{2,4})?(?=\.\w+$)", "", parts[-1])
    return scheme.removesuffix("s") + found + "/".join(part for part in parts if part)
