"""What a document says of its encoding, set right in a translation.

One that has only ASCII may declare any encoding, or none yet, as the templates of gettext. Its translation is UTF-8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

_UTF_8 = frozenset({b"utf-8", b"utf8"})


def declaring_utf8(rendered: bytes, source: bytes, declared: re.Pattern[bytes]) -> bytes:
    """Return a rendered document with UTF-8 as its encoding if it declares another and is no longer ASCII.

    Args:
        rendered: the document.
        source: what it was rendered from; one that stays as it is keeps its declaration.
        declared: finds the declaration; its first group is the name of the encoding.
    """
    found = None if rendered == source or rendered.isascii() else declared.search(rendered)
    if found is None or found[1].lower() in _UTF_8:
        return rendered
    return rendered[: found.start(1)] + b"UTF-8" + rendered[found.end(1) :]
