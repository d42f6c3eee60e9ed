"""Which document of a book a name means, as people type it."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING

from amts.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.mining.book import Entry


def find_entries(entries: Sequence[Entry], names: Sequence[str]) -> list[Entry]:
    """Return the documents of these names, each once, in the order of the names.

    Args:
        entries: the documents of a book.
        names: each a document's name or its path; or the last part of its name, with its ending or without it.

    Raises:
        InputError: a name means no document, or more than one.
    """
    return list(dict.fromkeys(_find(entries, name) for name in names))


def _find(entries: Sequence[Entry], name: str) -> Entry:
    forms = {name, str(PurePath(name))}
    ways = (
        lambda entry: (entry.name, str(entry.source)),
        lambda entry: (_last(entry.name),),
        lambda entry: (_stem(entry),),
    )
    found = next(filter(None, ([entry for entry in entries if not forms.isdisjoint(way(entry))] for way in ways)), [])
    if len(found) == 1:
        return found[0]
    if found:
        msg = f"{name!r} means {len(found)} documents: use one of {', '.join(entry.name for entry in found)}"
        raise InputError(msg)
    near = get_close_matches(name, dict.fromkeys(form for e in entries for form in (e.name, _stem(e))), n=2, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "'amts status' shows their names"
    msg = f"{name!r} is none of the {len(entries)} documents: {hint}"
    raise InputError(msg)


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _stem(entry: Entry) -> str:
    return _last(entry.name).removesuffix(entry.source.suffix)
