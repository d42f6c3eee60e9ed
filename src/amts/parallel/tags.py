"""Which of the languages named in a file are the two that were asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from amts.errors import LanguageError
from amts.languages import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.languages import Language


@lru_cache(maxsize=256)  # files name the same languages in each unit
def find_languages(tags: tuple[str, ...], source: str, target: str) -> tuple[int | None, int | None]:
    """Return where the source and the target language stand among a file's tags.

    An exact match wins; failing that the first tag with the same primary subtag, such as en-US for en, unless
    the other language matches it exactly. What is not a language tag is passed over.
    """
    found = [known_language(tag) for tag in tags]
    wanted = [language(source), language(target)]
    exact = [_position(found, one.tag, "tag", set()) for one in wanted]
    taken = {place for place in exact if place is not None}
    for index, one in enumerate(wanted):
        if exact[index] is None:
            exact[index] = place = _position(found, one.primary, "primary", taken)
            taken |= {place} if place is not None else set()
    return exact[0], exact[1]


def _position(found: Sequence[Language | None], value: str, attribute: str, taken: set[int]) -> int | None:
    places = (place for place, one in enumerate(found) if one and getattr(one, attribute) == value)
    return next((place for place in places if place not in taken), None)


@lru_cache(maxsize=256)
def known_language(tag: str) -> Language | None:
    """Return the language that a file names, or None if it is unknown."""
    try:
        return language(tag.strip())
    except LanguageError:
        return None
